package io.github.djllosses.sample;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.djllosses.sample.console.ResultFiles;
import io.github.djllosses.sample.data.LabelledImages;
import io.github.djllosses.sample.report.Bars;
import io.github.djllosses.sample.report.Bars.Bar;
import io.github.djllosses.sample.report.Blocks;
import io.github.djllosses.sample.report.Chart;
import io.github.djllosses.sample.report.Chart.Mark;
import io.github.djllosses.sample.report.Chart.Scale;
import io.github.djllosses.sample.report.Chart.Series;
import io.github.djllosses.sample.report.Examination;
import io.github.djllosses.sample.report.Examinee;
import io.github.djllosses.sample.report.Figure;
import io.github.djllosses.sample.report.Gallery;
import io.github.djllosses.sample.report.Hue;
import io.github.djllosses.sample.report.Matrix;
import io.github.djllosses.sample.report.Picture;
import io.github.djllosses.sample.report.Prediction;
import io.github.djllosses.sample.report.Reliability;
import io.github.djllosses.sample.report.Report;
import io.github.djllosses.sample.report.Report.Fact;
import io.github.djllosses.sample.report.Section;
import io.github.djllosses.sample.report.Table;
import io.github.djllosses.training.ExpectedCalibrationError.Bin;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** A report with one of every figure, as data, as a page, and in a browser. */
class ReportTest {

    /** Would end the script, open a tag and run code, if it were pasted. */
    private static final String HOSTILE =
            "</script><img src=x onerror=stop()>&amp;'\"${report}\u2028";

    private static final byte[] PIXELS = {0, 100, (byte) 200, (byte) 255, 0, 1};

    @TempDir static Path folder;
    private static String json;
    private static String page;

    @BeforeAll
    static void write() throws IOException {
        report().write(new ResultFiles(folder), "report");
        json = Files.readString(folder.resolve("report.json"));
        page = Files.readString(folder.resolve("report.html"));
    }

    private static Report report() {
        Table table =
                new Table(
                        HOSTILE,
                        HOSTILE,
                        List.of("name", "number"),
                        List.of(
                                List.of(HOSTILE, 0.123456789),
                                List.of("tiny", 2.384e-7),
                                List.of("whole", 42)));
        List<Double> steps = List.of(1.0, 2.0, 3.0);
        Chart chart =
                new Chart(
                        "curves",
                        "",
                        "step",
                        Scale.LOGARITHMIC,
                        List.of(
                                new Series(
                                        "gap",
                                        Hue.BLUE,
                                        Mark.LINE,
                                        steps,
                                        List.of(0.5, Double.NaN, 0.0123456)),
                                new Series(
                                        "zero",
                                        Hue.GREY,
                                        Mark.DASHED,
                                        steps,
                                        List.of(1e-9, 0.0, 0.0))));
        Chart reliability =
                Reliability.chart(
                        List.of(
                                new Reliability(
                                        "ours",
                                        Hue.BLUE,
                                        0.0625,
                                        List.of(
                                                new Bin(0, 0.5, 1, 0.4, 0.25),
                                                new Bin(0.5, 1, 4, 0.9, 0.7)))));
        Bars bars =
                new Bars(
                        "times",
                        "",
                        "µs",
                        List.of(
                                new Bar("loss", "ours", Hue.BLUE, 50),
                                new Bar("loss", "DJL", Hue.ORANGE, 200)));
        List<Prediction> predictions =
                List.of(
                        new Prediction(0, 0, 0.9),
                        new Prediction(0, 1, 0.6),
                        new Prediction(1, 1, 0.7),
                        new Prediction(1, 1, 0.8));
        Gallery gallery =
                new Gallery(
                        "pictures",
                        "",
                        List.of(Picture.grey(3, PIXELS, List.of("first", HOSTILE))));
        return new Report(
                HOSTILE,
                HOSTILE,
                List.of(new Fact(HOSTILE, HOSTILE), new Fact("rate", 0.001)),
                List.of(
                        new Section(HOSTILE, HOSTILE, List.of(table, chart)),
                        new Section(
                                "second",
                                "",
                                List.of(
                                        reliability,
                                        bars,
                                        Matrix.confusion("confusion", predictions, 2),
                                        gallery))));
    }

