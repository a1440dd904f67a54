package io.github.djllosses.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.loss.Loss;
import io.github.djllosses.core.AbstractLoss;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * Checks the gradient of a loss against differences of its values: what {@code
 * torch.autograd.gradcheck} is, for any {@link Loss} of DJL, also your own.
 *
 * <pre>{@code
 * NDArray scores = manager.randomNormal(new Shape(4, 3), DataType.FLOAT64);
 * new GradientCheck().check(new MyLoss(), new NDList(labels), new NDList(scores)).orThrow();
 * }</pre>
 *
 * <p>Every element of every prediction is moved up and down by {@code step}, {@code step / 2} and
 * {@code step / 4}; the differences are extrapolated to a step of 0, which leaves an error of sixth
 * order in the step. Labels are constants. A loss that is not a scalar is summed, as DJL does
 * before it differentiates. Six evaluations per element: keep arrays small.
 *
 * <p><b>What passes.</b> An element agrees if
 *
 * <pre>{@code
 * |analytic - numeric| <= tolerance |numeric| + min(u, tolerance max |numeric|) + r
 * }</pre>
 *
 * <p>So each element is held to its own size, however small it is beside the others, but for what
 * the numeric derivative itself is unsure of: {@code u}, which is the last correction of the
 * extrapolation and counts no more than the tolerance of the largest element of the same array, and
 * {@code r = 16 ulp(loss) / step}, the rounding of the values. There is no other floor: the verdict
 * is the same for a loss and for a millionth of it. Where {@code r} exceeds the tolerance of the
 * largest derivative of the array, an element that agrees is inconclusive, for a wrong gradient
 * might agree as well: it does not pass, and a wider step can tell.
 *
 * <p>An element also agrees if both slopes beside it, from the values on one side each, are as
 * close to the analytic derivative. Where the second derivative jumps, as that of the Huber loss
 * does at its delta, these have an error of third order and the numeric derivative one of first.
 *
 * <p><b>What cannot be told.</b> At a kink, such as {@code |x|} at 0 or within a step of it, no
 * derivative exists, and the check fails unless the loss happens to return the mean of both slopes.
 * The report shows the slopes on both sides of the worst element; where they agree with each other
 * and not with the gradient, it is wrong. A gradient of zeros passes where the differences are at
 * most {@code r}, and one that is itself no more than rounding is inconclusive, so check at points
 * in general position. Where the loss is undefined within a step, take a smaller one.
 *
 * <p>The predictions must be float64: differences of less precise values are mostly rounding. The
 * arrays are left as they are and nothing stays behind on their managers. The engine allows one
 * gradient collector at a time, so none may be open.
 */
public final class GradientCheck {

    private static final double DEFAULT_STEP = 1e-3;
    private static final double DEFAULT_TOLERANCE = 1e-6;

    private final double step;
    private final double tolerance;

    /** Creates the check with all defaults. */
    public GradientCheck() {
        this(builder());
    }

    private GradientCheck(Builder builder) {
        step = builder.step;
        tolerance = builder.tolerance;
    }

    /**
     * Returns a builder with every option at its default.
     *
     * @return the builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Compares the gradient of a loss with differences of its values.
     *
     * @param loss the loss, which must return the same value for the same arguments
     * @param labels the labels, of any data type
     * @param predictions the predictions, float64
     * @return what was found; ask {@link Report#passed}, or call {@link Report#orThrow}
     * @throws IllegalArgumentException if the predictions or the loss are not float64, if there is
     *     no element to check, or if the loss is undefined within a step
     */
    public Report check(Loss loss, NDList labels, NDList predictions) {
        requireFloat64(predictions);
        HostLoss function = new HostLoss(loss, labels, predictions);

        double value = function.value();
        double[][] gradient = function.gradient();
        List<Element> elements = new ArrayList<>();
        for (int i = 0; i < predictions.size(); i++) {
            Slopes[] slopes = slopes(function, value, i, predictions.get(i).getShape());
            elements.addAll(elements(i, predictions.get(i).getShape(), gradient[i], slopes));
        }
        return new Report(
                loss instanceof AbstractLoss ? loss.toString() : loss.getName(), elements);
    }

    private static void requireFloat64(NDList predictions) {
        for (int i = 0; i < predictions.size(); i++) {
            NDArray prediction = predictions.get(i);
            if (prediction.getDataType() != DataType.FLOAT64) {
                throw new IllegalArgumentException(
                        String.format(
                                "GradientCheck: predictions[%d] %s has data type %s, expected"
                                        + " float64: convert it with toType(DataType.FLOAT64,"
                                        + " true)",
                                i, prediction.getShape(), prediction.getDataType()));
            }
        }
        if (predictions.stream().allMatch(prediction -> prediction.size() == 0)) {
            throw new IllegalArgumentException(
                    "GradientCheck: the predictions hold no element, so there is nothing to check");
        }
    }

