package io.milepost.rsu.intake;

import io.micrometer.core.instrument.MeterRegistry;
import io.milepost.protocol.message.Topics;
import io.milepost.rsu.incident.DeskConfig;
import io.milepost.rsu.incident.DeskIdentity;
import io.milepost.rsu.incident.IncidentBoard;
import io.milepost.rsu.incident.IncidentCodecs;
import io.milepost.rsu.incident.IncidentVerticle;
import io.milepost.rsu.incident.NodeDirectory;
import io.milepost.rsu.store.NodeEpoch;
import io.milepost.rsu.store.Spool;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.ThreadingModel;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A real desk with a real spool and a real intake, as the node wires them. */
final class Site implements AutoCloseable {
  final Vertx vertx = Vertx.vertx();
  final Spool spool;
  final IncidentBoard board = new IncidentBoard(20_000, System::currentTimeMillis);
  IntakeVerticle intake;
  private final Path data;

  Site(Path data) throws Exception {
    this.data = data;
    Topics.registerCodecs(vertx.eventBus());
    IncidentCodecs.register(vertx.eventBus());
    spool = Spool.open(data);
  }

  static IntakeConfig config(Path data) {
    return new IntakeConfig(
        true, data.resolve("events"), Duration.ofMillis(100), Duration.ofSeconds(1), 20_000, 1000);
  }

  Site desk() throws Exception {
    NodeDirectory alone =
        new NodeDirectory() {
          @Override
          public Set<String> alive() {
            return Set.of("a");
          }

          @Override
          public void listen(Listener listener) {
            // Nobody comes or goes.
          }
        };
    get(
        vertx.deployVerticle(
            new IncidentVerticle(
                DeskConfig.defaults(),
                new DeskIdentity("a", NodeEpoch.next(data), Map.of()),
                board,
                alone,
                spool)));
    return this;
  }

  Site intake(MeterRegistry registry, Consumer<String> steps) throws Exception {
    return intake(config(data), registry, steps);
  }

  Site intake(IntakeConfig config, MeterRegistry registry, Consumer<String> steps)
      throws Exception {
    intake = new IntakeVerticle(config, data, registry, steps);
    get(
        vertx.deployVerticle(
            intake, new DeploymentOptions().setThreadingModel(ThreadingModel.WORKER)));
    return this;
  }

  static <T> T get(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  @Override
  public void close() throws Exception {
    get(vertx.close());
    spool.close();
  }
}
