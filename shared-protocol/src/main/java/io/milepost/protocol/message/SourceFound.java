package io.milepost.protocol.message;

/**
 * What a source delivers.
 *
 * @param source the source without name and password
 * @param codec FFmpeg's name of the codec, for example {@code h264}
 * @param width pixels
 * @param height pixels
 * @param fps nominal frames per second, 0 when unknown
 * @param millis from asking to the first decoded picture
 */
public record SourceFound(
    String source, String codec, int width, int height, double fps, long millis) {}
