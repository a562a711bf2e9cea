package io.milepost.rsu.intake;

import io.micrometer.core.instrument.MeterRegistry;
import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;
import io.milepost.protocol.message.IncidentReply;
import io.milepost.protocol.message.IncidentReport;
import io.milepost.protocol.message.ReportReader;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way of event files, step by step: claim, read, ask, remember, put away. Knows no bus: {@link
 * #next} gives the question to ask, {@link #answered} takes the answer. Belongs to one thread,
 * except {@link #degraded}.
 */
final class Intake implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Intake.class);
  private static final int MOST_QUEUED = DropScan.BATCH;
  private static final int PROGRESS_EVERY = 1000;
  private static final int PRUNE_EVERY = 500;
  private static final int SOURCE_CHARS = 64;
  private static final long WAIT_TOLD = Duration.ofSeconds(5).toMillis();

  private final IntakeConfig config;
  private final Path dataFolder;
  private final Consumer<String> steps;
  private final EventFolder folder;
  private final DropScan scan;
  private final IntakeQueue queue = new IntakeQueue();
  private final IntakeMetrics metrics;
  private IntakeLedger ledger;
  private boolean leftovers = true;
  private boolean moreDropped;
  private long settledFiles;
  private volatile String trouble;
  private volatile String stuck;
  private volatile String retryReason;
  private volatile long oldestMillis = Long.MAX_VALUE;

  /**
   * A report to hand to the desk.
   *
   * @param name name of its file in the queue
   * @param key what the ledger knows it by
   * @param report what to ask
   */
  record Question(String name, String key, IncidentReport report) {}

  Intake(IntakeConfig config, Path dataFolder, MeterRegistry registry, Consumer<String> steps) {
    this.config = config;
    this.dataFolder = dataFolder;
    this.steps = steps;
    this.folder = new EventFolder(config.folder());
    this.scan =
        new DropScan(config.folder(), config.giveUp(), System::nanoTime, System::currentTimeMillis);
    this.metrics = new IntakeMetrics(registry, System::currentTimeMillis);
  }

  /** Opens the ledger; a folder that cannot be used now may be usable later. */
  void open() {
    ledger = IntakeLedger.open(dataFolder);
    LOG.info("intake started folder={}", config.folder());
  }

  /** Whether the last look found the folder as it should be. */
  boolean usable() {
    return trouble == null;
  }

  /**
   * Looks into the folder and claims what is ready.
   *
   * @return whether to look again as soon as files may have settled
   */
  boolean look() {
    try {
      folder.create();
      takeLeftovers();
      DropScan.Found found = scan.look(MOST_QUEUED - queue.size());
      int left = found.left();
      String reason = null;
      for (Path file : found.ready()) {
        String why = claim(file);
        left += why == null ? 0 : 1;
        reason = reason == null ? why : reason;
      }
      stuckOn(reason);
      moreDropped = reason == null && !found.ready().isEmpty() && left > 0;
      backlog(left, found.oldestMillis());
      recovered();
      return found.again();
    } catch (DirectoryIteratorException e) {
      troubled(e.getCause());
      return false;
    } catch (IOException | MilepostException e) {
      troubled(e);
      return false;
    }
  }

  /** Files that an earlier run claimed, or that somebody moved back there. */
  private void takeLeftovers() throws IOException {
    if (leftovers || queue.size() == 0) {
      int room = MOST_QUEUED - queue.size();
      TreeSet<String> names = folder.queued(queue.names(), room);
      leftovers = names.size() == room;
      if (!names.isEmpty()) {
        LOG.info("intake goes on with claimed files count={}", names.size());
      }
      names.forEach(name -> queue.add(name, System.nanoTime()));
    }
  }

  /** One file that cannot be taken must not keep the others; the reason, or null. */
  private String claim(Path file) {
    try {
      String name = folder.claim(file, System.currentTimeMillis());
      queue.add(name, System.nanoTime());
      steps.accept("claimed");
    } catch (NoSuchFileException takenBack) {
      LOG.debug("event file gone file={}", file);
    } catch (IOException e) {
      return "event file "
          + EventFolder.safe(file.getFileName())
          + " cannot be moved to queue/; give the service's user the right to: "
          + e.getClass().getSimpleName();
    }
    return null;
  }

  private void stuckOn(String reason) {
    if (reason != null && !reason.equals(stuck)) {
      LOG.warn("event file not taken reason={} action=retry", reason);
    }
    stuck = reason;
  }

  /** The next report to ask the desk about; null when nothing is due. */
  Question next() {
    while (true) {
      String name = queue.take(System.nanoTime());
      if (name == null) {
        return null;
      }
      try {
        Question question = question(name);
        Optional<String> known = ledger.find(question.key());
        if (known.isEmpty()) {
          steps.accept("asked");
          return question;
        }
        metrics.duplicate.increment();
        LOG.info("event file known file={} incident={}", name, known.get());
        folder.finish(name);
        settled(name);
      } catch (NoSuchFileException gone) {
        queue.settled(name);
      } catch (IOException | SQLException e) {
        retry(name, "the disk does not take part: " + e.getMessage());
      } catch (MilepostException e) {
        refused(name, e);
      }
    }
  }

  private Question question(String name) throws IOException {
    Path file = folder.queue().resolve(name);
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
        throw new NoSuchFileException(name);
      }
      throw refuse("it is no regular file; links, pipes and devices are not followed");
    }
    byte[] bytes;
    try {
      bytes = EventFolder.read(file);
    } catch (AccessDeniedException e) {
      throw refuse("the service may not read it; make it readable for the service's user");
    }
    String source = "file " + EventFolder.original(name);
    IncidentReport report =
        ReportReader.read(bytes, source.substring(0, Math.min(SOURCE_CHARS, source.length())));
    if (report.ts() != null) {
      return new Question(name, IntakeLedger.contentKey(bytes), report);
    }
    long modified = Files.getLastModifiedTime(file).toMillis();
    return new Question(
        name, IntakeLedger.claimKey(name), report.at(EventFolder.claimedAt(name, modified)));
  }

  /** Takes the desk's answer to a question: a reply or a failure. */
  void answered(Question question, IncidentReply reply, Throwable failure) {
    String name = question.name();
    steps.accept("answered");
    if (reply == null) {
      if (failure instanceof MilepostException known && known.code() == FailureCode.BAD_REQUEST) {
        refused(name, known);
      } else {
        retry(name, String.valueOf(failure.getMessage()));
      }
      return;
    }
    try {
      ledger.taken(question.key(), reply.incident(), System.currentTimeMillis());
      steps.accept("remembered");
      folder.finish(name);
      (reply.status().equals("duplicate") ? metrics.duplicate : metrics.accepted).increment();
      LOG.debug("event file {} file={} incident={}", reply.status(), name, reply.incident());
      retryReason = null;
      settled(name);
    } catch (NoSuchFileException gone) {
      queue.settled(name);
    } catch (IOException | SQLException e) {
      retry(name, "the disk does not take part: " + e.getMessage());
    }
  }

  private void refused(String name, MilepostException reason) {
    try {
      folder.fail(name, reason.getMessage());
      metrics.failed.increment();
      LOG.info("event file refused file={} reason={}", name, reason.getMessage());
      settled(name);
    } catch (NoSuchFileException gone) {
      queue.settled(name);
    } catch (IOException e) {
      retry(name, "failed/ cannot be written: " + e.getMessage());
    }
  }

  private void retry(String name, String reason) {
    long wait = queue.again(name, System.nanoTime());
    metrics.retried.increment();
    if (!reason.equals(retryReason)) {
      LOG.warn(
          "event file waits file={} retry_s={} reason={}", name, wait / 1_000_000_000L, reason);
    }
    retryReason = reason;
  }

  private void settled(String name) {
    queue.settled(name);
    settledFiles++;
    if (settledFiles % PROGRESS_EVERY == 0) {
      LOG.info("intake progress files={} waiting={}", settledFiles, metrics.depth());
    }
    if (settledFiles % PRUNE_EVERY == 0 || queue.size() == 0) {
      prune();
    }
  }

  private void prune() {
    try {
      folder.prune(config.keepDone(), config.keepFailed());
    } catch (IOException e) {
      LOG.warn("old event files not deleted reason={}", e.getMessage());
    }
  }

  /** Whether claiming more would keep the desk busy. */
  boolean wantsMore() {
    return moreDropped && queue.size() < MOST_QUEUED / 2;
  }

  /** Questions not yet answered. */
  int asked() {
    return queue.asked();
  }

  private void backlog(int dropped, long oldestDropped) {
    String oldestClaim = queue.oldest();
    oldestMillis =
        oldestClaim == null
            ? oldestDropped
            : Math.min(oldestDropped, EventFolder.claimedAt(oldestClaim, oldestDropped));
    metrics.backlog(dropped + queue.size(), oldestMillis);
  }

  private void recovered() {
    if (trouble != null) {
      LOG.info("intake goes on folder={}", config.folder());
    }
    trouble = null;
  }

  private void troubled(Exception e) {
    String words =
        e instanceof NoSuchFileException
            ? "is missing or was moved; put it back"
            : e instanceof AccessDeniedException denied
                ? "cannot be used (" + denied.getFile() + "); give the service's user the right to"
                : "cannot be used: " + e.getMessage();
    String sentence = "event folder " + config.folder() + " " + words;
    if (!sentence.equals(trouble)) {
      LOG.warn("intake stopped reason={} action=retry", sentence);
    }
    trouble = sentence;
  }

  /** A sentence while files cannot be taken, or wait although they could be. Any thread. */
  Optional<String> degraded() {
    String now = trouble == null ? stuck : trouble;
    if (now != null) {
      return Optional.of(now);
    }
    String reason = retryReason;
    long age = System.currentTimeMillis() - oldestMillis;
    return reason == null || metrics.depth() == 0 || age < WAIT_TOLD
        ? Optional.empty()
        : Optional.of(
            metrics.depth() + " event files wait, the oldest for " + age / 1000 + " s: " + reason);
  }

  private static MilepostException refuse(String sentence) {
    return new MilepostException(FailureCode.BAD_REQUEST, sentence);
  }

  @Override
  public void close() {
    folder.close();
    if (ledger != null) {
      ledger.close();
    }
  }
}
