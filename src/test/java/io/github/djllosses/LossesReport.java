package io.github.djllosses;

import static java.util.Comparator.comparing;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.github.djllosses.core.AbstractLoss;
import io.github.djllosses.sample.losses.Counterpart;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Writes {@code docs/losses.md}: what every loss is called elsewhere, and how far it is from its
 * reference.
 *
 * <pre>{@code
 * ./mvnw -q test-compile exec:java -Dexec.classpathScope=test -Dexec.mainClass=io.github.djllosses.LossesReport
 * }</pre>
 */
public final class LossesReport {

    static final Path PAGE = Path.of("docs", "losses.md");

    /** Half a unit in the last place: where errors are smaller they are none. */
    private static final double HALF_FLOAT32 = 0x1p-24;

    private static final double HALF_FLOAT64 = 0x1p-53;

    private static final String INTRODUCTION =
            """
            # Losses

            Every loss: what it is called elsewhere, and how far it is from a reference. Written by

            ```bash
            ./mvnw -q test-compile exec:java -Dexec.classpathScope=test -Dexec.mainClass=io.github.djllosses.LossesReport
            ```

            The build computes all of it again. It fails where a loss is missing or a number of cases differs, and where an error is
            beyond the next of these bounds, up or down: processors differ in the last digit.

            ## Names

            In PyTorch 2.13 (`torch.nn`), Keras 3 (`keras.losses`) and optax (`optax.losses`); `-` where there is none. Defaults
            and divisors are PyTorch's unless the Javadoc says otherwise. In parentheses stand the arguments there, in brackets the
            option here, without which the two differ.

            | loss | PyTorch | Keras | optax |
            |---|---|---|---|
            """;

    private static final String BEFORE_ERRORS =
            """

            ## Errors

            - **Cases.** Calls whose answer is known, in `src/test/resources/fixtures`: options, data types, layouts, weights, and the
              edges of what a loss takes; a loss without cases has tests of its own. An answer is the values, the divisor, all
              reductions, and the gradients of the mean and of the sum by every prediction.
            - **Reference.** *PyTorch*: its function, 2.13.0, or the formula written in it, in float64. *60 digits*: the published
              formula in mpmath. *both*: two computations that must agree, PyTorch's function and a closed form, or the formula in
              PyTorch and in mpmath. In *PyTorch wrong* of those cases the first is NaN or has lost its digits, and the second counts.
            - **Error.** The bound 1, 2 or 5 times a power of ten that no case was beyond. That of a value is relative to the value,
              of a reduction to the sum of the sizes of the values, of a gradient to its largest element, and where terms cancel to
              the size of the terms. 1e-7 in float32 and 2e-16 in float64 is a rounding or none. [accuracy.md](accuracy.md) asks for
              more of fewer losses: the relative error of every single element.

            | loss | cases | reference | PyTorch wrong | value: float32 | float64 | gradient: float32 | float64 |
            |---|---|---|---|---|---|---|---|
            """;

    private LossesReport() {}

    /**
     * Writes the page.
     *
     * @param arguments none
     * @throws IOException if it cannot be written
     */
    public static void main(String... arguments) throws IOException {
        Files.createDirectories(PAGE.getParent());
        Files.writeString(PAGE, page());
    }

    static String page() {
        List<String> order = Counterpart.all().stream().map(Counterpart::loss).toList();
        StringBuilder names = new StringBuilder();
        StringBuilder errors = new StringBuilder();
        losses().stream()
                .sorted(comparing(loss -> place(order, loss)))
                .forEach(
                        loss -> {
                            Counterpart other = Counterpart.all().get(place(order, loss));
                            names.append(
                                    row(
                                            loss,
                                            List.of(
                                                    other.pytorch(),
                                                    other.keras(),
                                                    other.optax())));
                            errors.append(row(loss, errors(loss)));
                        });
        return INTRODUCTION + names + BEFORE_ERRORS + errors;
    }

    private static List<Class<? extends AbstractLoss>> losses() {
        return new ClassFileImporter()
                        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                        .importPackages(ArchitectureTest.ROOT)
                        .stream()
                        .filter(type -> type.isAssignableTo(AbstractLoss.class))
                        .filter(type -> !type.getModifiers().contains(JavaModifier.ABSTRACT))
                        .map(JavaClass::reflect)
                        .<Class<? extends AbstractLoss>>map(c -> c.asSubclass(AbstractLoss.class))
                        .toList();
    }

    private static int place(List<String> order, Class<?> loss) {
        int place = order.indexOf(loss.getSimpleName());
        if (place < 0) {
            throw new IllegalStateException(
                    "counterparts.csv lacks "
                            + loss.getSimpleName()
                            + ": add its names in PyTorch, Keras and optax, - where there is none");
        }
        return place;
    }

    private static List<String> errors(Class<? extends AbstractLoss> loss) {
        List<Fixtures.Case> cases = Fixtures.of(loss);
        Set<Fixtures.Reference> references =
                cases.stream()
                        .map(Fixtures.Case::reference)
                        .collect(Collectors.toCollection(TreeSet::new));
        long wrong = cases.stream().filter(fixture -> fixture.has("torchWrong")).count();
        Map<Boolean, List<Fixtures.Case>> wide =
                cases.stream().collect(Collectors.partitioningBy(Fixtures.Case::isFloat64));
        return List.of(
                Integer.toString(cases.size()),
                references.isEmpty() ? "-" : references.toString().replaceAll("[\\[\\]]", ""),
                references.contains(Fixtures.Reference.BOTH) ? Long.toString(wrong) : "-",
                bound(wide.get(false), Agreement::value, HALF_FLOAT32),
                bound(wide.get(true), Agreement::value, HALF_FLOAT64),
                bound(wide.get(false), Agreement::gradient, HALF_FLOAT32),
                bound(wide.get(true), Agreement::gradient, HALF_FLOAT64));
    }

    private static String bound(
            List<Fixtures.Case> cases, Function<Agreement, Deviation> part, double rounding) {
        if (cases.isEmpty()) {
            return "-";
        }
        Deviation worst =
                cases.stream()
                        .map(Agreement::of)
                        .map(part)
                        .reduce(Deviation.NONE, Deviation::worse);
        return roundedUp(Math.max(worst.relative(), rounding));
    }

    /** Returns 1, 2 or 5 times a power of ten. */
    private static String roundedUp(double error) {
        int power = (int) Math.floor(Math.log10(error));
        for (int digit : new int[] {1, 2, 5}) {
            String bound = digit + "e" + power;
            if (error <= Double.parseDouble(bound)) {
                return bound;
            }
        }
        return "1e" + (power + 1);
    }

    private static String row(Class<?> loss, List<String> cells) {
        String name = loss.getName().substring(ArchitectureTest.ROOT.length() + 1);
        return "| `" + name + "` | " + String.join(" | ", cells) + " |\n";
    }
}