    /** The template is also well-formed XML, so a parser says whether anything broke it. */
    private static Document document() throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(page.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void pageHoldsTheJsonThatIsBesideIt() throws Exception {
        NodeList scripts = document().getElementsByTagName("script");
        Element data = (Element) scripts.item(0);
        assertEquals("application/json", data.getAttribute("type"));
        assertEquals(json, data.getTextContent());
        JsonObject report = JsonParser.parseString(json).getAsJsonObject();
        assertEquals(HOSTILE, report.get("title").getAsString());
    }

    @Test
    void dataIsNotReadAsMarkup() throws Exception {
        assertFalse(page.contains("<img"), "a picture has come out of a text");
        assertEquals(3, document().getElementsByTagName("script").getLength());
    }

    @Test
    void pageNeedsNoNetwork() throws Exception {
        // the only address is the one in the comment that names the library's home
        List<String> addresses =
                Pattern.compile("(?:https?:)?//[\\w.-]+\\.\\w+[\\w./-]*")
                        .matcher(page)
                        .results()
                        .map(match -> match.group())
                        .toList();
        assertEquals(List.of("https://github.com/leeoniya/uPlot"), addresses);
        for (String loader : List.of("url(", "@import", "fetch(", "XMLHttpRequest", "<link")) {
            assertFalse(page.contains(loader), loader);
        }
        NodeList all = document().getElementsByTagName("*");
        for (int i = 0; i < all.getLength(); i++) {
            Element element = (Element) all.item(i);
            assertFalse(element.hasAttribute("src"), element.getTagName());
            assertFalse(element.hasAttribute("href"), element.getTagName());
        }
        // and the browser is told to refuse any other
        assertTrue(page.contains("default-src 'none'"));
    }

    @Test
    void pictureIsThePngOfTheInk() throws IOException {
        String address = Picture.grey(3, PIXELS, List.of()).png();
        String start = "data:image/png;base64,";
        assertTrue(address.startsWith(start), address);
        byte[] png = Base64.getDecoder().decode(address.substring(start.length()));
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(png));
        assertEquals(3, image.getWidth());
        assertEquals(2, image.getHeight());
        assertEquals(155, image.getRaster().getSample(1, 0, 0)); // 255 - 100
        assertEquals(0, image.getRaster().getSample(0, 1, 0)); // 255 - 255
        assertEquals(254, image.getRaster().getSample(2, 1, 0)); // 255 - 1
    }

    @Test
    void longCurvesAreCutIntoBlocks() {
        // 1,300 values in blocks of 3: 433 of them and one value more
        List<Double> curve = IntStream.rangeClosed(1, 1300).mapToObj(i -> (double) i).toList();
        Blocks blocks = new Blocks(1300);
        assertEquals(434, blocks.ends().size());
        assertEquals(List.of(3.0, 6.0), blocks.ends().subList(0, 2));
        assertEquals(1300, blocks.ends().get(433));
        assertEquals(List.of(2.0, 5.0), blocks.means(curve).subList(0, 2));
        assertEquals(1300, blocks.means(curve).get(433));
        assertEquals(List.of(3.0, 6.0), blocks.maxima(curve).subList(0, 2));
        assertEquals(List.of(1.0, 2.0), new Blocks(2).means(List.of(1.0, 2.0)));
    }

    @Test
    void calibrationIsDrawnAtTheConfidencesThatItsErrorIsOf() {
        List<Bin> ours = List.of(new Bin(0, 0.5, 1, 0.4, 0.25), new Bin(0.5, 1, 4, 0.9, 0.7));
        List<Bin> djl = List.of(new Bin(0, 0.5, 0, 0, 0), new Bin(0.5, 1, 5, 0.8, 0.6));

        Chart chart =
                Reliability.chart(
                        List.of(
                                new Reliability("ours", Hue.BLUE, 0.19, ours),
                                new Reliability("DJL", Hue.ORANGE, 0.2, djl)));

        assertEquals(List.of(0.25, 0.75), chart.series().get(0).x());
        assertEquals(List.of(0.2, 0.8), chart.series().get(0).y());
        assertEquals(List.of(0.4, 0.8, 0.9), chart.series().get(1).x());
        assertEquals(List.of(0.4, 0.8, 0.9), chart.series().get(1).y());
        assertEquals(List.of(0.4, 0.9), chart.series().get(2).x());
        assertEquals(List.of(0.25, 0.7), chart.series().get(2).y());
        // an empty bin has no confidence, and leaves a gap where it is
        assertEquals(List.of(0.25, 0.8), chart.series().get(3).x());
        assertEquals(List.of(Double.NaN, 0.6), chart.series().get(3).y());
    }

    @Test
    void mistakesComeByHowSureTheSurestIs() {
        LabelledImages images = new LabelledImages(1, 1, new byte[4], new byte[] {3, 1, 4, 5});
        Examinee ours = examinee("ours", 3, 0.9, 2, 0.6, 4, 0.8, 6, 0.7);
        Examinee djl = examinee("DJL", 3, 0.9, 7, 0.5, 9, 0.75, 5, 0.99);

        List<Figure> both = Examinee.figures(List.of(ours, djl), images, 10);
        assertEquals(
                List.of("Calibration", "Confusion, ours", "Confusion, DJL", "Misjudged digits"),
                List.of(
                        ((Chart) both.get(0)).title(),
                        ((Matrix) both.get(1)).title(),
                        ((Matrix) both.get(2)).title(),
                        ((Gallery) both.get(3)).title()));
        Gallery gallery = (Gallery) both.get(3);
        // who is right about an image may be as sure as can be
        assertEquals(
                List.of(
                        List.of("a 4", "ours: 4, 80 %", "DJL: 9, 75 %"),
                        List.of("a 5", "ours: 6, 70 %", "DJL: 5, 99 %"),
                        List.of("a 1", "ours: 2, 60 %", "DJL: 7, 50 %")),
                gallery.pictures().stream().map(Picture::caption).toList());
        assertEquals(
                "3 of 4 test images are taken for another digit, by either network; the surest"
                        + " mistakes first.",
                gallery.note());

        Gallery alone = (Gallery) Examinee.figures(List.of(djl), images, 10).get(2);
        assertEquals(
                List.of(
                        List.of("a 4", "taken for 9", "75 % sure"),
                        List.of("a 1", "taken for 7", "50 % sure")),
                alone.pictures().stream().map(Picture::caption).toList());
    }

