package io.github.djllosses.sample.learning;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.initializer.Initializer;
import java.util.Random;

/**
 * Uniform weights that keep the variance of a layer behind ReLU (He et al., 2015), the same for the
 * same seed on every machine and whatever else has asked the engine for random numbers.
 */
final class SeededInitializer implements Initializer {

    private final Random random;

    SeededInitializer(long seed) {
        random = new Random(seed);
    }

    @Override
    public NDArray initialize(NDManager manager, Shape shape, DataType type) {
        // inputs of a unit: all that one row of the weights, or one filter, sees
        double bound = Math.sqrt(6.0 * shape.get(0) / shape.size());
        float[] weights = new float[Math.toIntExact(shape.size())];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = (float) (bound * (2 * random.nextDouble() - 1));
        }
        return manager.create(weights, shape);
    }
}
