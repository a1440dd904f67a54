/**
 * A report that is one HTML page: tables, charts, confusion matrices and pictures, to open in a
 * browser without a network.
 *
 * <p>A {@link io.github.djllosses.sample.report.Report} has sections, a section has {@link
 * io.github.djllosses.sample.report.Figure}s. All of it is data, written as JSON; the page is a
 * fixed template with that JSON in it, and its script draws what it finds. Commands decide what
 * there is to show, and nothing here knows them.
 */
package io.github.djllosses.sample.report;
