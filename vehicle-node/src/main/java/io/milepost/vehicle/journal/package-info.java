/**
 * Keeps and shows what happens: {@code alerts.csv} with rotation, lines for people or programs on
 * standard output, and decisions with the signed bytes they rest on; all away from the receiving
 * thread.
 *
 * <p>Talks to: {@code event}; files and standard output.
 */
package io.milepost.vehicle.journal;
