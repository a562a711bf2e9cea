package io.milepost.rsu.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.milepost.protocol.incident.IncidentType;
import io.milepost.protocol.incident.Severity;
import io.milepost.rsu.recording.summary.Words;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Test;

class SummaryRoutesTest extends HttpFixture {
  @Test
  void shouldTellFactsAndWordsAsJsonText() throws Exception {
    node.archive.incidents.put(
        "rsu-a-1-1", Samples.incident("rsu-a-1-1", IncidentType.FIRE, Severity.HIGH, "cam-1"));
    node.words.put("rsu-a-1-1", List.of(new Words("c", "<script>alert(1)</script>", "m", 7)));
    HttpResponse<Buffer> answer = get("/api/v1/events/rsu-a-1-1/summary", viewer);
    assertThat(answer.getHeader("Content-Type")).isEqualTo("application/json");
    JsonObject summary = answer.bodyAsJsonObject();
    assertThat(summary.getString("facts")).startsWith("Fire of high severity");
    assertThat(summary.getJsonArray("words").getJsonObject(0).getString("text"))
        .isEqualTo("<script>alert(1)</script>");
    assertThat(get("/api/v1/events/none/summary", viewer).statusCode()).isEqualTo(404);
  }
}