    /** Makes a classifier of its choices for 3, 1, 4 and 5 and its confidences. */
    private static Examinee examinee(String name, double... answers) {
        int[] truth = {3, 1, 4, 5};
        List<Prediction> predictions =
                IntStream.range(0, truth.length)
                        .mapToObj(
                                i ->
                                        new Prediction(
                                                truth[i], (int) answers[2 * i], answers[2 * i + 1]))
                        .toList();
        List<Bin> bins = List.of(new Bin(0, 1, 4, 0.75, 0.5));
        return new Examinee(name, Hue.BLUE, new Examination(predictions, 0.25, bins));
    }

    @Test
    void browserShowsWhatTheDataSays() throws Exception {
        Browser browser = Browser.open(folder.resolve("report.html"), folder);

        assertFalse(browser.root().contains("data-error"), browser.root());
        assertEquals(2, browser.find("<canvas").size());
        assertEquals(
                List.of(HOSTILE, "0.12346", "tiny", "2.38e-7", "whole", "42", "1", "1", "0", "2"),
                browser.find("<td(?! class=\"u-value\")[^>]*>([^<]*)</td>"));
        // the last value of each curve stands in its legend
        assertEquals(
                List.of("3", "0.012346", "0", "0.9", "0.8", "0.9", "0.7"),
                browser.find("class=\"u-value\">([^<]*)<"));
        assertEquals(List.of("50 µs", "200 µs"), browser.find("class=\"value\">([^<]*)<"));
        assertEquals(
                List.of("25%", "100%"), browser.find("class=\"bar\" style=\"width: ([\\d.]+%)"));
        assertEquals(1, browser.find("<img src=\"data:image/png;base64,").size());
        assertEquals(List.of(HOSTILE), browser.find("<h1 id=\"title\">([^<]*)<"));
    }

    @Test
    void chartsShowValuesUnderTheMouseAndZoom() throws Exception {
        Browser browser = run("mouse.js", folder);

        assertEquals(List.of("1 0.5 1e-9"), browser.find("data-hovered=\"([^\"]*)\""));
        // from a quarter to three quarters of steps 1 to 3
        assertEquals(List.of("1.5 2.5"), browser.find("data-zoomed=\"([^\"]*)\""));
        assertEquals(List.of("1 3"), browser.find("data-whole=\"([^\"]*)\""));
        assertEquals(List.of("3 0.012346 0"), browser.find("data-left=\"([^\"]*)\""));
    }

    @Test
    void gapsStayGapsAndValuesBetweenThemPoints(@TempDir Path own) throws Exception {
        // 80 values, a gap, one at 100, a gap, 80 values: too many for a point at each
        List<Double> x =
                IntStream.rangeClosed(1, 200)
                        .filter(i -> i <= 81 || i == 100 || i >= 120)
                        .mapToObj(i -> (double) i)
                        .toList();
        List<Double> y = x.stream().map(i -> i == 81 || i == 120 ? Double.NaN : i).toList();
        List<Double> within = List.of(85.0, 95.0, 105.0, 115.0);
        List<Double> low = List.of(10.0, 10.0, 10.0, 10.0);
        Chart chart =
                new Chart(
                        "gaps",
                        "",
                        "step",
                        Scale.LINEAR,
                        List.of(
                                new Series("gaps", Hue.BLUE, Mark.LINE, x, y),
                                new Series("other", Hue.GREY, Mark.LINE, within, low)));
        new Report("gaps", "", List.of(), List.of(new Section("gaps", "", List.of(chart))))
                .write(new ResultFiles(own), "report");
        Browser browser = run("gaps.js", own);

        assertEquals(List.of("40 100 160"), browser.find("data-drawn=\"([^\"]*)\""));
    }

    /** Opens a report with one more script. */
    private static Browser run(String name, Path folder) throws Exception {
        String script = Files.readString(Path.of("src/test/resources/report", name));
        String report = Files.readString(folder.resolve("report.html"));
        Path file = folder.resolve("scripted.html");
        Files.writeString(
                file, report.replace("</body>", "<script>" + script + "</script></body>"));
        Browser browser = Browser.open(file, folder);
        assertFalse(browser.root().contains("data-error"), browser.root());
        return browser;
    }
}
