package io.github.djllosses.sample.divergence;

import io.github.djllosses.information.Information;
import io.github.djllosses.information.Unit;
import java.util.List;

/** How far a model is from the true distribution, in some unit. */
record Divergences(
        Outcomes model,
        double entropy,
        double crossEntropy,
        double kl,
        double reverseKl,
        double jensenShannon) {

    static Divergences of(Outcomes truth, Outcomes model, Unit unit) {
        Information information = Information.in(unit);
        List<String> outcomes = truth.union(model);
        double[] p = truth.of(outcomes);
        double[] q = model.of(outcomes);
        return new Divergences(
                model,
                information.entropy(q),
                information.crossEntropy(p, q),
                information.klDivergence(p, q),
                information.klDivergence(q, p),
                information.jsDivergence(p, q));
    }
}
