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
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.MembershipKey;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A UDP socket that is a member of the alert group on named interfaces. Bound to the group's own
 * address, so that the kernel keeps unicast and other groups away. {@link #receive} belongs to one
 * thread, everything else may come from another.
 */
final class GroupSocket implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(GroupSocket.class);
  private static final int RECEIVE_BUFFER_BYTES = 1 << 20;

  private final DatagramChannel channel;
  private final InetAddress group;
  private final List<String> wanted;
  private final Map<String, MembershipKey> memberships = new LinkedHashMap<>();
  private final Map<String, String> faults = new LinkedHashMap<>();

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
    join();
    if (memberships.isEmpty()) {
      close();
      throw new MilepostException(
          FailureCode.CONFIGURATION,
          "no interface can join group " + groupAddress + ": " + faults + "; check --iface");
    }
  }

  private synchronized void join() {
    for (String name : names()) {
      try {
        NetworkInterface nic = NetworkInterface.getByName(name);
        if (nic == null) {
          throw new IOException("there is no such interface");
        }
        memberships.put(name, channel.join(group, nic));
        faults.remove(name);
      } catch (IOException | IllegalArgumentException e) {
        if (!String.valueOf(e.getMessage())
            .equals(faults.put(name, String.valueOf(e.getMessage())))) {
          LOG.warn("group not joined interface={} reason={}", name, e.getMessage());
        }
      }
    }
  }

  private List<String> names() {
    if (!wanted.isEmpty()) {
      return wanted;
    }
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
    memberships.values().forEach(MembershipKey::drop);
    memberships.clear();
    if (channel.isOpen()) {
      join();
    }
  }

  /** Blocks until a datagram is in the buffer; longer ones are cut at its limit. */
  void receive(ByteBuffer into) throws IOException {
    channel.receive(into);
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
