package io.github.djllosses.sample;

import java.io.PrintWriter;
import java.io.StringWriter;

/** What a run of the program did: its exit code and what it said. */
record ProgramRun(int exitCode, String out, String err) {

    static ProgramRun of(String... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exitCode = Main.run(new PrintWriter(out, true), new PrintWriter(err, true), args);
        return new ProgramRun(exitCode, out.toString(), err.toString());
    }
}
