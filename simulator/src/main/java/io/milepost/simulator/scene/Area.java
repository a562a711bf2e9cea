package io.milepost.simulator.scene;

/**
 * A part of the ground with a meaning, in road coordinates, metres. Immutable.
 *
 * @param type word of the zone type: crossing, restricted, parking, line
 * @param s0 begin along the road
 * @param s1 end along the road
 * @param l0 one lateral edge
 * @param l1 the other; the same as l0 for a line
 */
public record Area(String type, double s0, double s1, double l0, double l1) {}
