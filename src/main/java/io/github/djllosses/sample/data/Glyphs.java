package io.github.djllosses.sample.data;

import java.util.Arrays;
import java.util.List;

/**
 * The ten digits, each in the ways in which people write it.
 *
 * <p>A way is a list of strokes in the notation of {@link Stroke#parse}.
 */
final class Glyphs {

    private static final List<List<List<Stroke>>> WAYS =
            List.of(
                    // 0: round; narrow, closed past its start.
                    List.of(
                            way("curve 50,2 25,12 12,42 18,78 46,98 74,84 86,50 76,16 52,3"),
                            way("curve 62,8 40,4 24,30 24,68 42,96 64,82 74,48 66,14 44,8")),
                    // 1: a stick; with an upstroke; with upstroke and foot.
                    List.of(
                            way("lines 52,0 48,100"),
                            way("lines 30,22 54,0 52,100"),
                            way("lines 30,24 54,0 52,100", "lines 26,100 78,98")),
                    // 2: a flat foot; a looped foot; a wavy foot.
                    List.of(
                            way(
                                    "curve 15,24 30,4 60,2 78,22 66,50 38,78 14,97",
                                    "lines 14,97 86,95"),
                            way("curve 16,20 40,0 74,12 70,44 42,76 20,96 10,86 30,80 58,94 90,92"),
                            way("curve 18,12 45,3 76,12 70,38 16,98", "curve 16,98 50,90 88,100")),
                    // 3: two bows; a flat top.
                    List.of(
                            way(
                                    "curve 16,12 42,0 74,10 70,34 40,47",
                                    "curve 40,47 74,55 82,78 55,99 14,88"),
                            way("lines 18,3 78,3 42,40", "curve 42,40 74,46 84,70 60,97 16,90")),
                    // 4: open; closed; open with a bowl.
                    List.of(
                            way("lines 24,2 14,56 88,54", "lines 70,22 62,100"),
                            way("lines 66,0 10,68 92,66", "lines 68,0 66,100"),
                            way("curve 20,5 16,40 36,54 74,44", "lines 78,2 70,100")),
                    // 5: a corner and a bow; in one sweep.
                    List.of(
                            way(
                                    "lines 76,3 28,5 24,44",
                                    "curve 24,44 56,38 82,60 70,90 40,100 12,88"),
                            way("curve 80,4 44,3 26,24 44,44 74,60 70,90 36,100 12,90")),
                    // 6: a bent back; a straight back.
                    List.of(
                            way("curve 70,2 38,22 18,60 30,94 62,97 80,74 60,54 32,62 22,80"),
                            way("curve 46,0 26,40 18,76 40,100 70,90 70,66 44,60 20,76")),
                    // 7: plain; with a bar; with a wavy roof.
                    List.of(
                            way("lines 14,5 84,5 40,100"),
                            way("lines 14,5 84,5 40,100", "lines 30,52 76,50"),
                            way("curve 14,16 20,4 50,8 84,4", "curve 84,4 62,36 48,70 46,100")),
                    // 8: in one stroke; as two rings.
                    List.of(
                            way(
                                    "curve 74,14 46,0 22,18 46,44 76,70 56,98 24,90 26,64 52,44"
                                            + " 74,24 70,10"),
                            way(
                                    "curve 50,2 26,20 48,44 74,22 50,2",
                                    "curve 48,44 18,70 48,99 82,72 48,44")),
                    // 9: a straight stem; a stem that curls back.
                    List.of(
                            way("curve 74,16 46,2 20,24 40,50 68,38 76,12", "lines 76,12 70,100"),
                            way(
                                    "curve 76,20 50,0 22,22 40,48 72,32 78,16",
                                    "curve 78,16 80,56 62,94 22,92")));

    private Glyphs() {}

    /** Returns the ways to write a digit, each a list of strokes. */
    static List<List<Stroke>> waysToWrite(int digit) {
        return WAYS.get(digit);
    }

    private static List<Stroke> way(String... strokes) {
        return Arrays.stream(strokes).map(Stroke::parse).toList();
    }
}
