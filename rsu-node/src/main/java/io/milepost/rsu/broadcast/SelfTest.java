package io.milepost.rsu.broadcast;

import io.milepost.protocol.alert.EnvelopeView;
import io.milepost.protocol.alert.EnvelopeWire;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Hears this node's own heartbeat on each interface it is meant to leave by. The kernel returns
 * multicast to members on the same host: that proves socket, interface, route and packet filter of
 * this host, not the network behind it.
 */
final class SelfTest {
  private final BroadcastConfig config;
  private final byte[] source;
  private final long epoch;
  private final EnvelopeView view = new EnvelopeView();
  private final ByteBuffer buffer = ByteBuffer.allocate(2048);

  /** What became of one interface. */
  enum Result {
    /** The heartbeat came back. */
    HEARD,
    /** It did not. */
    SILENT,
    /** Nobody can listen there, so nothing is known. */
    UNTESTED
  }

  SelfTest(BroadcastConfig config, String node, long epoch) {
    this.config = config;
    this.source = node.getBytes(StandardCharsets.UTF_8);
    this.epoch = epoch;
  }

  /**
   * Listens on these interfaces until each has been heard or time is up. Blocks.
   *
   * @param listening is called once somebody listens; makes the node send a heartbeat
   */
  Map<String, Result> run(List<String> names, Runnable listening, long maxMillis)
      throws IOException {
    Map<String, Result> results = new LinkedHashMap<>();
    List<DatagramChannel> opened = new ArrayList<>();
    try (Selector selector = Selector.open()) {
      for (String name : names) {
        results.put(name, listen(name, selector, opened) ? Result.SILENT : Result.UNTESTED);
      }
      listening.run();
      Set<String> silent = new HashSet<>(names);
      silent.removeIf(name -> results.get(name) == Result.UNTESTED);
      long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(maxMillis);
      for (long left = maxMillis; left > 0 && !silent.isEmpty(); left = millisTo(end)) {
        selector.select(key -> hear(key, silent), left);
      }
      results.replaceAll(
          (name, result) ->
              result == Result.SILENT && !silent.contains(name) ? Result.HEARD : result);
      return results;
    } finally {
      for (DatagramChannel each : opened) {
        each.close();
      }
    }
  }

  private static long millisTo(long end) {
    return TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
  }

  private boolean listen(String name, Selector selector, List<DatagramChannel> opened) {
    try {
      DatagramChannel channel = DatagramChannel.open(StandardProtocolFamily.INET);
      opened.add(channel);
      InetAddress group = InetAddress.getByName(config.group());
      channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
      channel.bind(new InetSocketAddress(group, config.port()));
      channel.join(group, NetworkInterface.getByName(name));
      channel.configureBlocking(false);
      channel.register(selector, SelectionKey.OP_READ, name);
      return true;
    } catch (IOException | RuntimeException e) {
      return false;
    }
  }

  private void hear(SelectionKey key, Set<String> silent) {
    try {
      buffer.clear();
      while (((DatagramChannel) key.channel()).receive(buffer) != null) {
        boolean own =
            view.wrap(buffer.array(), buffer.position()) == null
                && view.kind() == EnvelopeWire.KIND_HEARTBEAT
                // A boot that uses up its numbers goes on in the next epoch.
                && view.epoch() >= epoch
                && view.sourceIs(source);
        if (own) {
          silent.remove((String) key.attachment());
        }
        buffer.clear();
      }
    } catch (IOException e) {
      key.cancel();
    }
  }
}
