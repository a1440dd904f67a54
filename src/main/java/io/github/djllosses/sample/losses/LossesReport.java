package io.github.djllosses.sample.losses;

import io.github.djllosses.core.AbstractLoss;
import io.github.djllosses.sample.console.Text;
import java.io.PrintWriter;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Help.Ansi;

/** Prints the list of losses, or one of them. */
final class LossesReport {

    private static final String INDENT = "  ";
    private static final int DIGITS = 6;

    private final PrintWriter out;
    private final Ansi ansi;

    LossesReport(PrintWriter out, Ansi ansi) {
        this.out = out;
        this.ansi = ansi;
    }

    void list(List<LossEntry> entries) {
        int names = entries.stream().mapToInt(entry -> entry.name().length()).max().orElse(0);
        int pytorch = entries.stream().mapToInt(entry -> pytorch(entry).length()).max().orElse(0);
        line(row(names, pytorch, "", "in torch.nn", "options"));
        String family = "";
        for (LossEntry entry : entries) {
            if (!entry.family().equals(family)) {
                family = entry.family();
                out.println();
                heading(family);
            }
            String start = row(names, pytorch, entry.name(), pytorch(entry), "");
            Text.wrap(start, options(entry, false)).forEach(this::line);
        }
        out.println();
        LossEntry any = entries.get(0);
        Text.wrap("", "Every loss also has " + options(any, true) + ". More: losses " + any.name())
                .forEach(out::println);
    }

    private static String row(int names, int pytorch, String name, String other, String last) {
        return Text.format("  %-" + names + "s  %-" + pytorch + "s  %s", name, other, last);
    }

    private static String pytorch(LossEntry entry) {
        return Counterpart.of(entry.name()).pytorch().replaceFirst(" / .*", "");
    }

    private static String options(LossEntry entry, boolean common) {
        var builder = LossOptions.builder(entry.type());
        return LossOptions.of(entry.type()).stream()
                .filter(option -> option.isCommon() == common)
                .map(option -> option.name() + "=" + option.value(builder))
                .collect(Collectors.joining(common ? " and " : " "));
    }

    /** Says which loss was found by a name that it has elsewhere. */
    void found(Counterpart.Match match) {
        String option = match.option().map(needed -> " with " + needed).orElse("");
        out.println(
                match.library() + "'s " + match.name() + " is " + match.loss() + option + " here.");
        out.println();
    }

    void explain(LossEntry entry, AbstractLoss loss) {
        Explanation text = Explanation.of(entry.type());
        heading(entry.name());
        section("", text.summary());
        out.println();
        text.formula().forEach(formula -> out.println((INDENT + INDENT + formula).stripTrailing()));
        out.println();
        text.shapes().forEach(row -> section(padded(row.get(0)), row.get(1)));
        section(padded("divisor"), text.divisor());
        section(padded("options"), options(entry, false));
        section(padded("all losses"), options(entry, true));
        section(padded("source"), text.source());
        out.println();
        heading("Worked by " + loss);
        worked(entry, entry.work(loss));
    }

    private static String padded(String name) {
        return Text.format("%-13s", name);
    }

    private void section(String start, String text) {
        Text.wrap(INDENT + start, text).forEach(this::line);
    }

    private void worked(LossEntry entry, LossEntry.Worked worked) {
        arrays("prediction", entry.sample().predictions());
        arrays("label", entry.sample().labels());
        array("values", worked.values());
        section(padded("divisor"), Text.number(worked.divisor(), DIGITS));
        section(padded("loss"), Text.number(worked.loss(), DIGITS));
    }

    private void arrays(String name, List<Numbers> arrays) {
        for (int i = 0; i < arrays.size(); i++) {
            array(Text.format("%s %d", name, i), arrays.get(i));
        }
    }

    private void array(String name, Numbers numbers) {
        String start = padded(name);
        for (String row : numbers.lines()) {
            line(INDENT + start + row);
            start = padded("");
        }
    }

    private void heading(String text) {
        out.println(ansi.string("@|bold " + text + "|@"));
    }

    private void line(String text) {
        out.println(text.stripTrailing());
    }
}
