package io.github.djllosses.core;

import ai.djl.ndarray.NDArray;

/** How an array spells a probability distribution along its class axis. */
public enum Encoding {
    /** Unnormalised scores {@code x}; the distribution is {@code softmax(x)}. */
    LOGITS {
        @Override
        public NDArray logProbabilities(NDArray array, int axis) {
            return array.logSoftmax(axis);
        }

        @Override
        public NDArray probabilities(NDArray array, int axis) {
            return array.softmax(axis);
        }
    },

    /** Natural logarithms of probabilities, as {@code logSoftmax} returns them. */
    LOG_PROBABILITIES {
        @Override
        public NDArray logProbabilities(NDArray array, int axis) {
            return array;
        }

        @Override
        public NDArray probabilities(NDArray array, int axis) {
            return array.exp();
        }
    },

    /** The probabilities themselves. */
    PROBABILITIES {
        @Override
        public NDArray logProbabilities(NDArray array, int axis) {
            return StableMath.log(array);
        }

        @Override
        public NDArray probabilities(NDArray array, int axis) {
            return array;
        }
    };

    /**
     * Returns the logarithms of the probabilities that the array spells.
     *
     * @param array the array
     * @param axis the class axis
     * @return {@code log p}; the array itself where it already is that
     */
    public abstract NDArray logProbabilities(NDArray array, int axis);

    /**
     * Returns the probabilities that the array spells.
     *
     * @param array the array
     * @param axis the class axis
     * @return {@code p}; the array itself where it already is that
     */
    public abstract NDArray probabilities(NDArray array, int axis);
}
