package io.milepost.rsu.api;

import static io.milepost.rsu.api.ApiNode.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;
import io.milepost.protocol.incident.Incident;
import io.milepost.protocol.incident.IncidentState;
import io.milepost.protocol.incident.IncidentType;
import io.milepost.protocol.incident.Severity;
import io.milepost.protocol.message.CameraCommand;
import io.milepost.protocol.message.CameraReply;
import io.milepost.protocol.message.IncidentCommand;
import io.milepost.protocol.message.IncidentReply;
import io.milepost.protocol.message.IncidentReport;
import io.milepost.protocol.message.Topics;
import io.milepost.rsu.incident.LocalIncidents;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpResponse;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ApiVerticleTest extends HttpFixture {
  @Test
  void shouldListIncidentsByPagesAndFilters() throws Exception {
    for (int i = 0; i < 5; i++) {
      Incident made =
          Samples.incident(
              "rsu-a-1-" + i, IncidentType.COLLISION, Severity.HIGH, "cam-1", 1_000_000 + i);
      node.archive.incidents.put(made.id(), made);
    }
    JsonObject page = get("/api/v1/events?size=2&page=2", viewer).bodyAsJsonObject();
    assertThat(page.getLong("total")).isEqualTo(5);
    assertThat(page.getJsonArray("items")).hasSize(2);
    assertThat(page.getJsonArray("items").getJsonObject(0).getString("id")).isEqualTo("rsu-a-1-2");
    get(
        "/api/v1/events?camera=cam-1&type=collision&state=open&from=1970-01-01T00:00:01Z&to=5000",
        viewer);
    assertThat(node.archive.lastQuery.camera()).isEqualTo("cam-1");
    assertThat(node.archive.lastQuery.type()).isEqualTo(IncidentType.COLLISION);
    assertThat(node.archive.lastQuery.state()).isEqualTo(IncidentState.OPEN);
    assertThat(node.archive.lastQuery.fromMillis()).isEqualTo(1000);
    assertThat(node.archive.lastQuery.toMillis()).isEqualTo(5000);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "size=0",
        "size=201",
        "size=many",
        "page=0",
        "type=earthquake",
        "state=closed",
        "camera=CAM%201",
        "from=yesterday",
        "from=10&to=5",
        "limit=5",
        "size=1&size=2"
      })
  void shouldNameTheParameterWhenItIsWrong(String query) throws Exception {
    HttpResponse<Buffer> answer = get("/api/v1/events?" + query, viewer);
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.bodyAsJsonObject().getString("message"))
        .contains(query.substring(0, query.indexOf('=')));
    assertThat(answer.bodyAsJsonObject().getString("correlation_id"))
        .isEqualTo(answer.getHeader("X-Correlation-Id"));
  }

  @Test
  void shouldShowOneIncidentWithItsClipsAndAlerts() throws Exception {
    Incident crash = Samples.incident("rsu-a-1-1", IncidentType.FIRE, Severity.HIGH, "cam-1");
    node.archive.incidents.put(crash.id(), crash);
    node.archive.alerts.put("rsu-a/17", Samples.alert(crash, "active"));
    JsonObject details = get("/api/v1/events/rsu-a-1-1", viewer).bodyAsJsonObject();
    assertThat(details.getJsonObject("incident").getString("type")).isEqualTo("fire");
    assertThat(details.getJsonArray("clips")).isEmpty();
    assertThat(details.getJsonArray("alerts").getJsonObject(0).getInteger("ttl_seconds"))
        .isEqualTo(30);
    assertThat(get("/api/v1/events/rsu-a-1-2", viewer).statusCode()).isEqualTo(404);
  }

  @Test
  void shouldSendCommandsInTheNameOfTheCaller() throws Exception {
    List<IncidentCommand> commands = new ArrayList<>();
    LocalIncidents.COMMAND.answer(
        vertx.eventBus(),
        command -> {
          commands.add(command);
          return command.incident().equals("gone")
              ? Future.failedFuture(
                  new MilepostException(FailureCode.NOT_FOUND, "no such incident"))
              : Future.succeededFuture(new IncidentReply("accepted", command.incident(), 2));
        });
    JsonObject reply = post("/api/v1/events/i-1/ack", operator, null).bodyAsJsonObject();
    assertThat(reply.getInteger("version")).isEqualTo(2);
    post("/api/v1/events/i-1/note", operator, "{\"note\":\"tow truck\",\"actor\":\"mallory\"}");
    assertThat(commands)
        .containsExactly(
            new IncidentCommand("i-1", IncidentCommand.Action.ACKNOWLEDGE, "test-operator", null),
            new IncidentCommand("i-1", IncidentCommand.Action.NOTE, "test-operator", "tow truck"));
    assertThat(post("/api/v1/events/gone/resolve", operator, null).statusCode()).isEqualTo(404);
    assertThat(post("/api/v1/events/i-1/note", operator, "{}").statusCode()).isEqualTo(400);
    assertThat(post("/api/v1/events/i-1/note", operator, "{\"note\":").statusCode()).isEqualTo(400);
  }

  @Test
  void shouldSayUnavailableWhenNobodyAnswersOnTheBus() throws Exception {
    HttpResponse<Buffer> answer = post("/api/v1/events/i-1/ack", operator, null);
    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.bodyAsJsonObject().getString("code")).isEqualTo("unavailable");
  }

  @Test
  void shouldTakeReportsAndRefuseBadOnes() throws Exception {
    CompletableFuture<IncidentReport> taken = new CompletableFuture<>();
    LocalIncidents.REPORT.answer(
        vertx.eventBus(),
        report -> {
          taken.complete(report);
          return Future.succeededFuture(new IncidentReply("accepted", "rsu-a-1-9", 1));
        });
    String good =
        "{\"type\":\"debris\",\"severity\":\"low\",\"road\":\"A7\",\"lat\":51,\"lon\":9,\"source\":\"p\"}";
    assertThat(post("/api/v1/incidents", operator, good).statusCode()).isEqualTo(200);
    assertThat(taken.get(20, TimeUnit.SECONDS).type()).isEqualTo(IncidentType.DEBRIS);
    for (String bad : List.of("", "[]", "null", "7", good.replace("51", "91"), good + good)) {
      assertThat(post("/api/v1/incidents", operator, bad).statusCode()).as(bad).isEqualTo(400);
    }
    HttpResponse<Buffer> huge =
        post("/api/v1/incidents", operator, "{\"x\":\"" + "y".repeat(70_000) + "\"}");
    assertThat(huge.statusCode()).isEqualTo(413);
  }

  @Test
  void shouldSayInOneSentenceWhatIsWrongWithAReport() throws Exception {
    String good = "{\"type\":\"debris\",\"severity\":\"low\",\"road\":\"A7\",\"lat\":51,\"lon\":9}";
    assertThat(message(good.replace("low", "huge")))
        .isEqualTo("severity must be one of low, medium, high, critical but is \"huge\"");
    assertThat(message(good.replace("road", "raod"))).startsWith("unknown field 'raod'; known");
    assertThat(message("{")).startsWith("not valid JSON at line 1, column");
    assertThat(message(good.replace("A7", "\\ud800"))).startsWith("road must have");
  }

  private String message(String body) throws Exception {
    HttpResponse<Buffer> answer = post("/api/v1/incidents", operator, body);
    assertThat(answer.statusCode()).isEqualTo(400);
    return answer.bodyAsJsonObject().getString("message");
  }

  @Test
  void shouldAnswerEveryFileOfTheParsingCorpus() throws Exception {
    String shared = System.getenv("MILEPOST_SHARED_DATA");
    Path corpus =
        Path.of(shared == null ? "none" : shared, "json", "JSONTestSuite", "test_parsing");
    assumeTrue(Files.isDirectory(corpus), "MILEPOST_SHARED_DATA/json/JSONTestSuite is missing");
    try (DirectoryStream<Path> files = Files.newDirectoryStream(corpus, "*.json")) {
      for (Path file : files) {
        Buffer body = Buffer.buffer(Files.readAllBytes(file));
        int status =
            await(
                    request(HttpMethod.POST, "/api/v1/incidents")
                        .bearerTokenAuthentication(operator)
                        .sendBuffer(body))
                .statusCode();
        assertThat(status).as(file.toString()).isIn(400, 413);
      }
    }
  }

  @Test
  void shouldShowTheNewestPictureAndCommandCameras() throws Exception {
    RoadPictures pictures = new RoadPictures("cam-1");
    node.cameras.put("cam-1", pictures);
    assertThat(get("/api/v1/cameras/cam-1/snapshot.jpg", viewer).statusCode()).isEqualTo(503);
    pictures.show(40_000);
    HttpResponse<Buffer> picture = get("/api/v1/cameras/cam-1/snapshot.jpg", viewer);
    assertThat(picture.getHeader("Content-Type")).isEqualTo("image/jpeg");
    assertThat(picture.getHeader("X-Picture-Pts-Us")).isEqualTo("40000");
    assertThat(picture.body().getBytes()).isEqualTo(pictures.newest().orElseThrow().jpeg());
    assertThat(get("/api/v1/cameras/cam-7/snapshot.jpg", viewer).statusCode()).isEqualTo(404);

    Topics.cameraCommand("cam-1")
        .answer(
            vertx.eventBus(),
            (CameraCommand c) ->
                Future.succeededFuture(new CameraReply("cam-1", "stopped", null, 0)));
    assertThat(post("/api/v1/cameras/cam-1/stop", operator, null).bodyAsJsonObject())
        .isEqualTo(new JsonObject("{\"camera\":\"cam-1\",\"state\":\"stopped\",\"pts_micros\":0}"));
    assertThat(post("/api/v1/cameras/cam-7/stop", operator, null).statusCode()).isEqualTo(404);
  }

  @Test
  void shouldServeRangesOfClipsWithATicketForThatClipOnly(@TempDir Path folder) throws Exception {
    Path file = Files.write(folder.resolve("clip.mp4"), new byte[] {0, 1, 2, 3, 4, 5, 6, 7, 8, 9});
    node.clips.put("c-1", file);
    node.clips.put("c-2", file);
    String ticket =
        post("/api/v1/auth/ticket", viewer, "{\"path\":\"/api/v1/clips/c-1\"}")
            .bodyAsJsonObject()
            .getString("ticket");
    String url = "/api/v1/clips/c-1?ticket=" + ticket;
    HttpResponse<Buffer> whole = get(url, null);
    assertThat(whole.statusCode()).isEqualTo(200);
    assertThat(whole.getHeader("Accept-Ranges")).isEqualTo("bytes");
    assertThat(whole.body().length()).isEqualTo(10);
    HttpResponse<Buffer> part =
        await(request(HttpMethod.GET, url).putHeader("Range", "bytes=2-4").send());
    assertThat(part.statusCode()).isEqualTo(206);
    assertThat(part.getHeader("Content-Range")).isEqualTo("bytes 2-4/10");
    assertThat(part.body().getBytes()).containsExactly(2, 3, 4);
    HttpResponse<Buffer> outside =
        await(request(HttpMethod.GET, url).putHeader("Range", "bytes=10-").send());
    assertThat(outside.statusCode()).isEqualTo(416);
    HttpResponse<Buffer> changed =
        await(
            request(HttpMethod.GET, url)
                .putHeader("Range", "bytes=2-4")
                .putHeader("If-Range", "\"older\"")
                .send());
    assertThat(changed.statusCode()).isEqualTo(200);
    HttpResponse<Buffer> same =
        await(
            request(HttpMethod.GET, url)
                .putHeader("If-None-Match", whole.getHeader("ETag"))
                .send());
    assertThat(same.statusCode()).isEqualTo(304);
    assertThat(get("/api/v1/clips/c-2?ticket=" + ticket, null).statusCode()).isEqualTo(401);
    assertThat(get("/api/v1/nodes?ticket=" + ticket, null).statusCode()).isEqualTo(401);
    assertThat(get("/api/v1/clips/c-3", viewer).statusCode()).isEqualTo(404);
    assertThat(get("/api/v1/clips/..%2Fsecret", viewer).statusCode()).isEqualTo(400);
  }

  @Test
  void shouldAnswerJsonWhenThereIsNoSuchRoute() throws Exception {
    HttpResponse<Buffer> unknown = get("/api/v1/nothing", viewer);
    assertThat(unknown.statusCode()).isEqualTo(404);
    assertThat(unknown.bodyAsJsonObject().getString("code")).isEqualTo("not_found");
    HttpResponse<Buffer> method =
        await(
            request(HttpMethod.DELETE, "/api/v1/events").bearerTokenAuthentication(viewer).send());
    assertThat(method.statusCode()).isEqualTo(405);
    assertThat(method.bodyAsJsonObject().getString("code")).isEqualTo("method_not_allowed");
  }
}
