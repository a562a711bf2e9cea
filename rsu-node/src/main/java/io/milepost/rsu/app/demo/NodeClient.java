package io.milepost.rsu.app.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.milepost.protocol.json.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** A node seen through its public API, as any client sees it. */
public final class NodeClient {
  private static final Duration TIMEOUT = Duration.ofSeconds(3);

  private final HttpClient http = HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
  private final URI base;
  private final String password;
  private String token;

  /** A client that will sign in as {@code admin} when it first needs to. */
  public NodeClient(URI base, String password) {
    this.base = base;
    this.password = password;
  }

  /** Base address of the node. */
  public URI base() {
    return base;
  }

  /** Whether the node says it is ready; false also while nothing answers. */
  public boolean ready() throws InterruptedException {
    try {
      HttpRequest request =
          HttpRequest.newBuilder(base.resolve("/health/ready")).timeout(TIMEOUT).GET().build();
      return http.send(request, BodyHandlers.discarding()).statusCode() / 100 == 2;
    } catch (IOException notYet) {
      return false;
    }
  }

  /** A JSON document of the API; empty when the node does not answer with one now. */
  public Optional<JsonNode> get(String path) throws InterruptedException {
    try {
      if (token == null && !signIn()) {
        return Optional.empty();
      }
      HttpRequest request =
          HttpRequest.newBuilder(base.resolve(path))
              .timeout(TIMEOUT)
              .header("Authorization", "Bearer " + token)
              .GET()
              .build();
      HttpResponse<byte[]> response = http.send(request, BodyHandlers.ofByteArray());
      if (response.statusCode() == 401) {
        token = null;
      }
      return response.statusCode() == 200
          ? Optional.of(Json.mapper().readTree(response.body()))
          : Optional.empty();
    } catch (IOException notNow) {
      return Optional.empty();
    }
  }

  private boolean signIn() throws IOException, InterruptedException {
    byte[] body = Json.writeBytes(Map.of("username", "admin", "password", password));
    HttpRequest request =
        HttpRequest.newBuilder(base.resolve("/api/v1/auth/login"))
            .timeout(TIMEOUT)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofByteArray(body))
            .build();
    HttpResponse<byte[]> response = http.send(request, BodyHandlers.ofByteArray());
    if (response.statusCode() != 200) {
      return false;
    }
    token = Json.mapper().readTree(response.body()).path("token").asText();
    return true;
  }
}
