package io.github.djllosses.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.training.GradientCollector;
import ai.djl.training.loss.Loss;
import ai.djl.training.loss.SigmoidBinaryCrossEntropyLoss;
import ai.djl.training.loss.SoftmaxCrossEntropyLoss;
import io.github.djllosses.classification.BceLoss;
import io.github.djllosses.classification.BceWithLogitsLoss;
import io.github.djllosses.regression.HuberLoss;
import io.github.djllosses.training.GradientCheck.Element;
import io.github.djllosses.training.GradientCheck.Report;
import java.util.List;
import java.util.Random;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GradientCheckTest {

    private NDManager manager;

    @BeforeEach
    void open() {
        manager = NDManager.newBaseManager();
    }

    @AfterEach
    void close() {
        manager.close();
    }

    @Test
    void catchesTheGradientOfDjlsSigmoidLossAtLogitZero() {
        NDList labels = list(1, 1, 0.25);
        NDList logits = list(2, 0, -1);

        Report report = check(new SigmoidBinaryCrossEntropyLoss(), labels, logits);

        // the mean of three elements; the true derivative at 0 is sigmoid(0) - 1
        assertFalse(report.passed());
        assertEquals(List.of(1L), report.worst().index());
        assertEquals(-1 / 3.0, report.worst().analytic(), 1e-15);
        assertEquals(-0.5 / 3, report.worst().numeric(), 1e-11);
        assertEquals(1, wrong(report));
        assertTrue(report.toString().contains("both sides agree, so the gradient is wrong"));
    }

    @Test
    void passesOurBinaryCrossEntropyAtLogitZero() {
        Report report = check(new BceWithLogitsLoss(), list(1, 1, 0.25), list(2, 0, -1));

        assertTrue(report.passed(), report::toString);
        assertEquals(-0.5 / 3, report.elements().get(1).analytic(), 1e-15);
    }

    @Test
    void passesASmoothLossWithTenDigits() {
        NDList labels = new NDList(manager.create(new float[] {0, 2, 1, 2}));
        NDList scores = new NDList(uniform(4, 3));

        Report report = check(new SoftmaxCrossEntropyLoss(), labels, scores);

        assertTrue(report.passed(), report::toString);
        assertEquals(12, report.elements().size());
        assertTrue(report.relativeError() < 1e-10, report::toString);
    }

    @ParameterizedTest
    @ValueSource(doubles = {-1, 0, 0.5, 2, 1 + 1e-5, 1 - 1e-5})
    void catchesAGradientThatIsOffByAFactor(double factor) {
        Report report = check(forged(g -> g.mul(factor)), new NDList(), new NDList(uniform(2, 3)));

        assertEquals(6, wrong(report));
        assertEquals(Math.abs(factor - 1), report.relativeError(), 1e-7);
    }

    @Test
    void passesTheSameGradientWhenItIsRight() {
        Report report = check(forged(g -> g), new NDList(), new NDList(uniform(2, 3)));

        assertTrue(report.passed(), report::toString);
    }

    @Test
    void namesTheOneElementThatIsWrong() {
        NDArray at = manager.zeros(new Shape(2, 2, 3), DataType.FLOAT64);
        at.set(new NDIndex(1, 0, 2), 1e-5);

        Report report = check(forged(g -> g.add(at)), new NDList(), new NDList(uniform(2, 2, 3)));

        assertEquals(1, wrong(report));
        assertEquals(List.of(1L, 0L, 2L), report.worst().index());
        assertEquals(1e-5, report.worst().error(), 1e-10);
        assertTrue(report.toString().contains("predictions[0](1, 0, 2)"), report::toString);
    }

    @Test
    void holdsASmallElementBesideLargeOnesToItsOwnSize() {
        NDArray weights = manager.create(new double[] {1e9, 1, 1e-3});
        NDArray factors = manager.create(new double[] {1, 1, 1.001});

        Report report =
                check(
                        forged(x -> x.mul(weights).sum(), x -> weights.mul(factors)),
                        new NDList(),
                        list(1e-9, 1, 1));

        assertEquals(List.of(2L), report.worst().index());
        assertEquals(1, wrong(report));
    }

    @ParameterizedTest
    @ValueSource(doubles = {1e-200, 1e-20, 1, 1e20, 1e200})
    void judgesALossAndAnyMultipleOfItAlike(double scale) {
        UnaryOperator<NDArray> value = x -> x.exp().sum().mul(scale);
        NDList point = list(0.5, -0.5);

        assertTrue(check(forged(value, x -> x.exp().mul(scale)), new NDList(), point).passed());
        double off = scale * (1 + 1e-5);
        assertFalse(check(forged(value, x -> x.exp().mul(off)), new NDList(), point).passed());
    }

    @ParameterizedTest
    @ValueSource(doubles = {-1, 1})
    void isInconclusiveWhereAStepChangesFewDigits(double sign) {
        // at 1e12 a float64 has steps of 1e-4, and the loss, 2e24, has steps of 3e8
        Loss loss = forged(x -> x.square().sum(), x -> x.mul(2 * sign));
        NDList point = list(1e12, 1e12);

        Report report = check(loss, new NDList(), point);

        assertFalse(report.passed());
        assertTrue(report.toString().contains("0 of 2 elements wrong, 2 inconclusive"));
        assertTrue(report.toString().contains("take a wider step"), report::toString);
        assertThrows(IllegalStateException.class, report::orThrow);
        GradientCheck wider = GradientCheck.builder().optStep(1e8).build();
        assertEquals(sign > 0, wider.check(loss, new NDList(), point).passed());
    }

    @ParameterizedTest
    @ValueSource(doubles = {1e9, 1e20})
    void isInconclusiveWhereAConstantHidesTheDerivative(double constant) {
        Loss wrong = forged(x -> x.square().sum().add(constant), x -> x.mul(2.002));

        Report report = check(wrong, new NDList(), list(1, 0.3));

        assertFalse(report.passed());
        assertTrue(report.toString().contains("inconclusive"), report::toString);
    }

    @Test
    void passesAGradientOfZerosAmongRoundings() {
        Loss loss = loss((labels, x) -> x.get(0).add(0.3).sub(x.get(0)));

        Report report = check(loss, new NDList(), list(1.7, 0.6));

        assertTrue(report.elements().stream().anyMatch(e -> e.numeric() != 0), report::toString);
        assertTrue(report.passed(), report::toString);
    }

    @Test
    void aWiderStepTellsBehindAConstant() {
        UnaryOperator<NDArray> value = x -> x.square().sum().add(1e9);
        GradientCheck wider = GradientCheck.builder().optStep(10).build();

        Report right = wider.check(forged(value, x -> x.mul(2)), new NDList(), list(1, 0.3));
        Report wrong = wider.check(forged(value, x -> x.mul(2.002)), new NDList(), list(1, 0.3));

        assertTrue(right.passed(), right::toString);
        assertEquals(2, wrong(wrong));
        assertTrue(wrong.toString().contains("the gradient is wrong"), wrong::toString);
    }

    @Test
    void checksEveryPrediction() {
        Loss loss = loss((labels, x) -> x.get(0).mul(x.get(1).stopGradient()).sum());

        Report report = check(loss, new NDList(), new NDList(uniform(3), uniform(3)));

        assertEquals(6, report.elements().size());
        assertEquals(1, report.worst().prediction());
        assertEquals(3, wrong(report));
        assertEquals(0, report.worst().analytic());
    }

    @Test
    void countsAnUnusedPredictionAsGradientZero() {
        Loss loss = loss((labels, x) -> x.get(0).square().sum());

        Report report = check(loss, new NDList(), new NDList(uniform(3), uniform(2)));

        assertTrue(report.passed(), report::toString);
        assertEquals(0, report.elements().get(4).analytic());
    }

    @Test
    void catchesALossThatIsDetachedFromItsPredictions() {
        Loss loss = loss((labels, x) -> x.get(0).stopGradient().square().sum());

        assertEquals(3, wrong(check(loss, new NDList(), list(1, 2, 3))));
    }

    @Test
    void sumsALossThatIsNoScalar() {
        Report report = check(loss((labels, x) -> x.get(0).square()), new NDList(), list(1, 2, 3));

        assertTrue(report.passed(), report::toString);
        assertEquals(6, report.elements().get(2).numeric(), 1e-9);
    }

    @Test
    void takesAScalarPrediction() {
        NDList x = new NDList(manager.create(2.0));

        Report report = check(loss((labels, p) -> p.get(0).pow(3)), new NDList(), x);

        assertTrue(report.passed(), report::toString);
        assertEquals(12, report.worst().numeric(), 1e-9);
        assertTrue(report.toString().contains("predictions[0]()"), report::toString);
    }

    @Test
    void readsPredictionsThatAreNotContiguousInTheirOwnOrder() {
        NDArray labels = uniform(3, 2);
        NDArray transposed = uniform(2, 3).transpose();

        Report report = check(Loss.l2Loss(), new NDList(labels), new NDList(transposed));

        // DJL's loss is the mean of (x - y)^2 / 2
        double slope = (transposed.getDouble(2, 1) - labels.getDouble(2, 1)) / 6;
        assertTrue(report.passed(), report::toString);
        assertEquals(slope, report.elements().get(5).numeric(), 1e-10);
    }

    @Test
    void showsBothSlopesAtAKink() {
        Report report =
                check(loss((labels, x) -> Activation.relu(x.get(0))), new NDList(), list(1, 0));

        Element kink = report.worst();
        assertEquals(List.of(1L), kink.index());
        assertEquals(0, kink.left(), 1e-11);
        assertEquals(1, kink.right(), 1e-11);
        assertTrue(report.toString().contains("a kink within a step"), report::toString);
    }

    @Test
    void passesTheHuberLossWhereItsSecondDerivativeJumps() {
        // d = 1 is delta, where a parabola of slope d goes on as a line; the mean of two elements
        NDList labels = list(0, 0);

        Report report = check(new HuberLoss(), labels, list(1, -0.3));
        Report doubled = check(doubled(new HuberLoss()), labels, list(1, -0.3));

        assertTrue(report.passed(), report::toString);
        Element jump = report.elements().get(0);
        assertEquals(0.5, jump.analytic(), 1e-15);
        assertTrue(Math.abs(jump.numeric() - 0.5) > jump.tolerance(), report::toString);
        assertEquals(2, wrong(doubled));
        assertTrue(doubled.toString().contains("the gradient is wrong"), doubled::toString);
    }

    @Test
    void passesTheSquaredHingeAtTheMargin() {
        UnaryOperator<NDArray> hinge = x -> Activation.relu(x.neg().add(1));
        NDList point = list(1, 0.5);

        Loss right = loss((labels, x) -> hinge.apply(x.get(0)).square());
        Loss wrong =
                forged(x -> hinge.apply(x).square().sum(), x -> hinge.apply(x).mul(-2).sub(1e-3));

        assertTrue(check(right, new NDList(), point).passed());
        assertEquals(2, wrong(check(wrong, new NDList(), point)));
    }

    @Test
    void blamesNoGradientForAJumpWithinAStep() {
        // the loss is a line at 1.0002, and a parabola from 1 downwards
        Report report = check(new HuberLoss(), list(0), list(1.0002));

        assertFalse(report.passed());
        assertTrue(report.toString().contains("a kink within a step"), report::toString);
        GradientCheck finer = GradientCheck.builder().optStep(1e-4).build();
        assertTrue(finer.check(new HuberLoss(), list(0), list(1.0002)).passed());
    }

    @Test
    void reportsAGradientThatIsNoNumber() {
        // 0 * (1 / 0): the square root of the square is smooth but for 0
        Loss loss = loss((labels, x) -> x.get(0).square().sqrt());

        Report report = check(loss, new NDList(), list(1, 0, -2));

        assertFalse(report.passed());
        assertEquals(List.of(1L), report.worst().index());
        assertEquals(Double.NaN, report.worst().analytic());
        assertTrue(report.toString().contains("the gradient is no finite number"));
    }

    @Test
    void reportsALossThatIsNoNumber() {
        Loss loss = loss((labels, x) -> x.get(0).log());

        Report report = check(loss, new NDList(), list(1, -3, 2));

        assertFalse(report.passed());
        assertEquals(Double.NaN, report.worst().numeric());
    }

    @Test
    void reportsAnInfiniteGradientEvenOfAnInfiniteLoss() {
        Loss loss = loss((labels, x) -> x.get(0).mul(Double.POSITIVE_INFINITY));

        assertFalse(check(loss, new NDList(), list(1, 2)).passed());
    }

    @Test
    void throwsTheReportOfAWrongGradient() {
        Report report = check(forged(g -> g.neg()), new NDList(), list(1, 2));

        IllegalStateException e = assertThrows(IllegalStateException.class, report::orThrow);
        assertEquals(report.toString(), e.getMessage());
    }

    @Test
    void returnsTheReportOfARightGradient() {
        Report report = check(forged(g -> g), new NDList(), list(1, 2));

        assertEquals(report, report.orThrow());
    }

    @Test
    void refusesFloat32Predictions() {
        NDList x = new NDList(uniform(2), manager.ones(new Shape(2, 3)));

        IllegalArgumentException e = refused(Loss.l2Loss(), new NDList(), x);

        assertEquals(
                "GradientCheck: predictions[1] (2, 3) has data type float32, expected float64:"
                        + " convert it with toType(DataType.FLOAT64, true)",
                e.getMessage());
    }

    @Test
    void refusesALossThatComputesInFloat32() {
        Loss loss = loss((labels, x) -> x.get(0).toType(DataType.FLOAT32, false).sum());

        IllegalArgumentException e = refused(loss, new NDList(), list(1, 2));

        assertTrue(e.getMessage().contains("test returns float32"), e::getMessage);
    }

    @Test
    void refusesPredictionsWithoutElements() {
        NDList empty = new NDList(manager.zeros(new Shape(0, 3), DataType.FLOAT64));

        assertTrue(refused(Loss.l2Loss(), empty, empty).getMessage().contains("nothing to check"));
        assertTrue(
                refused(Loss.l2Loss(), empty, new NDList())
                        .getMessage()
                        .contains("nothing to check"));
    }

    @Test
    void saysWhichElementLeavesTheDomainOfALoss() {
        NDList labels = list(1, 0, 1);
        NDList probabilities = list(0.5, 0.25, 0.0005);

        IllegalArgumentException e = refused(new BceLoss(), labels, probabilities);

        assertTrue(e.getMessage().contains("predictions[0](2) moved from 5.0E-4"), e::getMessage);
        assertTrue(e.getMessage().contains("take a step below 0.001"), e::getMessage);
        GradientCheck finer = GradientCheck.builder().optStep(1e-5).build();
        assertTrue(finer.check(new BceLoss(), labels, probabilities).passed());
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY})
    void refusesAStepThatIsNone(double step) {
        assertThrows(IllegalArgumentException.class, () -> GradientCheck.builder().optStep(step));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -1, 1, Double.NaN})
    void refusesAToleranceThatIsNoShare(double tolerance) {
        assertThrows(
                IllegalArgumentException.class,
                () -> GradientCheck.builder().optRelativeTolerance(tolerance));
    }

    @Test
    void judgesByTheToleranceItWasGiven() {
        Loss loss = forged(g -> g.mul(1.001));
        GradientCheck tolerant = GradientCheck.builder().optRelativeTolerance(0.01).build();

        assertTrue(tolerant.check(loss, new NDList(), list(1, 2)).passed());
        assertFalse(check(loss, new NDList(), list(1, 2)).passed());
    }

    @Test
    void leavesNothingOnTheManagersOfTheArrays() {
        try (NDManager other = NDManager.newBaseManager()) {
            NDList labels = new NDList(other.create(new double[] {1, 0, 0.5}));
            NDList logits = list(2, 1, -1);

            // DJL's loss leaves its temporaries on the managers of both arguments
            check(new SigmoidBinaryCrossEntropyLoss(), labels, logits);

            assertEquals(1, other.getManagedArrays().size());
            assertEquals(1, manager.getManagedArrays().size());
        }
    }

    @Test
    void leavesTheArraysAsTheyAre() {
        double[] x = {0.1, 0.2, 0.3};
        double[] y = {1, 0, 1};
        NDArray prediction = manager.create(x);
        NDArray label = manager.create(y);
        Loss vandal = loss((labels, p) -> labels.get(0).muli(2).mul(p.get(0)).sum());

        Report report = check(vandal, new NDList(label), new NDList(prediction));

        assertTrue(report.passed(), report::toString);
        assertArrayEquals(x, prediction.toDoubleArray());
        assertArrayEquals(y, label.toDoubleArray());
        assertFalse(prediction.hasGradient());
    }

    @Test
    void keepsTheGradientThatAPredictionHasCollected() {
        NDArray prediction = manager.create(new double[] {1, 2});
        prediction.setRequiresGradient(true);
        try (GradientCollector collector = manager.getEngine().newGradientCollector()) {
            collector.backward(prediction.mul(3).sum());
        }

        check(Loss.l2Loss(), list(0, 0), new NDList(prediction));

        assertArrayEquals(new double[] {3, 3}, prediction.getGradient().toDoubleArray());
    }

    @Test
    void leavesTheCollectorUsableWhenTheLossFails() {
        // fails only where gradients are collected
        Loss loss =
                loss(
                        (labels, x) -> {
                            if (x.get(0).hasGradient()) {
                                throw new UnsupportedOperationException("out of order");
                            }
                            return x.get(0).sum();
                        });

        assertThrows(
                UnsupportedOperationException.class, () -> check(loss, new NDList(), list(1, 2)));

        assertTrue(check(forged(g -> g), new NDList(), list(1, 2)).passed());
    }

    @Test
    void keepsTheNamesOfTheArrays() {
        NDArray x = uniform(2);
        x.setName("scores");
        Loss loss = loss((labels, p) -> p.get("scores").square());

        assertTrue(check(loss, new NDList(), new NDList(x)).passed());
    }

    private static Report check(Loss loss, NDList labels, NDList predictions) {
        return new GradientCheck().check(loss, labels, predictions);
    }

    private static IllegalArgumentException refused(Loss loss, NDList labels, NDList predictions) {
        return assertThrows(IllegalArgumentException.class, () -> check(loss, labels, predictions));
    }

    private static long wrong(Report report) {
        return report.elements().stream().filter(element -> !element.passed()).count();
    }

    private NDList list(double... numbers) {
        return new NDList(manager.create(numbers));
    }

    /** Numbers between 0.5 and 1.5. */
    private NDArray uniform(long... shape) {
        double[] numbers = new Random(17).doubles(new Shape(shape).size()).toArray();
        return manager.create(numbers, new Shape(shape)).add(0.5);
    }

    /** The sum of the exponentials, with a gradient that was tampered with. */
    private static Loss forged(UnaryOperator<NDArray> tamper) {
        return forged(x -> x.exp().sum(), x -> tamper.apply(x.exp()));
    }

    /** A loss whose gradient is twice the derivative of its value. */
    private static Loss doubled(Loss right) {
        return loss(
                (labels, predictions) -> {
                    NDArray value = right.evaluate(labels, predictions);
                    return value.mul(2).sub(value.stopGradient());
                });
    }

    /** A loss with any value and any gradient. */
    private static Loss forged(UnaryOperator<NDArray> value, UnaryOperator<NDArray> gradient) {
        return loss(
                (labels, predictions) -> {
                    NDArray x = predictions.head();
                    NDArray constant = x.stopGradient();
                    NDArray carrier = NDArrays.mul(x, gradient.apply(constant)).sum();
                    return value.apply(constant).add(carrier.sub(carrier.stopGradient()));
                });
    }

    private static Loss loss(BiFunction<NDList, NDList, NDArray> formula) {
        return new Loss("test") {
            @Override
            public NDArray evaluate(NDList labels, NDList predictions) {
                return formula.apply(labels, predictions);
            }
        };
    }
}
