package io.milepost.rsu.api;

import io.milepost.protocol.failure.MilepostException;
import io.milepost.protocol.json.Json;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketConnectOptions;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one WebSocket to one other node, for all cameras of that node that somebody here looks at.
 * Reconnects with back-off from 1 s to 30 s. Everything happens on one context.
 */
final class PeerLink {
  private static final Logger LOG = LoggerFactory.getLogger(PeerLink.class);
  private static final long FIRST_DELAY_MILLIS = 1_000;
  private static final long LAST_DELAY_MILLIS = 30_000;

  private final Vertx vertx;
  private final Context context;
  private final WebSocketClient client;
  private final String node;
  private final Supplier<Optional<String>> apiUrl;
  private final Supplier<String> token;
  private final Consumer<Buffer> messages;
  private final Consumer<String> texts;

  private Map<String, Map<String, Object>> wanted = Map.of();
  private WebSocket socket;
  private boolean connecting;
  private long retry = -1;
  private long delay = FIRST_DELAY_MILLIS;

  /**
   * A link; connects when something is wanted.
   *
   * @param messages gets what is sent, as it came
   * @param texts gets what is told of it; may throw MilepostException for what it does not
   *     understand
   */
  PeerLink(
      Vertx vertx,
      WebSocketClient client,
      String node,
      Supplier<Optional<String>> apiUrl,
      Supplier<String> token,
      Consumer<Buffer> messages,
      Consumer<String> texts) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    this.client = client;
    this.node = node;
    this.apiUrl = apiUrl;
    this.token = token;
    this.messages = messages;
    this.texts = texts;
  }

  /** Asks for these wishes by camera and no others; an empty set hangs up. */
  void want(Map<String, Map<String, Object>> wishes) {
    Map<String, Map<String, Object>> copy = Map.copyOf(wishes);
    context.runOnContext(v -> change(copy));
  }

  private void change(Map<String, Map<String, Object>> cameras) {
    if (cameras.equals(wanted)) {
      return;
    }
    wanted = cameras;
    if (cameras.isEmpty()) {
      hangUp();
    } else if (socket != null) {
      ask();
    } else {
      connect();
    }
  }

  private void connect() {
    if (connecting || socket != null || wanted.isEmpty()) {
      return;
    }
    cancelRetry();
    Optional<String> url = apiUrl.get();
    if (url.isEmpty()) {
      retryLater("it is silent");
      return;
    }
    connecting = true;
    WebSocketConnectOptions options =
        new WebSocketConnectOptions()
            .setAbsoluteURI(url.get().replaceFirst("^http", "ws") + "/api/v1/live")
            .setTimeout(5_000)
            .putHeader("Authorization", "Bearer " + token.get());
    client
        .connect(options)
        .onComplete(
            done ->
                context.runOnContext(
                    v -> {
                      connecting = false;
                      if (done.succeeded()) {
                        connected(done.result());
                      } else {
                        retryLater(done.cause().getMessage());
                      }
                    }));
  }

  private void connected(WebSocket opened) {
    if (wanted.isEmpty()) {
      opened.close();
      return;
    }
    socket = opened;
    LOG.info("peer pictures connected node={}", node);
    opened.binaryMessageHandler(message -> received(messages, message));
    opened.textMessageHandler(text -> received(texts, text));
    opened.exceptionHandler(e -> LOG.debug("peer pictures failed node={}", node, e));
    opened.closeHandler(v -> context.runOnContext(w -> lost(opened)));
    ask();
  }

  private <T> void received(Consumer<T> handler, T message) {
    try {
      handler.accept(message);
      delay = FIRST_DELAY_MILLIS;
    } catch (MilepostException e) {
      LOG.warn("peer picture unreadable node={} reason={}", node, e.getMessage());
    }
  }

  private void ask() {
    socket.writeTextMessage(Json.write(Map.of("watch", wanted.values())));
  }

  private void lost(WebSocket closed) {
    if (socket == closed) {
      socket = null;
      retryLater("closed, " + closed.closeReason());
    }
  }

  private void retryLater(String reason) {
    if (wanted.isEmpty() || retry >= 0) {
      return;
    }
    long wait = delay / 2 + ThreadLocalRandom.current().nextLong(delay / 2 + 1);
    delay = Math.min(LAST_DELAY_MILLIS, delay * 2);
    LOG.info("peer pictures lost node={} retry_ms={} reason={}", node, wait, reason);
    retry =
        vertx.setTimer(
            wait,
            t ->
                context.runOnContext(
                    v -> {
                      retry = -1;
                      connect();
                    }));
  }

  private void hangUp() {
    cancelRetry();
    delay = FIRST_DELAY_MILLIS;
    if (socket != null) {
      WebSocket old = socket;
      socket = null;
      old.close();
    }
  }

  private void cancelRetry() {
    if (retry >= 0) {
      vertx.cancelTimer(retry);
      retry = -1;
    }
  }
}
