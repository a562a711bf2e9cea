package io.milepost.host.service;

import static org.awaitility.Awaitility.await;

import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The service manager's side: a real Unix datagram socket. */
final class NotifySocket implements AutoCloseable {
  private final Socket socket = Socket.newSocketDomainDgram();
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(4096);

  NotifySocket(String path) throws IOException {
    socket.bind(new DomainSocketAddress(path));
  }

  /** The next messages; waits for them. */
  List<String> next(int count) {
    List<String> messages = new ArrayList<>();
    await()
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofMillis(5))
        .until(
            () -> {
              read(messages, count);
              return messages.size() == count;
            });
    return messages;
  }

  private void read(List<String> messages, int count) throws IOException {
    while (messages.size() < count) {
      var from = socket.recvFromDomainSocket(buffer, 0, buffer.capacity());
      if (from == null) {
        return;
      }
      byte[] bytes = new byte[from.receivedAmount()];
      buffer.get(0, bytes);
      messages.add(new String(bytes, StandardCharsets.UTF_8));
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
