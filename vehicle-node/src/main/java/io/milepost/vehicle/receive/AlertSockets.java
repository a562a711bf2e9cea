package io.milepost.vehicle.receive;

import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All sockets of a vehicle, read by one thread: one per group, and one of its own for unicast
 * copies. A lone group is read blocking, several sockets in turn, one datagram each, so that a
 * flood at one cannot keep the others waiting. {@link #receive} belongs to one thread, everything
 * else may come from another.
 */
final class AlertSockets implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AlertSockets.class);
  private static final int RECEIVE_BUFFER_BYTES = 1 << 18;

  private final List<GroupSocket> groups = new ArrayList<>();
  private final DatagramChannel unicast;
  private final DatagramChannel[] channels;
  private final boolean[] ready;
  private final Selector selector;
  private int next;

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
      List<DatagramChannel> all =
          new ArrayList<>(groups.stream().map(GroupSocket::channel).toList());
      if (unicast != null) {
        all.add(unicast);
      }
      channels = all.toArray(DatagramChannel[]::new);
      ready = new boolean[channels.length];
      selector = channels.length == 1 ? null : Selector.open();
      for (int i = 0; selector != null && i < channels.length; i++) {
        channels[i].configureBlocking(false);
        channels[i].register(selector, SelectionKey.OP_READ, i);
      }
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
   * Blocks until a datagram is in the buffer; longer ones are cut at its limit.
   *
   * @return where it came from
   */
  SocketAddress receive(ByteBuffer into) throws IOException {
    if (selector == null) {
      return channels[0].receive(into);
    }
    try {
      while (true) {
        for (int i = 0; i < channels.length; i++) {
          int at = (next + i) % channels.length;
          SocketAddress from = ready[at] ? channels[at].receive(into) : null;
          if (from != null) {
            next = at + 1;
            return from;
          }
          ready[at] = false;
        }
        selector.select(this::mark);
        if (!selector.isOpen()) {
          throw new ClosedChannelException();
        }
      }
    } catch (ClosedSelectorException e) {
      throw new ClosedChannelException();
    }
  }

  private void mark(SelectionKey key) {
    ready[(Integer) key.attachment()] = true;
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

  /** Leaves and joins all groups again on every interface. */
  void rejoin() {
    groups.forEach(GroupSocket::rejoin);
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
      if (selector != null) {
        selector.close();
      }
    } catch (IOException e) {
      LOG.debug("socket close failed", e);
    }
  }
}
