package io.github.djllosses.sample;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The program as a process of its own. */
final class ProgramProcess {

    private ProgramProcess() {}

    static ProcessBuilder of(String... args) {
        return java(Main.class, List.of(), args);
    }

    /** Runs a class with the class path of the tests. */
    static ProcessBuilder java(Class<?> main, List<String> options, String... args) {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Stream<String> start =
                Stream.of(
                        "-Dai.djl.pytorch.num_threads=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        main.getName());
        return new ProcessBuilder(
                Stream.of(Stream.of(java), options.stream(), start, Stream.of(args))
                        .flatMap(part -> part)
                        .toList());
    }

    /** Sends what Ctrl-C sends. */
    static void interrupt(Process process) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-INT", String.valueOf(process.pid())).start().waitFor();
    }
}
