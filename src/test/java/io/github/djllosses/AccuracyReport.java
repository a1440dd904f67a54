package io.github.djllosses;

import ai.djl.engine.Engine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;

/**
 * Writes {@code docs/accuracy.md}: our errors beside those of DJL's own losses and of PyTorch.
 *
 * <pre>{@code
 * ./mvnw -q test-compile exec:java -Dexec.classpathScope=test -Dexec.mainClass=io.github.djllosses.AccuracyReport
 * }</pre>
 */
public final class AccuracyReport {

    static final Path PAGE = Path.of("docs", "accuracy.md");

    /** What a cell holds that was not computed. */
    static final String UNKNOWN = "?";

    private static final String PROMISES =
            """

            ## Promises

            The tests hold every value and every gradient element to a limit. The largest share of it that was used, above 1
            where it is not kept:

            | loss | float32: limit | value | gradient | float64: limit | value | gradient |
            |---|---|---|---|---|---|---|
            """;

    private static final String AFTER_PROMISES =
            """

            `L` is the log-odds of the probability that a number belongs to: the label's for the value, `p_k` for the element
            `k` of the gradient. A difference of two logits is rounded once, and a rounding of `L` is a relative error of
            `|L|` roundings in what is computed from it.
            """;

    private AccuracyReport() {}

    /**
     * Writes the page.
     *
     * @param arguments none
     * @throws IOException if it cannot be written
     */
    public static void main(String... arguments) throws IOException {
        Files.createDirectories(PAGE.getParent());
        Files.writeString(PAGE, page(true));
    }

    private static String introduction() {
        return """
        # Accuracy

        How many digits are right: relative errors of losses and gradients against exact results, ours beside DJL's own
        losses and PyTorch's. Written by

        ```bash
        ./mvnw -q test-compile exec:java -Dexec.classpathScope=test -Dexec.mainClass=io.github.djllosses.AccuracyReport
        ```

        Ours and DJL's: DJL %s on libtorch %s, CPU. PyTorch: 2.13.0, CPU, computed when the truth was. Java, compiler and
        system do not matter; the processor may, in the last digit: libtorch has kernels for several vector units. The
        build makes our numbers again and fails if one is off by more than %.0f %% and half a rounding.

        ## Method

        - **Truth.** Computed with 60 digits by mpmath from the very floating point inputs, and stored with 15 bits more than
          the tested type, so that an error far below one rounding shows: `src/test/python/generate_truth.py` writes
          `src/test/resources/truth`, whose format it documents. Each regime has 2,048 rows of 5 classes (cross-entropy), of
          4 (KL) or of one logit (binary) in each data type; of an error, and of the focal losses and the soft margin, it
          has 512, of the other divergences 256, of a million classes one. A logit is `offset + scale * bell`, where a bell
          is the sum of four uniform numbers in [-1, 1); so is a number.
        - **Error.** `|result - truth| / |truth|` for every value and every element of every gradient, without an absolute
          floor; only a truth below 1e-36 (float32) or 1e-290 (float64) is left out, where numbers lose digits to underflow
          by themselves. An error of 1 is a result of 0, or of nothing but noise. A cell holds the largest error, and in
          brackets the root of the mean square.
        - **Relative to what.** The gradient of a divergence adds up to 0 over the classes, so its errors are relative to its
          largest element. The gradient of a binary loss with labels between 0 and 1 is a difference, `(1 - y) sigmoid(x) -
          y sigmoid(-x)`; its errors are relative to the sum of the two terms. Of a million classes, equal logits have equal
          gradients, and the worst of each counts.
        - **Calls.** Ours: values from `pointwise`, gradients of `evaluate` under `SUM`. DJL's losses only average: every row
          by itself for its value, all rows at once for the gradients. PyTorch: `reduction="none"`, gradients of the sum;
          KL as `kl_div(log_softmax(q), log_softmax(p), log_target=True)`, Jensen-Shannon and Jeffreys as sums of such,
          Hellinger and Renyi by their formulas, log cosh as the textbook's `d + softplus(-2 d) - log(2)`, focal losses with
          the textbook's `(1 - p) ** gamma`. DJL has none of them, nor a soft margin.
        - **Regimes.** *moderate*: scale 3. *tiny*, *scale*: scale 1e-6 and 1e4. *offset*: scale 3 around 1e6. *confident*: one
          class that far above all others; in every fourth row it is not the label's. *near*: two sides whose logits, or
          numbers, differ by that times a bell, at scale 1 or 10. *two classes*: moderate. *million*: logits spread evenly in
          256 steps.
        """
                .formatted(
                        Engine.getDjlVersion(),
                        Engine.getInstance().getVersion(),
                        100 * AccuracyPageTest.TOLERANCE);
    }

