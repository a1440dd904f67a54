package io.github.djllosses;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import io.github.djllosses.Catalogue.Entry;
import io.github.djllosses.classification.AsymmetricLoss;
import io.github.djllosses.classification.BceLoss;
import io.github.djllosses.classification.BceWithLogitsLoss;
import io.github.djllosses.classification.CrossEntropyLoss;
import io.github.djllosses.classification.FocalLoss;
import io.github.djllosses.classification.GeneralizedCrossEntropyLoss;
import io.github.djllosses.classification.HingeLoss;
import io.github.djllosses.classification.MultiLabelMarginLoss;
import io.github.djllosses.classification.MultiLabelSoftMarginLoss;
import io.github.djllosses.classification.MultiMarginLoss;
import io.github.djllosses.classification.NllLoss;
import io.github.djllosses.classification.PolyLoss;
import io.github.djllosses.classification.SigmoidFocalLoss;
import io.github.djllosses.classification.SoftMarginLoss;
import io.github.djllosses.core.AbstractLoss;
import io.github.djllosses.core.Encoding;
import io.github.djllosses.divergence.DistillationLoss;
import io.github.djllosses.divergence.GaussianKlLoss;
import io.github.djllosses.divergence.KlDivergenceLoss;
import io.github.djllosses.embedding.CosineEmbeddingLoss;
import io.github.djllosses.embedding.HingeEmbeddingLoss;
import io.github.djllosses.embedding.MarginRankingLoss;
import io.github.djllosses.embedding.TripletMarginLoss;
import io.github.djllosses.regression.GaussianNllLoss;
import io.github.djllosses.regression.HuberLoss;
import io.github.djllosses.regression.PoissonNllLoss;
import io.github.djllosses.regression.QuantileLoss;
import io.github.djllosses.regression.SmoothL1Loss;
import io.github.djllosses.sequence.CtcLoss;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every bad input ends in an {@link IllegalArgumentException} that tells what is wrong with what,
 * and leaves everything usable.
 */
class BadInputTest {

    private static final CrossEntropyLoss CE = new CrossEntropyLoss();
    private static final NllLoss NLL = new NllLoss();
    private static final KlDivergenceLoss KL = new KlDivergenceLoss();
    private static final BceWithLogitsLoss BCE_LOGITS = new BceWithLogitsLoss();
    private static final BceLoss BCE = new BceLoss();
    private static final List<AbstractLoss> ALL = List.of(CE, NLL, KL, BCE_LOGITS, BCE);

    private final NDManager manager = NDManager.newBaseManager();

    @AfterEach
    void close() {
        manager.close();
    }

    // ---- the table

    /** Makes arrays in a manager. */
    @FunctionalInterface
    private interface Maker {
        NDList make(NDManager manager);

        /** Appends the arrays of another maker. */
        default Maker and(Maker other) {
            return manager -> new NDList(make(manager)).addAll(other.make(manager));
        }

        /** Closes the arrays, or the manager that holds them. */
        default Maker closed(boolean withManager) {
            return manager -> {
                NDManager own = manager.newSubManager();
                NDList arrays = make(own);
                if (withManager) {
                    own.close();
                } else {
                    arrays.forEach(NDArray::close);
                }
                return arrays;
            };
        }
    }

    private static final Maker NULL = manager -> null;
    private static final Maker NONE = manager -> new NDList();
    private static final Maker NULL_ARRAY =
            manager -> {
                NDList list = new NDList();
                list.add(null);
                return list;
            };

    private static Maker zeros(DataType type, long... shape) {
        return manager -> new NDList(manager.zeros(new Shape(shape), type));
    }

    private static Maker floats(long... shape) {
        return zeros(DataType.FLOAT32, shape);
    }

    private static Maker indices(long... shape) {
        return zeros(DataType.INT64, shape);
    }

    private static Maker row(double... numbers) {
        return numbers(DataType.FLOAT32, numbers);
    }

    private static Maker numbers(DataType type, double... numbers) {
        Shape shape = new Shape(numbers.length);
        return manager -> new NDList(Catalogue.array(manager, type, shape, numbers));
    }

    /** A loss, arguments that it must refuse, and its message; "..." stands for anything. */
    private record Bad(AbstractLoss loss, Maker labels, Maker predictions, String message) {

        @Override
        public String toString() {
            return loss + ": " + message;
        }
    }

    private static Bad bad(AbstractLoss loss, Maker labels, Maker predictions, String message) {
        return new Bad(loss, labels, predictions, message);
    }

    /** Returns labels that fit a prediction of (2, 3), of zeros. */
    private static Maker labels(AbstractLoss loss) {
        return loss == CE || loss == NLL ? indices(2) : floats(2, 3);
    }

    static Stream<Bad> ofEveryLoss() {
        return ALL.stream().flatMap(BadInputTest::ofAnyLoss);
    }

