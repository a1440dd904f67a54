package io.github.djllosses.benchmark.peers;

/** Forward and backward pass from a fresh leaf, after which everything is freed. */
interface Step {

    /** Returns loss and gradient if they are to be read, otherwise null. */
    Result run(boolean read);
}
