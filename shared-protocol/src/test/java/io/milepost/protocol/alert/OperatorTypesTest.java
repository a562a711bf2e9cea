package io.milepost.protocol.alert;

import static org.assertj.core.api.Assertions.assertThat;

import io.milepost.protocol.incident.IncidentType;
import io.milepost.protocol.incident.Severity;
import io.milepost.protocol.incident.Suggestion;
import io.milepost.protocol.incident.TrafficDirection;
import io.milepost.protocol.message.ReportReader;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class OperatorTypesTest {

  @ParameterizedTest
  @EnumSource(IncidentType.class)
  void shouldRefuseAnAlertOfATypeThatIsNotForVehicles(IncidentType type) {
    AlertBody body =
        new AlertBody(
            "rsu-a/1",
            1,
            AlertState.ACTIVE,
            type,
            type.cause(),
            type.subcause(),
            Severity.CRITICAL,
            0.9,
            Suggestion.STOP,
            "A1",
            null,
            1,
            2,
            500,
            TrafficDirection.ALL,
            5,
            30,
            "");
    byte[] json = body.encode(1000);
    Parsed<AlertBody> parsed = AlertBody.read(json, 0, json.length);
    assertThat(parsed.ok()).isEqualTo(type.forVehicles());
  }

  @ParameterizedTest
  @EnumSource(IncidentType.class)
  void shouldTakeAReportOfEveryType(IncidentType type) {
    String report =
        "{\"type\": \""
            + type.code()
            + "\", \"severity\": \"high\", \"road\": \"A1\","
            + " \"lat\": 1, \"lon\": 2}";
    assertThat(ReportReader.read(report.getBytes(StandardCharsets.UTF_8), "test").type())
        .isEqualTo(type);
  }
}
