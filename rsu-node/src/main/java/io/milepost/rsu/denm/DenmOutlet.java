package io.milepost.rsu.denm;

import io.vertx.core.Future;
import java.util.Optional;

/** Where DENMs go besides the bus. Called on one context; {@link #degraded} on any thread. */
interface DenmOutlet {
  /** Takes a DENM without waiting for anybody. */
  void offer(DenmBook.Told told);

  /** What is wrong, if anything. */
  Optional<String> degraded();

  /** Ends it; never fails. */
  Future<Void> close();
}
