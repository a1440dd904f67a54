/**
 * The command {@code predict}: which digit a picture shows.
 *
 * <p>A {@link io.github.djllosses.sample.predict.Picture} is read from a file that is trusted in
 * nothing, a {@link io.github.djllosses.sample.predict.DigitForm} brings it to the size and place
 * that digits of MNIST have, and a trained model does the rest.
 */
package io.github.djllosses.sample.predict;
