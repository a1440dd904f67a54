package io.github.djllosses.sample.train;

/**
 * The sums over an epoch so far.
 *
 * @param loss the loss, times its divisors
 * @param divisor the divisors
 * @param right how many images were known when their turn came
 * @param images how many images had their turn
 * @param seconds how long it took
 */
record Running(double loss, double divisor, long right, long images, double seconds) {

    static final Running NOTHING = new Running(0, 0, 0, 0, 0);

    Running plus(double batchLoss, double batchDivisor, long known, long size, double time) {
        return new Running(
                loss + batchLoss * batchDivisor,
                divisor + batchDivisor,
                right + known,
                images + size,
                seconds + time);
    }

    double meanLoss() {
        return loss / divisor;
    }

    double accuracy() {
        return (double) right / images;
    }
}