    /** Where several arrays belong together, an error about their number says what they are. */
    @Test
    void aMissingArrayIsNamed() {
        Map<AbstractLoss, String> expected =
                Map.of(
                        new TripletMarginLoss(),
                        "TripletMarginLoss: predictions holds 1 arrays, expected 3 (anchors,"
                                + " positives, negatives)",
                        new GaussianKlLoss(),
                        "GaussianKlLoss: predictions holds 1 arrays, expected 2 (means, logarithms"
                                + " of variances)",
                        new CtcLoss(),
                        "CtcLoss: labels holds 1 arrays, expected 3 (targets, lengths of the"
                                + " sequences, lengths of the targets), and perhaps one of example"
                                + " weights",
                        new DistillationLoss(),
                        "DistillationLoss: labels holds 1 arrays, expected 2 (classes or"
                                + " distributions, logits of the teacher), and perhaps one of"
                                + " example weights");
        try (NDManager manager = NDManager.newBaseManager()) {
            NDList one = new NDList(manager.ones(new Shape(2, 3)));
            expected.forEach(
                    (loss, message) -> {
                        NDList labels = loss instanceof TripletMarginLoss ? new NDList() : one;
                        Exception error =
                                assertThrows(
                                        IllegalArgumentException.class,
                                        () -> loss.evaluate(labels, one));
                        assertEquals(message, error.getMessage());
                    });
        }
    }

    private static Stream<Bad> ofAnyLoss(AbstractLoss loss) {
        Maker good = labels(loss);
        Maker x = floats(2, 3);
        Maker weights = loss == BCE || loss == BCE_LOGITS ? x : floats(2);
        return Stream.of(
                bad(loss, NULL, x, "labels is null"),
                bad(loss, good, NULL, "predictions is null"),
                bad(loss, NULL_ARRAY, x, "labels[0] is null"),
                bad(loss, good.and(NULL_ARRAY), x, "labels[1] is null"),
                bad(loss, good, NULL_ARRAY, "predictions[0] is null"),
                bad(loss, NONE, x, "labels holds 0 arrays, expected 1...example weights"),
                bad(loss, good, NONE, "predictions holds 0 arrays, expected 1"),
                bad(
                        loss,
                        good.and(weights).and(weights),
                        x,
                        "labels holds 3 arrays, expected 1...example weights"),
                bad(loss, good, x.and(x), "predictions holds 2 arrays, expected 1"),
                bad(
                        loss,
                        good,
                        zeros(DataType.INT32, 2, 3),
                        "predictions[0] (2, 3)...int32...float32...toType"),
                bad(
                        loss,
                        good,
                        zeros(DataType.UINT8, 2, 3),
                        "predictions[0] (2, 3)...uint8...toType"),
                bad(
                        loss,
                        good,
                        zeros(DataType.BOOLEAN, 2, 3),
                        "predictions[0] (2, 3)...boolean...toType"),
                bad(loss, floats(3, 2), x, "labels[0] (3, 2)...predictions[0] (2, 3)"),
                bad(loss, floats(1, 6), x, "labels[0] (1, 6)...predictions[0] (2, 3)"),
                bad(loss, floats(1, 2), x, "labels[0] (1, 2)...predictions[0] (2, 3)"),
                bad(loss, floats(3), x, "labels[0] (3)...predictions[0] (2, 3)"),
                bad(loss, floats(1, 2, 3), x, "labels[0] (1, 2, 3)...predictions[0] (2, 3)"),
                bad(loss, floats(), x, "labels[0] ()...predictions[0] (2, 3)"),
                bad(
                        loss,
                        good.and(floats(3)),
                        x,
                        "example weights labels[1] (3)...values() "
                                + (weights == x ? "(2, 3)" : "(2)")),
                bad(
                        loss,
                        good.and(floats(2, 1)),
                        x,
                        "example weights labels[1] (2, 1)...predictions[0] (2, 3)"),
                bad(loss, good.closed(false), x, "labels[0] is closed...manager"),
                bad(loss, good.and(weights.closed(false)), x, "labels[1] is closed...manager"),
                bad(loss, good, x.closed(false), "predictions[0] is closed...manager"),
                bad(loss, good.closed(true), x, "labels[0] is closed...manager"),
                bad(loss, good, x.closed(true), "predictions[0] is closed...manager"));
    }

