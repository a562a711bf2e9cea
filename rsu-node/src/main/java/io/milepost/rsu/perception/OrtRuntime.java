package io.milepost.rsu.perception;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtLoggingLevel;
import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/**
 * The one ONNX Runtime environment of this process, created at its first use. Thread-safe; the
 * first caller blocks for some milliseconds.
 *
 * <p>While it is created, ONNX Runtime (seen with 1.29) matches the process's command line against
 * a regular expression whose matcher recurses once a character and took up to 270 bytes of stack
 * for each. A command line of 3,000 characters ended the process with SIGSEGV on a thread of 512
 * KiB, one of 100,000 on a thread of 16 MiB. So it is created on a thread of its own whose stack
 * grows with the command line. Untouched stack costs no memory, and the thread ends at once.
 * Sessions and runs do not recurse.
 */
final class OrtRuntime {
  private static final long LEAST_STACK_BYTES = 16L << 20;
  private static final long STACK_BYTES_PER_CHARACTER = 1024;

  private static OrtEnvironment environment;

  private OrtRuntime() {}

  /** The environment; code INTERNAL when ONNX Runtime's library cannot be loaded. */
  static synchronized OrtEnvironment environment() {
    if (environment == null) {
      environment = create();
    }
    return environment;
  }

  /** Stack for a command line of so many characters, bytes. */
  static long stackBytes(long characters) {
    return LEAST_STACK_BYTES + characters * STACK_BYTES_PER_CHARACTER;
  }

  private static OrtEnvironment create() {
    CompletableFuture<OrtEnvironment> made = new CompletableFuture<>();
    Runnable work =
        () -> {
          try {
            made.complete(
                OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR, "milepost"));
          } catch (RuntimeException | LinkageError e) {
            made.completeExceptionally(e);
          }
        };
    Thread thread = new Thread(null, work, "onnx-start", stackBytes(commandLineLength()));
    thread.setDaemon(true);
    thread.start();
    try {
      return made.get();
    } catch (ExecutionException e) {
      throw new MilepostException(
          FailureCode.INTERNAL, "ONNX Runtime cannot start: " + e.getCause(), e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new MilepostException(FailureCode.INTERNAL, "interrupted while ONNX Runtime starts", e);
    }
  }

  private static long commandLineLength() {
    try {
      return Files.readAllBytes(Path.of("/proc/self/cmdline")).length;
    } catch (IOException e) {
      return 0;
    }
  }
}
