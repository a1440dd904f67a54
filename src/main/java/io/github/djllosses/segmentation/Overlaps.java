package io.github.djllosses.segmentation;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.types.Shape;
import io.github.djllosses.core.ClassAxis;
import io.github.djllosses.core.ClassLabels;
import io.github.djllosses.core.ClassOptions;
import io.github.djllosses.core.ClassWeights;
import io.github.djllosses.core.Encoding;
import io.github.djllosses.core.Evaluation;
import io.github.djllosses.core.Inputs;
import io.github.djllosses.core.Numbers;
import io.github.djllosses.core.Terms;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * How far the region of a class in an image, a fuzzy set of elements, is from the labelled one.
 *
 * <pre>{@code
 * TP = sum p t,   FP = sum p (1 - t),   FN = sum (1 - p) t
 * value = 1 - (TP + smooth) / (TP + alpha FP + beta FN + smooth)
 *
 * p, t = predicted and labelled share of the class, summed over the elements of the image
 * }</pre>
 */
final class Overlaps {

    private final ClassOptions options;
    private final Encoding encoding;
    private final float labelSmoothing;
    private final float smooth;
    private final float alpha;
    private final float beta;

    Overlaps(OverlapBuilder<?> builder, float alpha, float beta) {
        options = builder.classOptions();
        encoding = builder.predictionEncoding();
        labelSmoothing = builder.labelSmoothing();
        smooth = builder.smooth();
        this.alpha = alpha;
        this.beta = beta;
    }

    /**
     * Binds the loss to its arguments.
     *
     * @param in the arguments
     * @param gamma the power to which the values are raised
     * @return the evaluation
     */
    Evaluation evaluation(Inputs in, float gamma) {
        ClassAxis axis = ClassAxis.of(in, options.classAxis());
        options.classWeights().check(in, options.classAxis());
        if (axis.classes() == 1 && encoding == Encoding.LOGITS) {
            throw in.error(
                    "predictions[0] %s has one class along axis %d, whose softmax is always 1: add"
                            + " the background as a class, or pass probabilities of both",
                    in.prediction().getShape(), axis.axis());
        }
        Shape values = axis.rows().slice(0, Math.min(axis.axis(), 1)).add(axis.classes());
        NDArray weights = in.exampleWeights(values);
        ClassLabels labels =
                ClassLabels.of(in.weighing(ofElements(axis, weights)), withoutWeights(options));
        NDArray ofElements = labels.weights();
        double[] counts = counts(axis, weights, ofElements);
        NDArray ofValues = Numbers.array(in.prediction(), counts).reshape(values);

        return Evaluation.of(
                values,
                ofValues,
                ofValues,
                () -> Arrays.stream(counts).sum(),
                array -> in.masked(array, ofElements, axis.axis()),
                true,
                x -> {
                    in.checkProbabilities("predictions[0]", x.head(), encoding);
                    return Terms.of(power(formula(labels, ofElements, axis, x.head()), gamma));
                });
    }

    /** Class weights belong to the values, not to the elements of an image. */
    private static ClassOptions withoutWeights(ClassOptions options) {
        return new ClassOptions(options.classAxis(), ClassWeights.NONE, options.ignoreIndex());
    }

    /** Gives each element of an image the weight 1, or 0 if none of the image's values counts. */
    private static @Nullable NDArray ofElements(ClassAxis axis, @Nullable NDArray weights) {
        if (weights == null) {
            return null;
        }
        NDArray images = weights.max(new int[] {-1}).neq(0);
        long[] shape = axis.rows().getShape().clone();
        Arrays.fill(shape, Math.min(axis.axis(), 1), shape.length, 1);
        return images.reshape(shape).broadcast(axis.rows());
    }

    /** Returns the weight of each class in each image, 0 where the image has no element left. */
    private double[] counts(
            ClassAxis axis, @Nullable NDArray weights, @Nullable NDArray ofElements) {
        int classes = (int) axis.classes();
        int images = axis.axis() == 0 ? 1 : (int) axis.rows().get(0);
        double[] examples = weights == null ? new double[0] : Numbers.toDoubles(weights);
        double[] elements = ofElements == null ? new double[0] : Numbers.toDoubles(ofElements);
        int size = (int) axis.rows().size() / Math.max(images, 1);
        double[] counts = new double[images * classes];
        for (int image = 0; image < images; image++) {
            int first = image * size;
            boolean any =
                    IntStream.range(first, first + size)
                            .anyMatch(i -> elements.length == 0 || elements[i] != 0);
            for (int k = 0; k < classes; k++) {
                int i = image * classes + k;
                double weight = examples.length == 0 ? 1 : examples[i];
                counts[i] = any ? weight * options.classWeights().of(k) : 0;
            }
        }
        return counts;
    }

    private NDArray formula(
            ClassLabels labels, @Nullable NDArray ofElements, ClassAxis axis, NDArray prediction) {
        NDArray x = axis.matrix(prediction);
        NDArray p = encoding.probabilities(x, 1);
        NDArray t = labels.targets(labelSmoothing, x, 0);
        NDArray one = Numbers.scalar(x, 1);
        NDArray w = ofElements == null ? one : Terms.perRow(ofElements, x);

        NDArray found = regions(axis, p.mul(t).mul(w)).add(Numbers.scalar(x, smooth));
        NDArray falsePositives = regions(axis, p.mul(one.sub(t)).mul(w));
        NDArray falseNegatives = regions(axis, one.sub(p).mul(t).mul(w));
        NDArray missed =
                falsePositives
                        .mul(Numbers.scalar(x, alpha))
                        .add(falseNegatives.mul(Numbers.scalar(x, beta)));
        return share(missed, found);
    }

    /**
     * Returns {@code a / (a + b)} of numbers that are not negative, 0 where both are 0. The
     * quotient of the smaller by the larger keeps the digits of value and derivatives at both ends.
     */
    private static NDArray share(NDArray a, NDArray b) {
        NDArray isMost = a.gt(b);
        NDArray larger = NDArrays.where(isMost, a, b);
        NDArray ones = larger.onesLike();
        NDArray ratio =
                NDArrays.where(isMost, b, a).div(NDArrays.where(larger.eq(0), ones, larger));
        return NDArrays.where(isMost, ones, ratio).div(ratio.add(ones));
    }

    /** Adds up the elements of each image, class by class. */
    private static NDArray regions(ClassAxis axis, NDArray matrix) {
        long images = axis.axis() == 0 ? 1 : axis.rows().get(0);
        return matrix.reshape(
                        images, axis.outer() / Math.max(images, 1), axis.classes(), axis.inner())
                .sum(new int[] {1, 3});
    }

    /** Returns the power, whose derivative at 0 is taken as 0 where it has none. */
    private static NDArray power(NDArray values, float gamma) {
        if (gamma == 1) {
            return values;
        }
        NDArray zero = values.eq(0);
        NDArray positive = NDArrays.where(zero, values.onesLike(), values);
        NDArray power = positive.pow(Numbers.scalar(values, gamma));
        return NDArrays.where(zero, values.zerosLike(), power);
    }
}
