package io.github.djllosses.sample.evaluate;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import io.github.djllosses.core.Encoding;
import io.github.djllosses.sample.report.Examination;
import io.github.djllosses.sample.report.Prediction;
import io.github.djllosses.training.ExpectedCalibrationError;
import java.util.ArrayList;
import java.util.List;

/** Gathers what a classifier says of images, batch by batch. */
public final class Examiner {

    private static final String ALL = "all";
    private static final int CLASS_AXIS = 1;

    private final List<Prediction> predictions = new ArrayList<>();
    private final ExpectedCalibrationError calibration =
            ExpectedCalibrationError.builder()
                    .optPredictionEncoding(Encoding.PROBABILITIES)
                    .build();

    /** Creates an examiner who has seen nothing yet. */
    public Examiner() {
        calibration.addAccumulator(ALL);
    }

    /**
     * Takes the answers for a batch.
     *
     * @param indices the classes of the images, {@code (N)}
     * @param probabilities the probability given to each class, {@code (N, classes)}, in float64:
     *     in float32 those of two classes may both round to 1
     */
    public void see(NDArray indices, NDArray probabilities) {
        calibration.updateAccumulator(ALL, new NDList(indices), new NDList(probabilities));
        float[] truth = indices.toFloatArray();
        long[] choices = probabilities.argMax(CLASS_AXIS).toLongArray();
        double[] confidences = probabilities.max(new int[] {CLASS_AXIS}).toDoubleArray();
        for (int i = 0; i < truth.length; i++) {
            predictions.add(new Prediction((int) truth[i], (int) choices[i], confidences[i]));
        }
    }

    /**
     * Returns what the classifier said of all batches so far.
     *
     * @return the examination
     */
    public Examination examination() {
        return new Examination(
                List.copyOf(predictions), calibration.result(ALL), calibration.bins(ALL));
    }
}
