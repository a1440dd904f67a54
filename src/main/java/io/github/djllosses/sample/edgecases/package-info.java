/**
 * Small inputs on which DJL's own losses are wrong or fail, beside the truth and this library.
 *
 * <p>Nothing is typed in: {@link io.github.djllosses.sample.edgecases.Truth} computes what is right
 * in double and without either library, and both libraries run when the table is made.
 */
package io.github.djllosses.sample.edgecases;
