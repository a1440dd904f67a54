package io.github.djllosses.benchmark;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.training.loss.SigmoidBinaryCrossEntropyLoss;
import ai.djl.training.loss.SoftmaxCrossEntropyLoss;
import io.github.djllosses.classification.BceWithLogitsLoss;
import io.github.djllosses.classification.CrossEntropyLoss;
import io.github.djllosses.classification.LinearCrossEntropyLoss;
import io.github.djllosses.core.Encoding;
import io.github.djllosses.divergence.KlDivergenceLoss;
import java.util.List;

/** What is compared, on random arguments of one shape. */
final class Contests {

    private static final float MARGIN = 20;

    private Contests() {}

    static List<Contest> of(NDManager manager, int rows, int classes) {
        NDArray x = manager.randomNormal(new Shape(rows, classes));
        NDArray indices =
                manager.randomUniform(0, classes, new Shape(rows))
                        .floor()
                        .toType(DataType.INT64, false);
        NDArray top = x.argMax(1);
        NDArray confident = x.add(top.oneHot(classes).mul(MARGIN));
        NDArray other = manager.randomNormal(new Shape(rows, classes));
        NDArray p = other.softmax(1);
        NDArray logP = other.logSoftmax(1);
        NDArray logQ = x.logSoftmax(1);
        NDArray near = x.add(other.mul(1e-3f));
        NDArray yes = x.gt(0.3f).toType(DataType.FLOAT32, false);
        float[] weights = new float[classes];
        for (int k = 0; k < classes; k++) {
            weights[k] = 0.5f + k % 4 / 2f;
        }
        NDArray w = manager.create(weights);
        CrossEntropyLoss crossEntropy = new CrossEntropyLoss();
        KlDivergenceLoss fromLogits =
                KlDivergenceLoss.builder()
                        .optPredictionEncoding(Encoding.LOGITS)
                        .optLabelEncoding(Encoding.LOGITS)
                        .build();
        return List.of(
                new Contest(
                        "cross-entropy, indices",
                        new NDList(indices),
                        new NDList(x),
                        Rival.ours(crossEntropy),
                        Rival.djl(new SoftmaxCrossEntropyLoss()),
                        Rival.port((y, s) -> picked(y, s).mean().neg()),
                        Rival.pytorch("torch.cross_entropy_loss(x, y, None, 1, -100, 0.)")),
                new Contest(
                        "cross-entropy, confident rows",
                        new NDList(top),
                        new NDList(confident),
                        Rival.ours(crossEntropy),
                        Rival.djl(new SoftmaxCrossEntropyLoss()),
                        Rival.pytorch("torch.cross_entropy_loss(x, y, None, 1, -100, 0.)")),
                new Contest(
                        "cross-entropy, weights, ignored, smoothing",
                        new NDList(indices),
                        new NDList(x),
                        Rival.ours(
                                CrossEntropyLoss.builder()
                                        .optClassWeights(weights)
                                        .optIgnoreIndex(0)
                                        .optLabelSmoothing(0.1f)
                                        .build()),
                        Rival.pytorch("torch.cross_entropy_loss(x, y, w, 1, 0, 0.1)", w)),
                new Contest(
                        "cross-entropy, distributions",
                        new NDList(p),
                        new NDList(x),
                        Rival.ours(crossEntropy),
                        Rival.djl(new SoftmaxCrossEntropyLoss("soft", 1, -1, false, true)),
                        Rival.port(
                                (t, s) -> s.logSoftmax(1).mul(t).sum(new int[] {1}).mean().neg()),
                        Rival.pytorch("torch.cross_entropy_loss(x, y, None, 1, -100, 0.)")),
                new Contest(
                        "KL, probabilities",
                        new NDList(p),
                        new NDList(logQ),
                        Rival.ours(new KlDivergenceLoss()),
                        Rival.port((t, q) -> t.mul(t.log().sub(q)).sum().div(rows)),
                        Rival.pytorch("torch.div(torch.kl_div(x, y, 2), torch.size(x, 0))")),
                new Contest(
                        "KL, log-probabilities",
                        new NDList(logP),
                        new NDList(logQ),
                        Rival.ours(
                                KlDivergenceLoss.builder()
                                        .optLabelEncoding(Encoding.LOG_PROBABILITIES)
                                        .build()),
                        Rival.port((t, q) -> t.exp().mul(t.sub(q)).sum().div(rows)),
                        Rival.pytorch(
                                "torch.div(torch.kl_div(x, y, 2, log_target=True),"
                                        + " torch.size(x, 0))")),
                new Contest(
                        "KL, logits",
                        new NDList(other),
                        new NDList(x),
                        Rival.ours(fromLogits),
                        Rival.pytorch(scriptedKl())),
                new Contest(
                        "KL, logits, near",
                        new NDList(near),
                        new NDList(x),
                        Rival.ours(fromLogits),
                        Rival.pytorch(scriptedKl())),
                new Contest(
                        "BCE with logits",
                        new NDList(yes),
                        new NDList(x),
                        Rival.ours(new BceWithLogitsLoss()),
                        Rival.djl(new SigmoidBinaryCrossEntropyLoss()),
                        Rival.port(
                                (y, s) ->
                                        NDArrays.sub(1, y)
                                                .mul(s)
                                                .add(Activation.softPlus(s.neg()))
                                                .mean()),
                        Rival.pytorch("torch.binary_cross_entropy_with_logits(x, y, None, None)")),
                new Contest(
                        "BCE with logits, positive weights",
                        new NDList(yes),
                        new NDList(x),
                        Rival.ours(BceWithLogitsLoss.builder().optPosWeights(weights).build()),
                        Rival.pytorch("torch.binary_cross_entropy_with_logits(x, y, None, w)", w)),
                new Contest(
                        "BCE with logits, soft labels",
                        new NDList(p),
                        new NDList(x),
                        Rival.ours(new BceWithLogitsLoss()),
                        Rival.djl(new SigmoidBinaryCrossEntropyLoss()),
                        Rival.pytorch("torch.binary_cross_entropy_with_logits(x, y, None, None)")));
    }

    /** The last layer of a language model. */
    static Contest linear(NDManager manager, int rows, int width, int classes) {
        NDArray hidden = manager.randomNormal(new Shape(rows, width));
        NDArray weight = manager.randomNormal(new Shape(classes, width)).muli(0.05f);
        NDArray indices =
                manager.randomUniform(0, classes, new Shape(rows))
                        .floor()
                        .toType(DataType.INT64, false);
        return new Contest(
                "linear cross-entropy",
                new NDList(indices),
                new NDList(hidden, weight),
                Rival.ours(new LinearCrossEntropyLoss()),
                new Rival(Rival.DJL, new LogitsLoss(new SoftmaxCrossEntropyLoss())),
                new Rival("ours, all logits", new LogitsLoss(new CrossEntropyLoss())));
    }

    private static String scriptedKl() {
        return "torch.div(torch.kl_div(torch.log_softmax(x, 1), torch.log_softmax(y, 1), 2,"
                + " log_target=True), torch.size(x, 0))";
    }

    private static NDArray picked(NDArray indices, NDArray x) {
        return x.logSoftmax(1).gather(indices.expandDims(1), 1);
    }
}
