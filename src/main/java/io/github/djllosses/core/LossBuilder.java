package io.github.djllosses.core;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * The options that every loss has.
 *
 * @param <B> the builder of the loss itself, so that calls can be chained
 */
public abstract class LossBuilder<B extends LossBuilder<B>> {

    private final String loss;
    private final Map<String, Object> changed = new LinkedHashMap<>();
    private String name;
    private Reduction reduction = Reduction.MEAN;
    private float weight = 1;

    /**
     * Creates a builder with every option at its default.
     *
     * @param loss the class of the loss, which error messages and {@code toString} name
     */
    protected LossBuilder(Class<? extends AbstractLoss> loss) {
        this.loss = loss.getSimpleName();
        this.name = this.loss;
    }

    /**
     * Returns this builder as what it is.
     *
     * @return this
     */
    protected abstract B self();

    /**
     * Sets the name under which DJL reports the loss.
     *
     * @param name the name; the class name by default
     * @return this builder
     */
    public B optName(String name) {
        check(name != null && !name.isBlank(), "name", name, "a name that is not blank");
        this.name = name;
        return changed("name", name, loss);
    }

    /**
     * Sets how the values of a batch become one number.
     *
     * @param reduction the reduction; {@link Reduction#MEAN} by default
     * @return this builder
     */
    public B optReduction(Reduction reduction) {
        check(reduction != null, "reduction", reduction, "MEAN, SUM or BATCH_MEAN");
        this.reduction = reduction;
        return changed("reduction", reduction, Reduction.MEAN);
    }

    /**
     * Sets the coefficient that multiplies the loss.
     *
     * @param weight the coefficient, finite; 1 by default
     * @return this builder
     */
    public B optWeight(float weight) {
        check(Float.isFinite(weight), "weight", weight, "a finite coefficient");
        this.weight = weight;
        return changed("weight", weight, 1f);
    }

    /**
     * Records an option's value for {@code toString}.
     *
     * @param option the option
     * @param value its value
     * @param byDefault its default
     * @return this builder
     */
    protected final B changed(String option, Object value, Object byDefault) {
        if (value.equals(byDefault)) {
            changed.remove(option);
        } else {
            changed.put(option, value);
        }
        return self();
    }

    /**
     * Refuses an option whose value is out of its range.
     *
     * @param valid whether the value is good
     * @param option the option
     * @param value its value
     * @param expected what is expected, in words
     * @throws IllegalArgumentException if it is not valid
     */
    protected final void check(
            boolean valid, String option, @Nullable Object value, String expected) {
        if (!valid) {
            throw new IllegalArgumentException(
                    loss + ": " + option + " is " + value + ", expected " + expected);
        }
    }

    final String loss() {
        return loss;
    }

    final String name() {
        return name;
    }

    final Reduction reduction() {
        return reduction;
    }

    final float weight() {
        return weight;
    }

    /** Describes the loss as its class and the options that differ from their defaults. */
    final String describe() {
        StringJoiner text = new StringJoiner(", ", loss + "(", ")");
        changed.forEach((option, value) -> text.add(option + "=" + value));
        return text.toString();
    }
}
