package io.milepost.rsu.api;

import static io.milepost.rsu.api.ApiNode.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AccessTest extends HttpFixture {
  @Test
  void shouldSignInWhenThePasswordIsRight() throws Exception {
    HttpResponse<Buffer> answer = login("admin", ApiNode.PASSWORD);
    assertThat(answer.statusCode()).isEqualTo(200);
    JsonObject session = answer.bodyAsJsonObject();
    assertThat(session.getString("role")).isEqualTo("admin");
    assertThat(session.getLong("expires_at")).isGreaterThan(System.currentTimeMillis() + 3_500_000);
    assertThat(get("/api/v1/nodes", session.getString("token")).statusCode()).isEqualTo(200);
  }

  @Test
  void shouldSayTheSameWhenUserOrPasswordIsWrong() throws Exception {
    HttpResponse<Buffer> wrongPassword = login("admin", "guess guess");
    HttpResponse<Buffer> wrongUser = login("root", ApiNode.PASSWORD);
    assertThat(wrongPassword.statusCode()).isEqualTo(401);
    assertThat(wrongUser.statusCode()).isEqualTo(401);
    assertThat(wrongUser.bodyAsJsonObject().getString("message"))
        .isEqualTo(wrongPassword.bodyAsJsonObject().getString("message"));
    assertThat(login("admin", ApiNode.PASSWORD + "x".repeat(200)).statusCode()).isEqualTo(401);
  }

  @Test
  void shouldRefuseLoginsWhenThereAreTooMany() throws Exception {
    for (int i = 0; i < 10; i++) {
      assertThat(login("admin", "wrong " + i).statusCode()).isEqualTo(401);
    }
    HttpResponse<Buffer> refused = login("admin", ApiNode.PASSWORD);
    assertThat(refused.statusCode()).isEqualTo(429);
    assertThat(Integer.parseInt(refused.getHeader("Retry-After"))).isBetween(1, 60);
    assertThat(refused.bodyAsJsonObject().getString("code")).isEqualTo("overloaded");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/metrics",
        "/api/v1/nodes",
        "/api/v1/cameras",
        "/api/v1/cameras/cam-1/snapshot.jpg",
        "/api/v1/events",
        "/api/v1/events/x",
        "/api/v1/events/x/case",
        "/api/v1/events/x/summary",
        "/api/v1/alerts",
        "/api/v1/clips/x",
        "/api/v1/live/sessions"
      })
  void shouldAskWhoIsThereWhenNoTokenIsSent(String path) throws Exception {
    HttpResponse<Buffer> answer = get(path, null);
    assertThat(answer.statusCode()).isEqualTo(401);
    assertThat(answer.getHeader("WWW-Authenticate")).startsWith("Bearer");
    assertThat(answer.bodyAsJsonObject().getString("code")).isEqualTo("unauthenticated");
    assertThat(get(path, viewer + "x").statusCode()).isEqualTo(401);
  }

  @Test
  void shouldRefuseATokenWhenItIsSignedByOthersOrUnsigned() throws Exception {
    ApiConfig other =
        new ApiConfig(
            "127.0.0.1", 0, "12345678", "x".repeat(32), null, null, 60, 4, 4, ApiNode.webroot());
    String foreign =
        new Tokens(vertx, other, new UsedTickets(1)).access("admin", Role.ADMIN).token();
    assertThat(get("/api/v1/nodes", foreign).statusCode()).isEqualTo(401);
    String[] parts = viewer.split("\\.");
    String none =
        Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString("{\"alg\":\"none\",\"typ\":\"JWT\"}".getBytes());
    assertThat(get("/api/v1/nodes", none + "." + parts[1] + ".").statusCode()).isEqualTo(401);
  }

  @Test
  void shouldForbidCommandsWhenTheCallerMayOnlyLook() throws Exception {
    for (String path :
        List.of(
            "/api/v1/events/x/ack",
            "/api/v1/events/x/note",
            "/api/v1/events/x/resolve",
            "/api/v1/events/x/false_alarm",
            "/api/v1/incidents",
            "/api/v1/cameras/cam-1/stop")) {
      HttpResponse<Buffer> answer = post(path, viewer, "{}");
      assertThat(answer.statusCode()).as(path).isEqualTo(403);
      assertThat(answer.bodyAsJsonObject().getString("message")).contains("operator");
    }
  }

  @Test
  void shouldSayWhichCheckFailedAndWhyToThoseWhoMayKnow() throws Exception {
    node.stop();
    node.readiness.put("database", () -> Optional.of("PostgreSQL does not answer"));
    node.readiness.put("cameras", Optional::empty);
    node.readiness.put(
        "clock",
        () -> {
          throw new IllegalStateException("no clock");
        });
    node.start();
    assertThat(get("/health/live", null).statusCode()).isEqualTo(200);
    HttpResponse<Buffer> anonymous = get("/health/ready", null);
    assertThat(anonymous.statusCode()).isEqualTo(503);
    assertThat(anonymous.bodyAsString())
        .contains("database", "cameras")
        .doesNotContain("PostgreSQL");
    String told = get("/health/ready", node.accessToken(Role.VIEWER)).bodyAsString();
    assertThat(told).contains("PostgreSQL does not answer", "no clock");
    assertThat(get("/health/ready", ApiNode.METRICS_TOKEN).bodyAsString()).contains("PostgreSQL");
  }

  @Test
  void shouldShowMetricsToThoseWithATokenOnly() throws Exception {
    assertThat(get("/metrics", ApiNode.METRICS_TOKEN).bodyAsString())
        .contains("milepost_live_viewers");
    assertThat(get("/metrics", viewer).statusCode()).isEqualTo(200);
    HttpResponse<Buffer> basic =
        await(
            request(HttpMethod.GET, "/metrics")
                .basicAuthentication("prometheus", ApiNode.METRICS_TOKEN)
                .send());
    assertThat(basic.statusCode()).isEqualTo(200);
    assertThat(get("/metrics", "metrics-token-0124").statusCode()).isEqualTo(401);
  }

  @Test
  void shouldServeTheConsoleWithHeadersThatKeepItClosed() throws Exception {
    HttpResponse<Buffer> page = get("/", null);
    assertThat(page.bodyAsString()).contains("<mp-app>");
    String policy = page.getHeader("Content-Security-Policy");
    assertThat(policy)
        .contains("script-src 'self' 'sha256-", "frame-ancestors 'none'")
        .doesNotContain("unsafe-inline");
    assertThat(page.getHeader("X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(page.getHeader("X-Frame-Options")).isEqualTo("DENY");
    assertThat(get("/js/app.js", null).getHeader("Content-Type")).contains("javascript");
    for (String path : List.of("/..%2fpom.xml", "/%2e%2e/pom.xml", "/.git/config", "/missing.js")) {
      assertThat(get(path, null).statusCode()).as(path).isEqualTo(404);
    }
  }

  @Test
  void shouldServeEveryLibraryOfTheImportMap() throws Exception {
    String page = Files.readString(ApiNode.webroot().resolve("index.html"));
    String map = page.substring(page.indexOf("importmap\">") + 11);
    JsonObject imports =
        new JsonObject(map.substring(0, map.indexOf("</script>"))).getJsonObject("imports");
    for (String name : imports.fieldNames()) {
      String path = imports.getString(name);
      String file = path.endsWith("/") ? path + "package.json" : path;
      assertThat(get(file, null).statusCode()).as(file).isEqualTo(200);
    }
  }

  @Test
  void shouldLetBrowsersOfNamedOriginsInAndNoOthers() throws Exception {
    HttpResponse<Buffer> known = fromOrigin("https://ops.example.org");
    assertThat(known.getHeader("Access-Control-Allow-Origin")).isEqualTo("https://ops.example.org");
    assertThat(fromOrigin(node.url()).statusCode()).isEqualTo(200);
    assertThat(fromOrigin("https://evil.example.org").statusCode()).isEqualTo(403);
  }

  @Test
  void shouldNameTheKeyWhenTheConfigurationIsWrong() {
    assertThatThrownBy(
            () ->
                new ApiConfig(
                    "127.0.0.1", 0, "short", "x".repeat(32), null, null, 60, 4, 4, Path.of(".")))
        .hasMessageContaining("api.admin_password")
        .extracting(e -> ((MilepostException) e).code())
        .isEqualTo(FailureCode.CONFIGURATION);
    assertThat(ApiNode.config(0, 4).toString()).doesNotContain(ApiNode.PASSWORD, ApiNode.SECRET);
  }

  private HttpResponse<Buffer> fromOrigin(String origin) throws Exception {
    return await(
        request(HttpMethod.GET, "/api/v1/nodes")
            .bearerTokenAuthentication(viewer)
            .putHeader("Origin", origin)
            .send());
  }

  private HttpResponse<Buffer> login(String user, String password) throws Exception {
    return post(
        "/api/v1/auth/login",
        null,
        new JsonObject().put("username", user).put("password", password).encode());
  }
}
