package io.github.djllosses.sample.losses;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a loss is called elsewhere. A cell holds a dash, a name, or several with slashes between
 * them. In parentheses stand the arguments that make it this loss, in brackets the option that
 * makes this loss it.
 *
 * @param loss the name of its class here
 * @param pytorch its names in {@code torch.nn}
 * @param keras its names in {@code keras.losses}
 * @param optax its names in {@code optax.losses}
 */
public record Counterpart(String loss, String pytorch, String keras, String optax) {

    private static final String NONE = "-";

    private static final List<Counterpart> ALL = read();

    private static final Pattern CELL = Pattern.compile("([^ ]+)(?: \\[(.+)])?");

    /** The packages that a name may have before it. */
    private static final String PACKAGE =
            "(torch\\.nn|(tf\\.)?keras\\.losses|optax(\\.losses)?)\\.";

    /** A loss that was found by a name it has elsewhere, and the option that makes it the same. */
    record Match(String name, String library, String loss, Optional<String> option) {}

    /**
     * Returns the names of every loss.
     *
     * @return one for each loss
     */
    public static List<Counterpart> all() {
        return ALL;
    }

    private static List<Counterpart> read() {
        try (BufferedReader lines =
                new BufferedReader(
                        new InputStreamReader(
                                Objects.requireNonNull(
                                        Counterpart.class.getResourceAsStream("counterparts.csv")),
                                StandardCharsets.UTF_8))) {
            return lines.lines()
                    .skip(1)
                    .map(line -> line.split(",", -1))
                    .map(cells -> new Counterpart(cells[0], cells[1], cells[2], cells[3]))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the names of a loss of this library. */
    static Counterpart of(String loss) {
        return ALL.stream().filter(each -> each.loss.equals(loss)).findFirst().orElseThrow();
    }

    /**
     * Finds a loss by a name that it has elsewhere, in any case, with a package before it or not.
     * One that needs arguments to be that loss comes after one that does not.
     */
    static Optional<Match> find(String name) {
        String wanted = name.replaceFirst("^" + PACKAGE, "");
        return Stream.of("", "\\(.*\\)")
                .flatMap(
                        arguments ->
                                ALL.stream()
                                        .flatMap(Counterpart::matches)
                                        .filter(
                                                match ->
                                                        match.name
                                                                .replaceAll(arguments, "")
                                                                .equalsIgnoreCase(wanted)))
                .findFirst();
    }

    private Stream<Match> matches() {
        return Stream.of(
                        matches("PyTorch", pytorch),
                        matches("Keras", keras),
                        matches("optax", optax))
                .flatMap(matches -> matches);
    }

    private Stream<Match> matches(String library, String names) {
        return Stream.of(names.split(" / ", -1))
                .filter(name -> !name.equals(NONE))
                .map(CELL::matcher)
                .filter(Matcher::matches)
                .map(
                        cell ->
                                new Match(
                                        cell.group(1),
                                        library,
                                        loss,
                                        Optional.ofNullable(cell.group(2))));
    }
}
