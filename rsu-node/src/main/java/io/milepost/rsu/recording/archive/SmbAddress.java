package io.milepost.rsu.recording.archive;

import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;
import java.net.URI;
import java.net.URISyntaxException;

/**
 * {@code smb://host[:port]/share[/path]}.
 *
 * @param host name or address
 * @param port 445 unless given
 * @param share name of the share
 * @param path folder inside it, without outer slashes; empty for the share itself
 */
record SmbAddress(String host, int port, String share, String path) {
  static final String SCHEME = "smb://";
  private static final int PORT = 445;

  /**
   * Reads an address.
   *
   * @throws MilepostException CONFIGURATION; never repeats a password that was put into it
   */
  static SmbAddress of(String url) {
    try {
      URI uri = new URI(url);
      String path = uri.getPath() == null ? "" : uri.getPath().replaceAll("^/+|/+$", "");
      if (uri.getHost() == null
          || path.isEmpty()
          || uri.getUserInfo() != null
          || uri.getQuery() != null
          || path.contains("..")) {
        throw refuse();
      }
      int slash = path.indexOf('/');
      return new SmbAddress(
          uri.getHost(),
          uri.getPort() < 0 ? PORT : uri.getPort(),
          slash < 0 ? path : path.substring(0, slash),
          slash < 0 ? "" : path.substring(slash + 1));
    } catch (URISyntaxException e) {
      throw refuse();
    }
  }

  private static MilepostException refuse() {
    return new MilepostException(
        FailureCode.CONFIGURATION,
        "archive.url must be a folder or smb://host[:port]/share[/path], without user and"
            + " password; those are archive.username and archive.password");
  }

  @Override
  public String toString() {
    return SCHEME
        + host
        + (port == PORT ? "" : ":" + port)
        + "/"
        + share
        + (path.isEmpty() ? "" : "/" + path);
  }
}
