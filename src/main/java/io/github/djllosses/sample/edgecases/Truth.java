package io.github.djllosses.sample.edgecases;

/**
 * What is right, in double and by formulas that lose no digits on the inputs of the table. It uses
 * neither library and no array engine.
 */
final class Truth {

    private Truth() {}

    /** {@code -log softmax(scores)[label] = log(1 + sum of e^(x_k - x_label) over k != label)}. */
    static double crossEntropy(double[] scores, int label) {
        double others = 0;
        for (int k = 0; k < scores.length; k++) {
            others += k == label ? 0 : StrictMath.exp(scores[k] - scores[label]);
        }
        return StrictMath.log1p(others);
    }

    /** The derivative of {@link #crossEntropy}: {@code p_k}, and minus their sum at the label. */
    static double[] crossEntropyGradient(double[] scores, int label) {
        double[] gradient = new double[scores.length];
        for (int k = 0; k < scores.length; k++) {
            if (k != label) {
                gradient[k] = probability(scores, k);
                gradient[label] -= gradient[k];
            }
        }
        return gradient;
    }

    private static double probability(double[] scores, int k) {
        double sum = 0;
        for (double score : scores) {
            sum += StrictMath.exp(score - scores[k]);
        }
        return 1 / sum;
    }

    /** {@code -log sigmoid(x)} for a yes and {@code -log sigmoid(-x)} for a no. */
    static double binary(double logit, boolean yes) {
        return StrictMath.log1p(StrictMath.exp(yes ? -logit : logit));
    }

    /** The derivative of {@link #binary} by the logit. */
    static double binaryGradient(double logit, boolean yes) {
        return yes ? -1 / (1 + StrictMath.exp(logit)) : 1 / (1 + StrictMath.exp(-logit));
    }

    /** The same loss of a probability: {@code -log p} for a yes, {@code -log(1 - p)} for a no. */
    static double binaryOfProbability(double p, boolean yes) {
        return yes ? -StrictMath.log(p) : -StrictMath.log1p(-p);
    }

    static double mean(double... values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum / values.length;
    }
}
