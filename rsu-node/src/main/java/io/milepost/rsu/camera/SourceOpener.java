package io.milepost.rsu.camera;

import io.milepost.protocol.failure.MilepostException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Opens the source of a camera, whatever its scheme, within the policy. */
final class SourceOpener {
  /** Containers a media file may have; playlists that name other files are not among them. */
  private static final String FILE_FORMATS =
      "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,mpegts,mpeg,flv,asf,h264,hevc,mjpeg,m4v,ogg";

  /** Not {@code fflags=nobuffer}: that throws away what is read while probing. */
  private static final Map<String, String> LIVE =
      Map.of("analyzeduration", "1000000", "probesize", "1000000");

  private static final int MOST_REDIRECTS = 3;

  /** What the kernel keeps of datagrams, bytes: a key picture of 4K comes in one burst. */
  private static final String DATAGRAM_BUFFER = "1048576";

  private final SourcePolicy policy;
  private final Map<String, StreamOpener> openers;
  private final Duration timeout;

  SourceOpener(SourcePolicy policy, Map<String, StreamOpener> openers, Duration timeout) {
    this.policy = policy;
    this.openers = Map.copyOf(openers);
    this.timeout = timeout;
  }

  /**
   * Opens a source, RTSP over TCP.
   *
   * @throws SourceException with a sentence
   */
  MediaSource open(String source, Interrupt interrupt) {
    return open(source, Transport.TCP, interrupt);
  }

  /**
   * Opens a source.
   *
   * @throws SourceException with a sentence
   */
  MediaSource open(String source, Transport transport, Interrupt interrupt) {
    SourceAddress address = policy.check(source);
    interrupt.within(timeout);
    StreamOpener opener = openers.get(address.scheme());
    if (opener != null) {
      return stream(address, opener, interrupt);
    }
    return switch (address.scheme()) {
      case "file" -> file(address, policy.file(address), interrupt);
      case "v4l2" -> device(address, interrupt);
      default -> rtsp(address, transport, interrupt);
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

  private MediaSource rtsp(SourceAddress address, Transport transport, Interrupt interrupt) {
    URI uri = address.uri();
    for (int hops = 0; hops <= MOST_REDIRECTS; hops++) {
      RtspAddress asked = null;
      try {
        List<InetAddress> known = policy.resolve(uri.getHost());
        for (int i = 0; i < known.size() - 1; i++) {
          asked = new RtspAddress(uri, known.get(i));
          try {
            return rtsp(address, asked, transport, interrupt);
          } catch (SourceException e) {
            if (e.kind() == SourceException.Kind.CREDENTIALS || interrupt.isOverdue()) {
              throw e;
            }
          }
        }
        asked = new RtspAddress(uri, known.get(known.size() - 1));
        return rtsp(address, asked, transport, interrupt);
      } catch (Redirected elsewhere) {
        uri = asked.follow(elsewhere.location());
      }
    }
    throw new SourceException(
        SourceException.Kind.CAMERA, address.shown() + " redirects in a circle; use its address");
  }

  private MediaSource rtsp(
      SourceAddress address, RtspAddress asked, Transport transport, Interrupt interrupt) {
    Map<String, String> options = new HashMap<>();
    switch (transport) {
      case UDP -> options.put("rtsp_transport", "udp");
      case AUTO -> {
        options.put("rtsp_transport", "udp+tcp");
        options.put("rtsp_flags", "prefer_tcp");
      }
      default -> options.put("rtsp_transport", "tcp");
    }
    options.put("buffer_size", DATAGRAM_BUFFER);
    options.put("timeout", Long.toString(2 * timeout.toNanos() / 1000));
    options.put("allowed_media_types", "video+audio");
    options.put("protocol_whitelist", "rtsp,rtsps,tcp,tls,udp,rtp");
    options.put("format_whitelist", "rtsp");
    options.put("analyzeduration", "1000000");
    options.put("verifyhost", asked.uri().getHost());
    return MediaSource.open(address, asked.pinned(), "rtsp", options, interrupt);
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
          SourceException.Kind.CAMERA, address.shown() + " cannot be opened: " + e.getMessage(), e);
    }
  }
}
