package io.milepost.protocol.message;

/**
 * Answer of a camera.
 *
 * @param camera camera id
 * @param state its state after the command
 * @param jpeg the picture asked for, null otherwise
 * @param ptsMicros presentation time of the picture, 0 without one
 */
public record CameraReply(String camera, String state, byte[] jpeg, long ptsMicros) {}
