package io.github.djllosses.sample.report;

import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * How often each pair of classes occurs.
 *
 * @param title what it shows
 * @param note how to read it, or nothing
 * @param rows what the rows are
 * @param columns what the columns are
 * @param labels the names of the classes
 * @param counts the counts, row by row
 */
public record Matrix(
        String title,
        String note,
        String rows,
        String columns,
        List<String> labels,
        List<List<Integer>> counts)
        implements Figure {

    /**
     * Shows which class was taken for which.
     *
     * @param title what the matrix shows
     * @param predictions the predictions
     * @param classes how many classes there are
     * @return the confusion matrix
     */
    public static Matrix confusion(String title, List<Prediction> predictions, int classes) {
        long right = predictions.stream().filter(Prediction::right).count();
        return new Matrix(
                title,
                right + " of " + predictions.size() + " on the diagonal",
                "true class",
                "predicted class",
                each(classes, String::valueOf),
                counts(predictions, classes));
    }

    /**
     * Counts which class was taken for which.
     *
     * @param predictions the predictions
     * @param classes how many classes there are
     * @return a row for each true class, in it a number for each predicted class
     */
    public static List<List<Integer>> counts(List<Prediction> predictions, int classes) {
        int[][] counts = new int[classes][classes];
        predictions.forEach(prediction -> counts[prediction.truth()][prediction.choice()]++);
        return each(classes, row -> each(classes, column -> counts[row][column]));
    }

    private static <T> List<T> each(int count, IntFunction<T> function) {
        return IntStream.range(0, count).mapToObj(function).toList();
    }
}
