package io.github.djllosses.sample.train;

import java.util.List;
import java.util.Objects;

/**
 * Where a run is.
 *
 * @param epoch how many epochs are done
 * @param batch how many batches of the next one are done
 * @param running the sums over these batches
 * @param results what the epochs came to
 */
record Position(int epoch, int batch, Running running, List<EpochResult> results) {

    static final Position START = new Position(0, 0, Running.NOTHING, List.of());

    /** Tells whether this can be the position of a run, as what was read from a file may not. */
    boolean isPossible() {
        return running != null
                && results != null
                && batch >= 0
                && results.size() == epoch
                && results.stream().allMatch(Objects::nonNull);
    }

    /** Returns how many epochs are done, or at least begun. */
    int epochsBegun() {
        return batch == 0 ? epoch : epoch + 1;
    }
}
