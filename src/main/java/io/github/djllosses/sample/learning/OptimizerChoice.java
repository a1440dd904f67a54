package io.github.djllosses.sample.learning;

import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;

/** The optimizers to choose from. */
public enum OptimizerChoice {
    /** Adam (Kingma and Ba, 2015). */
    ADAM(1e-3f) {
        @Override
        Optimizer create(float learningRate) {
            return new ResumableAdam(learningRate);
        }
    },

    /** Stochastic gradient descent without momentum. */
    SGD(0.1f) {
        @Override
        Optimizer create(float learningRate) {
            return Optimizer.sgd().setLearningRateTracker(Tracker.fixed(learningRate)).build();
        }
    };

    private final float usualRate;

    OptimizerChoice(float usualRate) {
        this.usualRate = usualRate;
    }

    /**
     * Returns the learning rate that is used where none is named.
     *
     * @return the rate
     */
    public float usualRate() {
        return usualRate;
    }

    /** Creates the optimizer, which holds the state of one network's training. */
    abstract Optimizer create(float learningRate);
}