    static Stream<Bad> shapes() {
        NllLoss nllAxis1 = NllLoss.builder().optClassAxis(1).build();
        return Stream.of(
                bad(
                        BCE,
                        floats(3),
                        floats(3, 1),
                        "labels[0] (3)...predictions[0] (3, 1)...reshaped"),
                bad(
                        BCE_LOGITS,
                        floats(3, 1),
                        floats(3),
                        "labels[0] (3, 1)...predictions[0] (3)...reshaped"),
                bad(BCE_LOGITS, floats(), floats(1), "labels[0] ()...predictions[0] (1)"),
                bad(
                        KL,
                        floats(1, 3),
                        floats(2, 3),
                        "labels[0] (1, 3)...predictions[0] (2, 3)...broadcast"),
                bad(
                        CE,
                        indices(2),
                        floats(3, 3),
                        "labels[0] (2)...predictions[0] (3, 3)...class indices (3)...optClassAxis"),
                bad(
                        CE,
                        indices(2, 5),
                        floats(2, 3, 5),
                        "labels[0] (2, 5)...predictions[0] (2, 3, 5)...axis 2...class indices (2,"
                                + " 3)...set optClassAxis"),
                bad(
                        NLL,
                        floats(2, 3),
                        floats(2, 3),
                        "labels[0] (2, 3)...class indices...CrossEntropyLoss"),
                bad(CE, indices(), floats(), "classAxis -1...predictions[0] ()"),
                bad(NLL, indices(), floats(), "classAxis -1...predictions[0] ()"),
                bad(KL, floats(), floats(), "classAxis -1...predictions[0] ()"),
                bad(CE, indices(2), floats(2, 0), "predictions[0] (2, 0)...no class along axis 1"),
                bad(
                        nllAxis1,
                        indices(2, 3),
                        floats(2, 0, 3),
                        "predictions[0] (2, 0, 3)...no class along axis 1"),
                bad(
                        KL,
                        floats(2, 0),
                        floats(2, 0),
                        "predictions[0] (2, 0)...no class along axis 1"),
                bad(nllAxis1, indices(), floats(3), "classAxis 1...predictions[0] (3)"),
                bad(
                        CrossEntropyLoss.builder().optClassAxis(2).build(),
                        indices(2),
                        floats(2, 3),
                        "classAxis 2...predictions[0] (2, 3)"),
                bad(
                        KlDivergenceLoss.builder().optClassAxis(-3).build(),
                        floats(2, 3),
                        floats(2, 3),
                        "classAxis -3...predictions[0] (2, 3)"),
                bad(
                        BceLoss.builder().optClassAxis(2).optClassWeights(1).build(),
                        floats(2, 3),
                        floats(2, 3),
                        "classAxis 2...predictions[0] (2, 3)"),
                bad(
                        CrossEntropyLoss.builder().optClassWeights(1, 2).build(),
                        indices(2),
                        floats(2, 3),
                        "classWeights holds 2 weights...predictions[0] (2, 3)...3 classes along"
                                + " axis 1...optClassAxis"),
                bad(
                        NllLoss.builder().optClassWeights(1, 2).build(),
                        indices(2),
                        floats(2, 3),
                        "classWeights holds 2 weights...predictions[0] (2, 3)...3 classes along"
                                + " axis 1"),
                bad(
                        BceLoss.builder().optClassWeights(1).build(),
                        floats(2, 3),
                        floats(2, 3),
                        "classWeights holds 1 weights...predictions[0] (2, 3)...3 classes along"
                                + " axis 1"),
                bad(
                        BceWithLogitsLoss.builder().optClassWeights(1, 2, 3, 4).build(),
                        floats(2, 3),
                        floats(2, 3),
                        "classWeights holds 4 weights...predictions[0] (2, 3)...3 classes"),
                bad(
                        BceWithLogitsLoss.builder().optPosWeights(1, 2).build(),
                        floats(2, 3),
                        floats(2, 3),
                        "posWeights holds 2 weights...predictions[0] (2, 3)...3 classes along axis"
                                + " 1...optClassAxis"));
    }

    static Stream<Bad> numbers() {
        NllLoss ignoring = NllLoss.builder().optIgnoreIndex(-1).build();
        Maker x = floats(2, 3);
        Maker table =
                manager -> new NDList(manager.create(new long[] {0, 2, 3, 1}, new Shape(2, 2)));
        return Stream.of(
                bad(
                        CE,
                        numbers(DataType.INT64, 0, 3),
                        x,
                        "labels[0] (2) at (1) is 3...[0, 3)...predictions[0] (2,"
                                + " 3)...optIgnoreIndex(3)"),
                bad(NLL, row(3, 0), x, "labels[0] (2) at (0) is 3...[0, 3)"),
                bad(NLL, numbers(DataType.UINT8, 0, 255), x, "at (1) is 255...[0, 3)"),
                bad(
                        CE,
                        table,
                        floats(2, 2, 3),
                        "labels[0] (2, 2) at (1, 0) is 3...predictions[0] (2, 2, 3)"),
                bad(
                        CrossEntropyLoss.builder().optClassAxis(0).build(),
                        table,
                        floats(3, 2, 2),
                        "at (1, 0) is 3...along axis 0"),
                bad(
                        CE,
                        numbers(DataType.INT64, 1, -100),
                        x,
                        "at (1) is -100...[0, 3)...optIgnoreIndex(-100)"),
                bad(
                        ignoring,
                        numbers(DataType.INT64, -1, -2),
                        x,
                        "at (1) is -2...optIgnoreIndex(-2)"),
                bad(
                        CE,
                        manager -> new NDList(manager.create(new long[] {0, Long.MAX_VALUE})),
                        x,
                        "at (1) is 9223372036854775807"),
                bad(
                        CE,
                        manager -> new NDList(manager.create(new long[] {Long.MIN_VALUE, 0})),
                        x,
                        "at (0) is -9223372036854775808"),
                bad(
                        CE,
                        row(1, 2.7),
                        x,
                        "labels[0] (2) at (1) is 2.7...not a class index...predictions[0] (2, 3)"),
                bad(
                        NLL,
                        numbers(DataType.FLOAT64, 2.7, 1),
                        x,
                        "labels[0] (2) at (0) is 2.7, not a class index"),
                bad(CE, row(Double.NaN, 1), x, "at (0) is NaN, not a class index"),
                bad(ignoring, row(-1, Double.NaN), x, "at (1) is NaN, not a class index"),
                bad(
                        NLL,
                        row(0, Double.POSITIVE_INFINITY),
                        x,
                        "at (1) is Infinity, not a class index"),
                bad(CE, zeros(DataType.BOOLEAN, 2), x, "labels[0] (2) is boolean...class indices"),
                bad(NLL, zeros(DataType.BOOLEAN, 2), x, "labels[0] (2) is boolean...class indices"),
                bad(BCE_LOGITS, row(0, 2), floats(2), "labels[0] (2)...2.0...[0.0, 1.0]"),
                bad(
                        BCE,
                        numbers(DataType.INT64, 0, 2),
                        floats(2),
                        "labels[0] (2)...2.0...[0.0, 1.0]"),
                bad(BCE, row(-0.5, 1), floats(2), "labels[0] (2)...-0.5...[0.0, 1.0]"),
                bad(BCE, row(0, Double.NaN), floats(2), "labels[0] (2)...NaN...[0.0, 1.0]"),
                bad(BCE_LOGITS, row(Double.NaN, 1), floats(2), "labels[0] (2)...NaN...[0.0, 1.0]"),
                bad(BCE, row(0, 1), row(0.5, 1.5), "predictions[0] (2)...1.5...[0.0, 1.0]"),
                bad(BCE, row(0, 1), row(-0.25, 1), "predictions[0] (2)...-0.25...[0.0, 1.0]"),
                bad(BCE, row(0, 1), row(Double.NaN, 1), "predictions[0] (2)...NaN...[0.0, 1.0]"),
                bad(
                        CE,
                        indices(2).and(row(1, -1)),
                        x,
                        "example weights labels[1] (2)...not negative"),
                bad(KL, x.and(row(Double.NaN, 1)), x, "example weights labels[1] (2)...finite"),
                bad(
                        NLL,
                        indices(2).and(row(1, Double.POSITIVE_INFINITY)),
                        x,
                        "example weights labels[1] (2)...finite"),
                bad(
                        BCE,
                        row(0, 1).and(row(2, -1)),
                        row(0, 1),
                        "example weights labels[1] (2)...not negative"),
                bad(
                        BCE_LOGITS,
                        row(0, 1).and(row(2, Double.NaN)),
                        row(0, 1),
                        "example weights labels[1] (2)...finite"));
    }

