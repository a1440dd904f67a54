/** Losses that place embeddings near to or far from each other. */
package io.github.djllosses.embedding;
