package io.github.djllosses.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The memory of this process, as Linux counts it. */
final class Memory {

    private static final Path PROCESS = Path.of("/proc/self");

    private Memory() {}

    /** Returns the MiB that a step adds at its peak to what is held before; NaN elsewhere. */
    static double peak(Runnable step) {
        if (!Files.isWritable(PROCESS.resolve("clear_refs"))) {
            return Double.NaN;
        }
        try {
            // 5 resets the peak (proc_pid_clear_refs in the kernel's manual)
            Files.writeString(PROCESS.resolve("clear_refs"), "5");
            double before = kib("VmRSS");
            step.run();
            return Math.max(0, kib("VmHWM") - before) / 1024;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static double kib(String name) throws IOException {
        for (String line : Files.readAllLines(PROCESS.resolve("status"))) {
            if (line.startsWith(name + ":")) {
                return Double.parseDouble(line.replaceAll("[^0-9]", ""));
            }
        }
        return Double.NaN;
    }
}
