package io.milepost.rsu.api;

import static io.milepost.rsu.api.ApiNode.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;
import io.milepost.protocol.incident.Incident;
import io.milepost.protocol.incident.IncidentType;
import io.milepost.protocol.incident.Severity;
import io.milepost.protocol.message.ClipScore;
import io.milepost.protocol.message.ClipScoreReply;
import io.milepost.protocol.message.RulesCommand;
import io.milepost.protocol.message.Topics;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpRequest;
import io.vertx.ext.web.client.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

class RuleRoutesTest extends HttpFixture {
  private static final String RULES = "/api/v1/cameras/cam-1/rules";
  private final List<RulesCommand> commands = new CopyOnWriteArrayList<>();

  private HttpResponse<Buffer> call(HttpMethod method, Role role, String body) throws Exception {
    HttpRequest<Buffer> request =
        request(method, RULES).bearerTokenAuthentication(node.accessToken(role));
    return await(body == null ? request.send() : request.sendBuffer(Buffer.buffer(body)));
  }

  private void answer() {
    Topics.cameraRules("cam-1")
        .answer(
            vertx.eventBus(),
            command -> {
              commands.add(command);
              return Future.succeededFuture(Samples.rules("cam-1"));
            });
  }

  @Test
  void shouldShowTheRulesOfACameraToViewersAndLetAdministratorsChangeThem() throws Exception {
    answer();
    JsonObject shown = call(HttpMethod.GET, Role.VIEWER, null).bodyAsJsonObject();
    assertThat(shown.getString("source")).isEqualTo("files");
    assertThat(shown.getJsonArray("rules").getJsonObject(1).getBoolean("shadow")).isTrue();
    assertThat(shown.getJsonArray("shadow_findings")).hasSize(1);

    String change = "{\"stopped\": {\"stop_seconds\": 20}}";
    assertThat(call(HttpMethod.PUT, Role.OPERATOR, change).statusCode()).isEqualTo(403);
    assertThat(call(HttpMethod.PUT, Role.ADMIN, change).statusCode()).isEqualTo(200);
    assertThat(call(HttpMethod.DELETE, Role.OPERATOR, null).statusCode()).isEqualTo(403);
    assertThat(call(HttpMethod.DELETE, Role.ADMIN, null).statusCode()).isEqualTo(200);
    assertThat(commands)
        .extracting(RulesCommand::action)
        .containsExactly(
            RulesCommand.Action.SHOW, RulesCommand.Action.CHANGE, RulesCommand.Action.RESET);
    assertThat(commands.get(1).rules()).containsEntry("stopped", Map.of("stop_seconds", 20));
    assertThat(commands.get(1).actor()).isEqualTo("test-admin");
  }

  @Test
  void shouldPassOnWhyRulesAreRefused() throws Exception {
    Topics.cameraRules("cam-1")
        .answer(
            vertx.eventBus(),
            command ->
                Future.failedFuture(
                    new MilepostException(FailureCode.BAD_REQUEST, "unknown key rules.stoped")));
    HttpResponse<Buffer> refused = call(HttpMethod.PUT, Role.ADMIN, "{\"stoped\": {}}");
    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(refused.bodyAsJsonObject().getString("message"))
        .isEqualTo("unknown key rules.stoped");
    assertThat(call(HttpMethod.PUT, Role.ADMIN, "[1]").statusCode()).isEqualTo(400);
    assertThat(call(HttpMethod.PUT, Role.ADMIN, null).statusCode()).isEqualTo(400);
    assertThat(get("/api/v1/cameras/none/rules", viewer).statusCode()).isEqualTo(404);
    assertThat(get(RULES, null).statusCode()).isEqualTo(401);
  }

  @Test
  void shouldTakeScoresFromOperatorsAndRefuseThoseOutOfRange() throws Exception {
    List<ClipScore> scores = new CopyOnWriteArrayList<>();
    Topics.cameraScores("cam-1")
        .answer(
            vertx.eventBus(),
            score -> {
              scores.add(score);
              return Future.succeededFuture(new ClipScoreReply("cam-1", 0.5));
            });
    String path = "/api/v1/cameras/cam-1/scores";
    String score = "{\"model\": \"vad\", \"score\": 0.9, \"from\": 1000, \"to\": 3000}";
    assertThat(post(path, operator, score).bodyAsJsonObject().getDouble("suspicion"))
        .isEqualTo(0.5);
    assertThat(scores).containsExactly(new ClipScore("vad", 0.9, 1000L, 3000L));
    assertThat(post(path, viewer, score).statusCode()).isEqualTo(403);
    HttpResponse<Buffer> wrong = post(path, operator, score.replace("0.9", "1.9"));
    assertThat(wrong.statusCode()).isEqualTo(400);
    assertThat(wrong.bodyAsJsonObject().getString("message"))
        .isEqualTo("score must be a number from 0 to 1");
    assertThat(post(path, operator, score.replace("3000", "1000")).statusCode()).isEqualTo(400);
    assertThat(scores).hasSize(1);
  }

  @Test
  void shouldGatherTheTracesOfAllNodesThatSawAnIncident() throws Exception {
    Incident crash = Samples.incident("rsu-a-3-1", IncidentType.COLLISION, Severity.HIGH, "cam-1");
    node.archive.incidents.put(crash.id(), crash);
    String path = "/api/v1/events/rsu-a-3-1/trace";
    JsonObject none = get(path, viewer).bodyAsJsonObject();
    assertThat(none.getJsonArray("traces")).isEmpty();

    Topics.traces("rsu-a")
        .answer(
            vertx.eventBus(), query -> Future.succeededFuture(Samples.traces(query.incident())));
    JsonObject found = get(path, viewer).bodyAsJsonObject();
    JsonObject trace = found.getJsonArray("traces").getJsonObject(0);
    assertThat(trace.getJsonArray("conditions").getJsonObject(0).getString("comparison"))
        .isEqualTo("at_least");
    assertThat(trace.getJsonArray("frames").getJsonObject(0).getJsonArray("values").getValue(1))
        .isNull();
    assertThat(get("/api/v1/events/none-1-1/trace", viewer).statusCode()).isEqualTo(404);
    assertThat(get(path, null).statusCode()).isEqualTo(401);
  }
}
