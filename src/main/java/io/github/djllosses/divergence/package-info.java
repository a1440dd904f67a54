/** Losses that compare two distributions, such as the Kullback-Leibler divergence. */
package io.github.djllosses.divergence;
