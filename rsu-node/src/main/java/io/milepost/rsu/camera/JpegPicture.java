package io.milepost.rsu.camera;

/**
 * One live picture, encoded once for all viewers.
 *
 * @param camera camera id
 * @param ptsMicros presentation time, microseconds; the same clock as the boxes
 * @param utcMillis UTC of the picture, milliseconds
 * @param width width of this JPEG, pixels
 * @param height height of this JPEG, pixels
 * @param jpeg the encoded picture; never mutated
 */
public record JpegPicture(
    String camera, long ptsMicros, long utcMillis, int width, int height, byte[] jpeg) {}
