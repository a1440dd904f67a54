package io.github.djllosses.sample.train;

import ai.djl.training.loss.HingeLoss;
import ai.djl.training.loss.L1Loss;
import ai.djl.training.loss.L2Loss;
import ai.djl.training.loss.Loss;
import ai.djl.training.loss.SigmoidBinaryCrossEntropyLoss;
import ai.djl.training.loss.SoftmaxCrossEntropyLoss;
import io.github.djllosses.core.AbstractLoss;
import io.github.djllosses.core.Encoding;
import io.github.djllosses.sample.learning.Fit;
import io.github.djllosses.sample.learning.LabelKind;
import io.github.djllosses.sample.learning.Objective;
import io.github.djllosses.sample.learning.Target;
import io.github.djllosses.sample.losses.LossCatalogue;
import io.github.djllosses.sample.losses.LossEntry;
import io.github.djllosses.sample.losses.LossOptions;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Finds what a classifier is to make small: a loss of this library, or one of DJL's. */
final class LossChoice {

    /** What the name of a loss of DJL's starts with. */
    static final String DJL = "djl:";

    private static final Map<String, DjlLoss> DJL_LOSSES =
            new TreeMap<>(
                    Map.of(
                            "SoftmaxCrossEntropyLoss",
                            new DjlLoss(
                                    SoftmaxCrossEntropyLoss::new,
                                    new Fit(LabelKind.INDEX, Encoding.LOGITS)),
                            "SigmoidBinaryCrossEntropyLoss",
                            new DjlLoss(
                                    SigmoidBinaryCrossEntropyLoss::new,
                                    new Fit(LabelKind.ONE_HOT, Encoding.LOGITS)),
                            "HingeLoss",
                            new DjlLoss(HingeLoss::new, new Fit(LabelKind.SIGN, Encoding.LOGITS)),
                            "L1Loss",
                            new DjlLoss(
                                    L1Loss::new,
                                    new Fit(LabelKind.ONE_HOT, Encoding.PROBABILITIES)),
                            "L2Loss",
                            new DjlLoss(
                                    L2Loss::new,
                                    new Fit(LabelKind.ONE_HOT, Encoding.PROBABILITIES))));

    private static final String PREDICTION_ENCODING = "prediction-encoding";
    private static final String LABEL_ENCODING = "label-encoding";

    private LossChoice() {}

    private record DjlLoss(Supplier<Loss> loss, Fit fit) {}

    /**
     * Finds a loss.
     *
     * @param name its name
     * @param options its options that differ from their defaults
     * @param teacher whether there is a teacher
     * @return the loss, and how a classifier learns with it
     * @throws IllegalArgumentException if there is no such loss or it does not fit; the message
     *     says what to do
     */
    static Objective of(String name, Map<String, String> options, boolean teacher) {
        return name.startsWith(DJL)
                ? djl(name.substring(DJL.length()), options, teacher)
                : ours(name, options, teacher);
    }

    private static Objective djl(String name, Map<String, String> options, boolean teacher) {
        DjlLoss choice = DJL_LOSSES.get(name);
        if (choice == null) {
            throw new IllegalArgumentException(
                    "--loss: of DJL's there are "
                            + DJL_LOSSES.keySet().stream()
                                    .map(loss -> DJL + loss)
                                    .collect(Collectors.joining(", ")));
        }
        if (!options.isEmpty() || teacher) {
            throw new IllegalArgumentException(
                    "--loss " + DJL + name + " takes neither --option nor --teacher");
        }
        return new Objective(choice.loss().get(), choice.fit());
    }

    private static Objective ours(String name, Map<String, String> options, boolean teacher) {
        LossEntry entry =
                LossCatalogue.find(name)
                        .orElseThrow(
                                () ->
                                        new IllegalArgumentException(
                                                "--loss: there is no "
                                                        + name
                                                        + "; djl-losses losses lists them, and"
                                                        + " finds one by its name elsewhere"));
        Fit fit =
                entry.fit()
                        .orElseThrow(
                                () ->
                                        new IllegalArgumentException(
                                                "--loss: "
                                                        + entry.name()
                                                        + " is not for classes; those that are: "
                                                        + fitting()));
        Class<? extends AbstractLoss> type = entry.type();
        Map<String, String> all = new HashMap<>(options);
        if (teacher && !fit.target().needsTeacher()) {
            if (LossOptions.value(type, options, LABEL_ENCODING).isEmpty()) {
                throw new IllegalArgumentException(
                        "--teacher: "
                                + entry.name()
                                + " does not compare distributions; DistillationLoss and the"
                                + " divergences do");
            }
            // what a teacher says are logits
            all.putIfAbsent(LABEL_ENCODING, spelt(Encoding.LOGITS));
            all.putIfAbsent(PREDICTION_ENCODING, spelt(Encoding.LOGITS));
            fit = new Fit(LabelKind.INDEX, fit.predictions(), Target.TEACHER);
        }
        if (fit.target().needsTeacher() && !teacher) {
            throw new IllegalArgumentException(
                    "--loss " + entry.name() + " needs a --teacher, the folder of a trained model");
        }
        String encoding = LossOptions.value(type, all, PREDICTION_ENCODING);
        if (!encoding.isEmpty()) {
            fit =
                    new Fit(
                            fit.labels(),
                            Encoding.valueOf(encoding.toUpperCase(Locale.ROOT).replace('-', '_')),
                            fit.target());
        }
        return new Objective(LossOptions.build(type, all), fit);
    }

    private static String spelt(Encoding encoding) {
        return encoding.name().toLowerCase(Locale.ROOT);
    }

    private static String fitting() {
        return LossCatalogue.all().stream()
                .filter(entry -> entry.fit().isPresent())
                .map(LossEntry::name)
                .collect(Collectors.joining(", "));
    }
}
