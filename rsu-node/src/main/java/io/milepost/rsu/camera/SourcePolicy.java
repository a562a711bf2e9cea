package io.milepost.rsu.camera;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Which sources a camera may have: known schemes, files only inside media folders (symbolic links
 * followed before the check), and no hosts that only a machine's own cloud could answer (link-local
 * 169.254/16 and fe80::/10, known metadata addresses such as fd00:ec2::254, multicast, wildcard).
 *
 * @param mediaFolders folders that may hold video files; empty for none
 * @param extraSchemes schemes with a {@link StreamOpener}
 */
public record SourcePolicy(List<Path> mediaFolders, Set<String> extraSchemes) {
  private static final Set<String> KNOWN = Set.of("rtsp", "rtsps", "file", "v4l2");
  private static final Pattern DEVICE = Pattern.compile("/dev/video\\d{1,3}");
  private static final int UNIQUE_LOCAL = 0xfd;

  /** Where the clouds of Azure, Alibaba and Oracle keep a machine's secrets; others: link-local. */
  private static final Set<String> METADATA =
      Set.of("168.63.129.16", "100.100.100.200", "192.0.0.192");

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
          SourceException.Kind.CONFIGURATION,
          "camera source scheme '" + address.scheme() + "' is not allowed; one of " + all);
    }
    if (address.isDevice() && !DEVICE.matcher(address.rest()).matches()) {
      throw new SourceException(
          SourceException.Kind.CONFIGURATION,
          "camera source " + address.shown() + " is no video device; write v4l2:/dev/video0");
    }
    if (address.isRtsp() && address.uri().getHost() == null) {
      throw new SourceException(
          SourceException.Kind.CONFIGURATION,
          "camera source "
              + address.shown()
              + " has no host that can be read; write rtsp://host/path, and an @ in a password as"
              + " %40");
    }
    if (address.isRtsp() && RtspAddress.hasControls(address.uri())) {
      throw new SourceException(
          SourceException.Kind.CONFIGURATION,
          "camera source " + address.shown() + " has control characters in name or password");
    }
    if (address.isFile() && mediaFolders.isEmpty()) {
      throw new SourceException(
          SourceException.Kind.CONFIGURATION,
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
    return found(address)
        .orElseThrow(
            () ->
                new SourceException(
                    SourceException.Kind.CONFIGURATION,
                    "video file " + address.rest() + " does not exist"));
  }

  /**
   * Refuses a file that lies outside the media folders; one that is not there yet passes. Blocks
   * for the disk.
   *
   * @throws SourceException with a sentence
   */
  public void checkPlace(String source) {
    SourceAddress address = check(source);
    if (address.isFile()) {
      found(address);
    }
  }

  private Optional<Path> found(SourceAddress address) {
    Path asked = Path.of(address.rest().replaceFirst("^//(?=/)", ""));
    List<Path> candidates = new ArrayList<>();
    if (!asked.isAbsolute()) {
      mediaFolders.forEach(folder -> candidates.add(folder.resolve(asked)));
    }
    candidates.add(asked.toAbsolutePath());
    for (Path candidate : candidates) {
      if (Files.exists(candidate)) {
        return Optional.of(inside(candidate, address));
      }
    }
    return Optional.empty();
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
          SourceException.Kind.CONFIGURATION,
          "video file " + address.rest() + " is not readable",
          e);
    }
    throw new SourceException(
        SourceException.Kind.CONFIGURATION,
        "video file "
            + address.rest()
            + " lies outside the media folders "
            + mediaFolders
            + "; move it there or add its folder");
  }

  /**
   * Looks a host up and refuses one with an address that no camera has. Blocks for the name
   * look-up.
   *
   * @return its addresses, each of them checked: whoever connects must use these and not the name,
   *     which a name server may answer otherwise a moment later
   * @throws SourceException CONFIGURATION when it is refused, NETWORK when nobody knows it
   */
  List<InetAddress> resolve(String host) {
    try {
      List<InetAddress> known = List.of(InetAddress.getAllByName(host));
      for (InetAddress each : known) {
        if (isForbidden(each)) {
          throw new SourceException(
              SourceException.Kind.CONFIGURATION,
              "camera host "
                  + host
                  + " is "
                  + each.getHostAddress()
                  + ", a link-local, metadata, multicast or wildcard address; not allowed");
        }
      }
      return known;
    } catch (UnknownHostException e) {
      throw new SourceException(
          SourceException.Kind.NETWORK, "camera host " + host + " is unknown to DNS", e);
    }
  }

  private static boolean isForbidden(InetAddress address) {
    byte[] b = address.getAddress();
    if (address instanceof Inet6Address && isTranslated(b)) {
      try {
        return isForbidden(InetAddress.getByAddress(Arrays.copyOfRange(b, 12, 16)));
      } catch (UnknownHostException e) {
        throw new IllegalStateException(e);
      }
    }
    return address.isLinkLocalAddress()
        || address.isMulticastAddress()
        || address.isAnyLocalAddress()
        || METADATA.contains(address.getHostAddress())
        || address instanceof Inet6Address
            && (b[0] & 0xff) == UNIQUE_LOCAL
            && b[1] == 0
            && b[2] == 0x0e
            && (b[3] & 0xff) == 0xc2;
  }

  /** IPv4 within IPv6: 64:ff9b::/96 of RFC 6052, and the old ::/96. */
  private static boolean isTranslated(byte[] b) {
    boolean nat64 = b[0] == 0 && b[1] == 0x64 && (b[2] & 0xff) == 0xff && (b[3] & 0xff) == 0x9b;
    boolean zero = b[0] == 0 && b[1] == 0 && b[2] == 0 && b[3] == 0;
    for (int i = 4; i < 12; i++) {
      zero &= b[i] == 0;
      nat64 &= b[i] == 0;
    }
    return nat64 || zero && (b[12] != 0 || b[13] != 0);
  }
}
