package io.github.djllosses.core;

/**
 * The option of every loss whose arrays hold one distribution or one set of scores per example.
 *
 * @param <B> the builder of the loss itself
 */
public abstract class ClassAxisBuilder<B extends ClassAxisBuilder<B>> extends LossBuilder<B> {

    private int classAxis = -1;

    /**
     * Creates a builder with every option at its default.
     *
     * @param loss the class of the loss
     */
    protected ClassAxisBuilder(Class<? extends AbstractLoss> loss) {
        super(loss);
    }

    /**
     * Sets the axis along which the classes lie. It is declared, never guessed.
     *
     * @param classAxis the axis, negative counting from the end; -1 by default, 1 is PyTorch's
     *     layout
     * @return this builder
     */
    public B optClassAxis(int classAxis) {
        this.classAxis = classAxis;
        return changed("classAxis", classAxis, -1);
    }

    /**
     * Returns the axis along which the classes lie.
     *
     * @return the axis
     */
    public final int classAxis() {
        return classAxis;
    }
}
