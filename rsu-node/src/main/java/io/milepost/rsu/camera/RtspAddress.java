package io.milepost.rsu.camera;

import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.regex.Pattern;

/**
 * An RTSP address with its host looked up and checked once: FFmpeg is given the number, never the
 * name, so that a name server cannot answer it otherwise than it answered the check.
 *
 * @param uri as configured or as a server redirected to
 * @param address the checked address
 */
record RtspAddress(URI uri, InetAddress address) {
  private static final Pattern CONTROL = Pattern.compile("%([01].|7[fF])");

  /** What FFmpeg opens: the same with the number in place of the name. */
  String pinned() {
    String number = address.getHostAddress();
    int scope = number.indexOf('%');
    String host = scope < 0 ? number : number.substring(0, scope);
    StringBuilder url = new StringBuilder(uri.getScheme()).append("://");
    if (uri.getRawUserInfo() != null) {
      url.append(uri.getRawUserInfo()).append('@');
    }
    url.append(host.indexOf(':') < 0 ? host : "[" + host + "]");
    if (uri.getPort() >= 0) {
      url.append(':').append(uri.getPort());
    }
    url.append(uri.getRawPath() == null ? "" : uri.getRawPath());
    return uri.getRawQuery() == null
        ? url.toString()
        : url.append('?').append(uri.getRawQuery()).toString();
  }

  /**
   * Where a server redirects to. Name and password go along only to the same host, and an encrypted
   * connection does not become a plain one.
   *
   * @throws SourceException CAMERA when that is no RTSP address
   */
  URI follow(String location) {
    try {
      URI next = uri.resolve(new URI(location.strip()));
      boolean rtsp = "rtsps".equals(next.getScheme());
      rtsp |= "rtsp".equals(next.getScheme()) && !"rtsps".equals(uri.getScheme());
      if (!rtsp || next.getHost() == null) {
        throw new SourceException(
            SourceException.Kind.CAMERA, "the camera redirects to something that is not allowed");
      }
      boolean same = next.getHost().equalsIgnoreCase(uri.getHost());
      return new URI(
          next.getScheme()
              + "://"
              + (same && uri.getRawUserInfo() != null ? uri.getRawUserInfo() + "@" : "")
              + next.getHost()
              + (next.getPort() < 0 ? "" : ":" + next.getPort())
              + (next.getRawPath() == null ? "" : next.getRawPath())
              + (next.getRawQuery() == null ? "" : "?" + next.getRawQuery()));
    } catch (URISyntaxException e) {
      throw new SourceException(
          SourceException.Kind.CAMERA, "the camera redirects to something that is no address", e);
    }
  }

  /** Whether name or password would write lines of their own into a request. */
  static boolean hasControls(URI uri) {
    String raw = uri.getRawUserInfo();
    return raw != null && CONTROL.matcher(raw).find();
  }
}
