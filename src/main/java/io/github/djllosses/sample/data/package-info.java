/**
 * The images that the sample program learns from, as plain bytes until an engine asks for them.
 *
 * <ul>
 *   <li>{@link io.github.djllosses.sample.data.LabelledImages} is the value that everything here
 *       gives: images with a class each, and their two arrays for an engine.
 *   <li>{@link io.github.djllosses.sample.data.DrawnDigits} draws handwritten-looking digits, the
 *       same ones for the same seed on every machine.
 *   <li>{@link io.github.djllosses.sample.data.IdxFiles} reads the files of MNIST, Fashion-MNIST
 *       and other sets in the IDX format, and trusts nothing that they say about themselves.
 * </ul>
 */
package io.github.djllosses.sample.data;
