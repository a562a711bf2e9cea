package io.milepost.rsu.api;

import io.milepost.rsu.camera.JpegPicture;
import io.milepost.rsu.camera.LivePictures;
import io.milepost.rsu.camera.Rendition;
import io.vertx.core.Vertx;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * Live pictures of other nodes' cameras, one connection per node for all viewers here, each camera
 * once and in the size that satisfies all of them. A camera that moves to another node is followed.
 * Thread-safe.
 */
final class RemotePictures {
  private static final long RECONCILE_MILLIS = 1_000;

  /** The other node knows its own, narrower limits. */
  private static final Rendition LIMIT = new Rendition(3840, 30);

  private static final int MAX_PICTURE_BYTES = 4 * 1024 * 1024;

  private final Vertx vertx;
  private final PeerDirectory peers;
  private final Tokens tokens;
  private final WebSocketClient client;
  private final Map<String, Remote> cameras = new ConcurrentHashMap<>();
  private final Map<String, PeerLink> links = new HashMap<>();
  private final long timer;

  RemotePictures(Vertx vertx, PeerDirectory peers, Tokens tokens) {
    this.vertx = vertx;
    this.peers = peers;
    this.tokens = tokens;
    this.client =
        vertx.createWebSocketClient(
            new WebSocketClientOptions()
                .setMaxMessageSize(MAX_PICTURE_BYTES)
                .setMaxFrameSize(MAX_PICTURE_BYTES));
    this.timer = vertx.setPeriodic(RECONCILE_MILLIS, t -> reconcile());
  }

  /** The pictures of a camera that some other node has; empty when none has it. */
  Optional<LivePictures> of(String camera) {
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

  void close() {
    vertx.cancelTimer(timer);
    client.close();
  }

  private synchronized void reconcile() {
    Map<String, Map<String, Rendition>> byNode = new HashMap<>();
    for (Remote remote : cameras.values()) {
      Rendition wanted = remote.wanted();
      if (wanted != null) {
        peers
            .ownerOf(remote.camera)
            .filter(owner -> !owner.equals(peers.selfId()))
            .ifPresent(
                owner ->
                    byNode.computeIfAbsent(owner, o -> new HashMap<>()).put(remote.camera, wanted));
      }
    }
    byNode.keySet().forEach(node -> links.computeIfAbsent(node, this::link));
    links.forEach((node, link) -> link.want(wishes(byNode.getOrDefault(node, Map.of()))));
  }

  private static Map<String, Map<String, Object>> wishes(Map<String, Rendition> cameras) {
    Map<String, Map<String, Object>> wishes = new HashMap<>();
    cameras.forEach(
        (camera, size) ->
            wishes.put(
                camera,
                Map.of("camera", camera, "max_width", size.width(), "max_fps", size.fps())));
    return wishes;
  }

  private PeerLink link(String node) {
    return new PeerLink(
        vertx,
        client,
        node,
        () -> peers.apiUrl(node),
        () -> tokens.node(peers.selfId()),
        message -> arrived(LiveFrame.decode(message)),
        text -> {});
  }

  private void arrived(JpegPicture picture) {
    Remote remote = cameras.get(picture.camera());
    if (remote != null) {
      remote.newest = picture;
      remote.listeners.forEach(listener -> listener.to.accept(picture));
    }
  }

  private final class Remote implements LivePictures {
    private final String camera;
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private volatile JpegPicture newest;

    Remote(String camera) {
      this.camera = camera;
    }

    @Override
    public Subscription subscribe(Rendition wanted, Consumer<JpegPicture> listener) {
      Listener own = new Listener(wanted, listener);
      listeners.add(own);
      reconcile();
      return () -> {
        listeners.remove(own);
        reconcile();
      };
    }

    /** What satisfies all who look; null when nobody does. */
    Rendition wanted() {
      return listeners.stream().map(each -> each.wanted).reduce(Rendition::with).orElse(null);
    }

    @Override
    public Rendition limit() {
      return LIMIT;
    }

    @Override
    public Optional<JpegPicture> newest() {
      return Optional.ofNullable(newest);
    }
  }

  /** Each subscription is its own object, so that equal listeners do not end each other. */
  private static final class Listener {
    private final Rendition wanted;
    private final Consumer<JpegPicture> to;

    Listener(Rendition wanted, Consumer<JpegPicture> to) {
      this.wanted = wanted;
      this.to = to;
    }
  }
}
