package io.milepost.rsu.camera;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A configured source, taken apart.
 *
 * @param scheme lower-case scheme, for example {@code rtsp}
 * @param rest what follows the colon
 * @param text as configured; may hold a password, never log it
 */
public record SourceAddress(String scheme, String rest, String text) {
  private static final Pattern SECRET =
      Pattern.compile(
          "\\b(user(?:name)?|usr|pass(?:word|wd)?|pwd|auth|token|key)=[^&/;]*",
          Pattern.CASE_INSENSITIVE);

  /**
   * Takes a source apart.
   *
   * @throws SourceException when it has no scheme
   */
  public static SourceAddress parse(String source) {
    int colon = source == null ? -1 : source.indexOf(':');
    if (colon < 1) {
      throw new SourceException(
          SourceException.Kind.CONFIGURATION,
          "camera source '" + source + "' has no scheme; write rtsp://…, file:…, v4l2:… or sim:…");
    }
    return new SourceAddress(
        source.substring(0, colon).toLowerCase(Locale.ROOT), source.substring(colon + 1), source);
  }

  /** Whether it is a file. */
  public boolean isFile() {
    return scheme.equals("file");
  }

  /** Whether it is fetched over RTSP. */
  public boolean isRtsp() {
    return scheme.equals("rtsp") || scheme.equals("rtsps");
  }

  /** Whether it is a capture device of this machine. */
  public boolean isDevice() {
    return scheme.equals("v4l2");
  }

  /**
   * The source as a URI.
   *
   * @throws SourceException when it is none
   */
  public URI uri() {
    try {
      return new URI(text);
    } catch (URISyntaxException e) {
      throw new SourceException(
          SourceException.Kind.CONFIGURATION,
          "camera source "
              + shown()
              + " is not a valid URL; write special characters in name and password as %40");
    }
  }

  /**
   * The source without name and password, fit for logs and screens. Many cameras want both in path
   * or query.
   */
  public String shown() {
    String bare = rest.replaceFirst("^//[^/?#]*@", "//");
    return scheme + ":" + (isRtsp() ? SECRET.matcher(bare).replaceAll("$1=***") : bare);
  }
}
