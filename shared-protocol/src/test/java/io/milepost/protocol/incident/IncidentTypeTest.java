package io.milepost.protocol.incident;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class IncidentTypeTest {
  /** Cause and sub-cause of every type, as TS 102 894-2 V2.2.1 numbers them. */
  private static final Map<String, String> CODES =
      Map.ofEntries(
          Map.entry("collision", "2/0"),
          Map.entry("fire", "9/10"),
          Map.entry("smoke", "18/2"),
          Map.entry("congestion", "1/5"),
          Map.entry("blockage", "5/0"),
          Map.entry("stopped_vehicle", "94/0"),
          Map.entry("wrong_way", "14/2"),
          Map.entry("pedestrian_on_road", "12/4"),
          Map.entry("construction", "3/4"),
          Map.entry("debris", "10/0"));

  @Test
  void shouldHaveTheEtsiCodesOfEveryType() {
    Map<String, String> found = new LinkedHashMap<>();
    for (IncidentType type : IncidentType.values()) {
      found.put(type.code(), type.cause() + "/" + type.subcause());
    }
    Arrays.stream(IncidentType.values())
        .filter(type -> !type.forVehicles())
        .forEach(type -> assertThat(found.remove(type.code())).isEqualTo("0/0"));
    assertThat(found).containsExactlyInAnyOrderEntriesOf(CODES);
  }

  @Test
  void shouldKeepFromVehiclesWhatIsForOperators() {
    assertThat(Arrays.stream(IncidentType.values()).filter(type -> !type.forVehicles()))
        .extracting(IncidentType::code)
        .containsExactly(
            "speeding",
            "line_crossing",
            "intrusion",
            "loitering",
            "crowding",
            "fall",
            "missing_ppe",
            "motion",
            "anomaly");
  }

  @Test
  void shouldGiveEachTypeItsOwnCodes() {
    assertThat(Arrays.stream(IncidentType.values()).filter(IncidentType::forVehicles))
        .extracting(type -> type.cause() + "/" + type.subcause())
        .doesNotHaveDuplicates();
  }
}
