package io.milepost.rsu.recording;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks after the files of clips. Reads them again, one after the other and slowly, to see whether
 * they are still as they were written; what is missing or damaged is built anew while what it was
 * cut from is still there. Deletes the oldest when they are too old or too many, never one that is
 * held. One thread; blocks for the disk.
 */
public final class ClipCare implements MeterBinder {
  private static final Logger LOG = LoggerFactory.getLogger(ClipCare.class);
  private static final long DAY_MILLIS = Duration.ofDays(1).toMillis();
  private static final int CHUNK = 256 * 1024;
  private static final long LONGEST_STEP_MILLIS = 1000;

  /** What is built anew may miss this much of what was there. */
  private static final long SLACK_MICROS = 1_000_000;

  private final ClipConfig config;
  private final ClipIndex clips;
  private final Footage footage;
  private final Path folder;
  private final Clock clock;
  private final AtomicLong checked = new AtomicLong();
  private final AtomicLong damagedEver = new AtomicLong();
  private final AtomicLong deleted = new AtomicLong();
  private final ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
  private volatile Hold hold = (camera, fromMicros, toMicros) -> false;
  private volatile String problem;
  private volatile String damage;
  private Reading reading;
  private long lastStepMillis;
  private long bytes;

  /** Says what must be kept whatever its age. */
  @FunctionalInterface
  public interface Hold {
    /** Whether somebody holds footage of this time; UTC microseconds. */
    boolean holds(String camera, long fromMicros, long toMicros);
  }

  ClipCare(ClipConfig config, ClipIndex clips, Footage footage, Path folder, Clock clock) {
    this.config = config;
    this.clips = clips;
    this.footage = footage;
    this.folder = folder;
    this.clock = clock;
    this.lastStepMillis = clock.millis();
  }

  /** From now on, clips that this holds are not deleted. */
  public void respect(Hold holds) {
    hold = holds;
  }

  /** What is not as it should be. */
  public Optional<String> degraded() {
    return Optional.ofNullable(damage != null ? damage : problem);
  }

  /** Reads on, as much as is due since the last call. */
  void step() {
    long now = clock.millis();
    long due =
        config.checkBytesPerSecond()
            * Math.max(0, Math.min(LONGEST_STEP_MILLIS, now - lastStepMillis))
            / 1000;
    lastStepMillis = now;
    if (due == 0 || reading == null && !begin(now)) {
      return;
    }
    try {
      if (reading.advance(due)) {
        finish(reading.hex().equals(reading.clip.content().sha256()) ? null : "is damaged");
      }
    } catch (IOException e) {
      finish("cannot be read: " + e.getMessage());
    }
  }

  /** Every clip is read at most once a day. */
  private boolean begin(long now) {
    Optional<Clip> next =
        clips.leastChecked().filter(clip -> clip.checkedMillis() < now - DAY_MILLIS);
    if (next.isEmpty()) {
      return false;
    }
    try {
      reading = new Reading(next.get(), folder.resolve(next.get().file()));
      return true;
    } catch (NoSuchFileException e) {
      found(next.get(), "is missing");
    } catch (IOException e) {
      found(next.get(), "cannot be read: " + e.getMessage());
    }
    return false;
  }

  private void finish(String wrong) {
    Clip clip = reading.clip;
    reading.close();
    reading = null;
    checked.incrementAndGet();
    // It may have grown meanwhile; then it is another file.
    boolean same =
        clips
            .find(clip.id())
            .filter(now -> now.content().sha256().equals(clip.content().sha256()))
            .isPresent();
    if (wrong != null && same) {
      found(clip, wrong);
    } else if (same) {
      clips.checked(clip.id(), clock.millis(), null);
      tell();
    }
  }

  private void found(Clip clip, String wrong) {
    if (clip.damage() == null) {
      damagedEver.incrementAndGet();
    }
    clips.checked(clip.id(), clock.millis(), wrong);
    boolean again = canBeBuilt(clip, wrong);
    LOG.error("clip damaged clip={} reason=\"{}\" rebuild={}", clip.id(), wrong, again);
    if (again) {
      clips.reopen(clip.id());
    }
    tell();
  }

