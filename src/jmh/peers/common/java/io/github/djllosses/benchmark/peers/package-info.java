/**
 * Other libraries for Java with losses, timed as {@code src/jmh/python/pytorch.py} times PyTorch.
 *
 * <p>Each is a Maven project of its own, so that nobody fetches its natives who does not ask for
 * them, and a process of its own, since each needs another version of JavaCPP.
 */
package io.github.djllosses.benchmark.peers;
