package io.github.djllosses.core;

/**
 * The exact total of a loss over batches: a sum and a divisor, in double.
 *
 * <p>A value, so that threads replace it as a whole and never see half an update. The sum carries
 * its rounding errors along (Neumaier, 1974): ten million updates keep twelve digits.
 *
 * @param sum the rounded sum of the losses
 * @param carry what rounding has taken from the sum
 * @param divisor the sum of the divisors
 * @param batches the number of batches
 */
record EpochTotal(double sum, double carry, double divisor, long batches) {

    static final EpochTotal EMPTY = new EpochTotal(0, 0, 0, 0);

    EpochTotal plus(double loss, double by) {
        double next = sum + loss;
        double lost = Math.abs(sum) >= Math.abs(loss) ? sum - next + loss : loss - next + sum;
        return new EpochTotal(
                next, Double.isFinite(next) ? carry + lost : 0, divisor + by, batches + 1);
    }

    /** Returns the sum of the losses: NaN before the first batch. */
    double total() {
        return batches == 0 ? Double.NaN : sum + carry;
    }

    /** Returns the average: NaN before the first batch, 0 where nothing counted. */
    double average() {
        return divisor == 0 && batches > 0 ? 0 : total() / divisor;
    }
}
