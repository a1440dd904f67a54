package io.github.djllosses.sample.learning;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;

/** How the class of an image is spelt as a label. */
public enum LabelKind {
    /** The index of the class. */
    INDEX {
        @Override
        NDArray spell(NDArray indices) {
            // labels and indices of a batch move between managers, which one array cannot twice
            return indices.duplicate();
        }
    },

    /** 1 for the class and 0 for the others. */
    ONE_HOT {
        @Override
        NDArray spell(NDArray indices) {
            return indices.oneHot(Network.CLASSES, DataType.FLOAT32);
        }
    },

    /** 1 for the class and -1 for the others. */
    SIGN {
        @Override
        NDArray spell(NDArray indices) {
            return ONE_HOT.spell(indices).muli(2).subi(1);
        }
    },

    /** The index of the class, then -1 up to the number of classes. */
    INDEX_SET {
        @Override
        NDArray spell(NDArray indices) {
            NDArray column = indices.reshape(-1, 1);
            NDArray nothing =
                    column.getManager().full(new Shape(column.size(), Network.CLASSES - 1), -1f);
            return column.concat(nothing, 1);
        }
    },

    /** A distribution: most for the class, and something for every other. */
    SMOOTHED {
        @Override
        NDArray spell(NDArray indices) {
            return ONE_HOT.spell(indices).muli(1 - SMOOTHING).addi(SMOOTHING / Network.CLASSES);
        }
    };

    private static final float SMOOTHING = 0.1f;

    /** Spells class indices {@code (N)} as labels. */
    abstract NDArray spell(NDArray indices);
}
