package io.github.djllosses.sample.report;

import java.util.List;

/**
 * Small pictures.
 *
 * @param title what they are
 * @param note how to read them, or nothing
 * @param pictures the pictures
 */
public record Gallery(String title, String note, List<Picture> pictures) implements Figure {}
