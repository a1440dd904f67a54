/** Losses that are made of other losses. */
package io.github.djllosses.composition;
