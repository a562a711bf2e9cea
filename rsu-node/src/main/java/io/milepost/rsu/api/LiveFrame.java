package io.milepost.rsu.api;

import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;
import io.milepost.protocol.json.Json;
import io.milepost.rsu.camera.JpegPicture;
import io.vertx.core.buffer.Buffer;

/** Wire form of one live picture; the layout is in the description of this package. */
final class LiveFrame {
  private static final int MAX_HEADER = 1024;

  private LiveFrame() {}

  /** A picture as one binary message. */
  static Buffer encode(JpegPicture picture) {
    byte[] header =
        Json.writeBytes(
            new Header(
                picture.camera(),
                picture.ptsMicros(),
                picture.utcMillis(),
                picture.width(),
                picture.height()));
    return Buffer.buffer(Integer.BYTES + header.length + picture.jpeg().length)
        .appendInt(header.length)
        .appendBytes(header)
        .appendBytes(picture.jpeg());
  }

  /**
   * A picture from another node.
   *
   * @throws MilepostException BAD_REQUEST when it is none
   */
  static JpegPicture decode(Buffer message) {
    int length = message.length() < Integer.BYTES ? -1 : message.getInt(0);
    if (length < 2 || length > MAX_HEADER || message.length() < Integer.BYTES + length) {
      throw new MilepostException(FailureCode.BAD_REQUEST, "not a live picture");
    }
    int body = Integer.BYTES + length;
    Header header = Json.read(message.getBytes(Integer.BYTES, body), Header.class);
    return new JpegPicture(
        header.camera,
        header.ptsUs,
        header.utcMs,
        header.w,
        header.h,
        message.getBytes(body, message.length()));
  }

  private record Header(String camera, long ptsUs, long utcMs, int w, int h) {}
}
