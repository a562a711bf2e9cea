package io.milepost.rsu.rules.core;

/**
 * Somebody crossed a line.
 *
 * @param line id of the zone
 * @param direction {@code to_left} or {@code to_right}, walking from the line's first point to its
 *     last
 */
public record Crossing(String line, String direction) {}
