package io.github.djllosses.sample.predict;

import io.github.djllosses.sample.data.LabelledImages;
import java.util.Arrays;
import java.util.Optional;

/**
 * Brings a picture of a digit to the form that MNIST has: light ink on black paper, the box around
 * the ink scaled to fit 20 x 20, and its centre of mass in the middle of 28 x 28.
 *
 * <p>What is paper tells the border of the picture. Ink is what differs from it.
 */
final class DigitForm {

    private static final int SIZE = 28;
    private static final int BOX = 20;

    /** The least difference between paper and ink: less is a picture of nothing. */
    private static final float CONTRAST = 0.1f * Picture.WHITE;

    /** What has this share of the most ink belongs to the digit; less is noise and shade. */
    private static final float SHARE = 0.3f;

    private final int width;
    private final int height;
    private final float[] ink;

    private DigitForm(int width, int height, float... ink) {
        this.width = width;
        this.height = height;
        this.ink = ink;
    }

    /**
     * Brings a picture to that form.
     *
     * @param picture the picture
     * @return one image, whose class is not known; empty if there is nothing on the picture
     */
    static Optional<LabelledImages> of(Picture picture) {
        DigitForm whole = inkOf(picture);
        float most = whole.most();
        if (most < CONTRAST) {
            return Optional.empty();
        }
        DigitForm digit = whole.boxed(SHARE * most).fitted();
        byte[] pixels = digit.centred(digit.most());
        return Optional.of(new LabelledImages(SIZE, SIZE, pixels, new byte[1]));
    }

    /** Returns how much each pixel differs from the paper, on the side on which most ink is. */
    private static DigitForm inkOf(Picture picture) {
        int width = picture.width();
        int height = picture.height();
        float paper = paper(picture);
        float[] darker = new float[width * height];
        float[] lighter = new float[width * height];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                float difference = paper - picture.at(x, y);
                darker[y * width + x] = Math.max(0, difference);
                lighter[y * width + x] = Math.max(0, -difference);
            }
        }
        DigitForm dark = new DigitForm(width, height, darker);
        DigitForm light = new DigitForm(width, height, lighter);
        return dark.most() >= light.most() ? dark : light;
    }

    /** Returns the median brightness of the border. */
    private static float paper(Picture picture) {
        int width = picture.width();
        int height = picture.height();
        float[] border = new float[2 * (width + height)];
        int i = 0;
        for (int x = 0; x < width; x++) {
            border[i++] = picture.at(x, 0);
            border[i++] = picture.at(x, height - 1);
        }
        for (int y = 0; y < height; y++) {
            border[i++] = picture.at(0, y);
            border[i++] = picture.at(width - 1, y);
        }
        Arrays.sort(border);
        return border[border.length / 2];
    }

    private float most() {
        float most = 0;
        for (float each : ink) {
            most = Math.max(most, each);
        }
        return most;
    }

    /** Cuts out the box around all that has at least some ink. */
    private DigitForm boxed(float least) {
        int left = width;
        int right = -1;
        int top = height;
        int bottom = -1;
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                if (ink[y * width + x] >= least) {
                    left = Math.min(left, x);
                    right = Math.max(right, x);
                    top = Math.min(top, y);
                    bottom = Math.max(bottom, y);
                }
            }
        }
        int columns = right - left + 1;
        int rows = bottom - top + 1;
        float[] box = new float[columns * rows];
        for (int y = 0; y < rows; y++) {
            System.arraycopy(ink, (top + y) * width + left, box, y * columns, columns);
        }
        return new DigitForm(columns, rows, box);
    }

    /** Scales so that the longer side has 20 pixels, each the mean of the area that it covers. */
    private DigitForm fitted() {
        double scale = (double) Math.max(width, height) / BOX;
        int columns = (int) Math.max(1, Math.round(width / scale));
        int rows = (int) Math.max(1, Math.round(height / scale));
        float[] small = new float[columns * rows];
        for (int y = 0; y < rows; y++) {
            for (int x = 0; x < columns; x++) {
                small[y * columns + x] =
                        mean(
                                (double) x * width / columns,
                                (x + 1.0) * width / columns,
                                (double) y * height / rows,
                                (y + 1.0) * height / rows);
            }
        }
        return new DigitForm(columns, rows, small);
    }

    private float mean(double left, double right, double top, double bottom) {
        double sum = 0;
        for (int y = (int) top; y < Math.min(bottom, height); y++) {
            double covered = Math.min(y + 1, bottom) - Math.max(y, top);
            for (int x = (int) left; x < Math.min(right, width); x++) {
                sum += covered * (Math.min(x + 1, right) - Math.max(x, left)) * ink[y * width + x];
            }
        }
        return (float) (sum / ((right - left) * (bottom - top)));
    }

    /** Puts the centre of mass into the middle. */
    private byte[] centred(float most) {
        double sum = 0;
        double sumX = 0;
        double sumY = 0;
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                double each = ink[y * width + x];
                sum += each;
                sumX += each * (x + 0.5);
                sumY += each * (y + 0.5);
            }
        }
        int left = place(sumX / sum, width);
        int top = place(sumY / sum, height);
        byte[] pixels = new byte[SIZE * SIZE];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                pixels[(top + y) * SIZE + left + x] =
                        (byte) Math.round(255 * ink[y * width + x] / most);
            }
        }
        return pixels;
    }

    private static int place(double centre, int length) {
        return (int) Math.max(0, Math.min(SIZE - length, Math.round(SIZE / 2.0 - centre)));
    }
}
