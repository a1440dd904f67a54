package io.github.djllosses.sample.evaluate;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import io.github.djllosses.classification.CrossEntropyLoss;
import io.github.djllosses.core.Encoding;
import io.github.djllosses.sample.data.LabelledImages;
import io.github.djllosses.sample.learning.Batch;
import io.github.djllosses.sample.learning.Batches;
import io.github.djllosses.sample.learning.LabelKind;
import io.github.djllosses.sample.learning.Network;
import io.github.djllosses.sample.model.TrainedModel;
import io.github.djllosses.sample.report.Examination;
import io.github.djllosses.sample.report.Matrix;
import io.github.djllosses.sample.report.Prediction;
import io.github.djllosses.training.PerClassLoss;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * How good a classifier is, and what it says of every image: too much for a table.
 *
 * @param evaluation how good it is
 * @param examination what it says
 */
public record Findings(Evaluation evaluation, Examination examination) {

    private static final int BATCH = 1_000;
    private static final int CLASS_AXIS = 1;
    private static final String ALL = "all";

    /**
     * Evaluates a classifier.
     *
     * @param model the classifier
     * @param images images with their classes
     * @return how good it is
     */
    public static Findings of(TrainedModel model, LabelledImages images) {
        CrossEntropyLoss loss = new CrossEntropyLoss();
        PerClassLoss classLoss = new PerClassLoss();
        Stream.of(loss, classLoss).forEach(each -> each.addAccumulator(ALL));
        Examiner examiner = new Examiner();
        try (Batches batches = Batches.inOrder(images, LabelKind.INDEX, BATCH)) {
            for (Batch batch : batches.list()) {
                try (NDManager scope = NDManager.newBaseManager()) {
                    scope.tempAttachAll(batch.images(), batch.indices());
                    NDArray scores = model.scores(batch.images());
                    NDList labels = new NDList(batch.indices());
                    NDList predictions = new NDList(scores);
                    Stream.of(loss, classLoss)
                            .forEach(each -> each.updateAccumulator(ALL, labels, predictions));
                    NDArray exact = scores.toType(DataType.FLOAT64, false);
                    examiner.see(batch.indices(), Encoding.LOGITS.probabilities(exact, CLASS_AXIS));
                }
            }
        }
        Examination examination = examiner.examination();
        List<Prediction> predictions = examination.predictions();
        long right = predictions.stream().filter(Prediction::right).count();
        return new Findings(
                new Evaluation(
                        images.size(),
                        loss.average(ALL),
                        (double) right / images.size(),
                        Interval.wilson(right, images.size()),
                        examination.calibrationError(),
                        examination.bins(),
                        Arrays.stream(classLoss.means(ALL)).boxed().toList(),
                        Matrix.counts(predictions, Network.CLASSES)),
                examination);
    }
}
