/** Losses of the overlap between predicted and labelled regions, such as pixels of an image. */
package io.github.djllosses.segmentation;
