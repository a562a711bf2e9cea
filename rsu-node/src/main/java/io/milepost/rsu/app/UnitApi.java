package io.milepost.rsu.app;

import com.fasterxml.jackson.databind.JsonNode;
import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;
import io.milepost.protocol.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import picocli.CommandLine.Option;

/** The API of a running unit, for commands: options that say which, and requests as a user. */
final class UnitApi {
  private static final Duration HEAD_LIMIT = Duration.ofMinutes(5);
  private static final int SHOWN = 2000;
  private static final int MOST_BYTES = 16 << 20;

  @Option(
      names = "--url",
      paramLabel = "URL",
      defaultValue = "http://127.0.0.1:8080",
      description = "The unit's API (default: ${DEFAULT-VALUE}).")
  private String url;

  @Option(
      names = "--user",
      paramLabel = "NAME",
      defaultValue = "admin",
      description =
          "Who asks (default: ${DEFAULT-VALUE}). The password is read from the variable"
              + " MILEPOST_API_ADMIN_PASSWORD.")
  private String user;

  private final Map<String, String> environment;
  private final HttpClient client = HttpClient.newHttpClient();

  UnitApi(Map<String, String> environment) {
    this.environment = environment;
  }

  /** Where the unit is. */
  String url() {
    return url;
  }

  /** Refuses what cannot work before anything is asked. */
  void check() {
    String password = environment.get("MILEPOST_API_ADMIN_PASSWORD");
    if (password == null || password.isEmpty()) {
      throw wrong("set MILEPOST_API_ADMIN_PASSWORD to the password of " + user);
    }
  }

  /**
   * Signs in and asks; the caller closes what comes.
   *
   * @param body sent as JSON, null for none
   * @throws MilepostException with the unit's own sentence when it refuses
   */
  InputStream open(String method, String path, Object body)
      throws IOException, InterruptedException {
    check();
    Map<String, String> who =
        Map.of("username", user, "password", environment.get("MILEPOST_API_ADMIN_PASSWORD"));
    String token;
    try (InputStream in = send(request("POST", "/api/v1/auth/login", who))) {
      token = Json.read(in.readNBytes(1 << 16), JsonNode.class).path("token").asText();
    }
    return send(request(method, path, body).header("Authorization", "Bearer " + token));
  }

  /** Signs in and asks for JSON. */
  JsonNode ask(String method, String path, Object body) throws InterruptedException {
    try (InputStream in = open(method, path, body)) {
      return Json.read(in.readNBytes(MOST_BYTES), JsonNode.class);
    } catch (IOException e) {
      throw new MilepostException(
          FailureCode.UNAVAILABLE, "no answer from " + url + ": " + e.getMessage(), e);
    }
  }

  private HttpRequest.Builder request(String method, String path, Object body) {
    BodyPublisher publisher =
        body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(Json.write(body));
    try {
      return HttpRequest.newBuilder(URI.create(url + path))
          .timeout(HEAD_LIMIT)
          .header("Content-Type", "application/json")
          .method(method, publisher);
    } catch (IllegalArgumentException e) {
      throw wrong("--url " + url + " is no address like http://host:port");
    }
  }

  private InputStream send(HttpRequest.Builder request) throws IOException, InterruptedException {
    HttpResponse<InputStream> answer = client.send(request.build(), BodyHandlers.ofInputStream());
    if (answer.statusCode() / 100 == 2) {
      return answer.body();
    }
    try (InputStream in = answer.body()) {
      String said = new String(in.readNBytes(SHOWN), StandardCharsets.UTF_8);
      throw new MilepostException(
          switch (answer.statusCode()) {
            case 400 -> FailureCode.BAD_REQUEST;
            case 404 -> FailureCode.NOT_FOUND;
            default -> FailureCode.UNAVAILABLE;
          },
          url + " refuses with status " + answer.statusCode() + ": " + sentence(said));
    }
  }

  private static String sentence(String said) {
    try {
      return Json.read(said, JsonNode.class).path("message").asText(said);
    } catch (MilepostException e) {
      return said;
    }
  }

  private static MilepostException wrong(String sentence) {
    return new MilepostException(FailureCode.CONFIGURATION, sentence);
  }
}
