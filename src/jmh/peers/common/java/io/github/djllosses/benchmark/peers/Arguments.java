package io.github.djllosses.benchmark.peers;

import java.util.Random;
import java.util.stream.IntStream;

/** The arguments of all contests at one shape, drawn from the distributions of the benchmarks. */
final class Arguments {

    static final int IGNORED = 0;

    private static final int SEED = 7;

    final int rows;
    final int classes;
    final float[] x;
    final float[] logQ;
    final float[] p;
    final float[] logP;
    final float[] yes;
    final int[] indices;
    final float[] weights;

    /** The weights of all labels that are not ignored. */
    final double weightSum;

    Arguments(int rows, int classes) {
        this.rows = rows;
        this.classes = classes;
        Random random = new Random(SEED);
        x = normal(random);
        logQ = logSoftmax(x);
        logP = logSoftmax(normal(random));
        p = new float[logP.length];
        yes = new float[x.length];
        for (int i = 0; i < x.length; i++) {
            p[i] = (float) Math.exp(logP[i]);
            yes[i] = x[i] > 0.3f ? 1 : 0;
        }
        indices = random.ints(rows, 0, classes).toArray();
        weights = new float[classes];
        for (int k = 0; k < classes; k++) {
            weights[k] = 0.5f + k % 4 / 2f;
        }
        weightSum =
                IntStream.of(indices).filter(y -> y != IGNORED).mapToDouble(y -> weights[y]).sum();
    }

    private float[] normal(Random random) {
        float[] numbers = new float[rows * classes];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = (float) random.nextGaussian();
        }
        return numbers;
    }

    private float[] logSoftmax(float[] scores) {
        float[] logs = new float[scores.length];
        for (int start = 0; start < scores.length; start += classes) {
            double sum = 0;
            for (int k = 0; k < classes; k++) {
                sum += Math.exp(scores[start + k]);
            }
            for (int k = 0; k < classes; k++) {
                logs[start + k] = (float) (scores[start + k] - Math.log(sum));
            }
        }
        return logs;
    }
}
