package io.github.djllosses.sample.console;

/** Work that cannot be done, in one sentence for the user: what is wrong and what to do. */
public final class WorkException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param message what is wrong and what to do
     */
    public WorkException(String message) {
        super(message);
    }

    /**
     * Creates the exception.
     *
     * @param message what is wrong and what to do
     * @param cause what went wrong underneath
     */
    public WorkException(String message, Exception cause) {
        super(message, cause);
    }
}
