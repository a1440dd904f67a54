package io.github.djllosses.benchmark.peers;

/** What a step computes. */
record Result(double loss, float[] gradient) {}
