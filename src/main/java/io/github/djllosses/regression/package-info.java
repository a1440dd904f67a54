/** Losses of numbers: errors, and likelihoods of counts and of measurements. */
package io.github.djllosses.regression;
