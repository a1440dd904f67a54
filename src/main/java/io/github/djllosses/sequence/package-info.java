/** Losses of sequences whose labels are not aligned with their predictions. */
package io.github.djllosses.sequence;
