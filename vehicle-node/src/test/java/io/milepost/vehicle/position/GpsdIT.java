package io.milepost.vehicle.position;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.milepost.vehicle.position.PositionSource.State;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GpsdIT {
  @TempDir private Path folder;

  @Test
  void shouldFollowARealGpsdAndNoticeItsDeath() throws Exception {
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    try (Gpsfake gpsd = new Gpsfake(folder, 37.5, 127, 20, 500);
        GpsdPosition position =
            new GpsdPosition("127.0.0.1", gpsd.port(), registry, Duration.ofMillis(100)).start()) {
      await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> fix(position) != null && fix(position).moving());
      Fix first = fix(position);
      assertThat(first.speedMps()).isCloseTo(20, within(0.1));
      assertThat(first.trackDeg()).isCloseTo(0, within(0.1));
      assertThat(first.lon()).isCloseTo(127, within(1e-6));
      await()
          .until(
              () ->
                  fix(position) != null
                      && Geo.distance(first.lat(), 127, fix(position).lat(), 127) > 25);
      gpsd.kill();
      await().until(() -> fix(position) == null);
      await().until(() -> position.status(System.nanoTime()).state() == State.DOWN);
      assertThat(registry.counter("milepost.vehicle.position.lost").count()).isEqualTo(1);
      assertThat(registry.counter("milepost.vehicle.gpsd.malformed").count()).isZero();
    }
  }

  private static Fix fix(GpsdPosition position) {
    return position.fix(System.nanoTime());
  }
}
