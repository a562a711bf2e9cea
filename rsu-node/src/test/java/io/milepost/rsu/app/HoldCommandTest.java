package io.milepost.rsu.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.milepost.protocol.failure.MilepostException;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class HoldCommandTest {
  private static final String HOLD =
      "{\"id\":\"hold-1\",\"node\":\"rsu-1\",\"camera\":\"cam-1\",\"from\":0,\"to\":60000,"
          + "\"kind\":\"pin\",\"reason\":\"insurer\",\"by\":\"admin\"}";
  private final Vertx vertx = Vertx.vertx();
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private volatile String answer = "{\"items\":[" + HOLD + "],\"missing\":[],\"refused\":[]}";
  private volatile int status = 200;
  private int port;
  private String failure;

  @BeforeEach
  void serve() throws Exception {
    port =
        vertx
            .createHttpServer()
            .requestHandler(this::answer)
            .listen(0, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .get(10, TimeUnit.SECONDS)
            .actualPort();
  }

  private void answer(HttpServerRequest request) {
    if (request.path().endsWith("/login")) {
      request.response().end("{\"token\": \"t-1\"}");
      return;
    }
    request
        .body()
        .onSuccess(
            body -> {
              asked.add(request.method() + " " + request.uri() + " " + body);
              request.response().setStatusCode(status).end(answer);
            });
  }

  @AfterEach
  void stop() throws Exception {
    vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  private int run(String... args) {
    List<String> all = new ArrayList<>(Arrays.asList(args));
    all.addAll(List.of("--url", "http://127.0.0.1:" + port));
    return new CommandLine(new HoldCommand(Map.of("MILEPOST_API_ADMIN_PASSWORD", "x")))
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .setExecutionExceptionHandler(
            (e, line, parsed) -> {
              failure = ((MilepostException) e).getMessage();
              return 2;
            })
        .execute(all.toArray(String[]::new));
  }

  @Test
  void shouldListSetAndRelease() {
    assertThat(run()).isZero();
    assertThat(out.toString())
        .contains("hold-1  pin  rsu-1/cam-1  1970-01-01T00:00:00Z to 1970-01-01T00:01:00Z")
        .contains("admin: insurer");
    assertThat(run("--incident", "i-1", "--legal", "--reason", "court 7")).isZero();
    assertThat(run("--camera", "cam-1", "--from", "1", "--to", "2", "--reason", "r")).isZero();
    answer = HOLD;
    assertThat(run("--release", "hold-1", "--reason", "all said & done")).isZero();
    assertThat(asked)
        .containsExactly(
            "GET /api/v1/holds ",
            "POST /api/v1/holds {\"kind\":\"hold\",\"reason\":\"court 7\",\"incident\":\"i-1\"}",
            "POST /api/v1/holds {\"kind\":\"pin\",\"reason\":\"r\",\"camera\":\"cam-1\","
                + "\"from\":\"1\",\"to\":\"2\"}",
            "DELETE /api/v1/holds/hold-1?reason=all+said+%26+done ");
  }

  @Test
  void shouldSayWhatIsNotHeldAndWhichNodesDidNotAnswer() {
    answer = "{\"items\":[],\"missing\":[\"rsu-2\"]}";
    assertThat(run()).isEqualTo(1);
    assertThat(err.toString()).contains("no answer from node rsu-2");
    answer = "{\"items\":[" + HOLD + "],\"refused\":[{\"camera\":\"cam-2\",\"reason\":\"none\"}]}";
    assertThat(run("--incident", "i-1", "--reason", "r")).isEqualTo(1);
    assertThat(err.toString()).contains("not held: camera cam-2: none");
  }

  @Test
  void shouldRefuseWhatMakesNoSenseAndPassOnWhatTheUnitSays() {
    assertThat(run("--camera", "c", "--incident", "i", "--reason", "r")).isEqualTo(2);
    assertThat(failure).contains("choose one");
    assertThat(run("--incident", "i")).isEqualTo(2);
    assertThat(failure).contains("--reason");
    assertThat(run("--release", "../x", "--reason", "r")).isEqualTo(2);
    assertThat(failure).contains("no id of a hold");
    assertThat(asked).isEmpty();
    status = 404;
    answer = "{\"message\":\"there is no hold x\"}";
    assertThat(run("--release", "x", "--reason", "r")).isEqualTo(2);
    assertThat(failure).endsWith("refuses with status 404: there is no hold x");
  }
}
