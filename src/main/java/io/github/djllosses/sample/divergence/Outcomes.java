package io.github.djllosses.sample.divergence;

import io.github.djllosses.information.Probabilities;
import io.github.djllosses.sample.console.Text;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A distribution over outcomes.
 *
 * @param name what it is called
 * @param outcomes the names of the outcomes; empty where they are known by their place alone
 * @param probabilities the probability of every outcome
 * @param remark what was done to the numbers, perhaps nothing
 */
record Outcomes(String name, List<String> outcomes, List<Double> probabilities, String remark) {

    /** The most that rounding may be blamed for. */
    private static final double MOST_ROUNDING = 0.01;

    /** What adding up fractions of doubles may miss. */
    private static final double ARITHMETIC = 1e-9;

    static Outcomes of(String name, List<String> outcomes, List<GivenNumber> numbers) {
        double[] values = numbers.stream().mapToDouble(GivenNumber::value).toArray();
        for (double value : values) {
            if (!(value >= 0 && Double.isFinite(value))) {
                throw new IllegalArgumentException(
                        Text.format("%s holds %s, expected numbers >= 0", name, number(value)));
            }
        }
        double sum = numbers.stream().mapToDouble(GivenNumber::value).sum();
        boolean counts = numbers.stream().allMatch(GivenNumber::whole);
        double rounding = numbers.stream().mapToDouble(GivenNumber::rounding).sum();
        double gap = Math.abs(sum - 1);
        if (sum == 0) {
            throw new IllegalArgumentException(name + " holds nothing above 0");
        }
        if (!counts && gap > Math.min(rounding, MOST_ROUNDING) + ARITHMETIC) {
            throw new IllegalArgumentException(
                    Text.format(
                            "%s adds up to %s, %s %s 1; write probabilities that add up to 1, or"
                                    + " whole counts",
                            name, number(sum), number(gap), sum < 1 ? "short of" : "above"));
        }
        List<Double> p = new ArrayList<>();
        for (double value : Probabilities.ofCounts(values)) {
            p.add(value);
        }
        return new Outcomes(name, outcomes, List.copyOf(p), remark(counts, sum, gap));
    }

    private static String remark(boolean counts, double sum, double gap) {
        if (gap <= ARITHMETIC) {
            return "";
        }
        return counts
                ? "counts, " + number(sum) + " in all"
                : "adds up to " + number(sum) + " and was divided by it";
    }

    private static String number(double value) {
        return Text.number(value, 6);
    }

    int count() {
        return probabilities.size();
    }

    /** Returns all outcomes of this distribution and another one, or none without names. */
    List<String> union(Outcomes other) {
        if (outcomes.isEmpty() || other.outcomes.isEmpty()) {
            if (count() != other.count()) {
                throw new IllegalArgumentException(
                        Text.format(
                                "%s has %d outcomes and %s %d; give as many, or name them in CSV"
                                        + " files",
                                other.name, other.count(), name, count()));
            }
            return List.of();
        }
        Set<String> all = new LinkedHashSet<>(outcomes);
        all.addAll(other.outcomes);
        return List.copyOf(all);
    }

    /** Returns the probabilities of outcomes by name, 0 where it is unknown; all without names. */
    double[] of(List<String> names) {
        if (names.isEmpty()) {
            return probabilities.stream().mapToDouble(Double::doubleValue).toArray();
        }
        Map<String, Double> known = new HashMap<>();
        for (int i = 0; i < outcomes.size(); i++) {
            known.put(outcomes.get(i), probabilities.get(i));
        }
        return names.stream().mapToDouble(name -> known.getOrDefault(name, 0.0)).toArray();
    }
}
