package io.milepost.vehicle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VehicleFolderTest {
  @TempDir Path folder;

  @Test
  void shouldKeepOtherVehiclesOutUntilItIsClosed() throws Exception {
    try (VehicleFolder held = VehicleFolder.open(folder)) {
      assertThat(held).isNotNull();
      assertThat(otherProcess()).contains("in use by another vehicle");
      assertThatThrownBy(() -> VehicleFolder.open(folder))
          .isInstanceOfSatisfying(
              MilepostException.class,
              e -> assertThat(e.code()).isEqualTo(FailureCode.CONFIGURATION));
    }
    assertThat(otherProcess()).contains("opened");
  }

  @Test
  void shouldDoWithoutAFolder() {
    VehicleFolder none = VehicleFolder.open(null);
    none.close();
    assertThat(none).isNotNull();
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
      try (VehicleFolder taken = VehicleFolder.open(Path.of(args[0]))) {
        System.out.println("opened " + taken);
      } catch (MilepostException e) {
        System.out.println(e.getMessage());
      }
    }
  }
}
