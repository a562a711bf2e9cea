/**
 * Keeps and shows what happens: {@code alerts.csv} with rotation, lines for people or programs on
 * standard output, both away from the receiving thread.
 *
 * <p>Talks to: {@code event}; files and standard output.
 */
package io.milepost.vehicle.journal;