    static Stream<Bad> numbersAndEmbeddings() {
        Maker differ = floats(2, 3).and(floats(3, 2));
        Maker pair = row(0, 1).and(row(1, 0));
        PoissonNllLoss ofRates = PoissonNllLoss.builder().optLogInput(false).build();
        return Stream.of(
                bad(
                        new GaussianNllLoss(),
                        floats(2, 3),
                        differ,
                        "predictions[1] (3, 2) and predictions[0] (2, 3)...broadcast"),
                bad(
                        new MarginRankingLoss(),
                        floats(2, 3),
                        differ,
                        "predictions[1] (3, 2) and predictions[0] (2, 3)...broadcast"),
                bad(
                        new CosineEmbeddingLoss(),
                        row(1, -1),
                        differ,
                        "predictions[1] (3, 2) and predictions[0] (2, 3)...broadcast"),
                bad(
                        new CosineEmbeddingLoss(),
                        floats(2, 3),
                        floats(2, 3).and(floats(2, 3)),
                        "labels[0] (2, 3)...values() (2)...predictions[0] (2, 3)"),
                bad(
                        new GaussianNllLoss(),
                        row(0, 1),
                        row(0, 1).and(row(1, -0.5)),
                        "predictions[1] (2)...-0.5 to 1.0, expected [0.0"),
                bad(
                        new GaussianNllLoss(),
                        row(0, 1),
                        row(0, 1).and(row(1, Double.NaN)),
                        "predictions[1] (2)...NaN"),
                bad(
                        new PoissonNllLoss(),
                        row(-1, 3),
                        row(0, 1),
                        "labels[0] (2)...-1.0 to 3.0, expected [0.0"),
                bad(
                        ofRates,
                        row(1, 3),
                        row(0, -2),
                        "predictions[0] (2)...-2.0 to 0.0, expected [0.0"),
                bad(new MarginRankingLoss(), row(1, 0), pair, "labels[0] (2) holds 0.0...2 y - 1"),
                bad(new MarginRankingLoss(), row(2, -1), pair, "labels[0] (2) holds 2.0...1 or -1"),
                bad(
                        new HingeEmbeddingLoss(),
                        row(-1, 0),
                        row(0, 1),
                        "labels[0] (2) holds 0.0...1 or -1...2 y - 1"),
                bad(
                        new HingeEmbeddingLoss(),
                        row(Double.NaN, 1),
                        row(0, 1),
                        "labels[0] (2) holds NaN...1 or -1"),
                bad(
                        new CosineEmbeddingLoss(),
                        row(1, 0.5),
                        floats(2, 3).and(floats(2, 3)),
                        "labels[0] (2) holds 0.5...1 or -1...2 y - 1"));
    }

