package io.github.djllosses.sample.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.inference.Predictor;
import ai.djl.modality.Classifications;
import ai.djl.modality.cv.BufferedImageFactory;
import ai.djl.modality.cv.Image;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.djllosses.sample.Main;
import io.github.djllosses.sample.data.DataSet;
import io.github.djllosses.sample.data.DrawnDigits;
import io.github.djllosses.sample.data.IdxFiles.Part;
import io.github.djllosses.sample.data.LabelledImages;
import io.github.djllosses.sample.data.RealMnist;
import io.github.djllosses.sample.evaluate.Evaluation;
import io.github.djllosses.sample.evaluate.Findings;
import java.awt.image.BufferedImage;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The models in {@code models} are what their cards say. */
class ShippedModelTest {

    private static final Path FOLDER = Path.of(TrainedModel.OF_DRAWN);

    private static final Path OF_MNIST = Path.of(TrainedModel.OF_MNIST);

    static List<Path> folders() {
        return List.of(FOLDER, OF_MNIST);
    }

    @Test
    void theCardsFiguresAreMeasuredAgain() throws Exception {
        checkFigures(FOLDER, DataSet.of(DataSet.DRAWN, 1).test());
    }

    @Test
    void theFiguresOfTheCardOfMnistAreMeasuredAgainWhereItIsPresent() throws Exception {
        checkFigures(OF_MNIST, RealMnist.images(Part.TEST));
    }

    private static void checkFigures(Path folder, LabelledImages images) throws Exception {
        String card = Files.readString(folder.resolve("README.md"));
        try (TrainedModel model = TrainedModel.load(folder)) {
            Evaluation evaluation = Findings.of(model, images).evaluation();
            String accuracy =
                    String.format(
                            Locale.ROOT,
                            "%.2f %% (95 %% Wilson interval %.2f to %.2f %%)",
                            100 * evaluation.accuracy(),
                            100 * evaluation.interval().low(),
                            100 * evaluation.interval().high());
            assertTrue(card.contains(accuracy), accuracy);
            String crossEntropy = String.format(Locale.ROOT, "| %.4f nats |", evaluation.loss());
            assertTrue(card.contains(crossEntropy), crossEntropy);
            String calibration =
                    String.format(
                            Locale.ROOT, "%.2f %%, 15 bins", 100 * evaluation.calibrationError());
            assertTrue(card.contains(calibration), calibration);
        }
    }

    @ParameterizedTest
    @MethodSource("folders")
    void theParametersAreThoseOfTheCard(Path folder) throws Exception {
        byte[] parameters = Files.readAllBytes(folder.resolve("digits-0000.params"));
        String sha256 =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(parameters));
        JsonObject run =
                JsonParser.parseString(Files.readString(folder.resolve("run.json")))
                        .getAsJsonObject();
        assertEquals(run.get("parametersSha256").getAsString(), sha256);
        assertTrue(Files.readString(folder.resolve("README.md")).contains(sha256), sha256);
    }

    /**
     * The card's command makes the same model. On the processor that made it the parameters are
     * equal; others round otherwise, which training amplifies to about 0.01 of the logits (another
     * seed: 0.59).
     */
    @Test
    void theCardsCommandMakesTheModelAgain(@TempDir Path again) throws Exception {
        String card = Files.readString(FOLDER.resolve("README.md"));
        Matcher command = Pattern.compile("exec.args=\"(.*) --out digits-mlp\"").matcher(card);
        assertTrue(command.find());
        List<String> args = new ArrayList<>(List.of(command.group(1).split(" ", -1)));
        args.addAll(List.of("--out", again.toString()));
        PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
        assertEquals(0, Main.run(nowhere, nowhere, args.toArray(String[]::new)));
        LabelledImages digits = DrawnDigits.draw(500, 3);
        try (TrainedModel made = TrainedModel.load(again);
                TrainedModel shipped = TrainedModel.load(FOLDER);
                NDManager manager = NDManager.newBaseManager()) {
            NDArray images = digits.images(manager);
            NDArray expected = shipped.scores(images);
            NDArray difference = made.scores(images).sub(expected);
            assertEquals(0, difference.norm().getFloat() / expected.norm().getFloat(), 0.1);
        }
    }

    /** Hides this project, so that only what lies in the model's folder is there. */
    private static final class WithoutThisProject extends ClassLoader {

        WithoutThisProject(ClassLoader parent) {
            super(parent);
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (name.startsWith("io.github.djllosses.")) {
                throw new ClassNotFoundException(name);
            }
            return super.loadClass(name, resolve);
        }
    }

    @ParameterizedTest
    @MethodSource("folders")
    void anyDjlProgramLoadsItByItsPath(Path folder) throws Exception {
        LabelledImages digits = DrawnDigits.draw(10, 3);
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(new WithoutThisProject(before));
        try (ZooModel<Image, Classifications> model =
                        Criteria.builder()
                                .setTypes(Image.class, Classifications.class)
                                .optModelPath(folder)
                                .build()
                                .loadModel();
                Predictor<Image, Classifications> predictor = model.newPredictor();
                TrainedModel ours = TrainedModel.load(folder);
                NDManager manager = NDManager.newBaseManager()) {
            float[] expected = ours.scores(digits.images(manager)).softmax(1).toFloatArray();
            for (int i = 0; i < digits.size(); i++) {
                Classifications answer = predictor.predict(image(digits.image(i)));
                for (int k = 0; k < 10; k++) {
                    assertEquals(
                            expected[10 * i + k],
                            answer.get(String.valueOf(k)).getProbability(),
                            1e-5);
                }
            }
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private static Image image(byte... pixels) {
        BufferedImage image = new BufferedImage(28, 28, BufferedImage.TYPE_BYTE_GRAY);
        for (int i = 0; i < pixels.length; i++) {
            image.getRaster().setSample(i % 28, i / 28, 0, Byte.toUnsignedInt(pixels[i]));
        }
        return new BufferedImageFactory().fromImage(image);
    }
}
