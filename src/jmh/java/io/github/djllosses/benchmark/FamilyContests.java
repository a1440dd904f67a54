package io.github.djllosses.benchmark;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.loss.Loss;
import io.github.djllosses.classification.MultiLabelMarginLoss;
import io.github.djllosses.classification.MultiLabelSoftMarginLoss;
import io.github.djllosses.classification.MultiMarginLoss;
import io.github.djllosses.classification.SoftMarginLoss;
import io.github.djllosses.embedding.CosineEmbeddingLoss;
import io.github.djllosses.embedding.HingeEmbeddingLoss;
import io.github.djllosses.embedding.MarginRankingLoss;
import io.github.djllosses.embedding.TripletMarginLoss;
import io.github.djllosses.regression.GaussianNllLoss;
import io.github.djllosses.regression.HuberLoss;
import io.github.djllosses.regression.L1Loss;
import io.github.djllosses.regression.LogCoshLoss;
import io.github.djllosses.regression.MseLoss;
import io.github.djllosses.regression.PoissonNllLoss;
import io.github.djllosses.regression.SmoothL1Loss;
import io.github.djllosses.sequence.CtcLoss;
import java.util.List;

/** PyTorch's losses beside cross-entropy, KL and BCE, against the originals. */
final class FamilyContests {

    /** How many of the classes of a row are right, and how many steps a symbol has. */
    private static final int FEW = 4;

    private FamilyContests() {}

    /** Losses of numbers, and margins between the scores of classes. */
    static List<Contest> numbers(NDManager manager, int rows, int classes) {
        Shape shape = new Shape(rows, classes);
        NDArray x = manager.randomNormal(shape);
        NDArray other = manager.randomNormal(shape);
        NDArray answers = other.gt(0).toType(DataType.FLOAT32, false);
        NDArray signs = signs(answers);
        NDArray counts = manager.randomUniform(0, FEW, shape).floor();
        NDArray indices = integers(manager, classes, rows);
        NDArray column = manager.arange(classes).toType(DataType.INT64, false).expandDims(0);
        NDArray following = indices.expandDims(1).add(column).mod(classes);
        NDArray sets =
                NDArrays.where(
                        column.lt(FEW).broadcast(shape), following, following.zerosLike().sub(1));
        return List.of(
                contest("MSE", new MseLoss(), "torch.mse_loss(x, y)", other, x),
                contest("L1", new L1Loss(), "torch.l1_loss(x, y)", other, x),
                contest("smooth L1", new SmoothL1Loss(), "torch.smooth_l1_loss(x, y)", other, x),
                contest("Huber", new HuberLoss(), "torch.huber_loss(x, y)", other, x),
                contest(
                        "log cosh",
                        new LogCoshLoss(),
                        "torch.mean(torch.sub(torch.add(torch.sub(x, y),"
                                + " torch.softplus(torch.mul(torch.sub(x, y), -2.))),"
                                + " 0.6931471805599453))",
                        other,
                        x),
                contest(
                        "Poisson NLL",
                        new PoissonNllLoss(),
                        "torch.poisson_nll_loss(x, y, True, False, 1e-8, 1)",
                        counts,
                        x),
                contest(
                        "Gaussian NLL",
                        new GaussianNllLoss(),
                        "torch.mean(torch.mul(torch.add(torch.log(torch.clamp_min(x2, 1e-6)),"
                                + " torch.div(torch.pow(torch.sub(x, y), 2),"
                                + " torch.clamp_min(x2, 1e-6))), 0.5))",
                        other,
                        x,
                        counts.add(1)),
                contest(
                        "soft margin",
                        new SoftMarginLoss(),
                        "torch.soft_margin_loss(x, y)",
                        signs,
                        x),
                contest(
                        "multi-label soft margin",
                        new MultiLabelSoftMarginLoss(),
                        "torch.neg(torch.mean(torch.add(torch.mul(y, torch.log_sigmoid(x)),"
                                + " torch.mul(torch.rsub(y, 1),"
                                + " torch.log_sigmoid(torch.neg(x))))))",
                        answers,
                        x),
                contest(
                        "multi margin",
                        new MultiMarginLoss(),
                        "torch.multi_margin_loss(x, y)",
                        indices,
                        x),
                contest(
                        "multi-label margin",
                        new MultiLabelMarginLoss(),
                        "torch.multilabel_margin_loss(x, y)",
                        sets,
                        x),
                contest(
                        "margin ranking",
                        new MarginRankingLoss(),
                        "torch.margin_ranking_loss(x, x2, y)",
                        signs,
                        x,
                        other),
                contest(
                        "hinge embedding",
                        new HingeEmbeddingLoss(),
                        "torch.hinge_embedding_loss(x, y)",
                        signs,
                        x));
    }

    /** Losses of vectors. */
    static List<Contest> embeddings(NDManager manager, int rows, int width) {
        Shape shape = new Shape(rows, width);
        NDArray x = manager.randomNormal(shape);
        NDArray x2 = manager.randomNormal(shape);
        NDArray x3 = manager.randomNormal(shape);
        NDArray signs = signs(integers(manager, 2, rows).toType(DataType.FLOAT32, false));
        return List.of(
                contest(
                        "cosine embedding",
                        new CosineEmbeddingLoss(),
                        "torch.cosine_embedding_loss(x, x2, y)",
                        signs,
                        x,
                        x2),
                contest(
                        "triplet margin",
                        new TripletMarginLoss(),
                        "torch.triplet_margin_loss(x, x2, x3)",
                        new NDList(),
                        new NDList(x, x2, x3)));
    }

    /** From scores: the gradient of PyTorch's kernel is right behind a log-softmax only. */
    static Contest ctc(NDManager manager, int steps, int sequences, int classes) {
        NDArray scores = manager.randomNormal(new Shape(steps, sequences, classes));
        int symbols = steps / FEW;
        NDArray targets = integers(manager, classes - 1, sequences, symbols).add(1);
        NDArray each = manager.ones(new Shape(sequences), DataType.INT64);
        CtcLoss ctc = new CtcLoss();
        Loss ours =
                new Loss("ours") {
                    @Override
                    public NDArray evaluate(NDList labels, NDList predictions) {
                        return ctc.evaluate(labels, new NDList(predictions.head().logSoftmax(-1)));
                    }
                };
        return contest(
                "CTC",
                ours,
                "torch.ctc_loss(torch.log_softmax(x, 2), y, y2, y3, 0, 1, False)",
                new NDList(targets, each.mul(steps), each.mul(symbols)),
                new NDList(scores));
    }

    private static Contest contest(
            String name, Loss ours, String expression, NDArray label, NDArray... predictions) {
        return contest(name, ours, expression, new NDList(label), new NDList(predictions));
    }

    private static Contest contest(
            String name, Loss ours, String expression, NDList labels, NDList predictions) {
        return new Contest(
                name,
                labels,
                predictions,
                Rival.ours(ours),
                Rival.pytorch(expression, labels, predictions));
    }

    private static NDArray signs(NDArray answers) {
        return answers.mul(2).sub(1);
    }

    private static NDArray integers(NDManager manager, int end, long... shape) {
        return manager.randomUniform(0, end, new Shape(shape))
                .floor()
                .toType(DataType.INT64, false);
    }
}
