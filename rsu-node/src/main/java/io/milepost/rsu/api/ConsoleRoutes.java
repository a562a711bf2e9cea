package io.milepost.rsu.api;

import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.FileSystemAccess;
import io.vertx.ext.web.handler.StaticHandler;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The console's files and its libraries (WebJars, from the classpath), and the headers that keep
 * browsers from doing anything else with them.
 */
final class ConsoleRoutes {
  private static final Pattern IMPORT_MAP =
      Pattern.compile("<script type=\"importmap\">(.*?)</script>", Pattern.DOTALL);
  private static final long YEAR_SECONDS = 31_536_000;

  private final Path webroot;
  private final String policy;

  /**
   * The console in a folder; reads its start page.
   *
   * @throws MilepostException CONFIGURATION when the folder holds no console
   */
  ConsoleRoutes(Path webroot) {
    this.webroot = webroot.toAbsolutePath().normalize();
    Path page = this.webroot.resolve("index.html");
    try {
      this.policy = policy(Files.readString(page));
    } catch (IOException e) {
      throw new MilepostException(
          FailureCode.CONFIGURATION, "api.webroot: there is no console at " + page, e);
    }
  }

  /** Headers of every answer; mount first. */
  void mountHeaders(Router router) {
    router.route().handler(this::headers);
  }

  /** The files; mount last. */
  void mountFiles(Router router) {
    router
        .get("/webjars/*")
        .handler(
            StaticHandler.create("META-INF/resources/webjars")
                .setCachingEnabled(true)
                // The version is part of the path.
                .setMaxAgeSeconds(YEAR_SECONDS)
                .setIncludeHidden(false)
                .setDirectoryListing(false));
    router
        .get()
        .handler(ConsoleRoutes::onlyFiles)
        .handler(
            StaticHandler.create(FileSystemAccess.ROOT, webroot.toString())
                .setIndexPage("index.html")
                .setMaxAgeSeconds(0)
                // A new console must reach browsers at once; unchanged files cost one 304.
                .setCacheEntryTimeout(1)
                .setFilesReadOnly(false)
                .setIncludeHidden(false)
                .setDirectoryListing(false));
  }

  private static void onlyFiles(RoutingContext ctx) {
    String path = ctx.request().path();
    if (path.startsWith("/api") || path.startsWith("/eventbus") || path.startsWith("/health")) {
      ctx.fail(404);
    } else {
      ctx.next();
    }
  }

  private void headers(RoutingContext ctx) {
    ctx.response()
        .putHeader("Content-Security-Policy", policy)
        .putHeader("X-Content-Type-Options", "nosniff")
        .putHeader("X-Frame-Options", "DENY")
        .putHeader("Referrer-Policy", "no-referrer")
        .putHeader("Cross-Origin-Opener-Policy", "same-origin")
        .putHeader("Permissions-Policy", "camera=(), microphone=(), geolocation=()");
    ctx.next();
  }

  /**
   * Scripts only from here, and the one inline block a browser lets no module do without: the
   * import map, by its hash.
   */
  private static String policy(String page) {
    Matcher map = IMPORT_MAP.matcher(page);
    String hash = map.find() ? " 'sha256-" + sha256(map.group(1)) + "'" : "";
    return "default-src 'none'; script-src 'self'"
        + hash
        + "; style-src 'self'; img-src 'self' blob: data:; media-src 'self' blob:; font-src 'self';"
        + " connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self';"
        + " frame-ancestors 'none'";
  }

  private static String sha256(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
