package io.milepost.vehicle.receive;

import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.DatagramChannel;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All sockets of a vehicle: one per group, and one of its own for unicast copies. Each is read by
 * an {@link Ear} of its own; everything here may come from any thread.
 */
final class AlertSockets implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AlertSockets.class);
  private static final int RECEIVE_BUFFER_BYTES = 1 << 18;

  private final List<GroupSocket> groups = new ArrayList<>();
  private final DatagramChannel unicast;

  /**
   * Opens and joins.
   *
   * @param addresses IPv4 multicast groups, at least one
   * @param port UDP port of all of them, 0 for a free one
   * @param withUnicast whether to open a socket for unicast copies
   * @throws MilepostException CONFIGURATION when a socket cannot be used
   */
  AlertSockets(List<String> addresses, int port, List<String> interfaces, boolean withUnicast) {
    try {
      int common = port;
      for (String address : addresses) {
        GroupSocket socket = new GroupSocket(address, common, interfaces);
        groups.add(socket);
        common = socket.port();
      }
      checkRoom(groups.get(0).channel().getOption(StandardSocketOptions.SO_RCVBUF));
      unicast = withUnicast ? openUnicast() : null;
    } catch (IOException e) {
      groups.forEach(GroupSocket::close);
      throw new MilepostException(
          FailureCode.CONFIGURATION, "alerts cannot be received: " + e.getMessage(), e);
    } catch (MilepostException e) {
      groups.forEach(GroupSocket::close);
      throw e;
    }
  }

  /** Linux gives less than was asked for without saying so. */
  private static void checkRoom(int bytes) {
    if (isTooSmall(bytes)) {
      LOG.warn(
          "receive buffer small bytes={} wanted={} effect=alerts_may_be_lost_in_a_flood"
              + " action=\"sysctl -w net.core.rmem_max={}\"",
          bytes,
          GroupSocket.RECEIVE_BUFFER_BYTES,
          GroupSocket.RECEIVE_BUFFER_BYTES);
    }
  }

  /** Whether this is less than half of what was asked for. */
  static boolean isTooSmall(int bytes) {
    return bytes < GroupSocket.RECEIVE_BUFFER_BYTES / 2;
  }

  private static DatagramChannel openUnicast() throws IOException {
    DatagramChannel channel = DatagramChannel.open(StandardProtocolFamily.INET);
    channel.setOption(StandardSocketOptions.SO_RCVBUF, RECEIVE_BUFFER_BYTES);
    channel.bind(new InetSocketAddress(0));
    return channel;
  }

  /**
   * Hands out each socket, blocking, those of the groups first, with what is to be called when
   * something has come in there.
   */
  void forEach(BiConsumer<DatagramChannel, Runnable> each) {
    groups.forEach(group -> each.accept(group.channel(), group::heard));
    if (unicast != null) {
      each.accept(unicast, () -> {});
    }
  }

  /** The socket for unicast copies, null without. */
  DatagramChannel unicast() {
    return unicast;
  }

  /** Local ports of all sockets. */
  Set<Integer> ports() {
    Set<Integer> ports = new LinkedHashSet<>();
    groups.forEach(each -> ports.add(each.port()));
    if (unicast != null) {
      ports.add(unicast.socket().getLocalPort());
    }
    return ports;
  }

  /** Port of the groups. */
  int port() {
    return groups.get(0).port();
  }

  /** Interfaces on which some group is joined now. */
  List<String> interfaces() {
    Set<String> names = new LinkedHashSet<>();
    groups.forEach(group -> names.addAll(group.interfaces()));
    return List.copyOf(names);
  }

  /**
   * Leaves groups from which nothing has come for so long, and joins them again on every interface.
   * Each by itself: copies that come another way must not hide that a membership was lost.
   *
   * @return whether there was any
   */
  boolean rejoin(long silentNanos) {
    boolean any = false;
    for (GroupSocket group : groups) {
      if (group.silentNanos() >= silentNanos) {
        group.rejoin();
        any = true;
      }
    }
    return any;
  }

  /** Joins on interfaces that have come since. */
  void look() {
    groups.forEach(GroupSocket::look);
  }

  boolean isOpen() {
    return groups.stream().allMatch(GroupSocket::isOpen);
  }

  @Override
  public void close() {
    groups.forEach(GroupSocket::close);
    try {
      if (unicast != null) {
        unicast.close();
      }
    } catch (IOException e) {
      LOG.debug("socket close failed", e);
    }
  }
}
