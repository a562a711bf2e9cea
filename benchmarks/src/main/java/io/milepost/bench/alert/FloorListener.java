package io.milepost.bench.alert;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.util.function.LongConsumer;

/** Blocks in receive and does nothing else. */
final class FloorListener implements AutoCloseable {
  private final DatagramChannel channel;
  private final Thread thread;

  FloorListener(int port, LongConsumer sentAt) throws IOException {
    channel = DatagramChannel.open(StandardProtocolFamily.INET);
    channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
    channel.bind(new InetSocketAddress(port));
    channel.join(InetAddress.getByName(Route.GROUP), NetworkInterface.getByName("lo"));
    thread = new Thread(() -> listen(sentAt), "floor-listener");
    thread.setPriority(Thread.MAX_PRIORITY);
    thread.start();
  }

  private void listen(LongConsumer sentAt) {
    ByteBuffer buffer = ByteBuffer.allocateDirect(2 * Route.BYTES);
    try {
      while (true) {
        buffer.clear();
        channel.receive(buffer);
        sentAt.accept(buffer.getLong(0));
      }
    } catch (ClosedChannelException e) {
      // The end of the round.
    } catch (IOException e) {
      throw new IllegalStateException("the bare channel cannot receive", e);
    }
  }

  @Override
  public void close() throws Exception {
    channel.close();
    thread.join();
  }
}
