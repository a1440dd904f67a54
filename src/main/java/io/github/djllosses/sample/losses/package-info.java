/**
 * The command {@code losses}: what losses there are, what each computes, and which options it has.
 *
 * <p>{@link io.github.djllosses.sample.losses.LossCatalogue} lists them, each as a {@link
 * io.github.djllosses.sample.losses.LossEntry}. Nothing is written twice: options come from the
 * builder of a loss ({@link io.github.djllosses.sample.losses.LossOptions}), explanations from its
 * Javadoc, and numbers from the loss itself.
 */
package io.github.djllosses.sample.losses;