    /** Makes the page; without DJL's numbers, which take long, it says {@link #UNKNOWN} there. */
    static String page(boolean withDjl) {
        StringBuilder page = new StringBuilder();
        page.append(introduction());
        page.append(PROMISES);
        StringBuilder tables = new StringBuilder();
        for (Problem problem : Problem.values()) {
            Shares narrow = new Shares();
            Shares wide = new Shares();
            tables.append("\n## ").append(problem.title()).append('\n');
            tables.append(table(problem, "float32", narrow, withDjl));
            tables.append(table(problem, "float64", wide, withDjl));
            page.append(
                    row(
                            problem.title(),
                            problem.limit(false),
                            narrow.value(),
                            narrow.gradient(),
                            problem.limit(true),
                            wide.value(),
                            wide.gradient()));
        }
        return page.append(AFTER_PROMISES).append(tables).toString();
    }

    private static String table(Problem problem, String dtype, Shares shares, boolean withDjl) {
        StringBuilder table = new StringBuilder();
        table.append('\n');
        table.append(
                row(dtype, "value: ours", "DJL", "PyTorch", "gradient: ours", "DJL", "PyTorch"));
        table.append("|---|---|---|---|---|---|---|\n");
        for (Truth truth : Truth.of(problem)) {
            if (truth.regime().dtype().equals(dtype)) {
                double[] ours = Results.ours(truth);
                List<String> djl = withDjl ? djl(truth) : List.of(UNKNOWN, UNKNOWN);
                shares.add(truth, ours);
                table.append(
                        row(
                                truth.regime().regime(),
                                cell(Errors.of(truth, false, ours)),
                                djl.get(0),
                                cell(Errors.of(truth, false, truth.torch())),
                                cell(Errors.of(truth, true, ours)),
                                djl.get(1),
                                cell(Errors.of(truth, true, truth.torch()))));
            }
        }
        return table.toString();
    }

    private static List<String> djl(Truth truth) {
        return truth.problem()
                .djl()
                .map(loss -> Results.djl(truth, loss))
                .map(
                        found ->
                                List.of(
                                        cell(Errors.of(truth, false, found)),
                                        cell(Errors.of(truth, true, found))))
                .orElse(List.of("-", "-"));
    }

    private static String row(String... cells) {
        StringJoiner row = new StringJoiner(" | ", "| ", " |\n");
        List.of(cells).forEach(row::add);
        return row.toString();
    }

    private static String cell(Errors errors) {
        return String.format(Locale.ROOT, "%.1e (%.1e)", errors.max(), errors.rms());
    }

    /** The largest shares of the limits over all regimes. */
    private static final class Shares {

        private double value;
        private double gradient;

        void add(Truth truth, double... ours) {
            value = Math.max(value, Errors.of(truth, false, ours).maxShare());
            gradient = Math.max(gradient, Errors.of(truth, true, ours).maxShare());
        }

        String value() {
            return String.format(Locale.ROOT, "%.2g", value);
        }

        String gradient() {
            return String.format(Locale.ROOT, "%.2g", gradient);
        }
    }
}
