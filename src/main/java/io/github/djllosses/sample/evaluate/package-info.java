/**
 * The command {@code evaluate}: how good a trained classifier is, and how sure one can be of it.
 */
package io.github.djllosses.sample.evaluate;
