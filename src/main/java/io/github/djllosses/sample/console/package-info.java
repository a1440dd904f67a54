/** What a command says and writes: progress, tables, numbers, errors and files. */
package io.github.djllosses.sample.console;