    static Stream<Bad> signsAndSets() {
        MultiLabelMarginLoss sets = new MultiLabelMarginLoss();
        Maker x = floats(2, 3);
        return Stream.of(
                bad(
                        new HingeLoss(),
                        row(1, 0),
                        floats(2),
                        "labels[0] (2) holds 0.0 at (1)...2 y - 1"),
                bad(
                        new SoftMarginLoss(),
                        table(1, -1, 1, 1, 0.5, -1),
                        x,
                        "labels[0] (2, 3) holds 0.5 at (1, 1), expected 1 or -1"),
                bad(new SoftMarginLoss(), row(-1, Double.NaN), floats(2), "holds NaN at (1)"),
                bad(
                        new SoftMarginLoss(),
                        zeros(DataType.BOOLEAN, 2),
                        floats(2),
                        "holds 0.0 at (0)"),
                bad(
                        new SigmoidFocalLoss(),
                        row(0, 2),
                        floats(2),
                        "labels[0] (2)...2.0...[0.0, 1.0]"),
                bad(
                        new AsymmetricLoss(),
                        row(0, -1),
                        floats(2),
                        "labels[0] (2)...-1.0...[0.0, 1.0]"),
                bad(
                        new MultiLabelSoftMarginLoss(),
                        table(0, 1, 1, 0, 3, 0),
                        x,
                        "labels[0]...3.0...[0.0, 1.0]"),
                bad(new MultiMarginLoss(), x, x, "labels[0] (2, 3)...class indices"),
                bad(new MultiMarginLoss(), row(1, 3), x, "labels[0] (2) at (1) is 3...[0, 3)"),
                bad(
                        MultiMarginLoss.builder().optClassWeights(1, 2).build(),
                        row(1, 2),
                        x,
                        "classWeights holds 2 weights...3 classes"),
                bad(
                        FocalLoss.builder().optAlpha(1, 2).build(),
                        row(1, 2),
                        x,
                        "alpha holds 2 weights...3 classes"),
                bad(sets, floats(2), x, "labels[0] (2)...predictions[0] (2, 3)...same shape"),
                bad(
                        sets,
                        table(0, 1, -1, 2, 3, -1),
                        x,
                        "labels[0] (2, 3) at (1, 1) is 3, expected a class in [0, 3), or -1"),
                bad(sets, table(0, 1, -1, -2, -1, -1), x, "at (1, 0) is -2, expected a class"),
                bad(sets, table(0.5, -1, -1, -1, -1, -1), x, "at (0, 0) is 0.5, expected a class"),
                bad(sets, table(Double.NaN, -1, -1, -1, -1, -1), x, "at (0, 0) is NaN, expected"),
                bad(
                        sets,
                        table(0, 1, -1, 2, -1, 1),
                        x,
                        "labels[0] (2, 3) at (1, 2) is 1, behind the padding -1"),
                bad(
                        sets,
                        table(0, 1, 0, 2, -1, -1),
                        x,
                        "labels[0] (2, 3) at (0, 2) is 0, for the second time in its list"),
                bad(
                        MultiLabelMarginLoss.builder().optClassAxis(0).build(),
                        table(0, 1, 1, 0, -1, -1),
                        x,
                        "labels[0] (2, 3) at (1, 0) is 0, for the second time"),
                bad(sets, zeros(DataType.BOOLEAN, 2, 3), x, "labels[0] (2, 3) is boolean"));
    }

