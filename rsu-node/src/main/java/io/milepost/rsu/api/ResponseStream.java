package io.milepost.rsu.api;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * An answer as a stream for a worker thread: waits until the network has taken each piece, so that
 * memory holds one piece however slow the reader is. Not for event loops; one thread.
 */
final class ResponseStream extends OutputStream {
  private static final int PIECE = 1 << 16;
  private static final long LONGEST_WAIT_SECONDS = 60;

  private final HttpServerResponse response;
  private Buffer piece = Buffer.buffer(PIECE);

  ResponseStream(HttpServerResponse response) {
    this.response = response;
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] from, int offset, int length) throws IOException {
    int at = offset;
    while (at < offset + length) {
      int n = Math.min(PIECE - piece.length(), offset + length - at);
      piece.appendBytes(from, at, n);
      at += n;
      if (piece.length() == PIECE) {
        flush();
      }
    }
  }

  @Override
  public void flush() throws IOException {
    if (piece.length() == 0) {
      return;
    }
    Buffer out = piece;
    piece = Buffer.buffer(PIECE);
    try {
      response
          .write(out)
          .toCompletionStage()
          .toCompletableFuture()
          .get(LONGEST_WAIT_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("stopped while sending", e);
    } catch (ExecutionException | TimeoutException e) {
      throw new IOException("the reader has gone or takes nothing any more", e);
    }
  }
}
