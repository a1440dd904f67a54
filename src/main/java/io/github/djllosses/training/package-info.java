/**
 * What a training loop needs around a loss.
 *
 * <p>{@link io.github.djllosses.training.GradientCheck} compares the gradient of any loss, also
 * your own, with differences of its values.
 *
 * <p>Evaluators, which are exact over an epoch however it was cut into batches: {@link
 * io.github.djllosses.training.Perplexity}, {@link io.github.djllosses.training.BitsPerSymbol},
 * {@link io.github.djllosses.training.PerClassLoss} and {@link
 * io.github.djllosses.training.ExpectedCalibrationError}. {@link
 * io.github.djllosses.training.ClassBalance} makes weights of counts.
 *
 * <p>{@link io.github.djllosses.training.TensorBoardListener} writes what a training does for
 * TensorBoard.
 */
package io.github.djllosses.training;
