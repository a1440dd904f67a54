package io.github.djllosses.sample.evaluate;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.github.djllosses.classification.CrossEntropyLoss;
import io.github.djllosses.sample.data.LabelledImages;
import io.github.djllosses.sample.learning.Batch;
import io.github.djllosses.sample.learning.Batches;
import io.github.djllosses.sample.learning.LabelKind;
import io.github.djllosses.sample.learning.Network;
import io.github.djllosses.sample.model.TrainedModel;
import io.github.djllosses.training.ExpectedCalibrationError;
import io.github.djllosses.training.PerClassLoss;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * How good a classifier is.
 *
 * @param images how many images it was asked about
 * @param loss its mean cross-entropy in nats
 * @param accuracy the share of the images whose class it knows
 * @param interval where the accuracy would be of infinitely many images
 * @param calibrationError how far its confidence is from how often it is right
 * @param classLosses the mean cross-entropy of each class; NaN where there is no image of it
 * @param confusion how many images of each class (rows) it takes for each class (columns)
 */
public record Evaluation(
        int images,
        double loss,
        double accuracy,
        Interval interval,
        double calibrationError,
        List<Double> classLosses,
        List<List<Integer>> confusion) {

    private static final int BATCH = 1_000;
    private static final String ALL = "all";

    /**
     * Evaluates a classifier.
     *
     * @param model the classifier
     * @param images images with their classes
     * @return how good it is
     */
    public static Evaluation of(TrainedModel model, LabelledImages images) {
        CrossEntropyLoss loss = new CrossEntropyLoss();
        PerClassLoss classLoss = new PerClassLoss();
        ExpectedCalibrationError calibration = new ExpectedCalibrationError();
        Stream.of(loss, classLoss, calibration).forEach(each -> each.addAccumulator(ALL));
        int[][] confusion = new int[Network.CLASSES][Network.CLASSES];
        try (Batches batches = Batches.inOrder(images, LabelKind.INDEX, BATCH)) {
            for (Batch batch : batches.list()) {
                try (NDManager scope = NDManager.newBaseManager()) {
                    scope.tempAttachAll(batch.images(), batch.indices());
                    NDArray scores = model.scores(batch.images());
                    NDList labels = new NDList(batch.indices());
                    NDList predictions = new NDList(scores);
                    Stream.of(loss, classLoss, calibration)
                            .forEach(each -> each.updateAccumulator(ALL, labels, predictions));
                    count(batch.indices(), scores, confusion);
                }
            }
        }
        int right = 0;
        for (int k = 0; k < confusion.length; k++) {
            right += confusion[k][k];
        }
        return new Evaluation(
                images.size(),
                loss.average(ALL),
                (double) right / images.size(),
                Interval.wilson(right, images.size()),
                calibration.result(ALL),
                Arrays.stream(classLoss.means(ALL)).boxed().toList(),
                Arrays.stream(confusion).map(row -> Arrays.stream(row).boxed().toList()).toList());
    }

    private static void count(NDArray indices, NDArray scores, int[]... confusion) {
        float[] truth = indices.toFloatArray();
        long[] guesses = scores.argMax(1).toLongArray();
        for (int i = 0; i < truth.length; i++) {
            confusion[(int) truth[i]][(int) guesses[i]]++;
        }
    }
}
