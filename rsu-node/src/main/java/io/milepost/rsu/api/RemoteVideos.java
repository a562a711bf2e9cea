package io.milepost.rsu.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.milepost.protocol.failure.MilepostException;
import io.milepost.protocol.json.Json;
import io.milepost.rsu.camera.live.LiveFragment;
import io.milepost.rsu.camera.live.LiveVideo;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Live MP4 of other nodes' cameras as that node muxes it, one connection per camera for all viewers
 * here and only while there is one. Where the other node has no MP4, or the way to it is too slow,
 * there is a problem instead, and viewers get pictures until that has passed. Thread-safe.
 */
final class RemoteVideos {
  private static final Logger LOG = LoggerFactory.getLogger(RemoteVideos.class);
  private static final long RECONCILE_MILLIS = 1_000;
  private static final int MAX_PIECE_BYTES = 8 * 1024 * 1024;

  /** What a new viewer here gets at once; as {@code LiveViewer} lets wait for him. */
  private static final int KEPT_BYTES = 6 << 20;

  /** A camera's codec seldom changes; a slow line may be quick again in a minute. */
  private static final long REFUSED = TimeUnit.MINUTES.toNanos(10);

  private static final long SLOW = TimeUnit.MINUTES.toNanos(1);

  private final Vertx vertx;
  private final PeerDirectory peers;
  private final Tokens tokens;
  private final WebSocketClient client;
  private final Map<String, Remote> cameras = new ConcurrentHashMap<>();
  private final long timer;

  RemoteVideos(Vertx vertx, PeerDirectory peers, Tokens tokens) {
    this.vertx = vertx;
    this.peers = peers;
    this.tokens = tokens;
    this.client =
        vertx.createWebSocketClient(
            new WebSocketClientOptions()
                .setMaxMessageSize(MAX_PIECE_BYTES)
                .setMaxFrameSize(MAX_PIECE_BYTES));
    this.timer =
        vertx.setPeriodic(
            RECONCILE_MILLIS,
            t -> cameras.values().forEach(remote -> remote.connect(owner(remote))));
  }

  /** The video of a camera that some other node has; empty when none has it. */
  Optional<LiveVideo> of(String camera) {
    Remote known = cameras.get(camera);
    if (known != null && !known.listeners.isEmpty()) {
      // A silent node may come back, or another may take the camera: viewers keep their place.
      return Optional.of(known);
    }
    return peers
        .ownerOf(camera)
        .filter(owner -> !owner.equals(peers.selfId()))
        .map(owner -> cameras.computeIfAbsent(camera, Remote::new));
  }

  private String owner(Remote remote) {
    return peers
        .ownerOf(remote.camera)
        .filter(owner -> !owner.equals(peers.selfId()))
        .orElse(remote.node);
  }

  void close() {
    vertx.cancelTimer(timer);
    client.close();
  }

  private final class Remote implements LiveVideo {
    private final String camera;
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private final List<LiveFragment> kept = new ArrayList<>();
    private long keptBytes;
    private long number;
    private String node;
    private PeerLink link;
    private String problem;
    private long problemUntil;

    Remote(String camera) {
      this.camera = camera;
    }

    @Override
    public Subscription subscribe(Consumer<LiveFragment> listener) {
      Listener own = new Listener(listener);
      listeners.add(own);
      connect(owner(this));
      return () -> {
        listeners.remove(own);
        connect(owner(this));
      };
    }

    /** Asks the node that has the camera now, while anybody here listens. */
    synchronized void connect(String owner) {
      boolean moved = !Objects.equals(owner, node);
      if (link != null && (listeners.isEmpty() || moved)) {
        link.want(Map.of());
        link = null;
        forget();
      }
      if (moved) {
        problem = null;
      }
      node = owner;
      if (link == null && node != null && !listeners.isEmpty()) {
        String asked = node;
        link =
            new PeerLink(
                vertx,
                client,
                asked,
                () -> peers.apiUrl(asked),
                () -> tokens.node(peers.selfId()),
                message -> arrived(asked, message),
                text -> told(asked, text));
        link.want(Map.of(camera, Map.of("camera", camera, "as", "mp4")));
      }
    }

    private void forget() {
      kept.clear();
      keptBytes = 0;
    }

    private void arrived(String from, Buffer message) {
      LiveFragment piece;
      synchronized (this) {
        if (!from.equals(node) || link == null) {
          return;
        }
        Optional<LiveFragment> read = read(message);
        if (read.isEmpty()) {
          return;
        }
        piece = read.get();
        keep(piece);
      }
      listeners.forEach(listener -> listener.to.accept(piece));
    }

    private Optional<LiveFragment> read(Buffer message) {
      try {
        Optional<LiveFragment> piece = LiveFrame.decodeVideo(message, number + 1);
        piece.ifPresent(read -> number = read.number());
        return piece;
      } catch (MilepostException e) {
        LOG.warn("peer video unreadable node={} reason={}", node, e.getMessage());
        return Optional.empty();
      }
    }

    /** The initialisation segment and what came since the last key picture, unless too much. */
    private void keep(LiveFragment piece) {
      if (piece.kind() == LiveFragment.Kind.INIT) {
        forget();
      } else if (piece.kind() == LiveFragment.Kind.KEY && !kept.isEmpty()) {
        LiveFragment init = kept.get(0);
        forget();
        kept.add(init);
      } else if (kept.size() < 2) {
        return;
      }
      kept.add(piece);
      keptBytes += piece.bytes().length;
      if (keptBytes > KEPT_BYTES) {
        kept.subList(1, kept.size()).clear();
        keptBytes = 0;
      }
    }

    /** What the other node says of the stream; pictures instead of video come with a reason. */
    private synchronized void told(String from, String text) {
      if (!from.equals(node)) {
        return;
      }
      JsonNode said = Json.read(text, JsonNode.class);
      JsonNode stream =
          said.path("type").asText().equals("watching") ? said.path("streams").path(0) : said;
      if (stream.path("as").asText("mp4").equals("mp4")) {
        return;
      }
      boolean slow = said.path("reason").asText().equals("bandwidth");
      problem =
          slow
              ? "the connection to node " + node + " is too slow for video"
              : "node " + node + ": " + why(said, stream);
      problemUntil = System.nanoTime() + (slow ? SLOW : REFUSED);
    }

    private String why(JsonNode said, JsonNode stream) {
      String message = said.path("message").asText("");
      return message.isEmpty()
          ? stream.path("reason").asText("camera " + camera + " has no video")
          : message;
    }

    @Override
    public synchronized List<LiveFragment> current() {
      return kept.size() < 2 ? List.of() : List.copyOf(kept);
    }

    @Override
    public synchronized Optional<String> problem() {
      if (problem != null && System.nanoTime() - problemUntil > 0) {
        problem = null;
      }
      return Optional.ofNullable(problem);
    }
  }

  /** Each subscription is its own object, so that equal listeners do not end each other. */
  private static final class Listener {
    private final Consumer<LiveFragment> to;

    Listener(Consumer<LiveFragment> to) {
      this.to = to;
    }
  }
}