  private boolean canBeBuilt(Clip clip, String wrong) {
    try {
      Optional<Footage.Found> found =
          footage.find(clip.camera(), clip.fromMicros(), clip.toMicros(), clip.momentMicros());
      return found.isPresent()
          && (wrong.equals("is missing")
              || found.get().shownMicros() + SLACK_MICROS >= clip.content().shownMicros());
    } catch (IOException e) {
      LOG.warn("clip cannot be built anew clip={} reason={}", clip.id(), e.getMessage());
      return false;
    }
  }

  /**
   * Deletes clips that are due, and renews what is told of them.
   *
   * @return what was deleted
   */
  List<Clip> sweep() {
    List<Clip> gone = new ArrayList<>();
    long oldest = clock.millis() - config.retentionDays() * DAY_MILLIS;
    List<Clip> all = clips.oldest();
    long total =
        all.stream().filter(c -> c.content() != null).mapToLong(c -> c.content().bytes()).sum();
    try {
      for (Clip clip : all) {
        long mine = clip.content() == null ? 0 : clip.content().bytes();
        boolean due = clip.triggeredMillis() < oldest || total > config.maxBytes() && mine > 0;
        if (due && !hold.holds(clip.camera(), clip.fromMicros(), clip.toMicros())) {
          delete(clip);
          gone.add(clip);
          total -= mine;
        }
      }
      problem =
          total > config.maxBytes()
              ? "clips that are held take " + total + " bytes, more than clip.max_gb allows"
              : null;
    } catch (IOException e) {
      problem = "old clips cannot be deleted: " + e.getMessage();
    }
    bytes = total;
    tell();
    return gone;
  }

  private void delete(Clip clip) throws IOException {
    Path file = folder.resolve(clip.file());
    Files.deleteIfExists(ClipPictures.thumbnail(file));
    Files.deleteIfExists(ClipPictures.preview(file));
    Files.deleteIfExists(file);
    clips.forget(clip.id());
    deleted.incrementAndGet();
    LOG.info("clip deleted clip={} camera={}", clip.id(), clip.camera());
  }

  private void tell() {
    List<Clip> broken = clips.damaged();
    damage =
        broken.isEmpty()
            ? null
            : broken.size()
                + " clips are damaged, the first is "
                + broken.get(0).id()
                + ": it "
                + broken.get(0).damage();
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    FunctionCounter.builder("milepost.clips.checked", checked, AtomicLong::get).register(registry);
    FunctionCounter.builder("milepost.clips.damaged", damagedEver, AtomicLong::get)
        .register(registry);
    FunctionCounter.builder("milepost.clips.deleted", deleted, AtomicLong::get).register(registry);
    Gauge.builder("milepost.clips.bytes", this, care -> care.bytes).register(registry);
  }

  /** One file on its way through the digest. */
  private final class Reading {
    private final Clip clip;
    private final FileChannel channel;
    private final MessageDigest digest;

    Reading(Clip clip, Path file) throws IOException {
      this.clip = clip;
      try {
        digest = MessageDigest.getInstance("SHA-256");
      } catch (NoSuchAlgorithmException e) {
        throw new IOException("this Java has no SHA-256", e);
      }
      channel = FileChannel.open(file, StandardOpenOption.READ);
    }

    /** True at the end of the file. */
    boolean advance(long most) throws IOException {
      for (long left = most; left > 0; ) {
        chunk.clear().limit((int) Math.min(CHUNK, left));
        int n = channel.read(chunk);
        if (n < 0) {
          return true;
        }
        digest.update(chunk.flip());
        left -= n;
      }
      return false;
    }

    String hex() {
      return HexFormat.of().formatHex(digest.digest());
    }

    void close() {
      try {
        channel.close();
      } catch (IOException e) {
        LOG.debug("clip not closed clip={}", clip.id(), e);
      }
    }
  }
}
