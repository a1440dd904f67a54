package io.github.djllosses.sample.train;

import java.util.List;
import java.util.Map;

/**
 * What a run was and what came of it.
 *
 * @param settings what it did
 * @param loss the loss with its options
 * @param data the data set
 * @param epochs what each epoch came to
 * @param parametersSha256 the checksum of the file of parameters
 * @param versions what it ran with
 */
record RunSummary(
        Settings settings,
        String loss,
        String data,
        List<EpochResult> epochs,
        String parametersSha256,
        Map<String, String> versions) {}
