package io.github.djllosses.sample.edgecases;

/**
 * A row of the table.
 *
 * @param input the input, and what is asked of it
 * @param truth what is right
 * @param djl what DJL's loss says
 * @param djlRight whether that is the truth
 * @param ours what the loss of this library says
 * @param oursRight whether that is the truth
 * @param words how DJL's loss does, in words
 */
public record EdgeRow(
        String input,
        Outcome truth,
        Outcome djl,
        boolean djlRight,
        Outcome ours,
        boolean oursRight,
        String words) {

    /**
     * Judges the outcomes of an input.
     *
     * @param input the input
     * @param flaw what is wrong with DJL's loss, if it is
     * @param truth what is right
     * @param djl what DJL's loss says
     * @param ours what the loss of this library says
     */
    static EdgeRow of(String input, String flaw, Outcome truth, Outcome djl, Outcome ours) {
        boolean djlRight = djl.matches(truth);
        String words = djlRight ? "DJL is right here." : flaw;
        return new EdgeRow(
                input,
                truth,
                djl,
                djlRight,
                ours,
                ours.matches(truth),
                words + said(" DJL says: ", djl) + said(" Ours says: ", ours));
    }

    private static String said(String who, Outcome outcome) {
        return outcome.refused() ? who + '"' + outcome.refusal() + "\"." : "";
    }
}
