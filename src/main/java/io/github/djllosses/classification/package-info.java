/**
 * Losses of scores against classes: cross-entropy, negative log-likelihood and binary
 * cross-entropy.
 *
 * <p>Start with {@link io.github.djllosses.classification.CrossEntropyLoss} where one class is
 * right, and with {@link io.github.djllosses.classification.BceWithLogitsLoss} where any number may
 * be.
 */
package io.github.djllosses.classification;
