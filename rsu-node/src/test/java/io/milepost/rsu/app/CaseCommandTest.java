package io.milepost.rsu.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class CaseCommandTest {
  @TempDir Path folder;
  private final Vertx vertx = Vertx.vertx();
  private int port;
  private MilepostException failure;

  @BeforeEach
  void serve() throws Exception {
    port =
        vertx
            .createHttpServer()
            .requestHandler(CaseCommandTest::answer)
            .listen(0, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .get(10, TimeUnit.SECONDS)
            .actualPort();
  }

  private static void answer(HttpServerRequest request) {
    if (request.path().endsWith("/login")) {
      request.response().end("{\"token\": \"t-1\"}");
    } else if (!"Bearer t-1".equals(request.getHeader("Authorization"))
        || !request.path().equals("/api/v1/events/rsu-1-3-7/case")) {
      request.response().setStatusCode(404).end("{\"message\": \"there is no incident\"}");
    } else {
      request.response().end(Buffer.buffer(new byte[300_000]));
    }
  }

  @AfterEach
  void stop() throws Exception {
    vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  private int run(String... args) {
    return new CommandLine(new CaseCommand(Map.of("MILEPOST_API_ADMIN_PASSWORD", "x")))
        .setOut(new PrintWriter(new StringWriter()))
        .setExecutionExceptionHandler(
            (e, line, parsed) -> {
              failure = (MilepostException) e;
              return 1;
            })
        .execute(args);
  }

  @Test
  void shouldFetchTheCaseWholeAndNeverOverwrite() {
    String out = folder.resolve("case.zip").toString();
    String url = "http://127.0.0.1:" + port;
    assertThat(run("rsu-1-3-7", "--out", out, "--url", url)).isZero();
    assertThat(Path.of(out)).hasSize(300_000);
    assertThat(run("rsu-1-3-7", "--out", out, "--url", url)).isEqualTo(1);
    assertThat(failure.code()).isEqualTo(FailureCode.CONFLICT);
  }

  @Test
  void shouldLeaveNothingBehindWhenThereIsNoSuchIncident() {
    Path out = folder.resolve("case.zip");
    assertThat(run("other", "--out", out.toString(), "--url", "http://127.0.0.1:" + port))
        .isEqualTo(1);
    assertThat(failure).hasMessageContaining("there is no incident");
    assertThat(failure.code()).isEqualTo(FailureCode.NOT_FOUND);
    assertThat(run("../x", "--out", out.toString())).isEqualTo(1);
    assertThat(failure).hasMessageContaining("is no id");
    assertThat(Files.exists(out)).isFalse();
  }
}
