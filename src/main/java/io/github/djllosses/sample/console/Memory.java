package io.github.djllosses.sample.console;

/** What to say where Java's memory does not do. */
public final class Memory {

    private Memory() {}

    /**
     * Describes the failure, for a sentence that starts with what is too large.
     *
     * @return that it is, and what to do
     */
    public static String exceeded() {
        return Text.format(
                "is too large for the %d MiB of memory that Java may use. Give it more, as in"
                        + " JAVA_TOOL_OPTIONS=-Xmx2g, or less to do.",
                Runtime.getRuntime().maxMemory() >> 20);
    }
}
