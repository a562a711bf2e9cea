package io.milepost.rsu.api;

import io.milepost.rsu.recording.playback.VirtualFile;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends video that is made while it is read. Reads on workers a piece at a time and no further than
 * the client has taken, so that a slow client costs one piece of memory and nobody else's time.
 */
final class VideoAnswers {
  private static final Logger LOG = LoggerFactory.getLogger(VideoAnswers.class);
  private static final int PIECE = 256 * 1024;

  private final WorkerExecutor workers;
  private final PeerProxy proxy;
  private final PeerDirectory peers;

  VideoAnswers(WorkerExecutor workers, PeerProxy proxy, PeerDirectory peers) {
    this.workers = workers;
    this.proxy = proxy;
    this.peers = peers;
  }

  /** Asks this node; what it does not hold is asked of the others. */
  <T> void local(
      RoutingContext ctx, String camera, Callable<Optional<T>> question, Consumer<T> answer) {
    workers
        .executeBlocking(question, false)
        .onSuccess(found -> found.ifPresentOrElse(answer, () -> elsewhere(ctx, camera)))
        .onFailure(ctx::fail);
  }

  private void elsewhere(RoutingContext ctx, String camera) {
    List<String> others = Doorkeeper.caller(ctx).isNode() ? List.of() : peers.upPeers();
    proxy.pass(ctx, others, "recording of camera " + camera + " at that time");
  }

  /** Sends the file or the range of it that was asked for, and closes it. */
  void send(RoutingContext ctx, VirtualFile file, String type) {
    String etag = file.etag();
    HttpServerResponse response =
        ctx.response()
            .putHeader("Content-Type", type)
            .putHeader("Accept-Ranges", "bytes")
            .putHeader("Cache-Control", "private, no-cache")
            .putHeader("ETag", etag);
    if (etag.equals(ctx.request().getHeader("If-None-Match"))) {
      close(file);
      response.setStatusCode(304).end();
      return;
    }
    long size = file.length();
    String header = ctx.request().getHeader("Range");
    String condition = ctx.request().getHeader("If-Range");
    ByteRange range = new ByteRange(0, size - 1);
    if (ByteRange.isOne(header) && (condition == null || condition.equals(etag))) {
      Optional<ByteRange> wanted = ByteRange.of(header, size);
      if (wanted.isEmpty()) {
        close(file);
        response.setStatusCode(416).putHeader("Content-Range", "bytes */" + size).end();
        return;
      }
      range = wanted.get();
      response
          .setStatusCode(206)
          .putHeader("Content-Range", "bytes " + range.first() + "-" + range.last() + "/" + size);
    }
    response.putHeader("Content-Length", Long.toString(range.length()));
    new Sending(response, file, range).start();
  }

  private static void close(VirtualFile file) {
    try {
      file.close();
    } catch (IOException e) {
      LOG.debug("recording not closed reason={}", e.getMessage());
    }
  }

  /** One answer on its way. Belongs to the connection's event loop. */
  private final class Sending {
    private final HttpServerResponse response;
    private final VirtualFile file;
    private final long end;
    private long at;
    private boolean gone;
    private boolean reading;

    Sending(HttpServerResponse response, VirtualFile file, ByteRange range) {
      this.response = response;
      this.file = file;
      this.at = range.first();
      this.end = range.last() + 1;
    }

    void start() {
      response.closeHandler(v -> leave());
      response.exceptionHandler(e -> leave());
      next();
    }

    private void leave() {
      gone = true;
      if (!reading) {
        close(file);
      }
    }

    private void next() {
      if (gone) {
        return;
      }
      reading = true;
      int length = (int) Math.min(PIECE, end - at);
      workers.executeBlocking(() -> read(at, length), false).onComplete(this::sent);
    }

    private Buffer read(long from, int length) throws IOException {
      ByteBuffer bytes = ByteBuffer.allocate(length);
      file.read(from, bytes);
      return Buffer.buffer(bytes.array());
    }

    private void sent(io.vertx.core.AsyncResult<Buffer> piece) {
      reading = false;
      if (gone) {
        close(file);
        return;
      }
      if (piece.failed()) {
        // The head is out: only a broken connection can say that the rest will not come.
        LOG.warn("recording broke off while it was sent reason={}", piece.cause().getMessage());
        close(file);
        gone = true;
        response.reset();
        return;
      }
      at += piece.result().length();
      if (at >= end) {
        gone = true;
        close(file);
        response.end(piece.result());
        return;
      }
      response.write(piece.result());
      if (response.writeQueueFull()) {
        response.drainHandler(v -> next());
      } else {
        next();
      }
    }
  }
}
