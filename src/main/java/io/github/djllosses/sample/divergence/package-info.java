/** The command {@code divergence}: how far models are from a true distribution. */
package io.github.djllosses.sample.divergence;
