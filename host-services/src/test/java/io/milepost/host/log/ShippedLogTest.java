package io.milepost.host.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.joran.spi.JoranException;
import ch.qos.logback.core.status.Status;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** conf/logging.xml as it is shipped. */
class ShippedLogTest {
  private static final Path SHIPPED =
      Path.of(System.getProperty("milepost.home"), "conf", "logging.xml");

  @TempDir private Path folder;
  private final LoggerContext context = new LoggerContext();

  @AfterEach
  void stop() {
    context.stop();
  }

  private Logger configured(Map<String, String> properties) throws JoranException {
    context.setMDCAdapter(new LogbackMDCAdapter());
    properties.forEach(context::putProperty);
    JoranConfigurator configurator = new JoranConfigurator();
    configurator.setContext(context);
    configurator.doConfigure(SHIPPED.toFile());
    return context.getLogger("io.milepost.Part");
  }

  private static String onStandardError(Runnable work) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream before = System.err;
    System.setErr(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    try {
      work.run();
    } finally {
      System.setErr(before);
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  @Test
  void shouldTellTheScreenTheTime() throws JoranException {
    Logger screen = configured(Map.of());
    assertThat(onStandardError(() -> screen.warn("disk full")))
        .matches("\\d{4}-\\d\\d-\\d\\dT\\S+Z WARN  \\[.*] io.milepost.Part - disk full\n");
    assertThat(warnings()).isEmpty();
  }

  @Test
  void shouldTellTheJournalThePriorityAndNotTheTime() throws JoranException {
    Logger journal = configured(Map.of("MILEPOST_LOG_TO", "journal"));
    assertThat(onStandardError(() -> journal.warn("disk full")))
        .matches("<4>\\[.*] io.milepost.Part - disk full\n");
  }

  @Test
  void shouldBeginNewFilesWhenOneIsFullAndKeepAllOfThemUnderTheCap() throws Exception {
    Path file = folder.resolve("rsu.log");
    Logger logger =
        configured(
            Map.of(
                "MILEPOST_LOG_TO", "file",
                "MILEPOST_LOG_FILE", file.toString(),
                "MILEPOST_LOG_FILE_SIZE", "2KB",
                "MILEPOST_LOG_TOTAL_SIZE", "4KB"));
    byte[] noise = new byte[450];
    await()
        .atMost(Duration.ofSeconds(20))
        .pollInterval(Duration.ofMillis(5))
        .until(
            () -> {
              // Noise, because what can be compressed would stay below the cap.
              ThreadLocalRandom.current().nextBytes(noise);
              logger.info("{}", HexFormat.of().formatHex(noise));
              return files().stream().anyMatch(name -> name.endsWith(".9.gz"));
            });
    // Ten have been full; the cap has taken the oldest.
    await().untilAsserted(() -> assertThat(files()).noneMatch(name -> name.endsWith(".0.gz")));
    assertThat(files()).contains("rsu.log");
    assertThat(warnings()).isEmpty();
  }

  /** Logback prints all it did at every start when there is one. */
  private List<String> warnings() {
    return context.getStatusManager().getCopyOfStatusList().stream()
        .filter(status -> status.getLevel() >= Status.WARN)
        .map(Object::toString)
        .toList();
  }

  private List<String> files() {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(each -> each.getFileName().toString()).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
