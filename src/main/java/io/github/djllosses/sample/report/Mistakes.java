package io.github.djllosses.sample.report;

import io.github.djllosses.sample.console.Text;
import io.github.djllosses.sample.data.LabelledImages;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** The images that classifiers take for another class, the surest mistakes first. */
final class Mistakes {

    /** So many pictures can be looked at. */
    private static final int MOST = 24;

    private Mistakes() {}

    static Gallery gallery(List<Examinee> all, LabelledImages images) {
        List<Integer> wrong =
                IntStream.range(0, images.size())
                        .filter(i -> all.stream().anyMatch(one -> !one.of(i).right()))
                        .boxed()
                        .sorted(Comparator.comparingDouble(i -> -sureness(all, i)))
                        .toList();
        return new Gallery(
                "Misjudged digits",
                Text.format(
                        "%,d of %,d test images are taken for another digit%s%s.",
                        wrong.size(),
                        images.size(),
                        all.size() == 1 ? "" : ", by either network",
                        wrong.size() > MOST
                                ? Text.format("; the %d surest mistakes", MOST)
                                : wrong.size() > 1 ? "; the surest mistakes first" : ""),
                wrong.stream().limit(MOST).map(i -> picture(all, images, i)).toList());
    }

    /** Returns how sure of its mistake the surest one was who made it. */
    private static double sureness(List<Examinee> all, int image) {
        return all.stream()
                .map(one -> one.of(image))
                .filter(prediction -> !prediction.right())
                .mapToDouble(Prediction::confidence)
                .max()
                .orElseThrow();
    }

    private static Picture picture(List<Examinee> all, LabelledImages images, int image) {
        List<String> caption = new ArrayList<>(List.of("a " + images.label(image)));
        if (all.size() == 1) {
            Prediction only = all.get(0).of(image);
            caption.add("taken for " + only.choice());
            caption.add(percent(only) + " sure");
        } else {
            all.forEach(one -> caption.add(one.name() + ": " + words(one.of(image))));
        }
        return Picture.grey(images.columns(), images.image(image), caption);
    }

    private static String words(Prediction prediction) {
        return prediction.choice() + ", " + percent(prediction);
    }

    private static String percent(Prediction prediction) {
        return Text.format("%.0f %%", 100 * prediction.confidence());
    }
}
