package io.milepost.rsu.camera;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Which sources a camera may have: known schemes, files only inside media folders (symbolic links
 * followed before the check), and no hosts that only a machine's own cloud could answer (link-local
 * 169.254/16 and fe80::/10, the metadata address fd00:ec2::254, multicast, wildcard).
 *
 * @param mediaFolders folders that may hold video files; empty for none
 * @param extraSchemes schemes with a {@link StreamOpener}
 */
public record SourcePolicy(List<Path> mediaFolders, Set<String> extraSchemes) {
  private static final Set<String> KNOWN = Set.of("rtsp", "rtsps", "file", "v4l2");
  private static final Pattern DEVICE = Pattern.compile("/dev/video\\d{1,3}");
  private static final int UNIQUE_LOCAL = 0xfd;

  /** Makes the collections immutable. */
  public SourcePolicy {
    mediaFolders = List.copyOf(mediaFolders);
    extraSchemes = Set.copyOf(extraSchemes);
  }

  /**
   * Checks what can be known without touching disk or network; for use when configuration is read.
   *
   * @return the address
   * @throws SourceException with a sentence when the source is not allowed
   */
  public SourceAddress check(String source) {
    SourceAddress address = SourceAddress.parse(source);
    if (!KNOWN.contains(address.scheme()) && !extraSchemes.contains(address.scheme())) {
      Set<String> all = new TreeSet<>(KNOWN);
      all.addAll(extraSchemes);
      throw new SourceException(
          "camera source scheme '" + address.scheme() + "' is not allowed; one of " + all);
    }
    if (address.isDevice() && !DEVICE.matcher(address.rest()).matches()) {
      throw new SourceException(
          "camera source " + address.shown() + " is no video device; write v4l2:/dev/video0");
    }
    if (address.isRtsp() && address.uri().getHost() == null) {
      throw new SourceException("camera source " + address.shown() + " has no host");
    }
    if (address.isFile() && mediaFolders.isEmpty()) {
      throw new SourceException(
          "camera source " + address.shown() + " is a file but no media folder is configured");
    }
    return address;
  }

  /**
   * The file meant, inside a media folder. A relative path is looked up in each media folder.
   *
   * @throws SourceException when it does not exist or lies outside
   */
  Path file(SourceAddress address) {
    Path asked = Path.of(address.rest().replaceFirst("^//(?=/)", ""));
    List<Path> candidates = new ArrayList<>();
    if (!asked.isAbsolute()) {
      mediaFolders.forEach(folder -> candidates.add(folder.resolve(asked)));
    }
    candidates.add(asked.toAbsolutePath());
    for (Path candidate : candidates) {
      if (Files.exists(candidate)) {
        return inside(candidate, address);
      }
    }
    throw new SourceException("video file " + address.rest() + " does not exist");
  }

  private Path inside(Path candidate, SourceAddress address) {
    try {
      Path real = candidate.toRealPath();
      for (Path folder : mediaFolders) {
        if (Files.isDirectory(folder) && real.startsWith(folder.toRealPath())) {
          return real;
        }
      }
    } catch (IOException e) {
      throw new SourceException(
          SourceException.Kind.TRANSIENT, "video file " + address.rest() + " is not readable", e);
    }
    throw new SourceException(
        "video file "
            + address.rest()
            + " lies outside the media folders "
            + mediaFolders
            + "; move it there or add its folder");
  }

  /**
   * Refuses a host that resolves to an address which no camera has. Blocks for the name look-up.
   *
   * @throws SourceException when it is refused or unknown
   */
  void checkHost(String host) {
    try {
      for (InetAddress each : InetAddress.getAllByName(host)) {
        if (each.isLinkLocalAddress()
            || each.isMulticastAddress()
            || each.isAnyLocalAddress()
            || isMetadata(each)) {
          throw new SourceException(
              "camera host "
                  + host
                  + " is "
                  + each.getHostAddress()
                  + ", a link-local, metadata, multicast or wildcard address; not allowed");
        }
      }
    } catch (UnknownHostException e) {
      throw new SourceException(
          SourceException.Kind.TRANSIENT, "camera host " + host + " is unknown to DNS", e);
    }
  }

  private static boolean isMetadata(InetAddress address) {
    byte[] b = address.getAddress();
    return address instanceof Inet6Address
        && (b[0] & 0xff) == UNIQUE_LOCAL
        && b[2] == 0x0e
        && (b[3] & 0xff) == 0xc2;
  }
}
