package io.github.djllosses;

import ai.djl.ndarray.types.DataType;
import com.google.gson.Gson;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/**
 * A problem in one regime and data type: its inputs, the exact values and gradients, and PyTorch's.
 *
 * <p>{@code src/test/python/generate_truth.py} wrote the files and documents them. The exact
 * numbers have 15 bits more than the data type, so that errors of a small part of a rounding show.
 */
final class Truth {

    private static final Map<Problem, List<Truth>> FILES = new ConcurrentHashMap<>();

    private final Problem problem;
    private final Regime regime;
    private final TruthInputs inputs;
    private final double[] rounded;
    private final double[] rest;
    private final double[] torch;

    private Truth(Problem problem, Regime regime, InputStream in) throws IOException {
        this.problem = problem;
        this.regime = regime;
        inputs = TruthInputs.draw(problem, regime);
        int width = regime.isFloat64() ? Long.BYTES : Integer.BYTES;
        long[] bits = column(in, width);
        long[] shares = column(in, Short.BYTES);
        long[] distances = column(in, width);
        rounded = new double[bits.length];
        rest = new double[bits.length];
        torch = new double[bits.length];
        for (int i = 0; i < bits.length; i++) {
            rounded[i] = number(bits[i]);
            rest[i] = Math.abs(rounded[i]) * (short) shares[i] * 0x1p-15 * regime.halfUnit();
            torch[i] = number(bits[i] + distances[i]);
        }
    }

    /** Returns every regime of every problem, in float32 and float64. */
    static Stream<Truth> all() {
        return Stream.of(Problem.values()).flatMap(problem -> of(problem).stream());
    }

    /** Returns every regime of a problem, in float32 and float64. */
    static List<Truth> of(Problem problem) {
        return FILES.computeIfAbsent(problem, Truth::read);
    }

    private static List<Truth> read(Problem problem) {
        String path = "/truth/" + problem.file() + ".gz";
        try (InputStream file = Truth.class.getResourceAsStream(path);
                GZIPInputStream zip = new GZIPInputStream(file)) {
            InputStream in = new ByteArrayInputStream(zip.readAllBytes());
            List<Truth> sections = new ArrayList<>();
            for (String header = line(in); !header.isEmpty(); header = line(in)) {
                sections.add(new Truth(problem, new Gson().fromJson(header, Regime.class), in));
            }
            return sections;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next >= 0 && next != '\n'; next = in.read()) {
            line.append((char) next);
        }
        return line.toString();
    }

    /**
     * Reads integers that are stored as all their first bytes, all their second bytes, and so on.
     */
    private long[] column(InputStream in, int width) throws IOException {
        byte[] bytes = in.readNBytes(width * regime.numbers());
        long[] column = new long[regime.numbers()];
        for (int i = 0; i < column.length; i++) {
            for (int b = 0; b < width; b++) {
                column[i] |= (bytes[b * column.length + i] & 0xFFL) << (8 * b);
            }
        }
        return column;
    }

    private double number(long bits) {
        return regime.isFloat64()
                ? Double.longBitsToDouble(bits)
                : Float.intBitsToFloat((int) bits);
    }

    Problem problem() {
        return problem;
    }

    Regime regime() {
        return regime;
    }

    TruthInputs inputs() {
        return inputs;
    }

    /** Returns the number of values; the gradients follow them. */
    int values() {
        return regime.rows();
    }

    int size() {
        return rounded.length;
    }

    /** Returns an exact number, as near as a double comes to it. */
    double exact(int i) {
        return rounded[i] + rest[i];
    }

    /** Returns how far a result is from the exact number, also where a double could not tell. */
    double distance(int i, double actual) {
        // the first difference is exact for neighbours
        return Math.abs(actual - rounded[i] - rest[i]);
    }

    /** Returns PyTorch's numbers. */
    double[] torch() {
        return torch;
    }

    @Override
    public String toString() {
        return problem.file() + ", " + regime.regime() + ", " + regime.dtype();
    }

    /** The header of a section, as the file spells it. */
    record Regime(
            String regime,
            String dtype,
            double scale,
            double offset,
            double marginFrom,
            double marginTo,
            double delta,
            int levels,
            int rows,
            int classes,
            long seed,
            long checksum,
            int numbers) {

        boolean isFloat64() {
            return "float64".equals(dtype);
        }

        DataType type() {
            return DataType.valueOf(dtype.toUpperCase(Locale.ROOT));
        }

        /** Returns half the distance from 1 to the next number. */
        double halfUnit() {
            return isFloat64() ? 0x1p-53 : 0x1p-24;
        }

        /** Returns the size below which results lose digits to underflow by themselves. */
        double floor() {
            return isFloat64() ? 1e-290 : 1e-36;
        }

        /** Returns an array's bytes in this data type. */
        byte[] bytes(double... numbers) {
            int width = isFloat64() ? Double.BYTES : Float.BYTES;
            ByteBuffer bytes =
                    ByteBuffer.allocate(width * numbers.length).order(ByteOrder.LITTLE_ENDIAN);
            for (double number : numbers) {
                if (isFloat64()) {
                    bytes.putDouble(number);
                } else {
                    bytes.putFloat((float) number);
                }
            }
            return bytes.array();
        }
    }
}
