package io.milepost.rsu.camera;

import io.milepost.protocol.failure.MilepostException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** Opens the source of a camera, whatever its scheme, within the policy. */
final class SourceOpener {
  /** Containers a media file may have; playlists that name other files are not among them. */
  private static final String FILE_FORMATS =
      "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,mpegts,mpeg,flv,asf,h264,hevc,mjpeg,m4v,ogg";

  /** Not {@code fflags=nobuffer}: that throws away what is read while probing. */
  private static final Map<String, String> LIVE =
      Map.of("analyzeduration", "1000000", "probesize", "1000000");

  private final SourcePolicy policy;
  private final Map<String, StreamOpener> openers;
  private final Duration timeout;

  SourceOpener(SourcePolicy policy, Map<String, StreamOpener> openers, Duration timeout) {
    this.policy = policy;
    this.openers = Map.copyOf(openers);
    this.timeout = timeout;
  }

  /**
   * Opens a source.
   *
   * @throws SourceException with a sentence
   */
  MediaSource open(String source, Interrupt interrupt) {
    SourceAddress address = policy.check(source);
    interrupt.within(timeout);
    StreamOpener opener = openers.get(address.scheme());
    if (opener != null) {
      return stream(address, opener, interrupt);
    }
    return switch (address.scheme()) {
      case "file" -> file(address, policy.file(address), interrupt);
      case "v4l2" -> device(address, interrupt);
      default -> rtsp(address, interrupt);
    };
  }

  /** Opens a file without asking a policy; for files named by the person at the keyboard. */
  static MediaSource file(SourceAddress address, Path file, Interrupt interrupt) {
    return MediaSource.open(
        address,
        "file:" + file,
        null,
        Map.of("protocol_whitelist", "file", "format_whitelist", FILE_FORMATS),
        interrupt);
  }

  private MediaSource rtsp(SourceAddress address, Interrupt interrupt) {
    policy.checkHost(address.uri().getHost());
    return MediaSource.open(
        address,
        address.text(),
        null,
        Map.of(
            "rtsp_transport", "tcp",
            "timeout", Long.toString(2 * timeout.toNanos() / 1000),
            "allowed_media_types", "video+audio",
            "protocol_whitelist", "rtsp,rtsps,tcp,tls,udp,rtp",
            "analyzeduration", "1000000"),
        interrupt);
  }

  private static MediaSource device(SourceAddress address, Interrupt interrupt) {
    FfmpegLog.installDevices();
    return MediaSource.open(address, address.rest(), "v4l2", LIVE, interrupt);
  }

  private static MediaSource stream(
      SourceAddress address, StreamOpener opener, Interrupt interrupt) {
    try {
      StreamInput input = new StreamInput(opener.open(address.uri()));
      interrupt.guard(input);
      return MediaSource.open(address, input, "mpegts", LIVE, interrupt);
    } catch (IOException | MilepostException e) {
      if (e instanceof SourceException known) {
        throw known;
      }
      throw new SourceException(
          SourceException.Kind.TRANSIENT,
          address.shown() + " cannot be opened: " + e.getMessage(),
          e);
    }
  }
}
