package io.github.djllosses.core;

import org.jspecify.annotations.Nullable;

/**
 * Adds the options of a loss that takes class labels.
 *
 * @param <B> the builder of the loss itself
 */
public abstract class ClassLabelsBuilder<B extends ClassLabelsBuilder<B>>
        extends ClassWeightsBuilder<B> {

    private @Nullable Long ignoreIndex;

    /**
     * Creates a builder with every option at its default.
     *
     * @param loss the class of the loss
     */
    protected ClassLabelsBuilder(Class<? extends AbstractLoss> loss) {
        super(loss);
    }

    /**
     * Sets the class index that marks examples to leave out: they have value 0, weight 0 and
     * gradient exactly 0, even where the prediction holds NaN.
     *
     * @param ignoreIndex the index, in the range of the classes or not (PyTorch's default is -100);
     *     off by default
     * @return this builder
     */
    public B optIgnoreIndex(long ignoreIndex) {
        this.ignoreIndex = ignoreIndex;
        return changed("ignoreIndex", ignoreIndex, "none");
    }

    /**
     * Returns the options of this builder that tell how to read class labels.
     *
     * @return the options, immutable
     */
    public final ClassOptions classOptions() {
        return new ClassOptions(classAxis(), classWeights(), ignoreIndex);
    }
}
