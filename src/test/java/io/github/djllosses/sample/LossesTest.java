package io.github.djllosses.sample;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.djllosses.sample.losses.LossCatalogue;
import io.github.djllosses.sample.losses.LossEntry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The command {@code losses}. */
class LossesTest {

    private static ProgramRun losses(String... args) {
        return ProgramRun.of(
                Stream.concat(Stream.of("losses"), Stream.of(args)).toArray(String[]::new));
    }

    @Test
    void listsEveryLossWithOptionsDefaultsAndPyTorchsName() {
        ProgramRun run = losses();
        assertEquals(0, run.exitCode(), run.err());
        List<String> lines = run.out().lines().toList();
        for (LossEntry entry : LossCatalogue.all()) {
            assertTrue(
                    lines.stream().anyMatch(line -> line.startsWith("  " + entry.name() + " ")),
                    entry.name());
        }
        String smoothL1 =
                lines.stream().filter(line -> line.contains(" SmoothL1Loss ")).findFirst().get();
        assertEquals(
                List.of("SmoothL1Loss", "SmoothL1Loss", "beta=1"),
                List.of(smoothL1.strip().split(" +")));
        assertTrue(run.out().contains("KLDivLoss"), run.out());
        assertTrue(run.out().contains("prediction-encoding=log-probabilities"), run.out());
        assertTrue(run.out().contains("reduction=mean and weight=1"), run.out());
        assertTrue(lines.stream().allMatch(line -> line.length() <= 100));
    }

    /** Every name on the page of losses, in any case. */
    @Test
    void aLossIsFoundByItsNameElsewhere() throws IOException {
        int found = 0;
        for (String row : Files.readAllLines(Path.of("docs", "losses.md"))) {
            List<String> cells = List.of(row.split(" *\\| *", -1));
            // the second table has more columns
            if (cells.size() != 6 || !cells.get(1).endsWith("Loss`")) {
                continue;
            }
            String loss = cells.get(1).replaceAll(".*\\.|`", "");
            for (int library = 2; library < 5; library++) {
                for (String cell : cells.get(library).split(" / ", -1)) {
                    String name = cell.replaceAll("`| \\[.*", "");
                    if (!name.equals("-")) {
                        assertFound(loss, name);
                        assertFound(loss, name.toLowerCase(Locale.ROOT));
                        found++;
                    }
                }
            }
        }
        assertTrue(found > 40, found + " names");
    }

    private static void assertFound(String loss, String name) {
        List<String> lines = losses(name).out().lines().toList();
        boolean ours = name.equalsIgnoreCase(loss);
        assertEquals(loss, lines.get(ours ? 0 : 2), name);
        assertTrue(
                ours || lines.get(0).matches(".* is " + loss + "( with \\S+=\\S+)? here."),
                lines.get(0));
    }

    @Test
    void aNameElsewhereMayHaveItsPackageAndLackItsArguments() {
        assertTrue(
                losses("torch.nn.KLDivLoss")
                        .out()
                        .startsWith("PyTorch's KLDivLoss is KlDivergenceLoss here.\n"));
        assertTrue(losses("BinaryCrossentropy").out().contains(" is BceLoss here."));
        assertTrue(losses("BinaryFocalCrossentropy").out().contains(" is SigmoidFocalLoss here."));
        assertEquals(2, losses("-").exitCode());
        assertEquals(2, losses("kullback.KLDivLoss").exitCode());
    }

    /** Keras takes rates where PyTorch takes logarithms, probabilities for logits, and squares. */
    @ParameterizedTest
    @CsvSource({
        "Poisson, Keras's Poisson is PoissonNllLoss with log-input=false here.",
        "SquaredHinge, Keras's SquaredHinge is HingeLoss with squared=true here.",
        "KLDivergence, Keras's KLDivergence is KlDivergenceLoss with"
                + " prediction-encoding=probabilities here.",
        "Hinge, Keras's Hinge is HingeLoss here."
    })
    void theOptionThatMakesALossTheSameIsSaid(String name, String said) {
        assertEquals(said, losses(name).out().lines().findFirst().orElseThrow());
    }

