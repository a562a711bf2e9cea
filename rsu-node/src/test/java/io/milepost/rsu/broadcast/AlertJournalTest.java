package io.milepost.rsu.broadcast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.milepost.protocol.alert.AlertBody;
import io.milepost.protocol.alert.AlertState;
import io.milepost.protocol.incident.Incident;
import io.milepost.protocol.incident.Suggestion;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AlertJournalTest {
  @TempDir Path folder;

  static AlertLog.Row row(String event, int version, AlertState state, long heardAt, long until) {
    Incident i = Incidents.collision("of " + event).incident();
    AlertBody body =
        new AlertBody(
            event,
            version,
            state,
            i.type(),
            2,
            0,
            i.severity(),
            0.9,
            Suggestion.SLOW_DOWN,
            "A1",
            2,
            37.5,
            127,
            500,
            i.direction(),
            2000,
            30,
            "as told before");
    return new AlertLog.Row(event, i, body, false, heardAt, until);
  }

  @Test
  void shouldHoldTheNewestStateOfEachEventAcrossRestarts() throws Exception {
    AlertLog.Row second = row("rsu-a/1", 2, AlertState.CANCELLED, 5, 77);
    AlertLog.Row other = row("rsu-a/2", 1, AlertState.ACTIVE, 6, 0);
    try (AlertJournal journal = AlertJournal.open(folder, 1)) {
      assertThat(journal.rows()).isEmpty();
      journal.keep(row("rsu-a/1", 1, AlertState.ACTIVE, 5, 0));
      journal.keep(other);
      journal.keep(row("rsu-a/3", 1, AlertState.ACTIVE, 5, 0));
      journal.keep(second);
      journal.forget("rsu-a/3");
    }
    try (AlertJournal journal = AlertJournal.open(folder, 1)) {
      assertThat(journal.rows()).containsExactlyInAnyOrder(second, other);
    }
  }

  @Test
  void shouldNeverUseAnEventNumberTwiceWhateverTheRestart() throws Exception {
    Set<Long> used = new HashSet<>();
    for (int boot = 0; boot < 3; boot++) {
      try (AlertJournal journal = AlertJournal.open(folder, 1)) {
        EventNumbers numbers = new EventNumbers(journal.firstEvent(), journal::reserveUpTo);
        for (int i = 0; i < 2500; i++) {
          assertThat(used.add(numbers.next())).isTrue();
        }
      }
    }
  }

  @Test
  void shouldPutAsideAFileThatIsNoJournalAndStartAnew() throws Exception {
    Files.writeString(folder.resolve("alerts.db"), "rubbish ".repeat(1000));
    try (AlertJournal journal = AlertJournal.open(folder, 1)) {
      assertThat(journal.rows()).isEmpty();
      assertThat(journal.firstEvent()).isEqualTo(1);
    }
    assertThat(folder.resolve("alerts.db.corrupt")).exists();
  }

  @Test
  void shouldSkipARowThatAnotherVersionWroteAndTellTheOthers() throws Exception {
    AlertLog.Row good = row("rsu-a/2", 1, AlertState.ACTIVE, 6, 0);
    try (AlertJournal journal = AlertJournal.open(folder, 1)) {
      journal.keep(row("rsu-a/1", 1, AlertState.ACTIVE, 5, 0));
      journal.keep(good);
    }
    try (Connection other =
            DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("alerts.db"));
        Statement statement = other.createStatement()) {
      statement.execute(
          "UPDATE alert SET incident = replace(incident, '\"collision\"', '\"flying_saucer\"')"
              + " WHERE event = 'rsu-a/1'");
    }
    try (AlertJournal journal = AlertJournal.open(folder, 1)) {
      assertThat(journal.rows()).containsExactly(good);
    }
  }

  @Test
  void shouldNotPutAsideAFileThatAnotherProcessIsWriting() throws Exception {
    AlertLog.Row row = row("rsu-a/1", 1, AlertState.ACTIVE, 5, 0);
    try (AlertJournal journal = AlertJournal.open(folder, 1)) {
      journal.keep(row);
    }
    try (Connection other =
            DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("alerts.db"));
        Statement statement = other.createStatement()) {
      statement.execute("BEGIN IMMEDIATE");
      assertThatThrownBy(() -> AlertJournal.open(folder, 1)).hasMessageContaining("locked");
      statement.execute("ROLLBACK");
    }
    assertThat(folder.resolve("alerts.db.corrupt")).doesNotExist();
    try (AlertJournal journal = AlertJournal.open(folder, 1)) {
      assertThat(journal.rows()).containsExactly(row);
    }
  }

  @Test
  void shouldSaySoAndCatchUpWhenTheDiskRefuses() throws Exception {
    try (AlertJournal journal = AlertJournal.open(folder, 1);
        Connection other =
            DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("alerts.db"));
        Statement statement = other.createStatement()) {
      statement.execute("ALTER TABLE alert RENAME TO elsewhere");
      journal.keep(row("rsu-a/1", 1, AlertState.ACTIVE, 5, 0));
      await().until(() -> journal.degraded().isPresent());
      statement.execute("ALTER TABLE elsewhere RENAME TO alert");
      await().atMost(Duration.ofSeconds(20)).until(() -> journal.degraded().isEmpty());
    }
    try (AlertJournal journal = AlertJournal.open(folder, 1)) {
      assertThat(journal.rows()).extracting(AlertLog.Row::event).isEqualTo(List.of("rsu-a/1"));
    }
  }
}
