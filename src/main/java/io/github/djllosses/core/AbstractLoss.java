package io.github.djllosses.core;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.training.loss.Loss;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * The base of every loss of this library: DJL's {@link Loss} with an honest divisor.
 *
 * <p>A subclass gives its formula in {@link #prepare}. This class checks the arguments, weights and
 * reduces the values, and keeps epoch averages.
 *
 * <p><b>Averages do not depend on how an epoch was cut into batches.</b> Accumulators add sums and
 * divisors in double, so {@link #getAccumulator} is what the loss would be if the whole epoch were
 * one batch. DJL's own losses average the averages of batches.
 *
 * <p><b>Memory.</b> A result is attached to the manager of the prediction, and nothing else is.
 *
 * <p><b>Threads.</b> A loss holds options and totals only; any number of threads may evaluate it
 * and update its accumulators at the same time.
 *
 * <p><b>Nothing counts</b> (an empty batch, every label ignored, every weight 0): value 0, gradient
 * 0, divisor 0; never NaN.
 */
public abstract class AbstractLoss extends Loss {

    private final String simpleName;
    private final String description;
    private final Reduction reduction;
    private final float weight;
    private final Map<String, EpochTotal> totals = new ConcurrentHashMap<>();

    /**
     * Creates a loss with the options that every loss has.
     *
     * @param builder the options
     */
    protected AbstractLoss(LossBuilder<?> builder) {
        super(builder.name());
        simpleName = builder.loss();
        description = builder.describe();
        reduction = builder.reduction();
        weight = builder.weight();
    }

    /**
     * Checks the arguments of this loss and binds its formula to them.
     *
     * @param in the arguments, checked for what every loss needs
     * @return the evaluation
     * @throws IllegalArgumentException if the arguments do not fit this loss
     */
    protected abstract Evaluation prepare(Inputs in);

    /** Binds the formula to arguments of a loss that this one is a part of. */
    final Evaluation prepare(Inputs whole, String part, NDList labels, NDList predictions) {
        return prepare(whole.part(part + ": " + simpleName, this::arity, labels, predictions));
    }

    final float weight() {
        return weight;
    }

    /**
     * Tells how values are reduced.
     *
     * @return whether the loss is a mean
     */
    public final boolean isMean() {
        return reduction == Reduction.MEAN;
    }

    /**
     * Computes the loss of a batch, reduced as {@link LossBuilder#optReduction} says.
     *
     * @param labels the labels, and optionally one more array: a weight for each of the {@linkplain
     *     #pointwise values}, which masks examples where it is 0 and enters the divisor. They must
     *     stay open until the gradients have been computed
     * @param predictions the predictions
     * @return a scalar in the data type of the predictions, attached to their manager
     * @throws IllegalArgumentException if the arguments do not fit; the message names the argument
     */
    @Override
    public final NDArray evaluate(NDList labels, NDList predictions) {
        return share(labels, predictions).loss();
    }

    /**
     * Computes the loss of a batch together with what it adds to an accumulator, so that the batch
     * need not be evaluated once more for that.
     *
     * @param labels the labels, as {@link #evaluate(NDList, NDList)} takes them
     * @param predictions the predictions
     * @return the loss and its share in an epoch, for {@link #accumulate}
     * @throws IllegalArgumentException if the arguments do not fit
     */
    public final EpochShare share(NDList labels, NDList predictions) {
        double[] share = new double[2];
        NDArray loss =
                compute(
                        labels,
                        predictions,
                        in -> {
                            Evaluation evaluation = prepare(in);
                            Total sum = evaluation.sum(in.predictions());
                            share[0] = weight * sum.value();
                            share[1] = divisor(evaluation);
                            return scaled(sum, share[1]).scalar();
                        });
        return new EpochShare(loss, share[0], share[1]);
    }

    /**
     * Computes the share of a part (a micro-batch, a device's shard) in the loss of the whole
     * batch: the sum over the part, divided by the divisor of the whole. The shares add up to the
     * loss of the whole, and so do their gradients, however the batch is cut.
     *
     * @param labels the labels of the part
     * @param predictions the predictions of the part
     * @param divisor the divisor of the whole batch: the sum of the parts' {@linkplain #divisor
     *     divisors} for a mean; 0 only if nothing in the whole counts
     * @return a scalar in the data type of the predictions, attached to their manager
     * @throws IllegalArgumentException if the arguments do not fit, or the divisor is negative, not
     *     finite, or 0 although this part counts
     */
    public final NDArray evaluate(NDList labels, NDList predictions, double divisor) {
        if (!(divisor >= 0 && divisor < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    simpleName + ": the divisor is " + divisor + ", expected a finite number >= 0");
        }
        return compute(
                labels,
                predictions,
                in -> {
                    Evaluation evaluation = prepare(in);
                    if (divisor == 0 && evaluation.divisor() > 0) {
                        throw in.error(
                                "the divisor is 0 but this part counts %s: pass the sum of the"
                                        + " divisors of all parts",
                                evaluation.divisor());
                    }
                    return scaled(evaluation.sum(in.predictions()), divisor).scalar();
                });
    }

    /**
     * Computes the loss before reduction.
     *
     * @param labels the labels, as {@link #evaluate(NDList, NDList)} takes them
     * @param predictions the predictions
     * @return the values, attached to the manager of the predictions
     * @throws IllegalArgumentException if the arguments do not fit
     */
    public final Pointwise pointwise(NDList labels, NDList predictions) {
        double[] divisor = new double[1];
        NDArray values =
                compute(
                        labels,
                        predictions,
                        in -> {
                            Evaluation evaluation = prepare(in);
                            divisor[0] = evaluation.divisor();
                            NDArray plain = evaluation.values(in.predictions());
                            return weight == 1 ? plain : plain.mul(Numbers.scalar(plain, weight));
                        });
        return new Pointwise(values, divisor[0]);
    }

    /**
     * Returns what {@link Reduction#MEAN} divides by, whichever reduction this loss has: the sum of
     * the weights that count. Shards add theirs up and pass the sum to {@link #evaluate(NDList,
     * NDList, double)}.
     *
     * @param labels the labels, as {@link #evaluate(NDList, NDList)} takes them
     * @param predictions the predictions, whose values do not matter
     * @return the divisor, 0 if nothing counts
     * @throws IllegalArgumentException if the arguments do not fit
     */
    public final double divisor(NDList labels, NDList predictions) {
        return scoped(labels, predictions, false, in -> prepare(in).divisor());
    }

    private double divisor(Evaluation evaluation) {
        return switch (reduction) {
            case MEAN -> evaluation.divisor();
            case SUM -> 1;
            case BATCH_MEAN -> evaluation.batchSize();
        };
    }

    private Total scaled(Total sum, double divisor) {
        // a divisor of 0 means that nothing counts: the sum is 0, and so is its gradient
        return sum.times(divisor == 0 ? 0 : weight / divisor);
    }

    private NDArray compute(
            NDList labels, NDList predictions, Function<Inputs, NDArray> computation) {
        return scoped(
                labels,
                predictions,
                true,
                in -> {
                    NDArray user = predictions.head();
                    NDArray result = Numbers.cast(computation.apply(in), user.getDataType());
                    result.attach(user.getManager());
                    return result;
                });
    }

    private <T> T scoped(
            NDList labels,
            NDList predictions,
            boolean differentiable,
            Function<Inputs, T> computation) {
        return Inputs.within(
                simpleName, this::arity, labels, predictions, differentiable, computation);
    }

    /**
     * Tells how many arrays this loss takes.
     *
     * @param labels how many label arrays the user gave, example weights included
     * @return the numbers it takes, one of each by default
     */
    protected Arity arity(int labels) {
        return Arity.ONE;
    }

    /** {@inheritDoc} */
    @Override
    public final void addAccumulator(String key) {
        totals.put(key, EpochTotal.EMPTY);
    }

    /** {@inheritDoc} */
    @Override
    public final void resetAccumulator(String key) {
        totals.replace(key, EpochTotal.EMPTY);
    }

    /** {@inheritDoc} */
    @Override
    public final void updateAccumulator(String key, NDList labels, NDList predictions) {
        updateAccumulators(new String[] {key}, labels, predictions);
    }

    /** {@inheritDoc} */
    @Override
    public final void updateAccumulators(String[] keys, NDList labels, NDList predictions) {
        for (String key : keys) {
            find(key);
        }
        double[] batch =
                scoped(
                        labels,
                        predictions,
                        false,
                        in -> {
                            Evaluation evaluation = prepare(in);
                            double total = weight * evaluation.sum(in.predictions()).value();
                            return new double[] {total, divisor(evaluation)};
                        });
        add(keys, batch[0], batch[1]);
    }

    /**
     * Adds a batch to accumulators that has been evaluated already.
     *
     * @param keys the keys of the accumulators
     * @param total the {@linkplain EpochShare#total total} of the batch
     * @param divisor its {@linkplain EpochShare#divisor divisor}
     * @throws IllegalArgumentException if there is no accumulator of that key
     */
    public final void accumulate(String[] keys, double total, double divisor) {
        for (String key : keys) {
            find(key);
        }
        add(keys, total, divisor);
    }

    private void add(String[] keys, double sum, double divisor) {
        for (String key : keys) {
            totals.computeIfPresent(key, (k, total) -> total.plus(sum, divisor));
        }
    }

    /**
     * Returns the average over all batches since the accumulator was reset, as DJL reads it.
     *
     * @param key the key of the accumulator
     * @return {@link #average}, rounded
     */
    @Override
    public final float getAccumulator(String key) {
        return (float) average(key);
    }

    /**
     * Returns the average over all batches since the accumulator was reset: the loss of all of them
     * as one batch. Under {@link Reduction#SUM} that is the sum over all.
     *
     * @param key the key of the accumulator
     * @return the average; NaN before the first batch, 0 if nothing counted
     * @throws IllegalArgumentException if there is no such accumulator
     */
    public final double average(String key) {
        EpochTotal total = find(key);
        return reduction == Reduction.SUM ? total.total() : total.average();
    }

    private EpochTotal find(String key) {
        EpochTotal total = totals.get(key);
        if (total == null) {
            throw new IllegalArgumentException(
                    simpleName + ": no accumulator \"" + key + "\"; call addAccumulator first");
        }
        return total;
    }

    /**
     * Describes this loss.
     *
     * @return the class and the options that differ from their defaults
     */
    @Override
    public final String toString() {
        return description;
    }
}