    @ParameterizedTest
    @CsvSource({
        "PoissonNllLoss, log-input=false",
        "DiceLoss, prediction-encoding=probabilities",
        "TverskyLoss, prediction-encoding=probabilities",
        "HingeLoss, squared=true"
    })
    void theExampleIsWorkedWithThatOption(String loss, String option) {
        assertEquals(0, losses(loss, "--option", option).exitCode());
    }

    static Stream<String> names() {
        return LossCatalogue.all().stream().map(LossEntry::name);
    }

    @ParameterizedTest
    @MethodSource("names")
    void everyLossIsExplainedWithoutMarkup(String name) {
        ProgramRun run = losses(name.toUpperCase(Locale.ROOT));
        assertEquals(0, run.exitCode(), run.err());
        assertTrue(run.out().startsWith(name), run.out());
        for (String part :
                List.of("  predictions", "  labels", "  values", "  divisor", "  source")) {
            assertTrue(run.out().contains(part), part + " is missing from\n" + run.out());
        }
        for (String markup : List.of("{@", "</", "<p>", "&lt;", "#opt")) {
            assertTrue(!run.out().contains(markup), markup + " is left in\n" + run.out());
        }
        assertTrue(run.out().contains("Worked by " + name + "()\n"), run.out());
    }

    /** What PyTorch 2.13 makes of the same numbers in float64. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    CrossEntropyLoss  | label-smoothing=0.1 class-weights=1,2,1 | 1.56002815
                    BceWithLogitsLoss |                                         | 0.49487715
                    MultiMarginLoss   | p=2 margin=0.5                          | 1.5
                    KlDivergenceLoss  | reduction=batch-mean                    | 0.087079432
                    HuberLoss         | delta=0.3                               | 0.22875
                    PoissonNllLoss    | full=true                               | 6.24835065
                    GaussianNllLoss   |                                         | 0.491493203
                    CtcLoss           |                                         | 0.307352848
                    """)
    void theWorkedExampleIsRight(String name, String options, double expected) {
        Stream<String> given =
                options == null
                        ? Stream.of()
                        : Stream.of(options.split(" ", -1))
                                .flatMap(option -> Stream.of("--option", option));
        ProgramRun run = losses(Stream.concat(Stream.of(name), given).toArray(String[]::new));
        assertEquals(0, run.exitCode(), run.err());
        String last = run.out().lines().reduce((a, b) -> b).orElseThrow();
        assertEquals(expected, Double.parseDouble(last.replace("loss", "").strip()), 1e-5);
    }

    /** A default that is given as an option changes nothing. */
    @ParameterizedTest
    @MethodSource("names")
    void theDefaultsAreThoseOfTheLoss(String name) {
        List<String> options =
                losses(name)
                        .out()
                        .lines()
                        .dropWhile(line -> !line.startsWith("  options"))
                        .takeWhile(line -> !line.startsWith("  source"))
                        .flatMap(line -> Stream.of(line.strip().split(" +")))
                        .filter(word -> word.contains("=") && !word.endsWith("=none"))
                        .toList();
        assertTrue(options.contains("reduction=mean"), options.toString());
        String[] args =
                Stream.concat(
                                Stream.of(name),
                                options.stream().flatMap(option -> Stream.of("--option", option)))
                        .toArray(String[]::new);
        ProgramRun run = losses(args);
        assertTrue(run.out().contains("Worked by " + name + "()\n"), run.out() + run.err());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "NoLoss",
                "CrossEntropyLoss --option smoothing=0.1",
                "CrossEntropyLoss --option label-smoothing=much",
                "CrossEntropyLoss --option label-smoothing=2",
                "CrossEntropyLoss --option reduction=median",
                "CrossEntropyLoss --option class-weights=1,x",
                "CrossEntropyLoss --option",
                "HingeLoss --option squared=yes"
            })
    void wrongUsageIsExitCode2AndOneLineThatSaysWhat(String args) {
        ProgramRun run = losses(args.split(" ", -1));
        assertEquals(2, run.exitCode());
        assertEquals(2, run.err().lines().count(), run.err());
        assertTrue(run.err().contains("--help"), run.err());
        assertEquals("", run.out());
    }

    @Test
    void anUnknownOptionIsAnsweredWithThoseThatThereAre() {
        ProgramRun run = losses("HingeLoss", "--option", "gamma=1");
        assertTrue(
                run.err().contains("HingeLoss has no option gamma, but margin, squared,"),
                run.err());
    }
}
