package io.github.djllosses.sample.report;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.List;
import javax.imageio.ImageIO;

/**
 * A picture with its caption.
 *
 * @param png the picture as a {@code data:} address
 * @param caption the lines below it
 */
public record Picture(String png, List<String> caption) {

    private static final int WHITE = 255;

    /**
     * Draws a picture in grey.
     *
     * @param columns its width
     * @param ink a byte for each pixel, row by row: 0 is paper, 255 is full ink
     * @param caption the lines below it
     * @return the picture
     */
    public static Picture grey(int columns, byte[] ink, List<String> caption) {
        int rows = ink.length / columns;
        BufferedImage image = new BufferedImage(columns, rows, BufferedImage.TYPE_BYTE_GRAY);
        for (int i = 0; i < ink.length; i++) {
            int paper = WHITE - Byte.toUnsignedInt(ink[i]);
            image.getRaster().setSample(i % columns, i / columns, 0, paper);
        }
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, "png", png);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // memory does not fail
        }
        String data = Base64.getEncoder().encodeToString(png.toByteArray());
        return new Picture("data:image/png;base64," + data, caption);
    }
}
