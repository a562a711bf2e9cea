package io.milepost.rsu.app.demo;

import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;
import io.milepost.protocol.json.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Where the demo lives: folder, ports and secrets. Secrets are made anew at every start and kept in
 * files that only their owner can read.
 *
 * @param folder folder of everything the demo writes
 * @param apiPortA port of rsu-a's console
 * @param apiPortB port of rsu-b's console
 * @param clusterPortA cluster port of rsu-a
 * @param clusterPortB cluster port of rsu-b
 * @param alertPort UDP port of the alerts
 * @param vehiclePort port of the vehicle's metrics
 * @param displayPort port of the driver's page
 * @param password password of the console's user {@code admin}
 * @param jwtSecret signs the console's tokens
 * @param keyRing file with the alert keys
 */
record DemoSite(
    Path folder,
    int apiPortA,
    int apiPortB,
    int clusterPortA,
    int clusterPortB,
    int alertPort,
    int vehiclePort,
    int displayPort,
    String password,
    String jwtSecret,
    Path keyRing) {
  private static final String MARKER = ".milepost-demo";

  static DemoSite prepare(Path folder, boolean fresh, int port) throws IOException {
    if (fresh) {
      clear(folder);
    }
    Files.createDirectories(folder);
    if (!Files.exists(folder.resolve(MARKER))) {
      Files.createFile(folder.resolve(MARKER));
    }
    int apiA = free(port) ? port : anyFree();
    int apiB = free(apiA + 1) ? apiA + 1 : anyFree();
    Path keyRing = folder.resolve("keys.json");
    SecureRandom random = new SecureRandom();
    writeSecret(keyRing, keys(random));
    return new DemoSite(
        folder,
        apiA,
        apiB,
        anyFree(),
        anyFree(),
        5520,
        anyFree(),
        anyFree(),
        text(random, 12),
        text(random, 48),
        keyRing);
  }

  private static byte[] keys(SecureRandom random) {
    byte[] secret = new byte[32];
    random.nextBytes(secret);
    return Json.writeBytes(
        Map.of(
            "keys",
            List.of(Map.of("id", 1, "secret", Base64.getEncoder().encodeToString(secret)))));
  }

  private static String text(SecureRandom random, int bytes) {
    byte[] raw = new byte[bytes];
    random.nextBytes(raw);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(raw);
  }

  private static void writeSecret(Path file, byte[] content) throws IOException {
    Files.deleteIfExists(file);
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.write(file, content);
  }

  /** Deletes the folder, but only one that a demo has made. */
  private static void clear(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    if (!Files.exists(folder.resolve(MARKER))) {
      throw new MilepostException(
          FailureCode.BAD_REQUEST,
          "--fresh: "
              + folder
              + " was not made by the demo and is left alone; name another --data");
    }
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }

  private static boolean free(int port) {
    if (port > 65_535) {
      return false;
    }
    try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return probe.isBound();
    } catch (IOException inUse) {
      return false;
    }
  }

  private static int anyFree() throws IOException {
    try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return probe.getLocalPort();
    }
  }

  Path logs() {
    return folder.resolve("logs");
  }
}
