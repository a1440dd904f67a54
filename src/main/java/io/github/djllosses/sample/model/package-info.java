/**
 * Folders with a trained classifier: {@link io.github.djllosses.sample.model.ModelFolder} makes
 * one, which any DJL program can load by its path, and {@link
 * io.github.djllosses.sample.model.TrainedModel} reads it.
 */
package io.github.djllosses.sample.model;
