package io.milepost.rsu.api;

import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * Configuration of the API.
 *
 * @param host address to listen on
 * @param port TCP port, 0..65535; 0 lets the system choose
 * @param adminPassword password of the user {@code admin}, 8..72 bytes of UTF-8 (bcrypt reads no
 *     more)
 * @param jwtSecret signs tokens; the same on all nodes of a cluster; at least 32 bytes
 * @param metricsToken lets Prometheus read {@code /metrics}, at least 16 characters; null when only
 *     signed-in users may
 * @param corsOrigins origins of other consoles that may call this API, for example {@code
 *     https://ops.example.org}; empty for none
 * @param tokenMinutes life of a sign-in, 5..1440
 * @param liveSessions viewers of live pictures at a time, 1..1024
 * @param liveSessionsPerUser of these, how many one user may have, 1..1024
 * @param webroot folder of the console
 */
public record ApiConfig(
    String host,
    int port,
    String adminPassword,
    String jwtSecret,
    String metricsToken,
    List<String> corsOrigins,
    int tokenMinutes,
    int liveSessions,
    int liveSessionsPerUser,
    Path webroot) {

  /** Default life of a sign-in, minutes. */
  public static final int DEFAULT_TOKEN_MINUTES = 60;

  /** Default number of viewers of live pictures at a time. */
  public static final int DEFAULT_LIVE_SESSIONS = 64;

  /** Default number of viewers of live pictures that one user may have at a time. */
  public static final int DEFAULT_LIVE_SESSIONS_PER_USER = 32;

  /**
   * Checks everything.
   *
   * @throws MilepostException CONFIGURATION naming the key and its range
   */
  public ApiConfig {
    corsOrigins = corsOrigins == null ? List.of() : List.copyOf(corsOrigins);
    require(host != null && !host.isBlank(), "api.host is missing");
    require(port >= 0 && port <= 65_535, "api.port must be 0 to 65535, not " + port);
    require(
        bytes(adminPassword) >= 8 && bytes(adminPassword) <= 72,
        "api.admin_password must have 8 to 72 bytes");
    require(bytes(jwtSecret) >= 32, "api.jwt_secret must have at least 32 bytes");
    require(
        metricsToken == null || metricsToken.length() >= 16,
        "api.metrics_token must have at least 16 characters");
    require(
        tokenMinutes >= 5 && tokenMinutes <= 1440,
        "api.token_minutes must be 5 to 1440, not " + tokenMinutes);
    require(
        liveSessions >= 1 && liveSessions <= 1024,
        "api.live_sessions must be 1 to 1024, not " + liveSessions);
    require(
        liveSessionsPerUser >= 1 && liveSessionsPerUser <= 1024,
        "api.live_sessions_per_user must be 1 to 1024, not " + liveSessionsPerUser);
    require(webroot != null, "api.webroot is missing");
    for (String origin : corsOrigins) {
      require(
          origin.matches("https?://[A-Za-z0-9.:\\[\\]-]+"),
          "api.cors_origins: '" + origin + "' is no origin such as https://ops.example.org");
    }
  }

  private static int bytes(String text) {
    return text == null ? 0 : text.getBytes(StandardCharsets.UTF_8).length;
  }

  private static void require(boolean condition, String sentence) {
    if (!condition) {
      throw new MilepostException(FailureCode.CONFIGURATION, sentence);
    }
  }

  /** Without the secrets. */
  @Override
  public String toString() {
    return "ApiConfig[" + host + ":" + port + ", webroot=" + webroot + "]";
  }
}
