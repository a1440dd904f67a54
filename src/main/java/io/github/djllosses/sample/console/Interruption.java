package io.github.djllosses.sample.console;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Lets work be stopped by Ctrl-C between two steps, so that it can say, and keep, what it has done.
 * The process ends when the work does, with the exit code of the signal.
 */
public final class Interruption implements AutoCloseable {

    /** What a shell reports of a program that the signal 2, Ctrl-C, has ended. */
    public static final int EXIT_CODE = 128 + 2;

    /** More than a step takes. */
    private static final long LONGEST_SECONDS = 10;

    private final CountDownLatch over = new CountDownLatch(1);
    private final Thread hook = new Thread(this::stop);
    private volatile boolean stopping;

    /** The work is to stop. */
    public static final class StoppedException extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /** Starts to wait for a signal. */
    public Interruption() {
        try {
            Runtime.getRuntime().addShutdownHook(hook);
        } catch (IllegalStateException e) {
            // there has been one: what goes on now is waited for by whoever saw it
            stopping = true;
        }
    }

    private void stop() {
        stopping = true;
        try {
            // the process is gone when this thread ends
            over.await(LONGEST_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Stops here, if it is wanted.
     *
     * @throws StoppedException if so
     */
    public void check() {
        if (stopping) {
            throw new StoppedException();
        }
    }

    /** Says that the work is over. */
    @Override
    public void close() {
        over.countDown();
        if (!stopping) {
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException e) {
                // the signal came this moment: there is nothing to stop
            }
        }
    }
}
