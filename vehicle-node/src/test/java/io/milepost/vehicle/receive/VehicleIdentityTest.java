package io.milepost.vehicle.receive;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VehicleIdentityTest {
  @TempDir private Path folder;

  @Test
  void shouldKeepItsNameAndRaiseItsBootNumberWhenRestarted() {
    VehicleIdentity first = VehicleIdentity.next(folder, null);
    VehicleIdentity second = VehicleIdentity.next(folder, null);
    assertThat(first.id()).matches("v-[0-9a-f]{12}");
    assertThat(second.id()).isEqualTo(first.id());
    assertThat(second.epoch()).isGreaterThan(first.epoch());
    assertThat(VehicleIdentity.next(folder, "bus-7").id()).isEqualTo("bus-7");
  }

  @Test
  void shouldStillHaveANameWhenTheFileIsRubbishOrThereIsNone() throws Exception {
    Files.writeString(folder.resolve("identity.json"), "{rubbish");
    assertThat(VehicleIdentity.next(folder, null).id()).startsWith("v-");
    assertThat(VehicleIdentity.next(null, null).epoch()).isPositive();
  }
}
