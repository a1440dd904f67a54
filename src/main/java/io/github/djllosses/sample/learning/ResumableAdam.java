package io.github.djllosses.sample.learning;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
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

    private static final int MOMENTS = 2;

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
                    NDArray moment = saved.isEmpty() ? zeros.apply(id) : saved.remove();
                    moments.computeIfAbsent(id, key -> new ArrayList<>()).add(moment);
                    return moment;
                });
    }

    /**
     * Returns the state after at least one step.
     *
     * @param parameters the parameters in order
     * @param manager the manager of the number of steps
     * @return the number of steps, then the two moments of each parameter
     */
    NDList save(List<String> parameters, NDManager manager) {
        NDList state = new NDList(manager.create(steps));
        parameters.forEach(parameter -> state.addAll(moments.getOrDefault(parameter, List.of())));
        return state;
    }

    /**
     * Takes over a state before the first step.
     *
     * @param parameters the same parameters in the same order
     * @param state what {@link #save} returned
     */
    void restore(List<String> parameters, NDList state) {
        stepsBefore = state.head().toIntArray()[0];
        for (int i = 0; i < parameters.size(); i++) {
            int first = 1 + MOMENTS * i;
            restored.put(
                    parameters.get(i), new ArrayDeque<>(state.subList(first, first + MOMENTS)));
        }
    }
}