    private static Maker table(double... numbers) {
        Shape shape = new Shape(2, 3);
        return manager -> new NDList(Catalogue.array(manager, DataType.FLOAT32, shape, numbers));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource({"ofEveryLoss", "shapes", "numbers", "numbersAndEmbeddings", "signsAndSets"})
    void isRefusedByName(Bad bad) {
        AbstractLoss loss = bad.loss();
        loss.addAccumulator("epoch");
        NDList labels = bad.labels().make(manager);
        NDList predictions = bad.predictions().make(manager);
        int held = manager.getManagedArrays().size();

        for (Executable call :
                List.<Executable>of(
                        () -> loss.evaluate(labels, predictions),
                        () -> loss.evaluate(labels, predictions, 2),
                        () -> loss.pointwise(labels, predictions),
                        () -> loss.updateAccumulator("epoch", labels, predictions))) {
            assertMessage(loss, refused(call), bad.message());
            assertEquals(held, manager.getManagedArrays().size());
        }
        assertEquals(Double.NaN, loss.average("epoch"));
    }

    /** Runs a call while gradients are collected, and sees that they still are afterwards. */
    private static IllegalArgumentException refused(Executable call) {
        try (NDManager own = NDManager.newBaseManager();
                GradientCollector collector = Engine.getInstance().newGradientCollector()) {
            IllegalArgumentException error = assertThrows(IllegalArgumentException.class, call);
            NDArray x = own.zeros(new Shape(1, 2));
            x.setRequiresGradient(true);
            collector.backward(CE.evaluate(new NDList(own.zeros(new Shape(1))), new NDList(x)));
            assertArrayEquals(new float[] {-0.5f, 0.5f}, x.getGradient().toFloatArray());
            return error;
        }
    }

    /** Compares a message with what is expected of it, where "..." stands for anything. */
    private static void assertMessage(
            AbstractLoss loss, IllegalArgumentException error, String expected) {
        assertMessage(loss.getClass().getSimpleName() + ": ..." + expected, error);
    }

    private static void assertMessage(String expected, IllegalArgumentException error) {
        String message = error.getMessage();
        int end = 0;
        for (String part : expected.split("\\.\\.\\.", -1)) {
            int start = message.indexOf(part, end);
            assertTrue(
                    end == 0 ? start == 0 : start >= end,
                    () -> "\"" + message + "\" lacks \"" + part + "\" of \"" + expected + "\"");
            end = start + part.length();
        }
    }

    // ---- divisors and accumulators

    @ParameterizedTest
    @ValueSource(doubles = {-1, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 0})
    void aDivisorThatCannotBeIsRefused(double divisor) {
        for (AbstractLoss loss : ALL) {
            NDList labels = labels(loss).make(manager);
            NDList predictions = floats(2, 3).make(manager);
            IllegalArgumentException error =
                    refused(() -> loss.evaluate(labels, predictions, divisor));
            String value = divisor == 0 ? "the divisor is 0" : "the divisor is " + divisor;
            assertMessage(loss, error, value);
        }
    }

    @Test
    void anUnknownAccumulatorIsRefusedAndNoneIsTouched() {
        for (AbstractLoss loss : ALL) {
            NDList labels = labels(loss).make(manager);
            NDList predictions = floats(2, 3).make(manager);
            loss.addAccumulator("known");
            for (Executable call :
                    List.<Executable>of(
                            () -> loss.updateAccumulator("other", labels, predictions),
                            () ->
                                    loss.updateAccumulators(
                                            new String[] {"known", "other"}, labels, predictions),
                            () -> loss.getAccumulator("other"),
                            () -> loss.average("other"))) {
                assertMessage(loss, refused(call), "\"other\"...addAccumulator");
            }
            assertEquals(Double.NaN, loss.average("known"));
        }
    }

    // ---- builders

    private static Arguments option(
            Class<? extends AbstractLoss> loss,
            String option,
            Object value,
            String expected,
            Supplier<?> call) {
        return arguments(loss.getSimpleName(), option, String.valueOf(value), expected, call);
    }

    static Stream<Arguments> options() {
        List<Arguments> rows = new ArrayList<>();
        for (float share : new float[] {Float.NaN, -0.1f, 1.5f, Float.POSITIVE_INFINITY}) {
            rows.add(
                    option(
                            CrossEntropyLoss.class,
                            "labelSmoothing",
                            share,
                            "[0, 1]",
                            () -> CrossEntropyLoss.builder().optLabelSmoothing(share)));
            rows.add(
                    option(
                            BceWithLogitsLoss.class,
                            "labelSmoothing",
                            share,
                            "[0, 1]",
                            () -> BceWithLogitsLoss.builder().optLabelSmoothing(share)));
        }
        for (float weight :
                new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
            rows.add(
                    option(
                            CrossEntropyLoss.class,
                            "weight",
                            weight,
                            "finite",
                            () -> CrossEntropyLoss.builder().optWeight(weight)));
            rows.add(
                    option(
                            KlDivergenceLoss.class,
                            "weight",
                            weight,
                            "finite",
                            () -> KlDivergenceLoss.builder().optWeight(weight)));
        }
        for (float gamma : new float[] {-0.5f, Float.NaN, Float.POSITIVE_INFINITY}) {
            rows.add(
                    option(
                            FocalLoss.class,
                            "gamma",
                            gamma,
                            ">= 0",
                            () -> FocalLoss.builder().optGamma(gamma)));
            rows.add(
                    option(
                            SigmoidFocalLoss.class,
                            "gamma",
                            gamma,
                            ">= 0",
                            () -> SigmoidFocalLoss.builder().optGamma(gamma)));
            rows.add(
                    option(
                            AsymmetricLoss.class,
                            "gammaPositive",
                            gamma,
                            ">= 0",
                            () -> AsymmetricLoss.builder().optGammaPositive(gamma)));
            rows.add(
                    option(
                            AsymmetricLoss.class,
                            "gammaNegative",
                            gamma,
                            ">= 0",
                            () -> AsymmetricLoss.builder().optGammaNegative(gamma)));
            rows.add(
                    option(
                            HingeLoss.class,
                            "margin",
                            gamma,
                            ">= 0",
                            () -> HingeLoss.builder().optMargin(gamma)));
            rows.add(
                    option(
                            FocalLoss.class,
                            "alpha",
                            gamma,
                            ">= 0",
                            () -> FocalLoss.builder().optAlpha(1, gamma)));
        }
        for (float share : new float[] {Float.NaN, -0.25f, 1.25f}) {
            rows.add(
                    option(
                            SigmoidFocalLoss.class,
                            "alpha",
                            share,
                            "[0, 1]",
                            () -> SigmoidFocalLoss.builder().optAlpha(share)));
            rows.add(
                    option(
                            AsymmetricLoss.class,
                            "clip",
                            share,
                            "[0, 1)",
                            () -> AsymmetricLoss.builder().optClip(share)));
            rows.add(
                    option(
                            GeneralizedCrossEntropyLoss.class,
                            "q",
                            share,
                            "(0, 1]",
                            () -> GeneralizedCrossEntropyLoss.builder().optQ(share)));
        }
        for (float epsilon : new float[] {Float.NaN, -1.5f, Float.POSITIVE_INFINITY}) {
            rows.add(
                    option(
                            PolyLoss.class,
                            "epsilon",
                            epsilon,
                            ">= -1",
                            () -> PolyLoss.builder().optEpsilon(epsilon)));
        }
        rows.add(
                option(
                        MultiMarginLoss.class,
                        "p",
                        3,
                        "1 or 2",
                        () -> MultiMarginLoss.builder().optP(3)));
        rows.add(
                option(
                        MultiMarginLoss.class,
                        "margin",
                        Float.NaN,
                        "finite",
                        () -> MultiMarginLoss.builder().optMargin(Float.NaN)));
        for (float temperature : new float[] {0, -1, Float.NaN, Float.POSITIVE_INFINITY}) {
            rows.add(
                    option(
                            KlDivergenceLoss.class,
                            "temperature",
                            temperature,
                            "> 0",
                            () -> KlDivergenceLoss.builder().optTemperature(temperature)));
        }
        rows.add(
                option(
                        KlDivergenceLoss.class,
                        "temperature",
                        2f,
                        "LOGITS",
                        () -> KlDivergenceLoss.builder().optTemperature(2).build()));
        rows.add(
                option(
                        KlDivergenceLoss.class,
                        "temperature",
                        2f,
                        "both LOGITS",
                        () ->
                                KlDivergenceLoss.builder()
                                        .optTemperature(2)
                                        .optPredictionEncoding(Encoding.LOGITS)
                                        .build()));
        rows.add(
                option(
                        KlDivergenceLoss.class,
                        "temperature",
                        0.5f,
                        "both LOGITS",
                        () ->
                                KlDivergenceLoss.builder()
                                        .optLabelEncoding(Encoding.LOGITS)
                                        .optTemperature(0.5f)
                                        .build()));
        for (float bad : new float[] {-1, Float.NaN, Float.POSITIVE_INFINITY}) {
            rows.add(
                    option(
                            CrossEntropyLoss.class,
                            "classWeights",
                            bad,
                            ">= 0",
                            () -> CrossEntropyLoss.builder().optClassWeights(1, bad)));
            rows.add(
                    option(
                            BceWithLogitsLoss.class,
                            "posWeights",
                            bad,
                            ">= 0",
                            () -> BceWithLogitsLoss.builder().optPosWeights(bad, 2)));
        }
        rows.add(
                option(
                        NllLoss.class,
                        "classWeights",
                        "empty",
                        "one weight for every class",
                        () -> NllLoss.builder().optClassWeights()));
        rows.add(
                option(
                        BceLoss.class,
                        "classWeights",
                        "null",
                        "one weight for every class",
                        () -> BceLoss.builder().optClassWeights((float[]) null)));
        rows.add(
                option(
                        BceWithLogitsLoss.class,
                        "posWeights",
                        "empty",
                        "one weight for every class",
                        () -> BceWithLogitsLoss.builder().optPosWeights()));
        rows.add(
                option(
                        NllLoss.class,
                        "classWeights",
                        "[0.0, 0.0]",
                        "at least one weight > 0",
                        () -> NllLoss.builder().optClassWeights(0, 0)));
        rows.add(
                option(
                        BceWithLogitsLoss.class,
                        "posWeights",
                        "[0.0]",
                        "at least one weight > 0",
                        () -> BceWithLogitsLoss.builder().optPosWeights(0)));
        rows.add(
                option(
                        BceLoss.class,
                        "reduction",
                        null,
                        "MEAN, SUM or BATCH_MEAN",
                        () -> BceLoss.builder().optReduction(null)));
        rows.add(
                option(
                        CrossEntropyLoss.class,
                        "predictionEncoding",
                        null,
                        "an encoding",
                        () -> CrossEntropyLoss.builder().optPredictionEncoding(null)));
        rows.add(
                option(
                        KlDivergenceLoss.class,
                        "predictionEncoding",
                        null,
                        "an encoding",
                        () -> KlDivergenceLoss.builder().optPredictionEncoding(null)));
        rows.add(
                option(
                        KlDivergenceLoss.class,
                        "labelEncoding",
                        null,
                        "an encoding",
                        () -> KlDivergenceLoss.builder().optLabelEncoding(null)));
        rows.add(
                option(
                        KlDivergenceLoss.class,
                        "direction",
                        null,
                        "FORWARD or REVERSE",
                        () -> KlDivergenceLoss.builder().optDirection(null)));
        rows.add(
                option(
                        NllLoss.class,
                        "name",
                        null,
                        "not blank",
                        () -> NllLoss.builder().optName(null)));
        rows.add(
                option(
                        NllLoss.class,
                        "name",
                        "  ",
                        "not blank",
                        () -> NllLoss.builder().optName("  ")));
        return rows.stream();
    }

    static Stream<Arguments> optionsOfNumbersAndEmbeddings() {
        List<Arguments> rows = new ArrayList<>();
        for (float bad : new float[] {-1, Float.NaN, Float.POSITIVE_INFINITY}) {
            rows.add(
                    option(
                            SmoothL1Loss.class,
                            "beta",
                            bad,
                            ">= 0",
                            () -> SmoothL1Loss.builder().optBeta(bad)));
        }
        for (float bad : new float[] {0, -1, Float.NaN, Float.POSITIVE_INFINITY}) {
            rows.add(
                    option(
                            HuberLoss.class,
                            "delta",
                            bad,
                            "> 0",
                            () -> HuberLoss.builder().optDelta(bad)));
            rows.add(
                    option(
                            PoissonNllLoss.class,
                            "epsilon",
                            bad,
                            "> 0",
                            () -> PoissonNllLoss.builder().optEpsilon(bad)));
            rows.add(
                    option(
                            GaussianNllLoss.class,
                            "epsilon",
                            bad,
                            "> 0",
                            () -> GaussianNllLoss.builder().optEpsilon(bad)));
        }
        for (float bad : new float[] {0, 1, -0.5f, Float.NaN}) {
            rows.add(
                    option(
                            QuantileLoss.class,
                            "quantile",
                            bad,
                            "(0, 1)",
                            () -> QuantileLoss.builder().optQuantile(bad)));
        }
        for (float bad : new float[] {Float.NEGATIVE_INFINITY, Float.NaN}) {
            rows.add(
                    option(
                            MarginRankingLoss.class,
                            "margin",
                            bad,
                            "finite",
                            () -> MarginRankingLoss.builder().optMargin(bad)));
            rows.add(
                    option(
                            HingeEmbeddingLoss.class,
                            "margin",
                            bad,
                            "finite",
                            () -> HingeEmbeddingLoss.builder().optMargin(bad)));
        }
        for (float bad : new float[] {-1.5f, 1.5f, Float.NaN}) {
            rows.add(
                    option(
                            CosineEmbeddingLoss.class,
                            "margin",
                            bad,
                            "[-1, 1]",
                            () -> CosineEmbeddingLoss.builder().optMargin(bad)));
        }
        return rows.stream();
    }

    @ParameterizedTest(name = "{0}: {1} = {2}")
    @MethodSource({"options", "optionsOfNumbersAndEmbeddings"})
    void anOptionIsRefusedByName(
            String loss, String option, String value, String expected, Supplier<?> call) {
        IllegalArgumentException error = assertThrows(IllegalArgumentException.class, call::get);

        assertMessage(loss + ": " + option + " is " + value + ", expected ..." + expected, error);
    }

    // ---- everything at once

    private static final int CALLS = 4000;
    private static final double[] NUMBERS = {
        0,
        -0.0,
        1,
        1,
        2,
        0.5,
        2.7,
        -1,
        -100,
        1e-45,
        17,
        -40,
        88,
        -104,
        1e4,
        3e38,
        Double.POSITIVE_INFINITY,
        Double.NEGATIVE_INFINITY,
        Double.NaN
    };
    // without those that end the whole JVM, which DJL cannot survive
    private static final List<DataType> FLOATS =
            List.of(DataType.FLOAT32, DataType.FLOAT64, DataType.FLOAT16);
    private static final List<DataType> TYPES =
            List.of(
                    DataType.INT64,
                    DataType.FLOAT32,
                    DataType.FLOAT64,
                    DataType.FLOAT16,
                    DataType.INT32,
                    DataType.INT8,
                    DataType.UINT8,
                    DataType.BOOLEAN);

    @Test
    void nothingButResultsAndRefusalsComesOfRandomCalls() {
        long seed = 20250101;
        Random random = new Random(seed);
        List<Entry> entries = Catalogue.entries().toList();
        int results = 0;
        for (int i = 0; i < CALLS; i++) {
            AbstractLoss loss = entries.get(random.nextInt(entries.size())).loss();
            try (NDManager own = manager.newSubManager()) {
                Shape shape = shape(random);
                NDList predictions = new NDList(array(random, own, shape, FLOATS, TYPES));
                NDList labels = new NDList(array(random, own, near(random, shape), TYPES, FLOATS));
                if (random.nextInt(3) == 0) {
                    labels.add(array(random, own, near(random, shape), FLOATS, TYPES));
                }
                String call =
                        String.format(
                                "seed %d, call %d: %s of %s and %s",
                                seed, i, loss, describe(labels), describe(predictions));
                spoil(random, labels);
                spoil(random, predictions);
                int held = own.getManagedArrays().size();
                int made = 0;
                try {
                    made = call(random.nextInt(5), loss, labels, predictions);
                    results++;
                } catch (IllegalArgumentException e) {
                    assertMessage(loss, e, "");
                } catch (RuntimeException | Error e) {
                    fail(call, e);
                }
                assertEquals(held + made, own.getManagedArrays().size(), call);
            }
        }
        // otherwise it has tried only one side
        assertTrue(results > CALLS / 8 && results < CALLS * 7 / 8, results + " results");
    }

    /** Calls a loss and returns how many arrays it makes. */
    private static int call(int method, AbstractLoss loss, NDList labels, NDList predictions) {
        switch (method) {
            case 0 -> loss.evaluate(labels, predictions);
            case 1 -> loss.evaluate(labels, predictions, 2);
            case 2 -> loss.pointwise(labels, predictions);
            case 3 -> loss.divisor(labels, predictions);
            default -> {
                loss.addAccumulator("epoch");
                loss.updateAccumulator("epoch", labels, predictions);
            }
        }
        return method < 3 ? 1 : 0;
    }

    private static Shape shape(Random random) {
        return new Shape(random.longs(random.nextInt(5), 0, 16).map(n -> n < 4 ? n : 3).toArray());
    }

    /** Returns the same shape, or one with an axis less, or any. */
    private static Shape near(Random random, Shape shape) {
        int rank = shape.dimension();
        int axis = rank == 0 || random.nextBoolean() ? rank - 1 : random.nextInt(rank);
        return switch (random.nextInt(8)) {
            case 0 -> shape(random);
            case 1, 2, 3 -> shape;
            default -> rank == 0 ? shape : shape.slice(0, axis).addAll(shape.slice(axis + 1));
        };
    }

    /** Makes an array, mostly of tame numbers and of the likely types. */
    private static NDArray array(
            Random random,
            NDManager own,
            Shape shape,
            List<DataType> likely,
            List<DataType> others) {
        List<DataType> types = random.nextInt(8) > 0 ? likely : others;
        DataType type = types.get(random.nextInt(types.size()));
        int choice = random.nextInt(3) > 0 ? 3 : NUMBERS.length;
        double[] numbers =
                random.ints(shape.size(), 0, choice).mapToDouble(n -> NUMBERS[n]).toArray();
        return Catalogue.array(own, type, shape, numbers);
    }

    private static String describe(NDList arrays) {
        return arrays.stream()
                .map(a -> a.getDataType() + " " + a.getShape() + Arrays.toString(a.toArray()))
                .toList()
                .toString();
    }

    /** Rarely closes an array, removes it, or puts another there. */
    private static void spoil(Random random, NDList arrays) {
        int index = random.nextInt(arrays.size());
        switch (random.nextInt(60)) {
            case 0 -> arrays.get(index).close();
            case 1 -> arrays.remove(index);
            case 2 -> arrays.set(index, null);
            case 3 -> arrays.add(arrays.get(index));
            default -> {
                // as it is
            }
        }
    }
}
