package io.milepost.rsu.app;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.milepost.rsu.ops.Degradations;
import io.milepost.rsu.ops.Metrics;
import io.vertx.core.Deployable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The parts of a node that have been started, what they say of themselves, and how each is stopped.
 * One thread, never an event loop: starting and stopping wait.
 */
final class Parts implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Parts.class);
  private static final Duration START_LIMIT = Duration.ofSeconds(60);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(20);
  private static final Duration PART_STOP_LIMIT = Duration.ofSeconds(6);
  private static final Duration LATE_STOP_LIMIT = Duration.ofMillis(200);

  private final Deque<Undo> undo = new ArrayDeque<>();
  private final Map<String, Supplier<Optional<String>>> readiness = new HashMap<>();
  private final Metrics metrics;
  private final Degradations degradations;
  private Vertx vertx;
  private long stopBy;

  /** What stops a part. */
  interface Undo {
    void run() throws Exception;
  }

  /** Nothing started yet but the metrics of this node. */
  Parts(String node) {
    metrics = later(new Metrics(node));
    degradations = new Degradations(metrics.registry());
  }

  /** Where verticles are deployed from now on. */
  void on(Vertx bus) {
    vertx = bus;
  }

  Vertx vertx() {
    return vertx;
  }

  PrometheusMeterRegistry registry() {
    return metrics.registry();
  }

  Degradations degradations() {
    return degradations;
  }

  /** What must work before the node takes traffic, by name. */
  Map<String, Supplier<Optional<String>>> readiness() {
    return readiness;
  }

  /** What a node must be able to do before it counts as ready. */
  void declare(String part, Supplier<Optional<String>> sentence) {
    degradations.register(part, sentence);
    readiness.put(part, sentence);
  }

  static Optional<String> joined(List<String> sentences) {
    return sentences.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", sentences));
  }

  void deploy(Deployable verticle) throws Exception {
    deploy(verticle, new DeploymentOptions());
  }

  void deploy(Deployable verticle, DeploymentOptions options) throws Exception {
    String id = await(vertx.deployVerticle(verticle, options));
    onStop(() -> awaitStop(vertx.undeploy(id)));
  }

  /** Closes it when the node stops. */
  <T extends AutoCloseable> T later(T part) {
    onStop(part::close);
    return part;
  }

  /** Does this when the node stops, before all that was registered earlier. */
  void onStop(Undo stop) {
    undo.push(stop);
  }

  static <T> T await(Future<T> future) throws Exception {
    return Blocking.await(future, START_LIMIT);
  }

  /** What hangs keeps the others waiting for some seconds, and not at all once time is up. */
  <T> T awaitStop(Future<T> future) throws Exception {
    Duration left = Duration.ofNanos(stopBy - System.nanoTime());
    Duration limit = left.compareTo(PART_STOP_LIMIT) < 0 ? left : PART_STOP_LIMIT;
    return Blocking.await(future, limit.compareTo(LATE_STOP_LIMIT) < 0 ? LATE_STOP_LIMIT : limit);
  }

  /**
   * Stops everything in reverse order. A part that fails to stop does not keep the others:
   * recordings and spool, which have something to write, come last.
   */
  @Override
  public void close() {
    stopBy = System.nanoTime() + STOP_LIMIT.toNanos();
    while (!undo.isEmpty()) {
      try {
        undo.pop().run();
      } catch (Exception e) {
        LOG.warn("stop incomplete reason=\"{}\"", e.getMessage());
      }
    }
  }
}
