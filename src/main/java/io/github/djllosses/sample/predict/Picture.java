package io.github.djllosses.sample.predict;

import io.github.djllosses.sample.console.Memory;
import io.github.djllosses.sample.console.WorkException;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;

/** The brightness of the pixels of a picture, from 0 for black to {@link #WHITE}. */
final class Picture {

    /** White: large enough for all shades of eight bits a colour to be whole numbers. */
    static final float WHITE = 255_000;

    /** More than any camera's picture of a digit needs; a picture takes some bytes a pixel. */
    private static final long MOST_PIXELS = 16_000_000;

    private final int width;
    private final int height;
    private final float[] brightness;

    /**
     * Makes a picture.
     *
     * @param width its width
     * @param height its height
     * @param brightness its pixels, row by row
     */
    Picture(int width, int height, float... brightness) {
        this.width = width;
        this.height = height;
        this.brightness = brightness.clone();
    }

    /**
     * Reads a PNG file. Its size is known, and bounded, before any of its pixels is decoded.
     *
     * @param file the file
     * @return the picture, what is transparent being white
     */
    static Picture read(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new WorkException(file + ": is no file. Name a PNG picture of one digit.");
        }
        try (ImageInputStream in = ImageIO.createImageInputStream(file.toFile())) {
            Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
            if (!readers.hasNext()) {
                throw notPng(file);
            }
            ImageReader reader = readers.next();
            try {
                reader.setInput(in, true, true);
                if (!reader.getFormatName().equalsIgnoreCase("png")) {
                    throw notPng(file);
                }
                checkSize(file, reader.getWidth(0), reader.getHeight(0));
                return of(reader.read(0));
            } finally {
                reader.dispose();
            }
        } catch (OutOfMemoryError e) {
            throw new WorkException(file + ": " + Memory.exceeded());
        } catch (IOException | RuntimeException e) {
            if (e instanceof WorkException known) {
                throw known;
            }
            // decoders throw all sorts of exceptions at damaged files
            throw new WorkException(
                    file + ": is damaged (" + e.getMessage() + "). Save it as PNG again.", e);
        }
    }

    private static WorkException notPng(Path file) {
        return new WorkException(file + ": is no PNG picture. Save it as PNG.");
    }

    private static void checkSize(Path file, int width, int height) {
        if ((long) width * height > MOST_PIXELS) {
            throw new WorkException(
                    String.format(
                            "%s: has %d x %d pixels, more than %d million. Make it smaller.",
                            file, width, height, MOST_PIXELS / 1_000_000));
        }
    }

    private static Picture of(BufferedImage image) {
        int width = image.getWidth();
        int height = image.getHeight();
        boolean grey = image.getColorModel().getColorSpace().getType() == ColorSpace.TYPE_GRAY;
        float[] brightness = new float[width * height];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                brightness[y * width + x] = grey ? grey(image, x, y) : colour(image.getRGB(x, y));
            }
        }
        return new Picture(width, height, brightness);
    }

    /** Takes the grey as it is in the file: as a colour Java would make it brighter. */
    private static float grey(BufferedImage image, int x, int y) {
        Raster raster = image.getRaster();
        float most = (1 << image.getColorModel().getComponentSize(0)) - 1;
        float alpha = raster.getNumBands() > 1 ? raster.getSample(x, y, 1) / most : 1;
        return onPaper(WHITE / most * raster.getSample(x, y, 0), alpha);
    }

    /** Returns the luma of Rec. 601. */
    private static float colour(int argb) {
        int luma = 299 * (argb >> 16 & 0xff) + 587 * (argb >> 8 & 0xff) + 114 * (argb & 0xff);
        return onPaper(luma, (argb >>> 24) / 255f);
    }

    private static float onPaper(float brightness, float alpha) {
        return alpha * brightness + (1 - alpha) * WHITE;
    }

    int width() {
        return width;
    }

    int height() {
        return height;
    }

    float at(int x, int y) {
        return brightness[y * width + x];
    }
}
