package io.github.djllosses.sample.report;

import io.github.djllosses.sample.data.LabelledImages;
import java.util.ArrayList;
import java.util.List;

/**
 * A classifier that was examined.
 *
 * @param name what to call it beside others
 * @param hue its colour
 * @param examination what it said of the images
 */
public record Examinee(String name, Hue hue, Examination examination) {

    /**
     * Draws what classifiers said of the same images: their calibration, which class they take for
     * which, and the images they are wrong about.
     *
     * @param all the classifiers, at least one
     * @param images the images
     * @param classes how many classes there are
     * @return the figures
     */
    public static List<Figure> figures(List<Examinee> all, LabelledImages images, int classes) {
        List<Figure> figures = new ArrayList<>();
        figures.add(Reliability.chart(all.stream().map(Examinee::reliability).toList()));
        for (Examinee one : all) {
            figures.add(
                    Matrix.confusion(
                            all.size() == 1 ? "Confusion" : "Confusion, " + one.name(),
                            one.examination().predictions(),
                            classes));
        }
        figures.add(Mistakes.gallery(all, images));
        return figures;
    }

    private Reliability reliability() {
        return new Reliability(name, hue, examination.calibrationError(), examination.bins());
    }

    /** Returns what it said of one image. */
    Prediction of(int image) {
        return examination.predictions().get(image);
    }
}
