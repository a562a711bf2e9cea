package io.milepost.rsu.perception;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/** Third-party footage and models that lie beside the project, never in it. */
final class SharedData {
  private SharedData() {}

  /** A file of the folder; skips the test when it is not there. */
  static Path file(String relative) {
    String named = System.getenv("MILEPOST_SHARED_DATA");
    Path folder =
        named != null
            ? Path.of(named)
            : Path.of(System.getProperty("milepost.home", ".")).resolve("../shared/data");
    Path file = folder.resolve(relative);
    assumeTrue(Files.exists(file), () -> "skipped: the shared test material lacks " + file);
    return file;
  }
}