    private Slopes[] slopes(HostLoss function, double value, int prediction, Shape shape) {
        double[] point = function.prediction(prediction);
        Slopes[] slopes = new Slopes[point.length];
        for (int i = 0; i < slopes.length; i++) {
            int element = i;
            slopes[i] =
                    Slopes.of(
                            x -> moved(function, prediction, shape, element, x),
                            point[i],
                            value,
                            step);
        }
        return slopes;
    }

    private double moved(HostLoss function, int prediction, Shape shape, int element, double x) {
        try {
            return function.value(prediction, element, x);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    String.format(
                            Locale.ROOT,
                            "GradientCheck: the loss refuses %s moved from %s to %s: take a step"
                                    + " below %s, or a point further from the edge",
                            position(prediction, index(shape, element)),
                            function.prediction(prediction)[element],
                            x,
                            step),
                    e);
        }
    }

    private List<Element> elements(
            int prediction, Shape shape, double[] gradient, Slopes... slopes) {
        double largest =
                Arrays.stream(slopes).mapToDouble(s -> Math.abs(s.central())).max().orElse(0);
        double steepest = Arrays.stream(gradient).map(Math::abs).reduce(largest, Math::max);
        boolean vanishes = vanishes(gradient, slopes);
        List<Element> elements = new ArrayList<>();
        for (int i = 0; i < slopes.length; i++) {
            Slopes s = slopes[i];
            double allowed =
                    tolerance * Math.abs(s.central())
                            + Math.min(s.truncation(), tolerance * largest)
                            + s.rounding();
            elements.add(
                    new Element(
                            prediction,
                            index(shape, i),
                            gradient[i],
                            s.central(),
                            s.left(),
                            s.right(),
                            allowed,
                            !vanishes && s.rounding() > tolerance * steepest));
        }
        return elements;
    }

    /** Tells whether a gradient is 0 throughout, and the values show nothing else. */
    private static boolean vanishes(double[] gradient, Slopes... slopes) {
        return Arrays.stream(gradient).allMatch(derivative -> derivative == 0)
                && Arrays.stream(slopes).allMatch(s -> Math.abs(s.central()) <= s.rounding());
    }

    private static List<Long> index(Shape shape, long element) {
        return LongStream.range(0, shape.dimension())
                .mapToObj(
                        axis ->
                                element
                                        / shape.slice((int) axis + 1).size()
                                        % shape.get((int) axis))
                .toList();
    }

    private static String position(int prediction, List<Long> index) {
        return index.stream()
                .map(String::valueOf)
                .collect(Collectors.joining(", ", "predictions[" + prediction + "](", ")"));
    }

    /**
     * One element of a prediction, and the derivative of the loss by it.
     *
     * @param prediction the index of the array in the list of predictions
     * @param index where in that array the element is, one number per axis
     * @param analytic the derivative that the loss has
     * @param numeric the derivative that the values of the loss have
     * @param left the slope of the values just below the element
     * @param right the slope of the values just above the element
     * @param tolerance by how much the derivatives may differ
     * @param rounded whether the values are too rounded for their differences to prove anything
     */
    public record Element(
            int prediction,
            List<Long> index,
            double analytic,
            double numeric,
            double left,
            double right,
            double tolerance,
            boolean rounded) {

        /**
         * Returns how far apart the derivatives are: the distance of the analytic one from the
         * numeric one, or from the slopes on both sides if they are closer to it.
         *
         * @return the distance; infinite or NaN if a derivative is
         */
        public double error() {
            double fromSlopes = Math.max(Math.abs(analytic - left), Math.abs(analytic - right));
            return Math.min(Math.abs(analytic - numeric), fromSlopes);
        }

        /**
         * Tells whether the derivatives agree.
         *
         * @return whether both are finite and no further apart than the tolerance, and whether that
         *     proves anything
         */
        public boolean passed() {
            return !wrong() && !rounded;
        }

        private boolean wrong() {
            double error = error();
            return !Double.isFinite(error) || error > tolerance;
        }

        private boolean inconclusive() {
            return !wrong() && rounded;
        }

        /** Orders elements that agree before those that do not, those without a number last. */
        private double badness() {
            double error = error();
            if (!Double.isFinite(error)) {
                return Double.POSITIVE_INFINITY;
            }
            return error == 0 ? 0 : error / tolerance;
        }

        /** Explains a derivative that does not pass. */
        private String diagnosis() {
            if (inconclusive()) {
                return "inconclusive, for their rounding would hide a wrong gradient: take a wider"
                        + " step, or check at another point";
            }
            if (!Double.isFinite(analytic)) {
                return "the gradient is no finite number";
            }
            double gap = Math.abs(left - right);
            if (!Double.isFinite(numeric) || !Double.isFinite(gap)) {
                return "the loss is no finite number within a step";
            }
            // slopes on one side are the less exact ones: each is as unsure as they are far apart
            boolean alike =
                    gap <= 1e-4 * Math.max(Math.abs(left), Math.abs(right)) + 10 * tolerance;
            double away = Math.min(Math.abs(analytic - left), Math.abs(analytic - right));
            return alike && away > gap
                    ? "both sides agree, so the gradient is wrong"
                    : "the sides differ: a kink within a step, where no gradient is right, or a"
                            + " step too wide";
        }

        /**
         * Describes the element.
         *
         * @return its position, both derivatives and their distance
         */
        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "%s: analytic %s, numeric %s, error %.3g where %.3g is allowed",
                    GradientCheck.position(prediction, index),
                    analytic,
                    numeric,
                    error(),
                    tolerance);
        }
    }

    /** What a check has found. */
    public static final class Report {

        private final String loss;
        private final List<Element> elements;
        private final Element worst;

        private Report(String loss, List<Element> elements) {
            this.loss = loss;
            this.elements = List.copyOf(elements);
            this.worst =
                    elements.stream()
                            .max(
                                    Comparator.comparing((Element element) -> !element.passed())
                                            .thenComparing(Element::badness))
                            .orElseThrow();
        }

        /**
         * Tells whether the gradient is right.
         *
         * @return whether every element agrees, and none is inconclusive
         */
        public boolean passed() {
            return worst.passed();
        }

        /**
         * Returns the element that exceeds its tolerance most, or comes closest to it.
         *
         * @return the element
         */
        public Element worst() {
            return worst;
        }

        /**
         * Returns all elements of all predictions.
         *
         * @return the elements, row-major, one prediction after the other
         */
        public List<Element> elements() {
            return elements;
        }

        /**
         * Returns the error of the gradient as a whole: the largest error of its elements, relative
         * to the largest element.
         *
         * @return the ratio, 0 if there is no error
         */
        public double relativeError() {
            double error = elements.stream().mapToDouble(Element::error).max().orElseThrow();
            double size =
                    elements.stream().mapToDouble(e -> Math.abs(e.numeric())).max().orElseThrow();
            return error == 0 ? 0 : error / size;
        }

        /**
         * Refuses a gradient that is wrong, or that the values cannot prove right.
         *
         * @return this report
         * @throws IllegalStateException if an element does not pass; the message is the report
         */
        public Report orThrow() {
            if (!passed()) {
                throw new IllegalStateException(toString());
            }
            return this;
        }

        /**
         * Describes the outcome.
         *
         * @return the loss, the verdict, the worst element and the slopes on both sides of it
         */
        @Override
        public String toString() {
            long wrong = elements.stream().filter(Element::wrong).count();
            long inconclusive = elements.stream().filter(Element::inconclusive).count();
            String verdict =
                    String.format(
                            Locale.ROOT,
                            "GradientCheck of %s: %d of %d elements wrong, %slargest error %.3g of"
                                    + " the largest element%n  worst %s",
                            loss,
                            wrong,
                            elements.size(),
                            inconclusive == 0 ? "" : inconclusive + " inconclusive, ",
                            relativeError(),
                            worst);
            return passed()
                    ? verdict
                    : verdict
                            + String.format(
                                    Locale.ROOT,
                                    "%n  slopes of the values: %s below, %s above; %s",
                                    worst.left(),
                                    worst.right(),
                                    worst.diagnosis());
        }
    }

    /** The options of {@link GradientCheck}. */
    public static final class Builder {

        private double step = DEFAULT_STEP;
        private double tolerance = DEFAULT_TOLERANCE;

        Builder() {}

        /**
         * Sets how far elements are moved.
         *
         * @param step the distance, above 0; 1e-3 by default, which suits numbers around 1
         * @return this builder
         */
        public Builder optStep(double step) {
            check(step > 0 && step < Double.POSITIVE_INFINITY, "step", step, "a finite step > 0");
            this.step = step;
            return this;
        }

        /**
         * Sets how much of its size an element of the gradient may be off.
         *
         * @param tolerance the share, in (0, 1); 1e-6 by default
         * @return this builder
         */
        public Builder optRelativeTolerance(double tolerance) {
            check(
                    tolerance > 0 && tolerance < 1,
                    "relativeTolerance",
                    tolerance,
                    "a share in (0, 1)");
            this.tolerance = tolerance;
            return this;
        }

        /**
         * Builds the check.
         *
         * @return the check
         */
        public GradientCheck build() {
            return new GradientCheck(this);
        }

        private static void check(boolean valid, String option, double value, String expected) {
            if (!valid) {
                throw new IllegalArgumentException(
                        "GradientCheck: " + option + " is " + value + ", expected " + expected);
            }
        }
    }
}
