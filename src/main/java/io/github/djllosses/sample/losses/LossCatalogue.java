package io.github.djllosses.sample.losses;

import io.github.djllosses.classification.AsymmetricLoss;
import io.github.djllosses.classification.BceLoss;
import io.github.djllosses.classification.BceWithLogitsLoss;
import io.github.djllosses.classification.CrossEntropyLoss;
import io.github.djllosses.classification.FocalLoss;
import io.github.djllosses.classification.GeneralizedCrossEntropyLoss;
import io.github.djllosses.classification.HingeLoss;
import io.github.djllosses.classification.LinearCrossEntropyLoss;
import io.github.djllosses.classification.MultiLabelMarginLoss;
import io.github.djllosses.classification.MultiLabelSoftMarginLoss;
import io.github.djllosses.classification.MultiMarginLoss;
import io.github.djllosses.classification.NllLoss;
import io.github.djllosses.classification.PolyLoss;
import io.github.djllosses.classification.SigmoidFocalLoss;
import io.github.djllosses.classification.SoftMarginLoss;
import io.github.djllosses.core.AbstractLoss;
import io.github.djllosses.core.Encoding;
import io.github.djllosses.divergence.DistillationLoss;
import io.github.djllosses.divergence.GaussianKlLoss;
import io.github.djllosses.divergence.HellingerLoss;
import io.github.djllosses.divergence.JeffreysLoss;
import io.github.djllosses.divergence.JensenShannonLoss;
import io.github.djllosses.divergence.KlDivergenceLoss;
import io.github.djllosses.divergence.RenyiDivergenceLoss;
import io.github.djllosses.divergence.TotalVariationLoss;
import io.github.djllosses.embedding.CosineEmbeddingLoss;
import io.github.djllosses.embedding.HingeEmbeddingLoss;
import io.github.djllosses.embedding.InfoNceLoss;
import io.github.djllosses.embedding.MarginRankingLoss;
import io.github.djllosses.embedding.SupervisedContrastiveLoss;
import io.github.djllosses.embedding.TripletMarginLoss;
import io.github.djllosses.regression.GaussianNllLoss;
import io.github.djllosses.regression.HuberLoss;
import io.github.djllosses.regression.L1Loss;
import io.github.djllosses.regression.LogCoshLoss;
import io.github.djllosses.regression.MseLoss;
import io.github.djllosses.regression.PoissonNllLoss;
import io.github.djllosses.regression.QuantileLoss;
import io.github.djllosses.regression.SmoothL1Loss;
import io.github.djllosses.sample.learning.Fit;
import io.github.djllosses.sample.learning.LabelKind;
import io.github.djllosses.sample.learning.Target;
import io.github.djllosses.segmentation.DiceLoss;
import io.github.djllosses.segmentation.JaccardLoss;
import io.github.djllosses.segmentation.TverskyLoss;
import io.github.djllosses.sequence.CtcLoss;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Every loss of this library, but for {@link io.github.djllosses.composition.CompositeLoss}, which
 * is made of others. A new one enters with one line.
 */
public final class LossCatalogue {

    private static final List<LossEntry> ALL = new ArrayList<>();

