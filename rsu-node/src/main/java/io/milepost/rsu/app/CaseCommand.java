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
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code case}: fetches the case of an incident from a running unit. */
@Command(
    name = "case",
    mixinStandardHelpOptions = true,
    description = "Fetches the case of an incident from a running unit, as one sealed ZIP.",
    footer = {"", "Example:", "  scripts/milepost case rsu-1-3-7 --out case.zip"})
final class CaseCommand implements Callable<Integer> {
  private static final Duration HEAD_LIMIT = Duration.ofMinutes(5);
  private static final int SHOWN = 300;

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "INCIDENT", description = "Id of the incident.")
  private String incident;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FILE",
      description = "Where the ZIP goes; never overwritten.")
  private Path out;

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
          "Who exports (default: ${DEFAULT-VALUE}). The password is read from the variable"
              + " MILEPOST_API_ADMIN_PASSWORD.")
  private String user;

  private final Map<String, String> environment;

  CaseCommand() {
    this(System.getenv());
  }

  CaseCommand(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    String password = environment.get("MILEPOST_API_ADMIN_PASSWORD");
    if (password == null || password.isEmpty()) {
      throw wrong("set MILEPOST_API_ADMIN_PASSWORD to the password of " + user);
    }
    if (!incident.matches("[A-Za-z0-9._:-]{1,128}")) {
      throw wrong("'" + incident + "' is no id of an incident");
    }
    if (Files.exists(out)) {
      throw new MilepostException(
          FailureCode.CONFLICT, out + " exists and is not overwritten; move it away first");
    }
    Path part = out.resolveSibling(out.getFileName() + ".part");
    try {
      HttpClient client = HttpClient.newHttpClient();
      HttpResponse<InputStream> answer =
          client.send(
              request("/api/v1/events/" + incident + "/case")
                  .header("Authorization", "Bearer " + token(client, password))
                  .POST(HttpRequest.BodyPublishers.noBody())
                  .build(),
              BodyHandlers.ofInputStream());
      try (InputStream body = answer.body()) {
        require(answer.statusCode(), body);
        Files.copy(body, part, StandardCopyOption.REPLACE_EXISTING);
      }
      Files.move(part, out);
    } catch (IOException e) {
      throw new MilepostException(
          FailureCode.UNAVAILABLE, "no case from " + url + ": " + e.getMessage(), e);
    } finally {
      Files.deleteIfExists(part);
    }
    spec.commandLine().getOut().println(out + ": " + Files.size(out) + " bytes");
    return 0;
  }

  private String token(HttpClient client, String password)
      throws IOException, InterruptedException {
    String body = Json.write(Map.of("username", user, "password", password));
    HttpResponse<InputStream> answer =
        client.send(
            request("/api/v1/auth/login")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build(),
            BodyHandlers.ofInputStream());
    try (InputStream in = answer.body()) {
      require(answer.statusCode(), in);
      return Json.read(in.readNBytes(1 << 16), JsonNode.class).path("token").asText();
    }
  }

  private HttpRequest.Builder request(String path) {
    try {
      return HttpRequest.newBuilder(URI.create(url + path)).timeout(HEAD_LIMIT);
    } catch (IllegalArgumentException e) {
      throw wrong("--url " + url + " is no address like http://host:port");
    }
  }

  private void require(int status, InputStream body) throws IOException {
    if (status != 200) {
      String said = new String(body.readNBytes(SHOWN), java.nio.charset.StandardCharsets.UTF_8);
      throw new MilepostException(
          status == 404 ? FailureCode.NOT_FOUND : FailureCode.UNAVAILABLE,
          url + " refuses with status " + status + ": " + said);
    }
  }

  private static MilepostException wrong(String sentence) {
    return new MilepostException(FailureCode.CONFIGURATION, sentence);
  }
}
