package io.milepost.rsu.perception;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A process of its own, because the fault was a SIGSEGV that depends on the command line. */
class OrtRuntimeTest {
  @ParameterizedTest
  @ValueSource(ints = {10, 5_000, 120_000})
  void shouldStartWhenTheCommandLineIsLongAndStacksAreSmall(int characters) throws Exception {
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xss512k",
                "-Xmx32m",
                "-XX:-CreateCoredumpOnCrash",
                "-XX:ErrorFile=/dev/null",
                "-cp",
                System.getProperty("java.class.path"),
                Child.class.getName(),
                "x".repeat(characters))
            .redirectErrorStream(true)
            .start();
    child.getOutputStream().close();

    String said = new String(child.getInputStream().readAllBytes());

    assertThat(child.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(child.exitValue()).as(said).isZero();
  }

  /** What the child process runs, on the thread of 512 KiB that a worker of a node has. */
  static final class Child {
    private Child() {}

    public static void main(String[] args) throws InterruptedException {
      Thread worker = new Thread(OrtRuntime::environment);
      worker.start();
      worker.join();
    }
  }
}
