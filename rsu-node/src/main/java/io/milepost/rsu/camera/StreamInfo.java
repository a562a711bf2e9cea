package io.milepost.rsu.camera;

import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;

/**
 * What a source delivers, from one connection until it breaks off.
 *
 * @param codec FFmpeg's name of the codec, for example {@code h264}
 * @param width pixels, 0 when unknown
 * @param height pixels, 0 when unknown
 * @param fps nominal frames per second, 0 when unknown
 * @param parameters codec parameters; borrowed, valid only during the call that hands them over
 * @param audio the same of its sound, null when it has none
 */
public record StreamInfo(
    String codec,
    int width,
    int height,
    double fps,
    AVCodecParameters parameters,
    AVCodecParameters audio) {}
