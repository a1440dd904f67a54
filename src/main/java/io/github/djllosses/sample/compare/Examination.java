package io.github.djllosses.sample.compare;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.github.djllosses.core.Encoding;
import io.github.djllosses.sample.learning.Batch;
import io.github.djllosses.sample.learning.Learner;
import io.github.djllosses.sample.report.Prediction;
import io.github.djllosses.training.ExpectedCalibrationError;
import io.github.djllosses.training.ExpectedCalibrationError.Bin;
import java.util.ArrayList;
import java.util.List;

/**
 * What a network says of the test images.
 *
 * @param predictions one for each image, in the order of the images
 * @param calibrationError how far its confidence is from how often it is right
 * @param bins the same for ranges of confidence
 */
record Examination(List<Prediction> predictions, double calibrationError, List<Bin> bins) {

    private static final String ACCUMULATOR = "test";
    private static final int BINS = 10;

    static Examination of(Learner learner, Pair pair, List<Batch> test) {
        List<Prediction> predictions = new ArrayList<>();
        ExpectedCalibrationError calibration =
                ExpectedCalibrationError.builder()
                        .optPredictionEncoding(Encoding.PROBABILITIES)
                        .optBins(BINS)
                        .build();
        calibration.addAccumulator(ACCUMULATOR);
        for (Batch batch : test) {
            try (NDManager scope = batch.images().getManager().newSubManager()) {
                NDArray probabilities = pair.probabilities(learner.scores(batch, scope));
                scope.tempAttachAll(batch.indices());
                calibration.updateAccumulator(
                        ACCUMULATOR, new NDList(batch.indices()), new NDList(probabilities));
                long[] choices = probabilities.argMax(1).toLongArray();
                float[] confidences = probabilities.max(new int[] {1}).toFloatArray();
                float[] truth = batch.indices().toFloatArray();
                for (int i = 0; i < choices.length; i++) {
                    predictions.add(
                            new Prediction((int) truth[i], (int) choices[i], confidences[i]));
                }
            }
        }
        return new Examination(
                List.copyOf(predictions),
                calibration.getAccumulator(ACCUMULATOR),
                calibration.bins(ACCUMULATOR));
    }
}
