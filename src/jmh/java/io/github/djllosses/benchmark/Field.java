package io.github.djllosses.benchmark;

import ai.djl.ndarray.NDManager;
import java.util.List;

/** Contests on arguments of the same kind. */
enum Field {
    /** Cross-entropy, KL and BCE; rows, classes. */
    LOGITS {
        @Override
        List<Contest> contests(NDManager manager, int... sizes) {
            return Contests.of(manager, sizes[0], sizes[1]);
        }
    },
    /** The last layer of a language model; rows, width, classes. */
    LINEAR {
        @Override
        List<Contest> contests(NDManager manager, int... sizes) {
            return List.of(Contests.linear(manager, sizes[0], sizes[1], sizes[2]));
        }
    },
    /** Losses of numbers and margins of classes; rows, columns. */
    NUMBERS {
        @Override
        List<Contest> contests(NDManager manager, int... sizes) {
            return FamilyContests.numbers(manager, sizes[0], sizes[1]);
        }
    },
    /** Losses of embeddings; rows, width. */
    EMBEDDINGS {
        @Override
        List<Contest> contests(NDManager manager, int... sizes) {
            return FamilyContests.embeddings(manager, sizes[0], sizes[1]);
        }
    },
    /** Losses of sequences; steps, sequences, classes. */
    SEQUENCES {
        @Override
        List<Contest> contests(NDManager manager, int... sizes) {
            return List.of(FamilyContests.ctc(manager, sizes[0], sizes[1], sizes[2]));
        }
    };

    /** Draws arguments of these sizes and says who competes on them. */
    abstract List<Contest> contests(NDManager manager, int... sizes);
}
