package io.milepost.rsu.api;

import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One WebSocket that looks at live pictures. Writes on its own event loop; counters from any.
 *
 * <p>How far behind he is shows in what waits in this process and in how long he takes to answer a
 * ping sent behind a picture: between the two lie buffers of the system and of the network that
 * nobody can look into. Browsers answer pings by themselves (RFC 6455 §5.5.2).
 */
final class LiveViewer {
  /** Bytes that may wait for a slow viewer in this process; beyond it he loses pictures. */
  private static final int PICTURE_BYTES = 256 * 1024;

  /** As much video as a new viewer gets at once may wait. */
  private static final int VIDEO_BYTES = 6 << 20;

  /** A viewer with more than this underway, and no answer for so long, is behind. */
  private static final int UNDERWAY_BYTES = 64 * 1024;

  private static final long PICTURE_LATE = TimeUnit.MILLISECONDS.toNanos(750);
  private static final long VIDEO_LATE = TimeUnit.MILLISECONDS.toNanos(1_500);

  private final String id;
  private final Caller caller;
  private final ServerWebSocket socket;
  private final Context context;
  private final long since = System.currentTimeMillis();
  private final AtomicLong sent = new AtomicLong();
  private final AtomicLong dropped = new AtomicLong();
  private volatile List<LiveWatch.Stream> shown = List.of();
  private volatile long roundTripNanos;
  private long waiting;
  private long written;
  private long answered;
  private long pingNanos;
  private long pingAt = -1;

  LiveViewer(String id, Caller caller, ServerWebSocket socket, Context context) {
    this.id = id;
    this.caller = caller;
    this.socket = socket;
    this.context = context;
    socket.pongHandler(pong -> answered());
  }

  boolean takesPicture() {
    return waiting <= PICTURE_BYTES && !late(PICTURE_LATE);
  }

  boolean takesVideo() {
    return waiting <= VIDEO_BYTES && !late(VIDEO_LATE);
  }

  private boolean late(long limit) {
    return pingAt >= 0
        && written - answered > UNDERWAY_BYTES
        && System.nanoTime() - pingNanos > limit;
  }

  /** Sends a binary message, whatever waits already. */
  void send(Buffer message) {
    int length = message.length();
    try {
      waiting += length;
      written += length;
      socket
          .writeBinaryMessage(message)
          .onComplete(done -> context.runOnContext(v -> waiting -= length));
      if (pingAt < 0) {
        pingAt = written;
        pingNanos = System.nanoTime();
        socket.writePing(Buffer.buffer("live"));
      }
    } catch (IllegalStateException ignored) {
      // Closing: thrown between the goodbye and the close handler, which takes him off the list.
      waiting -= length;
    }
  }

  private void answered() {
    if (pingAt >= 0) {
      answered = pingAt;
      pingAt = -1;
      roundTripNanos = System.nanoTime() - pingNanos;
    }
  }

  /** Sends a text message. */
  void tell(String text) {
    try {
      socket.writeTextMessage(text);
    } catch (IllegalStateException ignored) {
      // As above.
    }
  }

  void sent() {
    sent.incrementAndGet();
  }

  void dropped() {
    dropped.incrementAndGet();
  }

  /** Closes it, from any thread. */
  void close(short code, String reason) {
    context.runOnContext(v -> socket.close(code, reason));
  }

  String id() {
    return id;
  }

  Caller caller() {
    return caller;
  }

  /** What he gets now, for people; kept so that any thread may look. */
  void shows(Collection<LiveWatch.Stream> now) {
    shown = List.copyOf(now);
  }

  View view() {
    Set<String> watching = new TreeSet<>();
    shown.forEach(stream -> watching.add(stream.camera()));
    return new View(
        id,
        caller.name(),
        caller.role(),
        socket.remoteAddress().hostAddress(),
        since,
        watching,
        shown,
        sent.get(),
        dropped.get(),
        TimeUnit.NANOSECONDS.toMillis(roundTripNanos));
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
   * @param streams what he gets of each
   * @param sent pictures sent
   * @param dropped pictures he was too slow for
   * @param answerMs how long he took to answer the last ping, behind all that was sent before it,
   *     milliseconds
   */
  record View(
      String id,
      String user,
      Role role,
      String address,
      long since,
      Set<String> watching,
      List<LiveWatch.Stream> streams,
      long sent,
      long dropped,
      long answerMs) {}
}
