package io.milepost.rsu.camera.live;

/**
 * One piece of live MP4: the initialisation segment, or one picture.
 *
 * @param camera camera id
 * @param number rises by one a piece; gaps are lost pieces
 * @param kind what it is
 * @param codec of the initialisation segment, as browsers name it (RFC 6381); null of a picture
 * @param baseMicros the presentation time that is zero in this MP4, microseconds on the camera's
 *     clock
 * @param ptsMicros presentation time of the picture, microseconds on the camera's clock
 * @param utcMillis UTC of the picture, milliseconds
 * @param width of the video, pixels, 0 when unknown
 * @param height of the video, pixels, 0 when unknown
 * @param bytes the piece; never mutated
 */
public record LiveFragment(
    String camera,
    long number,
    Kind kind,
    String codec,
    long baseMicros,
    long ptsMicros,
    long utcMillis,
    int width,
    int height,
    byte[] bytes) {

  /** What a piece is. */
  public enum Kind {
    /** Says what the pictures are; an MP4 begins with it. */
    INIT,
    /** A picture that can be shown without those before it. */
    KEY,
    /** A picture that builds on those before it. */
    DELTA
  }
}
