package io.github.djllosses.sample.edgecases;

import io.github.djllosses.sample.console.Errors;
import io.github.djllosses.sample.console.Text;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;

/**
 * What came of an input: numbers, or a refusal.
 *
 * @param numbers the numbers; none where the input was refused
 * @param refusal the message of the refusal; empty where there was none
 */
record Outcome(List<Double> numbers, String refusal) {

    /** How near to the truth a float32 result must be, relative to each of its numbers. */
    static final double TOLERANCE = 1e-6;

    private static final int DIGITS = 4;

    private static final String NO_ANSWER = "no answer";

    /** What is right for an input that has no answer. */
    static final Outcome REFUSAL = new Outcome(List.of(), NO_ANSWER);

    static Outcome of(double... numbers) {
        return new Outcome(Arrays.stream(numbers).boxed().toList(), "");
    }

    /** Runs a computation and keeps what comes of it. */
    static Outcome of(Callable<double[]> computation) {
        try {
            return of(computation.call());
        } catch (Exception e) {
            return new Outcome(List.of(), Errors.message(e));
        }
    }

    boolean refused() {
        return !refusal.isEmpty();
    }

    /** Returns whether this is the truth, as far as float32 can hold it. */
    boolean matches(Outcome truth) {
        if (refused() || truth.refused()) {
            return refused() && truth.refused();
        }
        boolean same = numbers.size() == truth.numbers.size();
        for (int i = 0; same && i < numbers.size(); i++) {
            double right = truth.numbers.get(i);
            same = Math.abs(numbers.get(i) - right) <= TOLERANCE * Math.abs(right);
        }
        return same;
    }

    @Override
    public String toString() {
        if (refused()) {
            return refusal.equals(NO_ANSWER) ? NO_ANSWER : "error";
        }
        return numbers.stream()
                .map(number -> Text.number(number, DIGITS))
                .collect(Collectors.joining(", "));
    }
}
