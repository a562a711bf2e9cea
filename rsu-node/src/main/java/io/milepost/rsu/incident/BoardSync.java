package io.milepost.rsu.incident;

import io.milepost.protocol.failure.MilepostException;
import io.milepost.protocol.incident.Incident;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.MessageConsumer;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Copies what another node knows to this node's board, page by page, whenever that node has
 * appeared; so nodes that join late, or were parted, know what the others know.
 */
final class BoardSync {
  private static final Logger LOG = LoggerFactory.getLogger(BoardSync.class);
  private static final int PAGE = 50;
  private static final int ATTEMPTS = 20;
  private static final long RETRY_MILLIS = 500;

  private final Vertx vertx;
  private final String node;
  private final IncidentBoard board;
  private final int capacity;

  BoardSync(Vertx vertx, String node, IncidentBoard board, int capacity) {
    this.vertx = vertx;
    this.node = node;
    this.board = board;
    this.capacity = capacity;
  }

  /** Answers the other nodes. */
  MessageConsumer<Object> serve() {
    return NodeTopics.board(node)
        .answer(
            vertx.eventBus(),
            request ->
                Future.succeededFuture(
                    board.page(
                        Math.max(0, request.offset()),
                        Math.max(1, Math.min(500, request.size())))));
  }

  /**
   * Copies everything.
   *
   * @param learn called for each incident, on the caller's context; puts it on the board
   * @return the number of incidents read; fails when the node does not answer for ten seconds
   */
  Future<Integer> from(String other, Consumer<Incident> learn) {
    Promise<Integer> done = Promise.promise();
    page(other, 0, ATTEMPTS, learn, done);
    return done.future();
  }

  private void page(
      String other, int offset, int attempts, Consumer<Incident> learn, Promise<Integer> done) {
    NodeTopics.board(other)
        .request(vertx.eventBus(), new BoardRequest(node, offset, PAGE), BoardPage.class)
        .onSuccess(
            page -> {
              page.incidents().forEach(learn);
              page.alerts().forEach(board::accept);
              page.clips().forEach(board::accept);
              int read = offset + page.incidents().size();
              if (page.more() && read < capacity && !page.incidents().isEmpty()) {
                page(other, read, ATTEMPTS, learn, done);
              } else {
                done.complete(read);
              }
            })
        .onFailure(
            e -> {
              boolean again =
                  attempts > 1 && e instanceof MilepostException known && known.code().retryable();
              LOG.debug(
                  "board sync waits from={} again={} reason={}", other, again, e.getMessage());
              if (again) {
                vertx.setTimer(RETRY_MILLIS, id -> page(other, offset, attempts - 1, learn, done));
              } else {
                done.fail(e);
              }
            });
  }
}
