package io.github.djllosses.benchmark;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.training.loss.Loss;

/** A loss of all the logits that hidden states and a weight make. */
final class LogitsLoss extends Loss {

    private final Loss loss;

    LogitsLoss(Loss loss) {
        super(loss.getName());
        this.loss = loss;
    }

    @Override
    public NDArray evaluate(NDList labels, NDList predictions) {
        NDArray weight = predictions.get(1);
        return loss.evaluate(labels, new NDList(predictions.get(0).matMul(weight.transpose())));
    }
}
