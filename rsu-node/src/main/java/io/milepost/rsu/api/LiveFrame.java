package io.milepost.rsu.api;

import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;
import io.milepost.protocol.json.Json;
import io.milepost.rsu.camera.JpegPicture;
import io.milepost.rsu.camera.live.LiveFragment;
import io.vertx.core.buffer.Buffer;
import java.util.Optional;

/** Wire form of one live picture or one piece of live MP4; the layout is in docs/live.md. */
final class LiveFrame {
  private static final int MAX_HEADER = 1024;
  private static final String JPEG = "jpeg";

  private LiveFrame() {}

  /** A picture as one binary message. */
  static Buffer encode(JpegPicture picture) {
    return message(
        new Header(
            picture.camera(),
            JPEG,
            picture.ptsMicros(),
            picture.utcMillis(),
            picture.width(),
            picture.height(),
            null,
            null,
            null),
        picture.jpeg());
  }

  /** A piece of MP4 as one binary message. */
  static Buffer encode(LiveFragment piece) {
    boolean init = piece.kind() == LiveFragment.Kind.INIT;
    return message(
        new Header(
            piece.camera(),
            init ? "init" : "video",
            piece.ptsMicros(),
            piece.utcMillis(),
            piece.width(),
            piece.height(),
            init ? null : piece.kind() == LiveFragment.Kind.KEY,
            piece.codec(),
            init ? piece.baseMicros() : null),
        piece.bytes());
  }

  private static Buffer message(Header fields, byte[] body) {
    byte[] header = Json.writeBytes(fields);
    return Buffer.buffer(Integer.BYTES + header.length + body.length)
        .appendInt(header.length)
        .appendBytes(header)
        .appendBytes(body);
  }

  /**
   * A picture from another node.
   *
   * @throws MilepostException BAD_REQUEST when it is none
   */
  static JpegPicture decode(Buffer message) {
    Header header = header(message);
    if (header.kind != null && !header.kind.equals(JPEG)) {
      throw new MilepostException(FailureCode.BAD_REQUEST, "not a live picture: " + header.kind);
    }
    return new JpegPicture(
        header.camera, header.ptsUs, header.utcMs, header.w, header.h, body(message));
  }

  /**
   * A piece of MP4 from another node; empty when it is a picture.
   *
   * @param number its number here
   * @throws MilepostException BAD_REQUEST when it is neither
   */
  static Optional<LiveFragment> decodeVideo(Buffer message, long number) {
    Header header = header(message);
    boolean init = "init".equals(header.kind);
    if (!init && !"video".equals(header.kind)) {
      return Optional.empty();
    }
    LiveFragment.Kind kind =
        init
            ? LiveFragment.Kind.INIT
            : Boolean.TRUE.equals(header.key) ? LiveFragment.Kind.KEY : LiveFragment.Kind.DELTA;
    return Optional.of(
        new LiveFragment(
            header.camera,
            number,
            kind,
            header.codec,
            header.baseUs == null ? 0 : header.baseUs,
            header.ptsUs,
            header.utcMs,
            header.w,
            header.h,
            body(message)));
  }

  static Header header(Buffer message) {
    int length = message.length() < Integer.BYTES ? -1 : message.getInt(0);
    if (length < 2 || length > MAX_HEADER || message.length() < Integer.BYTES + length) {
      throw new MilepostException(FailureCode.BAD_REQUEST, "not a live picture");
    }
    return Json.read(message.getBytes(Integer.BYTES, Integer.BYTES + length), Header.class);
  }

  static byte[] body(Buffer message) {
    return message.getBytes(Integer.BYTES + message.getInt(0), message.length());
  }

  /** What stands before the bytes; the last three are there with MP4 only. */
  record Header(
      String camera,
      String kind,
      long ptsUs,
      long utcMs,
      int w,
      int h,
      Boolean key,
      String codec,
      Long baseUs) {}
}
