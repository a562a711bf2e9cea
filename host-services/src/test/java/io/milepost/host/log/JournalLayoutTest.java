package io.milepost.host.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JournalLayoutTest {
  private final LoggerContext context = new LoggerContext();
  private final Logger logger = context.getLogger("io.milepost.Part");
  private final JournalLayout layout = new JournalLayout();

  private String line(Level level, String message, Throwable cause) {
    layout.setContext(context);
    layout.setPattern("%logger{0} - %msg%n%ex");
    layout.start();
    return layout.doLayout(
        new LoggingEvent(Logger.class.getName(), logger, level, message, cause, null));
  }

  @ParameterizedTest
  @CsvSource({"ERROR, 3", "WARN, 4", "INFO, 6", "DEBUG, 7", "TRACE, 7"})
  void shouldBeginWithThePriorityOfTheLevel(String level, int priority) {
    assertThat(line(Level.toLevel(level), "node ready a=1", null))
        .isEqualTo("<" + priority + ">Part - node ready a=1\n");
  }

  @Test
  void shouldKeepThePriorityOnEveryLineOfATraceOrOfAMessage() {
    String text = line(Level.ERROR, "first\n<1>forged", new IllegalStateException("why"));
    assertThat(text.lines()).hasSizeGreaterThan(3).allMatch(line -> line.startsWith("<3>"));
    assertThat(text).contains("<3><1>forged", "<3>java.lang.IllegalStateException: why");
  }
}
