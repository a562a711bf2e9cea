package io.milepost.rsu.api;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/** One WebSocket that looks at live pictures. Writes on its own event loop; counters from any. */
final class LiveViewer {
  /** Bytes that may wait for a slow viewer; beyond it he loses pictures. */
  private static final int QUEUE_BYTES = 256 * 1024;

  private final String id;
  private final Caller caller;
  private final ServerWebSocket socket;
  private final long since = System.currentTimeMillis();
  private final AtomicLong sent = new AtomicLong();
  private final AtomicLong dropped = new AtomicLong();
  private volatile Set<String> watching = Set.of();

  LiveViewer(String id, Caller caller, ServerWebSocket socket) {
    this.id = id;
    this.caller = caller;
    this.socket = socket;
    socket.setWriteQueueMaxSize(QUEUE_BYTES);
  }

  /** Sends the picture, or drops it when he has not read the earlier ones; false when dropped. */
  boolean offer(Buffer picture) {
    try {
      if (socket.writeQueueFull()) {
        dropped.incrementAndGet();
        return false;
      }
      socket.writeBinaryMessage(picture);
    } catch (IllegalStateException ignored) {
      // Closing: thrown between the goodbye and the close handler, which takes him off the list.
      return true;
    }
    sent.incrementAndGet();
    return true;
  }

  String id() {
    return id;
  }

  Caller caller() {
    return caller;
  }

  ServerWebSocket socket() {
    return socket;
  }

  Set<String> watching() {
    return watching;
  }

  void watch(Set<String> cameras) {
    watching = Set.copyOf(cameras);
  }

  View view() {
    return new View(
        id,
        caller.name(),
        caller.role(),
        socket.remoteAddress().hostAddress(),
        since,
        watching,
        sent.get(),
        dropped.get());
  }

  /**
   * A viewer as shown to operators.
   *
   * @param id identity of the session
   * @param user who looks
   * @param role his role
   * @param address from where
   * @param since UTC milliseconds
   * @param watching cameras he looks at
   * @param sent pictures sent
   * @param dropped pictures he was too slow for
   */
  record View(
      String id,
      String user,
      Role role,
      String address,
      long since,
      Set<String> watching,
      long sent,
      long dropped) {}
}
