package io.github.djllosses.sample.compare;

import java.util.List;

/**
 * What the comparison of a pair found.
 *
 * @param name what both losses measure
 * @param oursName the class of our loss
 * @param djlName the class of DJL's loss
 * @param entropyApart whether DJL's loss should exceed ours by the entropy of the labels
 * @param gap by how much it should on average: the entropy, or 0
 * @param lastBatch the size of the last batch
 * @param fullBatch the size of every other batch
 * @param ours the epochs of our side
 * @param djl the epochs of DJL's side
 * @param sameScores both losses on the same scores
 * @param apart how far the two runs came apart
 * @param rounding how far rounding alone carries two runs of DJL's loss apart
 * @param oursStepMicros the time of our training step, the median
 * @param djlStepMicros the same of DJL's
 * @param verdict whether the losses agree
 */
record PairResult(
        String name,
        String oursName,
        String djlName,
        boolean entropyApart,
        double gap,
        long lastBatch,
        long fullBatch,
        List<EpochFigures> ours,
        List<EpochFigures> djl,
        SameScores sameScores,
        Apart apart,
        Apart rounding,
        double oursStepMicros,
        double djlStepMicros,
        Verdict verdict) {

    /** Returns the time of our training step as a multiple of DJL's. */
    double stepRatio() {
        return oursStepMicros / djlStepMicros;
    }

    /** Returns how far DJL's average of an epoch was from the exact one, at worst. */
    double djlMeanError() {
        return djl.stream()
                .mapToDouble(epoch -> Math.abs(epoch.accumulated() - epoch.trainLoss()))
                .max()
                .orElse(0);
    }
}
