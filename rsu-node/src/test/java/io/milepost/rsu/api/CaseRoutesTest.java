package io.milepost.rsu.api;

import static io.milepost.rsu.api.ApiNode.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.milepost.protocol.incident.IncidentType;
import io.milepost.protocol.incident.Severity;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.client.HttpResponse;
import java.io.IOException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CaseRoutesTest extends HttpFixture {
  @BeforeEach
  void addIncident() {
    node.archive.incidents.put(
        "rsu-a-1-1", Samples.incident("rsu-a-1-1", IncidentType.FIRE, Severity.HIGH, "cam-1"));
  }

  @Test
  void shouldStreamTheCaseInTheNameOfTheCaller() throws Exception {
    byte[] piece = new byte[300_000];
    node.cases =
        (request, out) -> {
          out.write((request.by() + " " + request.incident().id()).getBytes());
          for (int i = 0; i < 20; i++) {
            out.write(piece);
          }
        };
    for (HttpMethod method : new HttpMethod[] {HttpMethod.GET, HttpMethod.POST}) {
      HttpResponse<Buffer> answer =
          await(
              request(method, "/api/v1/events/rsu-a-1-1/case")
                  .bearerTokenAuthentication(operator)
                  .send());
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.getHeader("Content-Type")).isEqualTo("application/zip");
      assertThat(answer.getHeader("Content-Disposition")).contains("case-rsu-a-1-1.zip");
      assertThat(answer.body().length()).isEqualTo(23 + 20 * piece.length);
      assertThat(answer.body().getString(0, 23)).isEqualTo("test-operator rsu-a-1-1");
    }
  }

  @Test
  void shouldRefuseViewersUnknownIncidentsAndUnknownParameters() throws Exception {
    assertThat(get("/api/v1/events/rsu-a-1-1/case", viewer).statusCode()).isEqualTo(403);
    assertThat(get("/api/v1/events/rsu-a-1-2/case", operator).statusCode()).isEqualTo(404);
    assertThat(get("/api/v1/events/rsu-a-1-1/case?x=1", operator).statusCode()).isEqualTo(400);
    assertThat(get("/api/v1/events/rsu-a-1-1/case", null).statusCode()).isEqualTo(401);
  }

  @Test
  void shouldBreakOffRatherThanPassForWholeWhenTheCaseFailsHalfWay() {
    node.cases =
        (request, out) -> {
          out.write(new byte[200_000]);
          throw new IOException("the disk is gone");
        };
    assertThatThrownBy(() -> get("/api/v1/events/rsu-a-1-1/case", operator))
        .hasMessageContaining("closed");
  }
}
