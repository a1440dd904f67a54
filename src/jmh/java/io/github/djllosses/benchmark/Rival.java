package io.github.djllosses.benchmark;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.training.loss.Loss;
import java.util.function.BinaryOperator;

/** One way to compute a loss. */
record Rival(String name, Loss loss) {

    static final String OURS = "ours";
    static final String DJL = "DJL";
    static final String PORT = "NDArray port";
    static final String PYTORCH = "PyTorch";

    static Rival ours(Loss loss) {
        return new Rival(OURS, loss);
    }

    static Rival djl(Loss loss) {
        return new Rival(DJL, loss);
    }

    /** What a user would write with the operations of DJL: a function of label and prediction. */
    static Rival port(BinaryOperator<NDArray> formula) {
        return new Rival(
                PORT,
                new Loss("port") {
                    @Override
                    public NDArray evaluate(NDList labels, NDList predictions) {
                        return formula.apply(labels.head(), predictions.head());
                    }
                });
    }

    /**
     * PyTorch's kernel, called from TorchScript: an expression of {@code x}, {@code y} and more.
     */
    static Rival pytorch(String expression, NDArray... constants) {
        return new Rival(PYTORCH, new ScriptedLoss(expression, 1, 1, constants));
    }

    /** The same for arguments of any number. */
    static Rival pytorch(String expression, NDList labels, NDList predictions) {
        return new Rival(PYTORCH, new ScriptedLoss(expression, predictions.size(), labels.size()));
    }
}
