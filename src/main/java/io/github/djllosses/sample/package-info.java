/**
 * The command line {@code djl-losses}: the losses of this library at work, beside DJL's own.
 *
 * <ul>
 *   <li>{@link io.github.djllosses.sample.Main} is the program. A command is a class of its own,
 *       named in its list of subcommands.
 *   <li>{@code data} has the digits to learn from, {@code learning} the network and the training
 *       step, {@code compare} and {@code edgecases} the two tables of the command {@code compare}.
 *   <li>{@code train}, {@code evaluate}, {@code predict} and {@code losses} are commands, too;
 *       {@code model} has the folders in which trained classifiers pass from one to the other.
 *   <li>{@code divergence} is the command that measures distributions given by hand.
 *   <li>{@code report} is the HTML page that a command can leave of its results.
 *   <li>{@code console} is what every command says and writes: progress, tables, files.
 * </ul>
 *
 * <p>Nothing here is published, and nothing outside of this package knows it.
 */
package io.github.djllosses.sample;
