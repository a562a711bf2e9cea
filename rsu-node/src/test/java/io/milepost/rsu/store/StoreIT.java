package io.milepost.rsu.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.milepost.protocol.incident.Incident;
import io.milepost.protocol.incident.IncidentState;
import io.milepost.protocol.incident.IncidentType;
import io.milepost.protocol.message.ClipReady;
import io.milepost.protocol.message.Topics;
import io.milepost.rsu.incident.IncidentBoard;
import io.milepost.rsu.incident.IncidentPage;
import io.milepost.rsu.incident.IncidentQuery;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The spool, the store and the archive against a real PostgreSQL that comes and goes. */
class StoreIT {
  @TempDir static Path shared;
  private static EmbeddedDatabase server;
  @TempDir Path folder;
  private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
  private final IncidentBoard board = new IncidentBoard(1000, System::currentTimeMillis);
  private Vertx vertx;
  private Spool spool;
  private Database database;

  @BeforeAll
  static void startServer() {
    server = EmbeddedDatabase.start(shared, 0);
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  @BeforeEach
  void open() throws Exception {
    vertx = Vertx.vertx();
    Topics.registerCodecs(vertx.eventBus());
    spool = Spool.open(folder.resolve("node"));
    database = new Database(vertx, server.config());
    get(database.pool().query("DROP SCHEMA public CASCADE; CREATE SCHEMA public").execute());
  }

  @AfterEach
  void close() throws Exception {
    get(vertx.close());
    spool.close();
  }

  @Test
  void shouldLoseNothingAndKeepOrderWhenPostgresStopsAndComesBack() throws Exception {
    StoreVerticle store = new StoreVerticle("a", spool, database, metrics);
    get(vertx.deployVerticle(store));
    appendVersions(1, 20);
    await().atMost(Duration.ofSeconds(20)).until(() -> spool.depth() == 0 && store.up());
    int port = server.port();

    server.close();
    appendVersions(21, 140);
    await().atMost(Duration.ofSeconds(20)).until(() -> store.degraded().isPresent());
    StoreArchive archive = new StoreArchive(database, board);
    assertThat(get(archive.find(query(1, 10))).source()).isEqualTo("memory");
    assertThat(spool.depth()).isEqualTo(120);
    server = EmbeddedDatabase.start(shared, port);
    assertThat(server.first()).isFalse();

    await().atMost(Duration.ofSeconds(40)).until(() -> spool.depth() == 0);
    assertThat(store.degraded()).isEmpty();
    assertThat(integers("SELECT version FROM incident_versions ORDER BY written_at, version"))
        .hasSize(140)
        .isSorted();
    assertThat(integers("SELECT version FROM incidents")).containsExactly(140);
    assertThat(metrics.counter("milepost.store.written").count()).isEqualTo(140);
  }

  @Test
  void shouldForgetAClipWhoseFileWasDeletedUnlessItWasBuiltAgain() throws Exception {
    Migrations.apply(server.config());
    ClipReady clip = Records.clip("a-1-1", 12, true);
    ClipReady deleted =
        new ClipReady(clip.id(), "a-1-1", "near", "a", "clip.mp4", 1, 2, 0, 0, "", true);
    StoreWriter writer = new StoreWriter(database, "a");
    StoreArchive archive = new StoreArchive(database, board);
    get(spool.append(clip));
    get(spool.append(deleted));
    get(writer.write(get(spool.head(100))));
    assertThat(get(archive.clips("a-1-1"))).isEmpty();
    assertThat(integers("SELECT count(*)::int FROM clips")).containsExactly(0);
    get(spool.append(clip));
    get(writer.write(get(spool.head(100))));
    assertThat(get(archive.clips("a-1-1"))).containsExactly(clip);
    board.accept(clip);
    assertThat(board.clips("a-1-1")).containsExactly(clip);
    board.accept(deleted);
    assertThat(board.clips("a-1-1")).isEmpty();
  }

  @Test
  void shouldHaveNoFurtherEffectWhenABatchIsWrittenTwice() throws Exception {
    Migrations.apply(server.config());
    Incident open = Records.incident("a-1-1", 1, IncidentState.OPEN);
    get(spool.append(Records.changed(open)));
    get(spool.append(Records.alert("a-1-1", 1, "active")));
    get(spool.append(Records.clip("a-1-1", 4, false)));
    get(spool.append(Records.clip("a-1-1", 12, true)));
    get(spool.append(Records.alert("a-1-1", 2, "cancelled")));
    get(spool.append(Records.changed(Records.incident("a-1-1", 2, IncidentState.RESOLVED))));
    get(spool.append(Records.audit("one")));
    List<SpoolRecord> batch = get(spool.head(100));
    StoreWriter writer = new StoreWriter(database, "a");

    get(writer.write(batch));
    get(writer.write(batch));
    get(writer.write(batch.subList(0, 3)));

    StoreArchive archive = new StoreArchive(database, board);
    assertThat(get(archive.incident("a-1-1")).orElseThrow().state())
        .isEqualTo(IncidentState.RESOLVED);
    assertThat(get(archive.clips("a-1-1"))).containsExactly(Records.clip("a-1-1", 12, true));
    assertThat(get(archive.alerts("a-1-1")))
        .containsExactly(Records.alert("a-1-1", 2, "cancelled"));
    assertThat(integers("SELECT count(*)::int FROM incident_versions")).containsExactly(2);
    assertThat(integers("SELECT count(*)::int FROM audit")).containsExactly(1);
    assertThat(get(archive.find(query(1, 10))).items().get(0).evidence()).containsEntry("iou", 0.4);
  }

  @Test
  void shouldSucceedOnBothNodesWhenTheyMigrateAtOnce() throws Exception {
    CompletableFuture<Integer> one =
        CompletableFuture.supplyAsync(() -> Migrations.apply(server.config()));
    CompletableFuture<Integer> two =
        CompletableFuture.supplyAsync(() -> Migrations.apply(server.config()));

    assertThat(one.get(30, TimeUnit.SECONDS) + two.get(30, TimeUnit.SECONDS)).isEqualTo(1);
    assertThat(Migrations.apply(server.config())).isZero();
  }

  @Test
  void shouldSetAsideOnlyTheRecordThatPostgresRefuses() throws Exception {
    Incident good = Records.incident("a-1-1", 1, IncidentState.OPEN);
    get(spool.append(Records.changed(good)));
    get(spool.append(Records.audit("not\u0000storable")));
    get(spool.append(Records.audit("storable")));

    get(vertx.deployVerticle(new StoreVerticle("a", spool, database, metrics)));

    await().atMost(Duration.ofSeconds(20)).until(() -> spool.depth() == 0);
    assertThat(metrics.counter("milepost.store.set.aside").count()).isEqualTo(1);
    assertThat(integers("SELECT count(*)::int FROM audit")).containsExactly(1);
    assertThat(integers("SELECT version FROM incidents")).containsExactly(1);
  }

  @Test
  void shouldSpoolOwnAlertsAndClipsFromTheBusAndIgnoreThoseOfOthers() throws Exception {
    get(vertx.deployVerticle(new StoreVerticle("a", spool, null, metrics)));

    Topics.ALERTS.publish(vertx.eventBus(), Records.alert("a-1-1", 1, "active"));
    Topics.CLIPS.publish(vertx.eventBus(), Records.clip("a-1-1", 4, false));
    Topics.CLIPS.publish(
        vertx.eventBus(),
        new io.milepost.protocol.message.ClipReady(
            "x", "b-1-1", "far", "b", "x.mp4", 1, 2, 1, 1, "ab", true));

    await().until(() -> spool.depth() == 2);
    assertThat(get(spool.head(9)))
        .extracting(SpoolRecord::kind)
        .containsExactlyInAnyOrder(RecordKind.ALERT, RecordKind.CLIP);
  }

  @Test
  void shouldFilterAndPageAndLayTheBoardOverTheDatabase() throws Exception {
    Migrations.apply(server.config());
    for (int i = 0; i < 5; i++) {
      get(
          spool.append(
              Records.changed(
                  Records.incident("a-1-" + i, 1, IncidentState.OPEN, Records.UTC + i * 1000))));
    }
    get(new StoreWriter(database, "a").write(get(spool.head(100))));
    board.accept(Records.incident("a-1-4", 2, IncidentState.ACKNOWLEDGED, Records.UTC + 4000));
    board.accept(Records.incident("a-1-9", 1, IncidentState.OPEN, Records.UTC + 9000));
    StoreArchive archive = new StoreArchive(database, board);

    IncidentPage first = get(archive.find(query(1, 3)));
    IncidentPage second = get(archive.find(query(2, 3)));
    IncidentPage some =
        get(
            archive.find(
                new IncidentQuery(
                    "near",
                    IncidentType.COLLISION,
                    null,
                    Records.UTC + 1000,
                    Records.UTC + 3000,
                    1,
                    10)));

    assertThat(first.source()).isEqualTo("database");
    assertThat(first.total()).isEqualTo(6);
    assertThat(first.items()).extracting(Incident::id).containsExactly("a-1-9", "a-1-4", "a-1-3");
    assertThat(first.items().get(1).state()).isEqualTo(IncidentState.ACKNOWLEDGED);
    assertThat(second.items()).extracting(Incident::id).containsExactly("a-1-1", "a-1-0");
    assertThat(some.items()).extracting(Incident::id).containsExactly("a-1-2", "a-1-1");
    assertThat(some.total()).isEqualTo(2);
  }

  private void appendVersions(int from, int to) throws Exception {
    List<Future<Void>> all = new ArrayList<>();
    for (int version = from; version <= to; version++) {
      Incident incident = Records.incident("a-1-1", version, IncidentState.OPEN);
      board.accept(incident);
      all.add(spool.append(Records.changed(incident)));
    }
    get(Future.all(all));
  }

  private List<Integer> integers(String sql) throws Exception {
    RowSet<Row> rows = get(database.pool().query(sql).execute());
    List<Integer> found = new ArrayList<>();
    rows.forEach(row -> found.add(row.getInteger(0)));
    return found;
  }

  private static IncidentQuery query(int page, int size) {
    return new IncidentQuery(null, null, null, null, null, page, size);
  }

  private static <T> T get(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
  }
}
