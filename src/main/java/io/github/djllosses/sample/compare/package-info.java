/**
 * The command {@code compare}: the same network learns with a loss of this library and with its
 * counterpart in DJL, from the same weights and batches, and the numbers say whether they agree.
 *
 * <p>A {@link io.github.djllosses.sample.compare.Pair} goes through a {@link
 * io.github.djllosses.sample.compare.PairRun}, which lets three {@link
 * io.github.djllosses.sample.compare.Lane}s learn: ours, DJL's, and DJL's once more from weights a
 * rounding error away, which shows how far rounding alone carries two runs apart.
 */
package io.github.djllosses.sample.compare;
