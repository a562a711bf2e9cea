package io.milepost.rsu.perception;

import ai.onnxruntime.OrtException;
import io.micrometer.core.instrument.MeterRegistry;
import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;
import io.milepost.protocol.message.ModelState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads the node's one model, puts another in its place while frames go on, and notices when its
 * file changes. A model that cannot be used leaves the former in place. Thread-safe; its methods
 * block for as long as a model takes to load, except {@link #state} and {@link #problem}.
 */
final class ModelKeeper implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ModelKeeper.class);

  private final PerceptionConfig config;
  private final ModelLoader loader;
  private final ModelMetrics metrics;
  private volatile Model model;
  private volatile long sinceNanos;
  private volatile String problem;
  private InferencePool pool;
  private Stamp used;
  private Stamp seen;

  /** What shows that a file was written again. */
  private record Stamp(long millis, long bytes, Object key) {
    static Stamp of(Path file) {
      try {
        BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class);
        return new Stamp(found.lastModifiedTime().toMillis(), found.size(), found.fileKey());
      } catch (IOException e) {
        return null;
      }
    }
  }

  ModelKeeper(PerceptionConfig config, MeterRegistry meters) {
    this.config = config;
    ModelUse use = config.modelUse();
    this.loader =
        new ModelLoader(new ModelOptions(config.threads(), use.provider(), use.inputSize()));
    this.metrics = new ModelMetrics(meters);
  }

  /** Loads the configured model; call once, before {@link #serve}. */
  synchronized Model load() {
    Path file = Path.of(config.model());
    used = Stamp.of(file);
    seen = used;
    inUse(loader.load(file));
    return model;
  }

  /** Names the pool whose model is replaced. */
  synchronized void serve(InferencePool running) {
    pool = running;
  }

  /**
   * Puts another model in place.
   *
   * @param asked a file in the folder of the configured model: its name, its path below it, or the
   *     whole path
   * @param by who asks, for the log
   * @throws MilepostException BAD_REQUEST when it lies elsewhere or cannot be used; the former
   *     model then goes on
   */
  synchronized void replace(String asked, String by) {
    try {
      swap(confined(asked), by);
    } catch (MilepostException e) {
      metrics.failed();
      throw e.code() == FailureCode.CONFIGURATION
          ? new MilepostException(
              FailureCode.BAD_REQUEST, e.getMessage() + "; the former model goes on", e)
          : e;
    }
  }

  /** Loads the model's file again when it has changed and is no longer being written. */
  synchronized void renewIfChanged() {
    Path file = model.info().path();
    Stamp now = Stamp.of(file);
    boolean settled = now != null && now.equals(seen);
    seen = now;
    if (!settled || now.equals(used)) {
      return;
    }
    used = now;
    try {
      swap(file, "file change");
    } catch (MilepostException e) {
      metrics.failed();
      problem = e.getMessage() + "; the former model goes on";
      LOG.warn("model not replaced reason=\"{}\"", problem);
    }
  }

  private void swap(Path file, String by) {
    if (pool == null) {
      throw new MilepostException(FailureCode.UNAVAILABLE, "perception is not running");
    }
    Stamp stamp = Stamp.of(file);
    Model next = loader.load(file);
    try {
      // Everything that may fail comes before the switch: the tensors a worker will need, too.
      next.tensors().close();
      Model before = pool.replace(next);
      String old = before.info().sha256();
      before.close();
      used = stamp;
      seen = stamp;
      inUse(next);
      metrics.swapped();
      problem = null;
      LOG.info("model replaced by=\"{}\" former_sha256={}", by, old);
    } catch (OrtException | RuntimeException e) {
      if (pool.model() != next.info()) {
        next.close();
      }
      throw e instanceof MilepostException known
          ? known
          : new MilepostException(
              FailureCode.INTERNAL, "model " + file + ": " + ModelLoader.firstLine(e), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new MilepostException(FailureCode.UNAVAILABLE, "perception is stopping", e);
    }
  }

  private void inUse(Model loaded) {
    model = loaded;
    sinceNanos = System.nanoTime();
    metrics.show(loaded, config.workers(), sinceNanos);
    ModelInfo info = loaded.info();
    LOG.info(
        "model loaded file={} layout=\"{}\" input={}x{} classes={} precision={} provider={}"
            + " sha256={} took_ms={}",
        info.path(),
        info.layout().title(),
        info.inputWidth(),
        info.inputHeight(),
        info.classes().size(),
        info.file().precision(),
        info.provider().code(),
        info.sha256(),
        info.loadMillis());
    info.licenceWarning().ifPresent(words -> LOG.warn("model licence note=\"{}\"", words));
  }

  /** Only files beside the configured model, wherever links point. */
  private Path confined(String asked) {
    try {
      Path folder = Path.of(config.model()).toAbsolutePath().getParent().toRealPath();
      Path named = folder.resolve(asked);
      Path file = named.toRealPath();
      if (file.startsWith(folder) && Files.isRegularFile(file)) {
        return file;
      }
      throw new MilepostException(
          FailureCode.BAD_REQUEST,
          "path must name an .onnx file in the models folder " + folder + ", not " + asked);
    } catch (IOException | InvalidPathException e) {
      throw new MilepostException(
          FailureCode.BAD_REQUEST,
          "there is no model "
              + asked
              + " in the folder of perception.model ("
              + Path.of(config.model()).getParent()
              + ")",
          e);
    }
  }

  /** The model in use. */
  ModelState state() {
    Model now = model;
    ModelInfo info = now.info();
    return new ModelState(
        info.path().toString(),
        info.sha256(),
        info.layout().title(),
        info.inputWidth(),
        info.inputHeight(),
        info.classes(),
        info.file().precision(),
        info.provider().code(),
        info.licence(),
        info.file().bytes() + config.workers() * now.tensorBytes(),
        now.runs(),
        TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - sinceNanos),
        problem);
  }

  /** A sentence while the model's file holds one that cannot be used. */
  Optional<String> problem() {
    return Optional.ofNullable(problem);
  }

  /** Closes the model; call after the pool's end. */
  @Override
  public synchronized void close() {
    metrics.close();
    if (model != null) {
      model.close();
    }
  }
}
