package io.milepost.rsu.recording.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.milepost.rsu.recording.archive.ArchiveException.Cause;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against Debian's Samba, started by the test on a port of the loopback. */
class SmbArchiveIT extends ArchiveFixture {
  private static final Path SMBD = Path.of("/usr/sbin/smbd");
  private static final String PASSWORD = "s3cret-of-the-test";
  private static final String USER = System.getProperty("user.name");
  private Path samba;
  private Path share;
  private Path conf;
  private int port;
  private Process server;

  @BeforeEach
  void startServer() throws Exception {
    assumeTrue(Files.isExecutable(SMBD), "smbd is missing (Debian package samba)");
    samba = folder.resolve("samba");
    share = folder.resolve("share");
    for (String each : new String[] {"private", "lock", "state", "cache", "pid", "rpc"}) {
      Files.createDirectories(samba.resolve(each));
    }
    Files.createDirectories(share.resolve("deep"));
    Files.createFile(share.resolve("deep").resolve(ArchiveStore.MARKER));
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    conf = samba.resolve("smb.conf");
    Files.writeString(
        conf,
        """
        [global]
        workgroup = TEST
        server role = standalone server
        interfaces = lo
        bind interfaces only = yes
        smb ports = PORT
        disable netbios = yes
        disable spoolss = yes
        load printers = no
        private dir = DIR/private
        lock directory = DIR/lock
        state directory = DIR/state
        cache directory = DIR/cache
        pid directory = DIR/pid
        ncalrpc dir = DIR/rpc
        log file = DIR/log
        passdb backend = smbpasswd:DIR/private/smbpasswd
        [video]
        path = SHARE
        read only = no
        """
            .replace("PORT", String.valueOf(port))
            .replace("DIR", samba.toString())
            .replace("SHARE", share.toString()));
    Process add =
        new ProcessBuilder("pdbedit", "-s", conf.toString(), "-a", "-u", USER, "-t")
            .redirectErrorStream(true)
            .redirectOutput(samba.resolve("pdbedit.log").toFile())
            .start();
    try (OutputStream in = add.getOutputStream()) {
      in.write((PASSWORD + "\n" + PASSWORD + "\n").getBytes(StandardCharsets.US_ASCII));
    }
    assertThat(add.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(add.exitValue()).as(Files.readString(samba.resolve("pdbedit.log"))).isZero();
    serve();
  }

  private void serve() throws IOException {
    server =
        new ProcessBuilder(SMBD.toString(), "-F", "--no-process-group", "-s", conf.toString())
            .redirectErrorStream(true)
            .redirectOutput(samba.resolve("smbd.log").toFile())
            .start();
    await()
        .atMost(Duration.ofSeconds(20))
        .ignoreExceptions()
        .until(
            () -> {
              new Socket(InetAddress.getLoopbackAddress(), port).close();
              return true;
            });
  }

  @AfterEach
  void stopServer() throws Exception {
    if (server != null) {
      end();
    }
  }

  private void end() throws InterruptedException {
    server.descendants().forEach(ProcessHandle::destroyForcibly);
    server.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
  }

  private ArchiveConfig smb(String password, double cacheGb) {
    return new ArchiveConfig(
        "smb://127.0.0.1:" + port + "/video/deep", USER, password, "", 0, 0, 0, "", 0, 0, cacheGb);
  }

  @Test
  void shouldArchiveToARealServerAndFetchBackWithinTheCache() throws Exception {
    byte[] first = clip("c1", 3_000_000);
    byte[] second = clip("c2", 2_000_000);
    try (ArchiveKeeper keeper = keeper(smb(PASSWORD, 0.004))) {
      assertThat(keeper.step()).as(String.valueOf(keeper.degraded())).isZero();
      keeper.step();
      assertThat(share.resolve("deep").resolve(there("c1"))).hasBinaryContent(first);
      assertThat(share.resolve("deep").resolve(there("c2"))).hasBinaryContent(second);
      assertThat(share.resolve("deep").resolve(there("c2") + ".part")).doesNotExist();
      assertThat(keeper.freeBytes()).isPositive();
      Path fetched = keeper.file("c1").orElseThrow();
      assertThat(fetched).hasBinaryContent(first);
      assertThat(keeper.file("c1")).contains(fetched);
      assertThat(keeper.file("c2").orElseThrow()).hasBinaryContent(second);
      assertThat(fetched).doesNotExist();
      assertThat(keeper.file("c3")).isEmpty();
    }
  }

  @Test
  void shouldGoOnWhereItEndedWhenTheServerGoesInTheMiddleAndComesBack() throws Exception {
    byte[] content = clip("c1", 8_000_000);
    ArchiveConfig slow =
        new ArchiveConfig(
            "smb://127.0.0.1:" + port + "/video/deep", USER, PASSWORD, "", 0, 0, 16, "", 0, 0, 1);
    Path part = share.resolve("deep").resolve(there("c1") + ".part");
    try (ArchiveKeeper keeper = keeper(slow)) {
      Thread killer =
          new Thread(
              () -> {
                await().until(() -> Files.exists(part) && Files.size(part) > 2_000_000);
                try {
                  end();
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              });
      killer.start();
      assertThat(keeper.step()).isPositive();
      killer.join();
      assertThat(keeper.failures(Cause.AWAY)).isEqualTo(1);
      assertThat(keeper.degraded()).anyMatch(s -> s.contains("does not answer"));
      long before = keeper.sentBytes();
      long there = Files.size(part);
      assertThat(keeper.step()).isPositive();
      serve();
      assertThat(keeper.step()).as(String.valueOf(keeper.degraded())).isZero();
      assertThat(share.resolve("deep").resolve(there("c1"))).hasBinaryContent(content);
      assertThat(keeper.sentBytes() - before).isEqualTo(content.length - there);
    }
  }

  @Test
  void shouldSayThatThePasswordIsWrongAndNotHammer() throws Exception {
    clip("c1", 1000);
    try (ArchiveKeeper keeper = keeper(smb("wrong", 1))) {
      assertThat(keeper.step()).isGreaterThanOrEqualTo(240_000);
      assertThat(keeper.degraded())
          .anyMatch(s -> s.contains("archive.password"))
          .noneMatch(s -> s.contains("wrong"));
      assertThat(keeper.failures(Cause.CREDENTIALS)).isEqualTo(1);
    }
  }
}
