package io.github.djllosses.sample.learning;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.training.optimizer.Adam;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** DJL's Adam, with the state in view that DJL's keeps to itself: it can be saved and restored. */
final class ResumableAdam extends Adam {

    /** How many moments a parameter has. */
    static final int MOMENTS = 2;

    /** The first and second moments of each parameter. */
    private final Map<String, List<NDArray>> moments = new HashMap<>();

    /** The moments to begin with instead of zeros. */
    private final Map<String, Deque<NDArray>> restored = new HashMap<>();

    private int stepsBefore;
    private int steps;

    ResumableAdam(float learningRate) {
        super(Optimizer.adam().optLearningRateTracker(Tracker.fixed(learningRate)));
    }

    @Override
    protected int updateCount(String parameter) {
        steps = stepsBefore + super.updateCount(parameter);
        return steps;
    }

    /** DJL asks for the first moment of a parameter, then for the second. */
    @Override
    protected NDArray withDefaultState(
            Map<String, Map<Device, NDArray>> state,
            String parameter,
            Device device,
            Function<String, NDArray> zeros) {
        return super.withDefaultState(
                state,
                parameter,
                device,
                id -> {
                    Deque<NDArray> saved = restored.getOrDefault(id, new ArrayDeque<>());
                    if (!saved.isEmpty()) {
                        return saved.remove();
                    }
                    NDArray moment = zeros.apply(id);
                    moments.computeIfAbsent(id, key -> new ArrayList<>()).add(moment);
                    return moment;
                });
    }

    /** Returns how many steps were taken. */
    int steps() {
        return steps;
    }

    /**
     * Returns the moments, of which there are none before the first step.
     *
     * @param parameter the parameter whose moments they are, {@link #MOMENTS} of its shape
     */
    List<NDArray> moments(String parameter) {
        return moments.getOrDefault(parameter, List.of());
    }

    /** Says how many steps there were before the first one. */
    void restoreSteps(int before) {
        stepsBefore = before;
        steps = before;
    }

    /** Takes over what {@link #moments} returned, before the first step. */
    void restoreMoments(String parameter, List<NDArray> saved) {
        restored.put(parameter, new ArrayDeque<>(saved));
        // a run may be saved again before its next step
        moments.put(parameter, new ArrayList<>(saved));
    }
}
