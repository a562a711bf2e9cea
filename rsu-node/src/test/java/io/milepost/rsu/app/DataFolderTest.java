package io.milepost.rsu.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataFolderTest {
  @TempDir Path folder;

  @Test
  void shouldKeepOtherProcessesOutUntilItIsClosed() throws Exception {
    try (DataFolder held = DataFolder.open(folder)) {
      assertThat(held.path()).isEqualTo(folder);
      assertThat(otherProcess()).contains("in use by another node process");
    }
    assertThat(otherProcess()).contains("opened");
    DataFolder.open(folder).close();
  }

  @Test
  void shouldSayWhyAFolderCannotBeUsed() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));

    assertThatThrownBy(() -> DataFolder.open(file))
        .isInstanceOfSatisfying(
            MilepostException.class, e -> assertThat(e.code()).isEqualTo(FailureCode.CONFIGURATION))
        .hasMessageContaining("it is a file");
  }

  private String otherProcess() throws IOException, InterruptedException {
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx32m",
                "-cp",
                System.getProperty("java.class.path"),
                Child.class.getName(),
                folder.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(child.getInputStream().readAllBytes());
    assertThat(child.waitFor(30, TimeUnit.SECONDS)).isTrue();
    return said;
  }

  /** What the other process runs. */
  static final class Child {
    private Child() {}

    @SuppressWarnings("checkstyle:RegexpSinglelineJava")
    public static void main(String[] args) {
      try (DataFolder folder = DataFolder.open(Path.of(args[0]))) {
        System.out.println("opened " + folder.path());
      } catch (MilepostException e) {
        System.out.println(e.getMessage());
      }
    }
  }
}
