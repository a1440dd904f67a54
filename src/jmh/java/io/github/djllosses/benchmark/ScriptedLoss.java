package io.github.djllosses.benchmark;

import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.training.ParameterStore;
import ai.djl.training.loss.Loss;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** A loss of PyTorch, as a TorchScript module that is written, loaded and called. */
final class ScriptedLoss extends Loss {

    private static final Path FOLDER = Path.of("target", "torchscript");
    private static final List<String> PREDICTIONS = List.of("x", "x2", "x3");
    private static final List<String> LABELS = List.of("y", "y2", "y3");
    private static final List<String> CONSTANTS = List.of("w");

    // the engine frees a module as soon as nobody holds its model
    private final Model model;
    private final ParameterStore parameters;
    private final List<NDArray> constants;

    /**
     * Writes and loads a module.
     *
     * @param expression the result, in TorchScript, of predictions {@code x, x2, x3}, labels {@code
     *     y, y2, y3} and perhaps a constant {@code w}
     * @param predictions how many predictions there are
     * @param labels how many labels there are
     * @param constants the constants
     */
    ScriptedLoss(String expression, int predictions, int labels, NDArray... constants) {
        super("PyTorch");
        this.constants = List.of(constants);
        List<String> arguments = new ArrayList<>(PREDICTIONS.subList(0, predictions));
        arguments.addAll(LABELS.subList(0, labels));
        arguments.addAll(CONSTANTS.subList(0, constants.length));
        String name = "m" + UUID.randomUUID().toString().replace("-", "");
        model = Model.newInstance(name, "PyTorch");
        parameters = new ParameterStore(model.getNDManager(), false);
        try {
            Path file = FOLDER.resolve(name + ".pt");
            write(file, name, arguments, expression);
            try (var in = Files.newInputStream(file)) {
                model.load(in);
            }
        } catch (IOException | MalformedModelException e) {
            throw new IllegalStateException("cannot script " + expression, e);
        }
    }

    @Override
    public NDArray evaluate(NDList labels, NDList predictions) {
        NDList inputs = new NDList(predictions).addAll(labels);
        for (NDArray constant : constants) {
            NDArray alias = constant.stopGradient();
            alias.attach(predictions.head().getManager());
            inputs.add(alias);
        }
        // without "training" the engine leaves the gradient out
        return model.getBlock().forward(parameters, inputs, true).singletonOrThrow();
    }

    /** Writes the archive that torch.jit.save writes: a zip of source text and a pickled object. */
    private static void write(Path file, String name, List<String> arguments, String expression)
            throws IOException {
        Files.createDirectories(FOLDER);
        StringBuilder source = new StringBuilder(256);
        source.append("class Rival(Module):\n")
                .append("  __parameters__ = []\n  __buffers__ = []\n  training : bool\n")
                .append("  def forward(self: __torch__.Rival");
        arguments.forEach(argument -> source.append(", ").append(argument).append(": Tensor"));
        source.append(") -> Tensor:\n    return ").append(expression).append('\n');
        try (OutputStream out = Files.newOutputStream(file);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            put(zip, name + "/data.pkl", pickledModule());
            put(zip, name + "/code/__torch__.py", ascii(source.toString()));
            put(zip, name + "/constants.pkl", new byte[] {(byte) 0x80, 2, ')', '.'});
            put(zip, name + "/version", ascii("3\n"));
        }
    }

    /** Pickles an object of the class with one attribute, {@code training = True}. */
    private static byte[] pickledModule() {
        ByteArrayOutputStream pickle = new ByteArrayOutputStream();
        try {
            // protocol 2; the class; (); new object; {; "training": True; build; stop
            pickle.write(new byte[] {(byte) 0x80, 2});
            pickle.write(ascii("c__torch__\nRival\n)"));
            pickle.write(new byte[] {(byte) 0x81, '}', 'X', 8, 0, 0, 0});
            pickle.write(ascii("training"));
            pickle.write(new byte[] {(byte) 0x88, 's', 'b', '.'});
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return pickle.toByteArray();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static void put(ZipOutputStream zip, String name, byte[] bytes) throws IOException {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(bytes);
        zip.closeEntry();
    }
}
