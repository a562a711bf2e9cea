package io.milepost.vehicle.position;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** The real gpsd, fed with a made-up drive by gpsfake (Debian: gpsd, gpsd-clients). */
public final class Gpsfake implements AutoCloseable {
  private static final Path FAKE = Path.of("/usr/bin/gpsfake");
  private static final Path DAEMON = Path.of("/usr/sbin/gpsd");
  private static final double MPS_PER_KNOT = 0.514444;

  private final Process process;
  private final int port;

  /** Drives north from a point, 2.5 reports a second, each 0.4 s of driving further on. */
  public Gpsfake(Path folder, double lat, double lon, double speedMps, int reports)
      throws IOException {
    assumeTrue(
        Files.isExecutable(FAKE) && Files.isExecutable(DAEMON),
        "skipped: the position is tested with Debian's packages gpsd and gpsd-clients");
    try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = probe.getLocalPort();
    }
    StringBuilder log = new StringBuilder();
    for (int i = 0; i < reports; i++) {
      double[] here = Geo.destination(lat, lon, 0, i * 0.4 * speedMps);
      int tenths = i * 4;
      String time =
          String.format(Locale.ROOT, "01%02d%02d.%d0", tenths / 600, tenths / 10 % 60, tenths % 10);
      String place = angle(here[0], 2) + ",N," + angle(here[1], 3) + ",E";
      log.append(
          sentence(
              String.format(
                  Locale.ROOT,
                  "GPRMC,%s,A,%s,%.2f,0.0,201126,,,A",
                  time,
                  place,
                  speedMps / MPS_PER_KNOT)));
      log.append(sentence("GPGGA," + time + "," + place + ",1,08,1.0,50.0,M,20.0,M,,"));
    }
    Path nmea = Files.writeString(folder.resolve("drive.nmea"), log, StandardCharsets.US_ASCII);
    ProcessBuilder builder =
        new ProcessBuilder(
            FAKE.toString(),
            "-q",
            "-1",
            "-c",
            "0.2",
            "-P",
            Integer.toString(port),
            nmea.toString());
    builder.environment().merge("PATH", "/usr/sbin", (now, more) -> now + ":" + more);
    process =
        builder
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("gpsfake.log").toFile())
            .start();
  }

  private static String angle(double degrees, int digits) {
    int whole = (int) degrees;
    return String.format(Locale.ROOT, "%0" + digits + "d%09.6f", whole, (degrees - whole) * 60);
  }

  private static String sentence(String words) {
    int sum = 0;
    for (char each : words.toCharArray()) {
      sum ^= each;
    }
    return String.format(Locale.ROOT, "$%s*%02X\r\n", words, sum);
  }

  public int port() {
    return port;
  }

  /** Ends gpsd and its feeder without warning. */
  public void kill() throws InterruptedException {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly().waitFor(5, TimeUnit.SECONDS);
  }

  @Override
  public void close() throws InterruptedException {
    kill();
  }
}
