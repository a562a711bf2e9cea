package io.milepost.rsu.broadcast;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * UDP multicast over one JDK channel per interface. Vert.x's own datagram socket is not used: on
 * its native transport it ignores TTL, interface and loopback. A link that fails is closed,
 * counted, logged once per change and opened again after a second. Not thread-safe, except {@link
 * #down()}.
 */
final class MulticastSender implements Radio, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(MulticastSender.class);
  private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final String LOOPBACK = "lo";

  private final BroadcastConfig config;
  private final InetSocketAddress target;
  private final BroadcastMetrics metrics;
  private final List<Link> links = new ArrayList<>();
  private volatile List<String> down = List.of();
  private final Consumer<DatagramChannel> opened;
  private boolean onLoopbackOnly;
  private boolean closed;

  MulticastSender(BroadcastConfig config, BroadcastMetrics metrics) {
    this(config, metrics, channel -> {});
  }

  /**
   * No link yet.
   *
   * @param opened is given every socket that is opened
   */
  MulticastSender(
      BroadcastConfig config, BroadcastMetrics metrics, Consumer<DatagramChannel> opened) {
    this.config = config;
    this.opened = opened;
    this.metrics = metrics;
    this.target = new InetSocketAddress(config.group(), config.port());
  }

  /** Opens every link; one that cannot be opened is tried again with the first datagrams. */
  void open() {
    open(config.interfaces().isEmpty() ? listed() : config.interfaces());
  }

  /** Opens these; none means the loopback until some are found. */
  void open(List<String> names) {
    onLoopbackOnly = names.isEmpty();
    for (String name : onLoopbackOnly ? List.of(LOOPBACK) : names) {
      Link link = new Link(name);
      links.add(link);
      link.open(System.nanoTime());
    }
    changed();
  }

  /**
   * Takes note of interfaces that can be used now: new ones are used from now on, and the loopback,
   * which only stands in for them, no longer. One that has gone stays, as down.
   */
  void found(List<String> names) {
    List<String> fresh = new ArrayList<>(names);
    fresh.removeAll(interfaces());
    if (closed || fresh.isEmpty()) {
      return;
    }
    if (onLoopbackOnly) {
      links.forEach(Link::close);
      links.clear();
    }
    open(fresh);
  }

  private static List<String> listed() {
    try {
      return usable();
    } catch (SocketException e) {
      LOG.warn("interfaces cannot be listed reason={}", e.getMessage());
      return List.of();
    }
  }

  /** Names of the interfaces that are up and can multicast, without the loopback. */
  static List<String> usable() throws SocketException {
    return NetworkInterface.networkInterfaces()
        .filter(MulticastSender::isUsable)
        .map(NetworkInterface::getName)
        .toList();
  }

  private static boolean isUsable(NetworkInterface each) {
    try {
      return each.isUp()
          && !each.isLoopback()
          && each.supportsMulticast()
          && each.inetAddresses().anyMatch(Inet4Address.class::isInstance);
    } catch (SocketException e) {
      return false;
    }
  }

  @Override
  public int send(ByteBuffer datagram) {
    return send(datagram, List.of());
  }

  @Override
  public int send(ByteBuffer datagram, List<InetSocketAddress> also) {
    int taken = 0;
    long now = System.nanoTime();
    for (Link link : links) {
      if (link.isOpen(now) && link.send(datagram, target, now)) {
        taken++;
      }
      for (int i = 0; i < also.size() && link.channel != null; i++) {
        link.send(datagram, also.get(i), now);
      }
    }
    return taken;
  }

  /** How often each link that works now has been opened. */
  Map<String, Integer> openings() {
    Map<String, Integer> openings = new LinkedHashMap<>();
    links.stream()
        .filter(link -> link.channel != null)
        .forEach(link -> openings.put(link.name, link.openings));
    return openings;
  }

  /** Names of the interfaces in use. */
  List<String> interfaces() {
    return links.stream().map(link -> link.name).toList();
  }

  /** One sentence per thing that does not work. Any thread. */
  List<String> down() {
    return down;
  }

  @Override
  public void close() {
    closed = true;
    links.forEach(Link::close);
    links.clear();
  }

  private void changed() {
    List<String> sentences = new ArrayList<>();
    if (onLoopbackOnly) {
      sentences.add("no interface can multicast, so alerts stay on this machine");
    }
    links.stream().filter(link -> link.fault != null).map(Link::sentence).forEach(sentences::add);
    down = List.copyOf(sentences);
  }

  private final class Link {
    private final String name;
    private DatagramChannel channel;
    private String fault;
    private int openings;
    private long retryAt;

    Link(String name) {
      this.name = name;
    }

    boolean isOpen(long now) {
      return channel != null || (now - retryAt >= 0 && open(now));
    }

    boolean open(long now) {
      DatagramChannel fresh = null;
      try {
        NetworkInterface nic = NetworkInterface.getByName(name);
        if (nic == null || !nic.isUp()) {
          throw new IOException(nic == null ? "there is no such interface" : "it is down");
        }
        fresh = DatagramChannel.open(StandardProtocolFamily.INET);
        fresh.configureBlocking(false);
        fresh.setOption(StandardSocketOptions.IP_MULTICAST_IF, nic);
        fresh.setOption(StandardSocketOptions.IP_MULTICAST_TTL, config.ttl());
        fresh.setOption(StandardSocketOptions.IP_MULTICAST_LOOP, true);
        fresh.setOption(StandardSocketOptions.IP_TOS, config.dscp() << 2);
        fresh.bind(null);
        channel = fresh;
        openings++;
        opened.accept(fresh);
        LOG.info("link open interface={} group={} port={}", name, config.group(), config.port());
        fault = null;
        changed();
        return true;
      } catch (IOException e) {
        closeQuietly(fresh);
        failed(e, now);
        return false;
      }
    }

    boolean send(ByteBuffer datagram, InetSocketAddress group, long now) {
      int position = datagram.position();
      try {
        boolean sent = channel.send(datagram, group) > 0;
        if (!sent) {
          metrics.sendError("buffer_full");
        }
        return sent;
      } catch (IOException e) {
        closeQuietly(channel);
        channel = null;
        failed(e, now);
        return false;
      } finally {
        datagram.position(position);
      }
    }

    private void failed(IOException e, long now) {
      retryAt = now + RETRY_NANOS;
      metrics.sendError("link");
      if (!String.valueOf(e.getMessage()).equals(fault)) {
        fault = String.valueOf(e.getMessage());
        LOG.warn("link down interface={} reason={} action=retry", name, fault);
        changed();
      }
    }

    String sentence() {
      return "alerts cannot be sent on " + name + ": " + fault;
    }

    void close() {
      closeQuietly(channel);
      channel = null;
    }

    private void closeQuietly(DatagramChannel any) {
      if (any != null) {
        try {
          any.close();
        } catch (IOException e) {
          LOG.debug("link close failed interface={}", name, e);
        }
      }
    }
  }
}
