package io.github.djllosses.sample.learning;

import ai.djl.ndarray.NDList;

/** Whom a classifier learns from. */
public enum Target {
    /** The labels of the images. */
    LABELS {
        @Override
        NDList of(Batch batch) {
            return new NDList(batch.labels());
        }
    },

    /** A teacher, who has its own opinion of every image. */
    TEACHER {
        @Override
        NDList of(Batch batch) {
            return new NDList(batch.teacher());
        }
    },

    /** Both: the labels, then the teacher. */
    LABELS_AND_TEACHER {
        @Override
        NDList of(Batch batch) {
            NDList both = new NDList(batch.labels());
            both.addAll(batch.teacher());
            return both;
        }
    };

    /** Returns what the loss gets as labels. */
    abstract NDList of(Batch batch);

    /**
     * Tells whether a teacher is needed.
     *
     * @return whether
     */
    public boolean needsTeacher() {
        return this != LABELS;
    }
}
