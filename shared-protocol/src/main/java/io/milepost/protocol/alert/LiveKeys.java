package io.milepost.protocol.alert;

import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys in use while their file changes: {@link #get} returns a field, {@link #check} loads anew
 * and swaps the whole ring, or keeps the last good one. Does no I/O and has no thread of its own:
 * the owner gives the loader, and calls {@link #check} about once a second off the hot path.
 * Thread-safe.
 */
public final class LiveKeys implements Supplier<KeyRing> {
  private static final Logger LOG = LoggerFactory.getLogger(LiveKeys.class);

  private final Loader loader;
  private volatile KeyRing ring;
  private volatile String problem;
  private volatile long reloads;
  private volatile long refusals;

  /** Gives the keys as they are now. */
  @FunctionalInterface
  public interface Loader {
    /**
     * Reads and checks everything.
     *
     * @throws IOException when a file cannot be read
     * @throws MilepostException CONFIGURATION when its content is wrong
     */
    KeyRing load() throws IOException;
  }

  /**
   * Loads for the first time. May block.
   *
   * @throws MilepostException CONFIGURATION with a sentence when there is no good ring to start
   *     with
   */
  public LiveKeys(Loader loader) {
    this.loader = loader;
    try {
      ring = loader.load();
    } catch (IOException e) {
      throw new MilepostException(
          FailureCode.CONFIGURATION, "keys cannot be read: " + e.getMessage(), e);
    }
  }

  /** Keys that never change. */
  public static LiveKeys of(KeyRing ring) {
    return new LiveKeys(() -> ring);
  }

  /** The present ring: the read of a field. Any thread. */
  @Override
  public KeyRing get() {
    return ring;
  }

  /**
   * Loads again and takes on what has changed. May block; never throws.
   *
   * @return whether the ring is another one now
   */
  public synchronized boolean check() {
    KeyRing loaded;
    try {
      loaded = loader.load();
    } catch (IOException | RuntimeException e) {
      refused(e instanceof IOException ? "cannot be read: " + e.getMessage() : e.getMessage());
      return false;
    }
    if (problem != null) {
      LOG.info("key ring good again keys={}", loaded.keys().size());
      problem = null;
    }
    if (loaded.equals(ring)) {
      return false;
    }
    ring = loaded;
    reloads++;
    LOG.info("key ring reloaded keys={} signers={}", loaded.keys().size(), loaded.signers().size());
    return true;
  }

  private void refused(String why) {
    String sentence = "new keys are refused, the former ones stay in use: " + why;
    if (!sentence.equals(problem)) {
      problem = sentence;
      refusals++;
      LOG.warn("key ring refused reason=\"{}\" action=keep_the_last_good_one", why);
    }
  }

  /** One sentence when the files are not what is in use. Any thread. */
  public Optional<String> problem() {
    return Optional.ofNullable(problem);
  }

  /** How often another ring was taken on. Any thread. */
  public long reloads() {
    return reloads;
  }

  /** How often new content was refused, the same content once. Any thread. */
  public long refusals() {
    return refusals;
  }
}
