package io.milepost.rsu.app;

import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for a future on a thread that may block: a command's main thread. */
final class Blocking {
  private Blocking() {}

  /**
   * The future's value.
   *
   * @throws MilepostException TIMEOUT when it does not come in time
   * @throws Exception the future's own failure
   */
  static <T> T await(Future<T> future, Duration limit) throws Exception {
    try {
      return future
          .toCompletionStage()
          .toCompletableFuture()
          .get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Exception cause) {
        throw cause;
      }
      throw e;
    } catch (TimeoutException e) {
      throw new MilepostException(
          FailureCode.TIMEOUT,
          "a part of the node did not answer within " + limit.toSeconds() + " s",
          e);
    }
  }
}
