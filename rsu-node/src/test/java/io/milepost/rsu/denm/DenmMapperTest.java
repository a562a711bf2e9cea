package io.milepost.rsu.denm;

import static io.milepost.rsu.denm.Alerts.UTC;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.milepost.protocol.denm.Denm;
import io.milepost.protocol.incident.IncidentType;
import io.milepost.protocol.incident.TrafficDirection;
import io.milepost.protocol.json.Json;
import io.milepost.protocol.message.AlertOnAir;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class DenmMapperTest {
  private static final long RSU_A = 0x4ecb2d9aL;
  private static final DenmMapper.Times TIMES = new DenmMapper.Times(UTC - 250, UTC, UTC + 30_000);
  private final DenmMapper mapper = new DenmMapper("rsu-a", 4_000_000_000L);

  private Denm.Message active(Alerts alert) {
    return mapper.active(alert.alert(), TIMES).message();
  }

  @Test
  void shouldSayWhoWhatWhenAndWhere() {
    Denm denm = mapper.active(Alerts.active(7).alert(), TIMES);
    assertThat(denm.messageType()).isEqualTo("denm");
    assertThat(denm.version()).isEqualTo("2.3.0");
    assertThat(denm.sourceUuid()).isEqualTo("milepost_rsu-a");
    assertThat(denm.timestamp()).isEqualTo(UTC);
    Denm.Management management = denm.message().management();
    assertThat(management.actionId()).isEqualTo(new Denm.ActionId(4_000_000_000L, 7));
    assertThat(management.stationType()).isEqualTo(15);
    assertThat(management.eventPosition().latitude()).isEqualTo(371_234_567);
    assertThat(management.eventPosition().longitude()).isEqualTo(1_270_000_001);
    assertThat(management.trafficDirection()).isEqualTo(1);
    assertThat(management.awarenessDistance()).isEqualTo(4);
    assertThat(management.validityDuration()).isEqualTo(31);
    assertThat(management.termination()).isNull();
    assertThat(denm.message().alacarte().lanePosition()).isEqualTo(2);
  }

  @Test
  void shouldCountTaiMillisecondsWhenTellingTime() {
    // TS 102 894-2, TimestampIts: 2007-01-01T00:00:00Z is 94694401000, one leap second included.
    long inYear2007 = Instant.parse("2007-01-01T00:00:00Z").toEpochMilli();
    assertThat(inYear2007 + 1000 - Instant.parse("2004-01-01T00:00:00Z").toEpochMilli())
        .isEqualTo(94_694_401_000L);
    // Since then there have been four more, the last at the end of 2016.
    long expected = UTC + 5000 - Instant.parse("2004-01-01T00:00:00Z").toEpochMilli();
    Denm.Management management = active(Alerts.active(1)).management();
    assertThat(management.referenceTime()).isEqualTo(expected);
    assertThat(management.detectionTime()).isEqualTo(expected - 250);
  }

  @ParameterizedTest
  @EnumSource(IncidentType.class)
  void shouldNameTheCauseOfEveryType(IncidentType type) {
    assertThat(active(Alerts.active(1).type(type)).situation().eventType())
        .isEqualTo(new Denm.EventType(type.cause(), type.subcause()));
  }

  @Test
  void shouldHaveOnlyManagementWhenTerminated() {
    Denm denm = mapper.termination(Alerts.active(1).cancelled().alert(), TIMES);
    assertThat(denm.terminates()).isTrue();
    JsonNode message = Json.tree(denm).path("message");
    assertThat(message.path("management").path("termination").asInt(-1)).isZero();
    assertThat(message.fieldNames())
        .toIterable()
        .containsExactlyInAnyOrder("protocol_version", "station_id", "management");
  }

  @ParameterizedTest
  @CsvSource({
    "0,",
    "1,0",
    "49.9,0",
    "50,1",
    "100,2",
    "200,3",
    "499,3",
    "500,4",
    "1000,5",
    "5000,6",
    "10000,7",
    "100000,7"
  })
  void shouldChooseTheClassThatHoldsTheDistance(double metres, Integer expected) {
    assertThat(active(Alerts.active(1).distance(metres)).management().awarenessDistance())
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"0,1", "0.1,1", "0.15,2", "0.5,4", "0.9,7", "1,7"})
  void shouldGradeQualityByConfidence(double confidence, int expected) {
    assertThat(
            active(Alerts.active(1).place(Alerts.place(1, confidence)))
                .situation()
                .informationQuality())
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"ALL,0", "UPSTREAM,1", "DOWNSTREAM,2", "OPPOSITE,3"})
  void shouldNameTheTrafficConcerned(TrafficDirection direction, int expected) {
    AlertOnAir.Place place = new AlertOnAir.Place(1, 2, null, direction, 1);
    assertThat(active(Alerts.active(1).place(place)).management().trafficDirection())
        .isEqualTo(expected);
  }

  @Test
  void shouldSayUnavailableWhenThePlaceIsUnknown() {
    Denm.Message message = active(Alerts.active(1).place((AlertOnAir.Place) null));
    assertThat(message.management().eventPosition().latitude()).isEqualTo(900_000_001);
    assertThat(message.management().eventPosition().longitude()).isEqualTo(1_800_000_001);
    assertThat(message.situation().informationQuality()).isZero();
    assertThat(message.alacarte()).isNull();
  }

  @ParameterizedTest
  @CsvSource({"1,1", "65535,65535", "65536,0", "65537,1", "4294967295,65535"})
  void shouldStartTheSequenceAnewBeyond16Bits(long number, int expected) {
    assertThat(DenmMapper.sequenceNumber("rsu-a/" + number)).isEqualTo(expected);
  }

  @Test
  void shouldKeepTheStationIdAcrossBootsAndTellNodesApart() {
    DenmConfig derived = new DenmConfig(0);
    // The first bytes of printf rsu-a | sha256sum.
    assertThat(derived.stationIdOf("rsu-a")).isEqualTo(RSU_A);
    assertThat(derived.stationIdOf("rsu-b")).isNotEqualTo(RSU_A);
    assertThat(new DenmConfig(12).stationIdOf("rsu-a")).isEqualTo(12);
  }

  @Test
  void shouldComeThroughTheClusterUnchanged() {
    Denm denm = mapper.active(Alerts.active(7).alert(), TIMES);
    assertThat(Json.readCbor(Json.writeCbor(denm), Denm.class)).isEqualTo(denm);
  }

  @Test
  void shouldHaveTheCodesOfEveryTypeOnTheStandardsPage() throws IOException {
    String page =
        Files.readString(Path.of(System.getProperty("milepost.home")).resolve("docs/standards.md"));
    for (IncidentType type : IncidentType.values()) {
      assertThat(page)
          .contains(
              type.forVehicles()
                  ? "\n| `" + type.code() + "` | " + type.cause() + " | " + type.subcause() + " | "
                  : "`" + type.code() + "`");
    }
  }
}
