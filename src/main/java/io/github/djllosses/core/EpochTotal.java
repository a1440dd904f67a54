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
public record EpochTotal(double sum, double carry, double divisor, long batches) {

    /** The total before the first batch. */
    public static final EpochTotal EMPTY = new EpochTotal(0, 0, 0, 0);

    /**
     * Adds a batch.
     *
     * @param loss its sum
     * @param by its divisor
     * @return the new total
     */
    public EpochTotal plus(double loss, double by) {
        double next = sum + loss;
        double lost = Math.abs(sum) >= Math.abs(loss) ? sum - next + loss : loss - next + sum;
        return new EpochTotal(
                next, Double.isFinite(next) ? carry + lost : 0, divisor + by, batches + 1);
    }

    /**
     * Adds the total of other batches.
     *
     * @param other the other total
     * @return the new total
     */
    public EpochTotal plus(EpochTotal other) {
        EpochTotal both = plus(other.sum, other.divisor);
        return new EpochTotal(
                both.sum, both.carry + other.carry, both.divisor, batches + other.batches);
    }

    /**
     * Returns the sum of the losses.
     *
     * @return the sum; NaN before the first batch
     */
    public double total() {
        return batches == 0 ? Double.NaN : sum + carry;
    }

    /**
     * Returns the average.
     *
     * @return the average; NaN before the first batch, 0 where nothing counted
     */
    public double average() {
        return divisor == 0 && batches > 0 ? 0 : total() / divisor;
    }
}
