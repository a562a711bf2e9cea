package io.milepost.rsu.api;

import io.milepost.protocol.message.AlertsWanted;
import io.milepost.protocol.message.Topics;
import io.milepost.rsu.camera.LivePictures;
import io.milepost.rsu.camera.live.LiveVideo;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.PoolOptions;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * What all instances of {@link ApiVerticle} of one node share: the account, limits, what is known
 * of other nodes, connections to them. Thread-safe; made once per node and closed after the
 * verticles.
 */
public final class ApiState {
  private static final int LOGINS_PER_MINUTE = 10;
  private static final int ADDRESSES = 10_000;
  private static final int TICKETS = 100_000;

  /** A video element that has read enough for now holds its connection for minutes. */
  private static final int CONNECTIONS_PER_NODE = 64;

  private static final int PLAYERS = 4;

  final ApiConfig config;
  final ApiSources sources;
  final Tokens tokens;
  final AdminAccount account;
  final LoginLimiter limiter = new LoginLimiter(LOGINS_PER_MINUTE, ADDRESSES);
  final PeerDirectory peers;
  final AlertBoard alerts;
  final LiveViewers viewers;
  final LiveSources remote;
  final HttpClient http;
  final WorkerExecutor workers;

  /** A disk that hangs must hold up viewers of recordings only. */
  final WorkerExecutor players;

  private final RemotePictures remotePictures;
  private final RemoteVideos remoteVideos;
  private final MessageConsumer<?> nodes;
  private final MessageConsumer<?> told;
  private final Future<Void> listening;

  /**
   * Hashes the password, which takes a moment: do not call on an event loop. Starts to listen to
   * heartbeats and alerts at once, and asks all nodes what is on air: what they have told before
   * they do not tell again by themselves.
   */
  public ApiState(Vertx vertx, ApiConfig config, ApiSources sources) {
    this.config = config;
    this.sources = sources;
    this.tokens = new Tokens(vertx, config, new UsedTickets(TICKETS));
    this.account = new AdminAccount(config.adminPassword());
    this.peers = new PeerDirectory(sources.node(), ApiState::monotonicMillis);
    this.alerts = new AlertBoard(peers);
    this.viewers =
        new LiveViewers(config.liveSessions(), config.liveSessionsPerUser(), sources.metrics());
    this.remotePictures = new RemotePictures(vertx, peers, tokens);
    this.remoteVideos = new RemoteVideos(vertx, peers, tokens);
    this.remote = new LiveSources(remotePictures::of, remoteVideos::of);
    this.http =
        vertx.createHttpClient(
            new HttpClientOptions().setKeepAlive(true),
            new PoolOptions().setHttp1MaxSize(CONNECTIONS_PER_NODE));
    this.workers = vertx.createSharedWorkerExecutor("milepost-api", 2);
    this.players = vertx.createSharedWorkerExecutor("milepost-playback", PLAYERS);
    this.nodes = Topics.NODES.consume(vertx.eventBus(), peers::heard);
    this.told = Topics.ALERTS.consume(vertx.eventBus(), alerts::heard);
    AlertsWanted wanted = new AlertsWanted(sources.node().get().node());
    this.listening =
        Future.all(nodes.completion(), told.completion())
            .onSuccess(done -> Topics.ALERTS_WANTED.publish(vertx.eventBus(), wanted))
            .mapEmpty();
  }

  private static long monotonicMillis() {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
  }

  /** Pictures of one of this node's own cameras. */
  Optional<LivePictures> local(String camera) {
    return Optional.ofNullable(sources.cameras().get().get(camera));
  }

  /** Live MP4 of one of this node's own cameras. */
  Optional<LiveVideo> video(String camera) {
    return Optional.ofNullable(sources.videos().get().get(camera));
  }

  /** Completes when the bus consumers are known to the cluster. */
  public Future<Void> ready() {
    return listening;
  }

  /** Ends listening and all connections to other nodes. */
  public Future<Void> close() {
    remotePictures.close();
    remoteVideos.close();
    return Future.join(
            nodes.unregister(), told.unregister(), http.close(), workers.close(), players.close())
        .mapEmpty();
  }
}
