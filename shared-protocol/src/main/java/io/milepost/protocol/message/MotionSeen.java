package io.milepost.protocol.message;

/**
 * Something moves before a camera, or moves no longer. Sent when motion begins and when it has
 * ended, by cameras that are configured to.
 *
 * @param camera camera id
 * @param moving whether it goes on
 * @param sincePtsMicros presentation time at which it began, microseconds
 * @param ptsMicros presentation time of the last picture in which something moved
 * @param utcMillis UTC of that picture, milliseconds
 * @param share largest share of the picture that moved so far, 0..1
 */
public record MotionSeen(
    String camera,
    boolean moving,
    long sincePtsMicros,
    long ptsMicros,
    long utcMillis,
    double share) {}
