package io.github.djllosses.benchmark;

import ai.djl.ndarray.NDList;
import java.util.List;

/**
 * Rivals on the same arguments.
 *
 * @param name what is computed
 * @param labels the labels
 * @param predictions the predictions, which get gradients
 * @param rivals the rivals, ours first
 */
record Contest(String name, NDList labels, NDList predictions, List<Rival> rivals) {

    Contest(String name, NDList labels, NDList predictions, Rival... rivals) {
        this(name, labels, predictions, List.of(rivals));
    }
}
