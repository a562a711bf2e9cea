package io.milepost.rsu.recording.evidence;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Chains what has been recorded and seals each day. Deploy it as a worker.
 *
 * <p><i>Consumes</i>: nothing from the bus; the index notes what is finished.
 *
 * <p><i>Publishes</i>: nothing.
 *
 * <p><i>Threading</i>: worker; everything here waits for the disk.
 *
 * <p><i>Drops</i>: nothing; what is due is on disk until it is chained.
 */
public final class EvidenceVerticle extends VerticleBase {
  private static final Logger LOG = LoggerFactory.getLogger(EvidenceVerticle.class);
  private static final long STEP_MILLIS = 2000;

  private final EvidenceChain chain;
  private final Counter failures;
  private volatile String problem;
  private boolean stopped;

  /** A verticle for these chains. */
  public EvidenceVerticle(EvidenceChain chain, MeterRegistry registry) {
    this.chain = chain;
    FunctionCounter.builder("milepost.evidence.links", chain, EvidenceChain::appended)
        .description("Segments and clips chained")
        .register(registry);
    failures =
        Counter.builder("milepost.evidence.failures")
            .description("Attempts to chain or seal that failed; they are repeated")
            .register(registry);
  }

  /** What is not as it should be. */
  public Optional<String> degraded() {
    return Optional.ofNullable(problem);
  }

  @Override
  public Future<?> start() {
    vertx.setTimer(STEP_MILLIS, timer -> step());
    return Future.succeededFuture();
  }

  private void step() {
    try {
      chain.step();
      problem = null;
    } catch (RuntimeException e) {
      failures.increment();
      if (problem == null) {
        LOG.error("evidence failed reason=\"{}\"", e.getMessage());
      }
      problem = "recordings are kept but not chained: " + e.getMessage();
    } finally {
      if (!stopped) {
        vertx.setTimer(STEP_MILLIS, timer -> step());
      }
    }
  }

  @Override
  public Future<?> stop() {
    stopped = true;
    return Future.succeededFuture();
  }
}
