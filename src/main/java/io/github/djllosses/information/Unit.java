package io.github.djllosses.information;

import java.util.Locale;

/** A unit of information: which logarithm is taken. */
public enum Unit {
    /** Natural logarithms, which formulas and losses use. */
    NATS(1),

    /** Logarithms to base 2: answers to yes-or-no questions. */
    BITS(Math.log(2)),

    /** Logarithms to base 10: decimal digits. */
    BANS(Math.log(10));

    private final double nats;

    Unit(double nats) {
        this.nats = nats;
    }

    /**
     * Converts an amount of information to this unit.
     *
     * @param amount the amount in nats
     * @return the amount in this unit
     */
    public double fromNats(double amount) {
        return amount / nats;
    }

    /**
     * Converts an amount of information from this unit.
     *
     * @param amount the amount in this unit
     * @return the amount in nats
     */
    public double toNats(double amount) {
        return amount * nats;
    }

    /**
     * Names the unit.
     *
     * @return the name as it stands behind a number
     */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
