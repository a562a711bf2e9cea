package io.milepost.bench.alert;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;

/** Sends nothing but the time, in a datagram of the same size, to the same kind of group. */
final class FloorTalker implements Talker {
  private final DatagramChannel channel;
  private final InetSocketAddress target;
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(Route.BYTES);

  FloorTalker(int port) throws IOException {
    target = new InetSocketAddress(Route.GROUP, port);
    channel = DatagramChannel.open(StandardProtocolFamily.INET);
    channel.configureBlocking(false);
    channel.setOption(StandardSocketOptions.IP_MULTICAST_IF, NetworkInterface.getByName("lo"));
    channel.setOption(StandardSocketOptions.IP_MULTICAST_TTL, 0);
    channel.setOption(StandardSocketOptions.IP_MULTICAST_LOOP, true);
  }

  @Override
  public void tell(int i) throws IOException {
    buffer.clear();
    buffer.putLong(0, System.nanoTime());
    channel.send(buffer, target);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
