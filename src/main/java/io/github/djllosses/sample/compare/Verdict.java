package io.github.djllosses.sample.compare;

import io.github.djllosses.sample.console.Text;

/**
 * Whether the two losses of a pair agree, in words.
 *
 * <p>They do if they give the same value and gradient on the scores of every step, and if their
 * runs start alike. How far the runs get apart later does not decide: training amplifies rounding,
 * with one and the same loss, too.
 *
 * @param agree whether they do
 * @param words why
 */
record Verdict(boolean agree, String words) {

    /** What rounding may do to the loss in the first steps. */
    private static final double START_ROUNDING = 1e-5;

    static Verdict of(boolean entropyApart, Apart apart, Apart rounding, SameScores same) {
        if (same.differFrom() > 0) {
            return new Verdict(
                    false,
                    Text.format(
                            "from step %d on, values differ by up to %s and gradients by up to %s"
                                    + " of their size on the same scores; rounding does not explain"
                                    + " that",
                            same.differFrom(),
                            Text.number(same.value(), 2),
                            Text.number(same.gradient(), 2)));
        }
        if (!(apart.start() <= START_ROUNDING)) {
            return new Verdict(
                    false,
                    Text.format(
                            "the same on the same scores, but the runs part by %s in the first %d"
                                    + " steps; rounding does not explain that",
                            Text.number(apart.start(), 2), Apart.START));
        }
        String words =
                entropyApart
                        ? "the same gradient in every step, and values apart by the entropy of the"
                                + " labels, which no network can change"
                        : "the same value and gradient in every step";
        return new Verdict(true, words + run(apart, rounding));
    }

    private static String run(Apart apart, Apart rounding) {
        if (apart.partFrom() == 0) {
            return "; the runs stay together";
        }
        String start =
                Text.format(
                        "; rounding, which training amplifies, parts the runs at step %d",
                        apart.partFrom());
        return rounding.partFrom() == 0
                ? start
                : start
                        + Text.format(
                                " (two runs of DJL's own loss at step %d)", rounding.partFrom());
    }
}
