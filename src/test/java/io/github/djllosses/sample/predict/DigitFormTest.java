package io.github.djllosses.sample.predict;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class DigitFormTest {

    private static Picture bar(float paper, float ink, int left, int right, int top, int bottom) {
        float[] brightness = new float[100 * 80];
        Arrays.fill(brightness, paper * Picture.WHITE);
        for (int y = top; y < bottom; y++) {
            Arrays.fill(brightness, y * 100 + left, y * 100 + right, ink * Picture.WHITE);
        }
        return new Picture(100, 80, brightness);
    }

    /** A bar of 10 x 40 becomes 5 x 20, from column 11.5, that is 12, and row 4. */
    @Test
    void theLongerSideIsTwentyAndTheCentreOfMassInTheMiddle() {
        byte[] pixels = DigitForm.of(bar(1, 0, 7, 17, 30, 70)).orElseThrow().image(0);
        for (int y = 0; y < 28; y++) {
            for (int x = 0; x < 28; x++) {
                boolean ink = y >= 4 && y < 24 && x >= 12 && x < 17;
                assertEquals(ink ? -1 : 0, pixels[y * 28 + x], x + ", " + y);
            }
        }
    }

    @Test
    void greyOnGreyBecomesLightOnBlack() {
        assertEquals(
                DigitForm.of(bar(1, 0, 7, 17, 30, 70)).orElseThrow(),
                DigitForm.of(bar(0.4f, 0.6f, 70, 80, 3, 43)).orElseThrow());
    }

    @Test
    void aPictureOfOneBrightnessShowsNothing() {
        assertTrue(DigitForm.of(bar(0.5f, 0.55f, 7, 17, 30, 70)).isEmpty());
    }
}
