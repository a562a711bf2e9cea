package io.milepost.rsu.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.milepost.protocol.json.Json;
import io.milepost.rsu.perception.FileAnalysis;
import io.milepost.rsu.perception.FrameDetections;
import io.milepost.rsu.perception.Sight;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AnalyzeReportTest {
  private static final Sight DARK = new Sight(Sight.Fault.DARK, false, "nothing but black");
  private final AnalyzeReport report = new AnalyzeReport();
  private final FileAnalysis.Summary summary =
      new FileAnalysis.Summary(50, 50, 5, 100, Optional.empty());

  private void look(double from, double to, Sight sight) {
    for (double t = from; t < to - 1e-9; t += 0.1) {
      FrameDetections frame =
          new FrameDetections("cam", Math.round(t * 1e6), 0, 320, 180, List.of(), 0, 0, 0, 0);
      report.add(frame.with(List.of(), sight), List.of());
    }
  }

  @Test
  void shouldSayWhenRulesWereSuspendedAndWhy() throws Exception {
    look(0, 2, Sight.CLEAR);
    look(2, 3, DARK);
    look(3, 4, Sight.CLEAR);
    look(4, 5, DARK);
    StringWriter out = new StringWriter();
    report.print(summary, new PrintWriter(out));
    JsonNode suspended = Json.mapper().readTree(report.json(summary)).get("suspended");

    assertThat(out.toString())
        .contains("rules suspended from 2.00 s to 3.00 s, dark: nothing but black")
        .contains("rules suspended from 4.00 s to 4.90 s, dark: nothing but black");
    assertThat(suspended).hasSize(2);
    assertThat(suspended.get(0).get("fault").asText()).isEqualTo("dark");
    assertThat(suspended.get(0).get("to_s").asDouble()).isEqualTo(3);
  }

  @Test
  void shouldSayNothingOfSuspensionsWhenThereWereNone() {
    look(0, 5, Sight.CLEAR);
    StringWriter out = new StringWriter();
    report.print(summary, new PrintWriter(out));

    assertThat(out.toString()).contains("no incidents").doesNotContain("suspended");
    assertThat(report.json(summary)).doesNotContain("suspended");
  }
}
