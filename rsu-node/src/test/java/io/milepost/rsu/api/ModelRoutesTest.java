package io.milepost.rsu.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;
import io.milepost.protocol.message.ModelRequest;
import io.milepost.protocol.message.ModelState;
import io.milepost.protocol.message.Topics;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpResponse;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

class ModelRoutesTest extends HttpFixture {
  private final List<ModelRequest> asked = new CopyOnWriteArrayList<>();

  private void perception() {
    Topics.MODEL.answer(
        vertx.eventBus(),
        request -> {
          asked.add(request);
          return "bad.onnx".equals(request.path())
              ? Future.failedFuture(
                  new MilepostException(FailureCode.BAD_REQUEST, "bad.onnx is no model"))
              : Future.succeededFuture(
                  new ModelState(
                      "/m/a.onnx",
                      "ab12",
                      "YOLOv8/9/11/12",
                      640,
                      384,
                      List.of("car"),
                      "fp32",
                      "cpu",
                      "Apache-2.0",
                      5,
                      7,
                      9,
                      null));
        });
  }

  @Test
  void shouldTellTheModelToAnybodyWhoIsSignedIn() throws Exception {
    perception();
    HttpResponse<Buffer> answer = get("/api/v1/model", viewer);

    JsonObject state = answer.bodyAsJsonObject();
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(state.getString("sha256")).isEqualTo("ab12");
    assertThat(state.getInteger("input_width")).isEqualTo(640);
    assertThat(state.getLong("runs")).isEqualTo(7);
    assertThat(asked).containsExactly(new ModelRequest(null, "test-viewer"));
    assertThat(get("/api/v1/model", null).statusCode()).isEqualTo(401);
  }

  @Test
  void shouldLetOnlyAnAdministratorReplaceIt() throws Exception {
    perception();
    String body = "{\"path\": \"b.onnx\"}";
    assertThat(post("/api/v1/model", operator, body).statusCode()).isEqualTo(403);
    assertThat(asked).isEmpty();

    String admin = node.accessToken(Role.ADMIN);
    assertThat(post("/api/v1/model", admin, body).statusCode()).isEqualTo(200);
    assertThat(asked).containsExactly(new ModelRequest("b.onnx", "test-admin"));
  }

  @Test
  void shouldPassOnWhatIsWrongWithTheModel() throws Exception {
    String admin = node.accessToken(Role.ADMIN);
    assertThat(post("/api/v1/model", admin, "{\"path\": \"b.onnx\"}").statusCode()).isEqualTo(503);
    perception();
    HttpResponse<Buffer> answer = post("/api/v1/model", admin, "{\"path\": \"bad.onnx\"}");
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.bodyAsJsonObject().getString("message")).contains("bad.onnx is no model");
    assertThat(post("/api/v1/model", admin, "{}").statusCode()).isEqualTo(400);
    assertThat(post("/api/v1/model", admin, null).statusCode()).isEqualTo(400);
  }
}
