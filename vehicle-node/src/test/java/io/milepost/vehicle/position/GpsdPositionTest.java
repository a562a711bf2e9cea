package io.milepost.vehicle.position;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.milepost.vehicle.position.PositionSource.State;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Against a made-up gpsd that misbehaves; GpsdIT drives the real one. */
class GpsdPositionTest {
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private GpsdPosition position;
  private ServerSocket server;

  @AfterEach
  void stop() throws IOException {
    if (position != null) {
      position.close();
    }
    if (server != null) {
      server.close();
    }
  }

  @Test
  void shouldSkipGarbageAndTakeTheFixesBetweenIt() throws Exception {
    Socket gpsd = connect();
    OutputStream out = gpsd.getOutputStream();
    byte[] noise = new byte[50_000];
    new Random(3).nextBytes(noise);
    noise[100] = '\n';
    out.write(noise);
    out.write('\n');
    say(gpsd, "[".repeat(5000));
    say(gpsd, "{\"class\":\"SKY\",\"pad\":\"" + "x".repeat(20_000) + "\"}");
    say(gpsd, "{\"class\":\"TPV\",\"mode\":3,\"lat\":\"37.5\",\"lon\":127}");
    say(gpsd, "{\"class\":\"TPV\",\"mode\":3,\"lat\":97.5,\"lon\":127}");
    say(gpsd, "{\"class\":7}");
    say(gpsd, "null");
    say(
        gpsd,
        "{\"class\":\"TPV\",\"mode\":3,\"lat\":37.5,\"lon\":127.1,\"speed\":-3,\"track\":361}");
    await().until(() -> now() != null);
    assertThat(now().lat()).isEqualTo(37.5);
    assertThat(now().speedMps()).isNaN();
    assertThat(now().trackDeg()).isNaN();
    assertThat(now().moving()).isFalse();
    assertThat(registry.counter("milepost.vehicle.gpsd.malformed").count())
        .isGreaterThanOrEqualTo(5);
    assertThat(registry.counter("milepost.vehicle.gpsd.reconnects").count()).isZero();
  }

  @Test
  void shouldForgetAnOldFixAndSaySoWhenReportsCease() throws Exception {
    Socket gpsd = connect();
    say(gpsd, "{\"class\":\"TPV\",\"mode\":2,\"lat\":37.5,\"lon\":127,\"speed\":20,\"track\":0}");
    await().until(() -> now() != null);
    long known = now().nanos();
    assertThat(position.fix(known + GpsdPosition.STALE.toNanos())).isNotNull();
    long later = known + GpsdPosition.STALE.toNanos() + 1_000_000_000L;
    assertThat(position.fix(later)).isNull();
    assertThat(position.fix(later)).isNull();
    assertThat(registry.counter("milepost.vehicle.position.lost").count()).isEqualTo(1);
    assertThat(position.status(later).state()).isEqualTo(State.STALE);
    assertThat(position.status(later).reason()).isEqualTo("no report from gpsd for 3 s");
    say(gpsd, "{\"class\":\"TPV\",\"mode\":1}");
    await().until(() -> position.status(System.nanoTime()).state() == State.NO_FIX);
    assertThat(now()).isNull();
  }

  @Test
  void shouldComeBackWhenTheConnectionIsClosed() throws Exception {
    connect().close();
    try (Socket again = server.accept()) {
      say(again, "{\"class\":\"TPV\",\"mode\":3,\"lat\":1,\"lon\":2}");
      await().until(() -> now() != null);
      assertThat(registry.counter("milepost.vehicle.gpsd.reconnects").count()).isEqualTo(1);
    }
  }

  @Test
  void shouldSayThatNobodyAnswersWhenThereIsNoGpsd() throws Exception {
    int free;
    try (ServerSocket probe = new ServerSocket(0)) {
      free = probe.getLocalPort();
    }
    position = new GpsdPosition("127.0.0.1", free, registry, Duration.ofMillis(20)).start();
    await().until(() -> registry.counter("milepost.vehicle.gpsd.reconnects").count() >= 3);
    assertThat(now()).isNull();
    assertThat(position.status(System.nanoTime()).state()).isEqualTo(State.DOWN);
    assertThat(position.status(System.nanoTime()).reason()).contains("cannot be reached");
  }

  private Socket connect() throws IOException {
    server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    server.setSoTimeout(10_000);
    position =
        new GpsdPosition("127.0.0.1", server.getLocalPort(), registry, Duration.ofMillis(50));
    position.start();
    Socket gpsd = server.accept();
    byte[] asked = gpsd.getInputStream().readNBytes(8);
    assertThat(new String(asked, StandardCharsets.US_ASCII)).isEqualTo("?WATCH={");
    return gpsd;
  }

  private Fix now() {
    return position.fix(System.nanoTime());
  }

  private static void say(Socket gpsd, String line) throws IOException {
    gpsd.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.UTF_8));
  }
}
