/**
 * Losses of scores against classes: cross-entropy, negative log-likelihood, binary cross-entropy,
 * what fades or bounds them, and margins.
 *
 * <p>Start with {@link io.github.djllosses.classification.CrossEntropyLoss} where one class is
 * right, and with {@link io.github.djllosses.classification.BceWithLogitsLoss} where any number may
 * be. {@link io.github.djllosses.classification.FocalLoss}, {@link
 * io.github.djllosses.classification.PolyLoss} and {@link
 * io.github.djllosses.classification.GeneralizedCrossEntropyLoss} are functions of the
 * cross-entropy, for classes of very different frequency and for wrong labels.
 */
package io.github.djllosses.classification;
