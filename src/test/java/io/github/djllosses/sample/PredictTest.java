package io.github.djllosses.sample;

import static java.awt.image.BufferedImage.TYPE_INT_ARGB;
import static java.awt.image.BufferedImage.TYPE_INT_RGB;
import static java.awt.image.BufferedImage.TYPE_USHORT_GRAY;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.djllosses.sample.data.DrawnDigits;
import io.github.djllosses.sample.data.LabelledImages;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command {@code predict}, with the model that comes with the program. */
class PredictTest {

    private static final int SIZE = 28;
    private static final int PAPER = 10;

    @TempDir Path folder;

    private static ProgramRun predict(List<String> files) {
        List<String> args = new ArrayList<>(files);
        args.add(0, "predict");
        return ProgramRun.of(args.toArray(String[]::new));
    }

    /** Draws an image large and off centre: dark ink on light paper, or the other way round. */
    private String picture(byte[] digit, int scale, boolean darkInk, String name)
            throws IOException {
        int width = SIZE * scale + 70;
        int height = SIZE * scale + 20;
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int column = (x - 60) / scale;
                int row = y / scale;
                boolean on = x >= 60 && column < SIZE && row < SIZE;
                int ink = on ? Byte.toUnsignedInt(digit[row * SIZE + column]) : PAPER;
                image.getRaster().setSample(x, y, 0, darkInk ? 255 - ink : ink);
            }
        }
        Path file = folder.resolve(name);
        ImageIO.write(image, "png", file.toFile());
        return file.toString();
    }

    @Test
    void digitsOfAnySizeAndBothPolaritiesAreKnown() throws IOException {
        LabelledImages digits = DrawnDigits.draw(60, 99);
        List<String> files = new ArrayList<>();
        for (int i = 0; i < digits.size(); i++) {
            for (boolean darkInk : new boolean[] {true, false}) {
                files.add(picture(digits.image(i), 1 + i % 5, darkInk, i + "-" + darkInk + ".png"));
            }
        }
        ProgramRun run = predict(files);
        assertEquals(0, run.exitCode(), run.err());
        List<String> answers = run.out().lines().filter(line -> line.contains(".png: ")).toList();
        assertEquals(files.size(), answers.size());
        int right = 0;
        for (int i = 0; i < digits.size(); i++) {
            String dark = answer(answers.get(2 * i));
            assertEquals(dark, answer(answers.get(2 * i + 1)), "polarity of digit " + i);
            right += dark.equals(String.valueOf(digits.label(i))) ? 1 : 0;
        }
        // the model knows 98 %, of digits as they were drawn
        assertTrue(right >= 54, right + " of 60");
    }

    private static String answer(String line) {
        int start = line.indexOf(".png: ") + ".png: ".length();
        return line.substring(start, start + 1);
    }

    @Test
    void theReadmesPictureShowsASeven() {
        ProgramRun run = predict(List.of("docs/seven.png"));
        assertTrue(run.out().startsWith("docs/seven.png: 7, "), run.out());
    }

    /** 8 and 16 bits of grey, colours, and transparent paper, which is white. */
    @Test
    void allSortsOfPixelsAreTheSamePicture() throws IOException {
        Path grey = Path.of(picture(DrawnDigits.draw(1, 5).image(0), 3, true, "grey.png"));
        BufferedImage picture = ImageIO.read(grey.toFile());
        List<String> files = new ArrayList<>(List.of(grey.toString()));
        for (int type : new int[] {TYPE_USHORT_GRAY, TYPE_INT_RGB, TYPE_INT_ARGB}) {
            BufferedImage same = new BufferedImage(picture.getWidth(), picture.getHeight(), type);
            for (int y = 0; y < picture.getHeight(); y++) {
                for (int x = 0; x < picture.getWidth(); x++) {
                    int shade = picture.getRaster().getSample(x, y, 0);
                    switch (type) {
                        case TYPE_USHORT_GRAY -> same.getRaster().setSample(x, y, 0, 257 * shade);
                        case TYPE_INT_RGB -> same.setRGB(x, y, 0x10101 * shade);
                        // black ink that covers as much of the paper as it is dark
                        default -> same.setRGB(x, y, (255 - shade) << 24);
                    }
                }
            }
            Path file = folder.resolve(type + ".png");
            ImageIO.write(same, "png", file.toFile());
            files.add(file.toString());
        }
        ProgramRun run = predict(files);
        assertEquals(0, run.exitCode(), run.err());
        List<String> lines = run.out().lines().filter(line -> line.startsWith("  ")).toList();
        for (int i = 10; i < lines.size(); i++) {
            assertEquals(lines.get(i % 10), lines.get(i), files.get(i / 10));
        }
    }

    @Test
    void theBarsAreTheProbabilities() throws IOException {
        String file = picture(DrawnDigits.draw(1, 5).image(0), 4, true, "a.png");
        ProgramRun run = predict(List.of(file));
        List<String> bars = run.out().lines().skip(1).toList();
        assertEquals(10, bars.size());
        double sum = 0;
        for (String bar : bars) {
            double percent = Double.parseDouble(bar.substring(4, 9).strip());
            assertEquals(percent / 2, bar.replaceAll("[^#]", "").length(), 0.6);
            sum += percent;
        }
        assertEquals(100, sum, 0.5);
    }

    @Test
    void whatCannotBeUsedIsOneLineEachAndTheOthersAreStillClassified() throws IOException {
        String good = picture(DrawnDigits.draw(1, 5).image(0), 3, true, "good.png");
        String text = Files.writeString(folder.resolve("text.png"), "no picture").toString();
        byte[] half = Files.readAllBytes(Path.of(good));
        String damaged =
                Files.write(folder.resolve("half.png"), Arrays.copyOf(half, half.length / 2))
                        .toString();
        BufferedImage blank = new BufferedImage(40, 40, BufferedImage.TYPE_INT_RGB);
        String empty = folder.resolve("blank.png").toString();
        ImageIO.write(blank, "png", Path.of(empty).toFile());
        String jpeg = folder.resolve("photo.png").toString();
        ImageIO.write(blank, "jpg", Path.of(jpeg).toFile());
        String missing = folder.resolve("missing.png").toString();

        ProgramRun run =
                predict(List.of(text, damaged, empty, jpeg, missing, huge(60_000, 60_000), good));

        assertEquals(1, run.exitCode());
        List<String> said = run.err().lines().toList();
        List<String> expected =
                List.of(
                        "text.png: is no PNG",
                        "half.png: is damaged",
                        "blank.png: shows nothing",
                        "photo.png: is no PNG",
                        "missing.png: is no file",
                        "huge.png: has 60000 x 60000 pixels, more than 16 million");
        assertEquals(expected.size(), said.size(), run.err());
        for (int i = 0; i < expected.size(); i++) {
            assertTrue(said.get(i).contains(expected.get(i)), said.get(i));
        }
        assertTrue(run.out().startsWith(good), run.out());
    }

    /** Writes the header of a picture that would take gigabytes. */
    private String huge(int width, int height) throws IOException {
        ByteArrayOutputStream chunk = new ByteArrayOutputStream();
        DataOutputStream header = new DataOutputStream(chunk);
        header.write("IHDR".getBytes(StandardCharsets.US_ASCII));
        header.writeInt(width);
        header.writeInt(height);
        header.write(new byte[] {8, 0, 0, 0, 0});
        CRC32 crc = new CRC32();
        crc.update(chunk.toByteArray());
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(file);
        out.writeLong(0x89504e470d0a1a0aL);
        out.writeInt(chunk.size() - 4);
        out.write(chunk.toByteArray());
        out.writeInt((int) crc.getValue());
        Path path = folder.resolve("huge.png");
        Files.write(path, file.toByteArray());
        return path.toString();
    }
}
