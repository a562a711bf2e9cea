package io.milepost.rsu.perception.pixels;

/**
 * Motion before a camera, when it begins and again when it has ended.
 *
 * @param camera camera id
 * @param sinceSeconds PTS at which it began
 * @param untilSeconds PTS at which something last moved
 * @param utcMillis UTC of that picture
 * @param share largest share of the picture that moved, 0..1
 * @param over whether it has ended
 */
public record Motion(
    String camera,
    double sinceSeconds,
    double untilSeconds,
    long utcMillis,
    double share,
    boolean over) {}