    static {
        Sample classes = Sample.of(Sample.INDICES, Sample.SCORES);
        Sample answers = Sample.of(Sample.ANSWERS, Sample.SCORES);
        Sample signs = Sample.of(Sample.SIGNS, Sample.SCORES);
        classifier(CrossEntropyLoss.class, LabelKind.INDEX, Encoding.LOGITS, classes);
        loss(LinearCrossEntropyLoss.class, Sample.of(Sample.INDICES, Sample.VECTORS, Sample.LAYER));
        classifier(
                NllLoss.class,
                LabelKind.INDEX,
                Encoding.LOG_PROBABILITIES,
                Sample.of(Sample.INDICES, Sample.PROBABILITIES.log()));
        classifier(BceWithLogitsLoss.class, LabelKind.ONE_HOT, Encoding.LOGITS, answers);
        classifier(
                BceLoss.class,
                LabelKind.ONE_HOT,
                Encoding.PROBABILITIES,
                Sample.of(Sample.ANSWERS, Sample.PROBABILITIES));
        classifier(FocalLoss.class, LabelKind.INDEX, Encoding.LOGITS, classes);
        classifier(SigmoidFocalLoss.class, LabelKind.ONE_HOT, Encoding.LOGITS, answers);
        classifier(AsymmetricLoss.class, LabelKind.ONE_HOT, Encoding.LOGITS, answers);
        classifier(PolyLoss.class, LabelKind.INDEX, Encoding.LOGITS, classes);
        classifier(GeneralizedCrossEntropyLoss.class, LabelKind.INDEX, Encoding.LOGITS, classes);
        classifier(SoftMarginLoss.class, LabelKind.SIGN, Encoding.LOGITS, signs);
        classifier(HingeLoss.class, LabelKind.SIGN, Encoding.LOGITS, signs);
        classifier(MultiMarginLoss.class, LabelKind.INDEX, Encoding.LOGITS, classes);
        classifier(
                MultiLabelMarginLoss.class,
                LabelKind.INDEX_SET,
                Encoding.LOGITS,
                Sample.of(Sample.SETS, Sample.SCORES));
        classifier(MultiLabelSoftMarginLoss.class, LabelKind.ONE_HOT, Encoding.LOGITS, answers);

        divergence(KlDivergenceLoss.class);
        divergence(JensenShannonLoss.class);
        divergence(RenyiDivergenceLoss.class);
        divergence(JeffreysLoss.class);
        divergence(TotalVariationLoss.class);
        divergence(HellingerLoss.class);
        ALL.add(
                new LossEntry(
                        DistillationLoss.class,
                        Optional.of(
                                new Fit(
                                        LabelKind.INDEX,
                                        Encoding.LOGITS,
                                        Target.LABELS_AND_TEACHER)),
                        new Sample(
                                List.of(Sample.INDICES, Sample.OTHER_SCORES),
                                List.of(Sample.SCORES))));
        loss(
                GaussianKlLoss.class,
                new Sample(List.of(), List.of(Sample.VECTORS, Sample.OTHER_VECTORS)));

        regression(L1Loss.class);
        regression(MseLoss.class);
        regression(SmoothL1Loss.class);
        regression(HuberLoss.class);
        regression(LogCoshLoss.class);
        regression(QuantileLoss.class);
        loss(PoissonNllLoss.class, Sample.of(Sample.OTHER_VALUES, Sample.POSITIVE));
        loss(GaussianNllLoss.class, Sample.of(Sample.OTHER_VALUES, Sample.VALUES, Sample.POSITIVE));

        loss(MarginRankingLoss.class, Sample.of(Sample.PAIRS, Sample.VALUES, Sample.OTHER_VALUES));
        loss(HingeEmbeddingLoss.class, Sample.of(Sample.PAIRS, Sample.POSITIVE));
        loss(
                CosineEmbeddingLoss.class,
                Sample.of(Sample.ALIKE, Sample.VECTORS, Sample.OTHER_VECTORS));
        loss(
                TripletMarginLoss.class,
                new Sample(
                        List.of(),
                        List.of(Sample.VECTORS, Sample.OTHER_VECTORS, Sample.THIRD_VECTORS)));
        loss(
                InfoNceLoss.class,
                new Sample(List.of(), List.of(Sample.VECTORS, Sample.OTHER_VECTORS)));
        loss(SupervisedContrastiveLoss.class, Sample.of(Sample.FOUR_CLASSES, Sample.FOUR_VECTORS));

        Sample image = Sample.of(Sample.MASK, Sample.IMAGE);
        loss(DiceLoss.class, image);
        loss(TverskyLoss.class, image);
        loss(JaccardLoss.class, image);

        loss(
                CtcLoss.class,
                new Sample(
                        List.of(Sample.SYMBOLS, Sample.STEPS, Sample.LENGTH),
                        List.of(Sample.SEQUENCE.log())));
    }

    private LossCatalogue() {}

    private static void classifier(
            Class<? extends AbstractLoss> type, LabelKind labels, Encoding scores, Sample sample) {
        ALL.add(new LossEntry(type, Optional.of(new Fit(labels, scores)), sample));
    }

    /**
     * A distance of distributions, whose labels are smoothed: one of them may have to be finite.
     */
    private static void divergence(Class<? extends AbstractLoss> type) {
        classifier(
                type,
                LabelKind.SMOOTHED,
                Encoding.LOG_PROBABILITIES,
                Sample.of(Sample.OTHER_PROBABILITIES, Sample.PROBABILITIES.log()));
    }

    /** A distance of numbers: of a classifier's probabilities from 0 and 1. */
    private static void regression(Class<? extends AbstractLoss> type) {
        classifier(
                type,
                LabelKind.ONE_HOT,
                Encoding.PROBABILITIES,
                Sample.of(Sample.OTHER_VALUES, Sample.VALUES));
    }

    private static void loss(Class<? extends AbstractLoss> type, Sample sample) {
        ALL.add(new LossEntry(type, Optional.empty(), sample));
    }

    /**
     * Returns every loss of this library.
     *
     * @return the losses, family by family
     */
    public static List<LossEntry> all() {
        return List.copyOf(ALL);
    }

    /**
     * Finds a loss.
     *
     * @param name the name of its class, in any case
     * @return the loss; empty if there is none of that name
     */
    public static Optional<LossEntry> find(String name) {
        return ALL.stream().filter(entry -> entry.name().equalsIgnoreCase(name)).findFirst();
    }
}
