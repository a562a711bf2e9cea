package io.milepost.vehicle.receive;

import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.DatagramChannel;
import java.nio.channels.MembershipKey;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A UDP socket that is a member of the alert group on named interfaces. Bound to the group's own
 * address, so that the kernel keeps unicast and other groups away. Reading its channel belongs to
 * one thread, everything else may come from another.
 */
final class GroupSocket implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(GroupSocket.class);

  /** Room that is asked for, bytes: a flood of 100,000 datagrams a second for some ten ms. */
  static final int RECEIVE_BUFFER_BYTES = 1 << 22;

  private final DatagramChannel channel;
  private final InetAddress group;
  private final List<String> wanted;
  private final Map<String, Membership> memberships = new LinkedHashMap<>();
  private final Map<String, String> faults = new LinkedHashMap<>();
  private boolean opened;
  private volatile long heardAt = System.nanoTime();

  private static final class Membership {
    private final int index;
    private final MembershipKey key;
    private boolean usable;

    Membership(NetworkInterface nic, MembershipKey key) {
      this.index = nic.getIndex();
      this.key = key;
      this.usable = isUsable(nic);
    }

    /** Never throws. */
    void drop() {
      try {
        key.drop();
      } catch (RuntimeException | AssertionError e) {
        // The JDK answers an interface that no longer exists with an AssertionError.
        LOG.debug("membership not dropped", e);
      }
    }
  }

  /**
   * Opens and joins.
   *
   * @param interfaces names; empty for every one that is up and has an IPv4 address
   * @throws MilepostException CONFIGURATION when the port cannot be used or no interface can be
   *     joined
   */
  GroupSocket(String groupAddress, int port, List<String> interfaces) {
    this.wanted = List.copyOf(interfaces);
    DatagramChannel opened = null;
    try {
      group = InetAddress.getByName(groupAddress);
      opened = DatagramChannel.open(StandardProtocolFamily.INET);
      opened.setOption(StandardSocketOptions.SO_REUSEADDR, true);
      opened.setOption(StandardSocketOptions.SO_RCVBUF, RECEIVE_BUFFER_BYTES);
      opened.bind(new InetSocketAddress(group, port));
      channel = opened;
    } catch (IOException e) {
      closeQuietly(opened);
      throw new MilepostException(
          FailureCode.CONFIGURATION,
          "group " + groupAddress + " port " + port + " cannot be received: " + e.getMessage(),
          e);
    }
    join(false);
    if (memberships.isEmpty()) {
      close();
      throw new MilepostException(
          FailureCode.CONFIGURATION,
          "no interface can join group "
              + groupAddress
              + (faults.isEmpty() ? "" : " (" + reasons() + ")")
              + "; --iface can be "
              + String.join(", ", usable()));
    }
    faults.forEach(GroupSocket::warn);
    this.opened = true;
  }

  private synchronized void join(boolean late) {
    for (String name : names()) {
      if (memberships.containsKey(name)) {
        continue;
      }
      try {
        NetworkInterface nic = NetworkInterface.getByName(name);
        if (nic == null) {
          throw new IOException("there is no such interface");
        }
        memberships.put(name, new Membership(nic, channel.join(group, nic)));
        if (faults.remove(name) != null || late) {
          LOG.info("group joined interface={} group={}", name, group.getHostAddress());
        }
      } catch (IOException | IllegalArgumentException e) {
        String reason = String.valueOf(e.getMessage());
        if (!reason.equals(faults.put(name, reason)) && opened) {
          warn(name, reason);
        }
      }
    }
  }

  private static void warn(String name, String reason) {
    LOG.warn("group not joined interface={} reason=\"{}\"", name, reason);
  }

  private synchronized String reasons() {
    return faults.entrySet().stream()
        .map(fault -> fault.getKey() + ": " + fault.getValue())
        .collect(Collectors.joining(", "));
  }

  private List<String> names() {
    return wanted.isEmpty() ? usable() : wanted;
  }

  private static List<String> usable() {
    List<String> names = new ArrayList<>();
    try {
      NetworkInterface.networkInterfaces()
          .filter(GroupSocket::isUsable)
          .map(NetworkInterface::getName)
          .forEach(names::add);
    } catch (SocketException e) {
      LOG.warn("interfaces cannot be listed reason={}", e.getMessage());
    }
    return names;
  }

  private static boolean isUsable(NetworkInterface each) {
    try {
      return each.isUp()
          && (each.supportsMulticast() || each.isLoopback())
          && each.inetAddresses().anyMatch(Inet4Address.class::isInstance);
    } catch (SocketException e) {
      return false;
    }
  }

  /**
   * Leaves and joins again on every interface: brings a membership back that a switch has pruned or
   * an interface has lost.
   */
  synchronized void rejoin() {
    memberships.values().forEach(Membership::drop);
    memberships.clear();
    if (channel.isOpen()) {
      join(false);
    }
  }

  /**
   * Joins on interfaces that came after the start, and anew on those that went and came back: the
   * kernel forgets the membership of an interface that loses its address.
   */
  synchronized void look() {
    if (channel.isOpen()) {
      memberships.entrySet().removeIf(each -> isOutdated(each.getKey(), each.getValue()));
      join(true);
    }
  }

  private static boolean isOutdated(String name, Membership membership) {
    NetworkInterface nic;
    try {
      nic = NetworkInterface.getByName(name);
    } catch (SocketException e) {
      return false;
    }
    boolean usable = nic != null && isUsable(nic);
    boolean other = nic == null || nic.getIndex() != membership.index;
    if (other || (usable && !membership.usable)) {
      LOG.info("group left interface={} reason={}", name, other ? "gone" : "was_down");
      membership.drop();
      return true;
    }
    membership.usable = usable;
    return false;
  }

  /** Something has come to the group: its membership works. */
  void heard() {
    heardAt = System.nanoTime();
  }

  /** Time since something came, or since the start, nanoseconds. */
  long silentNanos() {
    return System.nanoTime() - heardAt;
  }

  /** The socket itself. */
  DatagramChannel channel() {
    return channel;
  }

  /** Port in use. */
  int port() {
    return channel.socket().getLocalPort();
  }

  /** Interfaces joined now. */
  synchronized List<String> interfaces() {
    return List.copyOf(memberships.keySet());
  }

  boolean isOpen() {
    return channel.isOpen();
  }

  @Override
  public void close() {
    closeQuietly(channel);
  }

  private static void closeQuietly(DatagramChannel any) {
    if (any != null) {
      try {
        any.close();
      } catch (IOException e) {
        LOG.debug("socket close failed", e);
      }
    }
  }
}
