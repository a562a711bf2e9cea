package io.milepost.rsu.incident;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;
import io.milepost.protocol.incident.Incident;
import io.milepost.protocol.incident.IncidentState;
import io.milepost.protocol.incident.IncidentType;
import io.milepost.protocol.incident.Severity;
import io.milepost.protocol.message.IncidentChanged;
import io.milepost.protocol.message.IncidentCommand;
import io.milepost.protocol.message.IncidentReply;
import io.milepost.protocol.message.IncidentReport;
import io.milepost.protocol.message.IncidentTraces;
import io.milepost.protocol.message.Topics;
import io.milepost.protocol.message.TraceQuery;
import io.milepost.rsu.rules.FindingMessage;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class IncidentVerticleTest {
  private Vertx vertx;
  private final IncidentBoard board = new IncidentBoard(100, System::currentTimeMillis);
  private final List<IncidentChanged> told = new CopyOnWriteArrayList<>();
  private final List<IncidentChanged> published = new CopyOnWriteArrayList<>();

  @BeforeEach
  void open() {
    vertx = Vertx.vertx();
    Topics.registerCodecs(vertx.eventBus());
    IncidentCodecs.register(vertx.eventBus());
    LocalIncidents.TOPIC.consume(vertx.eventBus(), told::add);
    Topics.INCIDENTS.consume(vertx.eventBus(), published::add);
  }

  @AfterEach
  void close() throws Exception {
    get(vertx.close());
  }

  private IncidentVerticle deploy(Journal journal) throws Exception {
    Map<String, CameraPlace> places = Map.of("near", Findings.place("A9", 48, 11));
    NodeDirectory alone =
        new NodeDirectory() {
          @Override
          public Set<String> alive() {
            return Set.of("a");
          }

          @Override
          public void listen(Listener listener) {
            assertThat(listener).isNotNull();
          }
        };
    IncidentVerticle verticle =
        new IncidentVerticle(
            DeskConfig.defaults(), new DeskIdentity("a", 9, places), board, alone, journal);
    get(vertx.deployVerticle(verticle));
    return verticle;
  }

  @Test
  void shouldAnswerWithTheTracesOfAnIncident() throws Exception {
    deploy(change -> Future.succeededFuture());
    FindingMessage message = Findings.traced("near", "c-1", Findings.UTC);
    FindingMessage.TOPIC.publish(vertx.eventBus(), message);
    await().until(() -> told.size() == 1);
    String id = told.get(0).incident().id();

    IncidentTraces traces = traces(id);
    assertThat(traces.incident()).isEqualTo(id);
    assertThat(traces.traces()).hasSize(1);
    IncidentTraces.Trace trace = traces.traces().get(0);
    assertThat(trace.finding()).isEqualTo("c-1");
    assertThat(trace.conditions())
        .containsExactly(new IncidentTraces.Condition("speed_m_s", "at_least", 3));
    assertThat(trace.frames())
        .containsExactly(
            new IncidentTraces.Frame(Findings.UTC - 1000, Collections.singletonList(null)),
            new IncidentTraces.Frame(Findings.UTC, List.of(4.5)));
    assertThat(traces("unknown-1-1").traces()).isEmpty();
  }

  private IncidentTraces traces(String incident) throws Exception {
    return get(
        Topics.traces("a")
            .request(vertx.eventBus(), new TraceQuery(incident), IncidentTraces.class));
  }

  @Test
  void shouldTellWithoutWaitingWhenTheJournalIsStuck() throws Exception {
    Promise<Void> stuck = Promise.promise();
    IncidentVerticle verticle = deploy(change -> stuck.future());

    sees("c-1");

    await().until(() -> told.size() == 1 && published.size() == 1);
    assertThat(verticle.unwritten()).isEqualTo(1);
    stuck.complete();
    await().until(() -> verticle.unwritten() == 0);
  }

  @Test
  void shouldOfferAgainInOrderAndSaySoWhenTheJournalRefuses() throws Exception {
    AtomicInteger refusals = new AtomicInteger(3);
    List<Integer> written = new CopyOnWriteArrayList<>();
    IncidentVerticle verticle =
        deploy(
            change -> {
              if (refusals.getAndDecrement() > 0) {
                return Future.failedFuture(new MilepostException(FailureCode.OVERLOADED, "full"));
              }
              written.add(change.incident().version());
              return Future.succeededFuture();
            });
    sees("c-1");
    await().until(() -> told.size() == 1);
    for (int i = 0; i < 5; i++) {
      note(told.get(0).incident().id());
    }
    await().until(() -> verticle.degraded().isPresent());

    await().atMost(Duration.ofSeconds(20)).until(() -> verticle.unwritten() == 0);

    assertThat(written).containsExactlyElementsOf(IntStream.rangeClosed(1, 6).boxed().toList());
    assertThat(verticle.degraded()).isEmpty();
  }

  @Test
  void shouldTellVehiclesAgainWhatWasOpenWhenTheNodeStopped() throws Exception {
    Incident open = IncidentBoardTest.incident("a-8-1", 3, 10, IncidentState.OPEN, "a");
    deploy(
        new Journal() {
          @Override
          public Future<Void> append(IncidentChanged change) {
            return Future.succeededFuture();
          }

          @Override
          public Future<List<Incident>> active() {
            return Future.succeededFuture(List.of(open));
          }
        });

    await().until(() -> told.size() == 1);
    assertThat(told.get(0).change()).isEqualTo(IncidentChanged.Change.UPDATED);
    assertThat(told.get(0).incident().id()).isEqualTo("a-8-1");
    assertThat(told.get(0).incident().version()).isEqualTo(4);
  }

  @Test
  void shouldAnswerNotFoundWhenNobodyKnowsTheIncident() throws Exception {
    deploy(change -> Future.succeededFuture());
    try {
      note("a-1-1");
      throw new AssertionError("accepted");
    } catch (ExecutionException e) {
      assertThat(((MilepostException) e.getCause()).code()).isEqualTo(FailureCode.NOT_FOUND);
    }
  }

  private Future<IncidentReply> report(int place) {
    return LocalIncidents.REPORT.request(
        vertx.eventBus(),
        new IncidentReport(
            IncidentType.FIRE,
            Severity.HIGH,
            "R" + place,
            -80 + place * 0.01,
            10.0,
            null,
            null,
            "me",
            null),
        IncidentReply.class);
  }

  @Test
  void shouldTellVehiclesBeforeButTheReporterAfterTheReportIsOnDisk() throws Exception {
    Promise<Void> disk = Promise.promise();
    deploy(change -> disk.future());

    Future<IncidentReply> first = report(1);
    Future<IncidentReply> same = report(1);
    await().until(() -> told.size() == 1);
    // What is asked after them is answered, so their answers are held back.
    note(told.get(0).incident().id());
    assertThat(first.isComplete() || same.isComplete()).isFalse();

    disk.complete();
    assertThat(get(first).status()).isEqualTo("accepted");
    assertThat(get(same).status()).isEqualTo("duplicate");
  }

  @Test
  void shouldRefuseReportsWhileTooManyVersionsWaitForTheDisk() throws Exception {
    IncidentVerticle verticle = deploy(change -> Promise.<Void>promise().future());
    for (int i = 0; i < 4096; i++) {
      report(i);
    }
    await().atMost(Duration.ofSeconds(30)).until(() -> verticle.unwritten() == 4096);
    try {
      get(report(5000));
      throw new AssertionError("accepted");
    } catch (ExecutionException e) {
      assertThat(((MilepostException) e.getCause()).code()).isEqualTo(FailureCode.OVERLOADED);
    }
    assertThat(verticle.unwritten()).isEqualTo(4096);
  }

  private void sees(String key) {
    FindingMessage.TOPIC.publish(vertx.eventBus(), Findings.confirmed("near", key, Findings.UTC));
  }

  private void note(String incident) throws Exception {
    get(
        LocalIncidents.COMMAND.request(
            vertx.eventBus(),
            new IncidentCommand(incident, IncidentCommand.Action.NOTE, "eve", "x"),
            IncidentReply.class));
  }

  private static <T> T get(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  /** A journal that starts empty. */
  private interface Journal extends IncidentJournal {
    @Override
    default Future<List<Incident>> active() {
      return Future.succeededFuture(List.of());
    }
  }
}
