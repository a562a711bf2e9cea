package io.milepost.rsu.api;

import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;
import io.milepost.protocol.message.RecordedCameras;
import io.milepost.protocol.message.RecordedQuery;
import io.milepost.protocol.message.Topics;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Which node keeps what, cameras that have been removed included: all nodes that are up say so. */
final class Keepers {
  /** What waits for a disk may take longer than other answers. */
  static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Vertx vertx;
  private final PeerDirectory peers;

  Keepers(Vertx vertx, PeerDirectory peers) {
    this.vertx = vertx;
    this.peers = peers;
  }

  /**
   * What several nodes said.
   *
   * @param items all of it
   * @param missing nodes that did not answer
   */
  record Told<T>(List<T> items, List<String> missing) {}

  /** This node and all others that are up. */
  List<String> nodes() {
    List<String> nodes = new ArrayList<>(List.of(peers.selfId()));
    nodes.addAll(peers.upPeers());
    return nodes;
  }

  /** Asks all nodes at once. */
  <T> Future<Told<T>> ask(Function<String, Future<List<T>>> question) {
    List<String> nodes = nodes();
    List<Future<List<T>>> answers = nodes.stream().map(question).toList();
    return Future.join(answers)
        .otherwiseEmpty()
        .map(
            all -> {
              List<T> items = new ArrayList<>();
              List<String> missing = new ArrayList<>();
              for (int i = 0; i < nodes.size(); i++) {
                if (answers.get(i).succeeded()) {
                  items.addAll(answers.get(i).result());
                } else {
                  missing.add(nodes.get(i));
                }
              }
              return new Told<>(items, missing);
            });
  }

  /** Cameras of which recordings are kept, by node and id. */
  Future<Told<RecordedCameras.Item>> cameras() {
    return ask(
        node ->
            Topics.recorded(node)
                .request(vertx.eventBus(), new RecordedQuery(), RecordedCameras.class, PATIENCE)
                .map(RecordedCameras::items));
  }

  /**
   * The node that has a camera or, when none has it any more, the one with its newest recording;
   * NOT_FOUND when there is neither.
   */
  Future<String> of(String camera) {
    Optional<String> owner = peers.ownerOf(camera);
    if (owner.isPresent()) {
      return Future.succeededFuture(owner.get());
    }
    return cameras()
        .map(
            told ->
                told.items().stream()
                    .filter(item -> item.camera().equals(camera))
                    .max(Comparator.comparingLong(RecordedCameras.Item::to))
                    .map(RecordedCameras.Item::node)
                    .orElseThrow(() -> unknown(camera)));
  }

  private static MilepostException unknown(String camera) {
    return new MilepostException(FailureCode.NOT_FOUND, "there is no camera '" + camera + "'");
  }
}
