package io.github.djllosses.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.training.loss.Loss;
import io.github.djllosses.core.AbstractLoss;
import io.github.djllosses.core.EpochShare;
import java.lang.ref.WeakReference;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;

/**
 * A loss that is evaluated once per training batch, where DJL's default listeners have it evaluated
 * twice.
 *
 * <p>A step of training evaluates the loss for its gradient; afterwards {@code
 * EvaluatorTrainingListener} has it evaluated again, on the same labels and predictions, to report
 * it. This class remembers what the step has found and reports that:
 *
 * <pre>{@code
 * new DefaultTrainingConfig(new OncePerBatch(new CrossEntropyLoss()))
 *         .addTrainingListeners(TrainingListener.Defaults.logging());
 * }</pre>
 *
 * <p>Value, gradient and epoch average are those of the loss itself. A result is remembered for the
 * very arrays it was computed from, whichever thread or device that was, and used once; arrays that
 * no step has seen (those of a validation) are evaluated. Nothing is kept alive for it.
 *
 * <p>Between the step and its report the arrays must not be changed in place: DJL's loops do not,
 * but no array tells whether it was, so a loss does not do this unless it is asked to. A loop
 * written by hand can do without: {@link AbstractLoss#share} computes both at once, and {@link
 * AbstractLoss#accumulate} reports.
 */
public final class OncePerBatch extends Loss {

    /** More than the devices of any machine: what nobody asks for is forgotten. */
    private static final int CAPACITY = 64;

    private final AbstractLoss loss;
    private final Deque<Remembered> results = new ArrayDeque<>();

    /**
     * Wraps a loss.
     *
     * @param loss the loss
     */
    public OncePerBatch(AbstractLoss loss) {
        super(loss.getName());
        this.loss = loss;
    }

    /** {@inheritDoc} */
    @Override
    public NDArray evaluate(NDList labels, NDList predictions) {
        EpochShare share = loss.share(labels, predictions);
        Remembered result =
                new Remembered(
                        references(labels),
                        references(predictions),
                        share.total(),
                        share.divisor());
        synchronized (results) {
            // the same arrays again may hold other numbers: only the latest result is theirs
            results.removeIf(earlier -> earlier.isOf(labels, predictions));
            if (results.size() == CAPACITY) {
                results.removeFirst();
            }
            results.addLast(result);
        }
        return share.loss();
    }

    private static List<WeakReference<NDArray>> references(NDList arrays) {
        return arrays.stream().map(WeakReference::new).toList();
    }

    /** {@inheritDoc} */
    @Override
    public void updateAccumulator(String key, NDList labels, NDList predictions) {
        updateAccumulators(new String[] {key}, labels, predictions);
    }

    /** {@inheritDoc} */
    @Override
    public void updateAccumulators(String[] keys, NDList labels, NDList predictions) {
        synchronized (results) {
            for (Iterator<Remembered> each = results.iterator(); each.hasNext(); ) {
                Remembered result = each.next();
                if (result.isOf(labels, predictions)) {
                    loss.accumulate(keys, result.total(), result.divisor());
                    each.remove();
                    return;
                }
            }
        }
        loss.updateAccumulators(keys, labels, predictions);
    }

    /** {@inheritDoc} */
    @Override
    public void addAccumulator(String key) {
        loss.addAccumulator(key);
    }

    /** {@inheritDoc} */
    @Override
    public void resetAccumulator(String key) {
        loss.resetAccumulator(key);
    }

    /** {@inheritDoc} */
    @Override
    public float getAccumulator(String key) {
        return loss.getAccumulator(key);
    }

    /**
     * Describes this loss.
     *
     * @return the class and the loss it wraps
     */
    @Override
    public String toString() {
        return "OncePerBatch(" + loss + ")";
    }

    private record Remembered(
            List<WeakReference<NDArray>> labels,
            List<WeakReference<NDArray>> predictions,
            double total,
            double divisor) {

        boolean isOf(NDList labels, NDList predictions) {
            return isOf(this.labels, labels) && isOf(this.predictions, predictions);
        }

        // by identity: equals of an array compares its numbers
        private static boolean isOf(List<WeakReference<NDArray>> references, NDList arrays) {
            if (arrays == null || references.size() != arrays.size()) {
                return false;
            }
            for (int i = 0; i < arrays.size(); i++) {
                if (!references.get(i).refersTo(arrays.get(i))) {
                    return false;
                }
            }
            return true;
        }
    }
}
