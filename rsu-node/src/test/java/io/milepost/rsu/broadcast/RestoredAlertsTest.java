package io.milepost.rsu.broadcast;

import static org.assertj.core.api.Assertions.assertThat;

import io.milepost.protocol.alert.AlertBody;
import io.milepost.protocol.alert.AlertState;
import io.milepost.protocol.message.IncidentChanged;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RestoredAlertsTest {
  private static final long SECOND = 1_000_000_000L;
  private static final long UTC = 1_795_163_556_000L;
  private static final BroadcastConfig CONFIG = BroadcastConfig.defaults();

  private final List<String> forgotten = new ArrayList<>();
  private final AlertLog log =
      new AlertLog() {
        @Override
        public void keep(Row row) {}

        @Override
        public void forget(String event) {
          forgotten.add(event);
        }
      };
  private final AlertBook book =
      new AlertBook(
          "rsu-a", new EventNumbers(100, upTo -> {}), CONFIG, Advice.standard(CONFIG), 600, log);
  private long now = 5 * SECOND;

  private AlertEntry only() {
    assertThat(book.entries()).hasSize(1);
    return book.entries().iterator().next();
  }

  private void restore(AlertLog.Row row) {
    book.restore(row, now, UTC);
  }

  private void send() {
    only().sent(now, UTC, RepeatSchedule.of(CONFIG), 0.5);
  }

  @Test
  void shouldGoOnUnderTheSameVersionWhenTheDeskStillHasTheIncident() {
    Incidents incident = Incidents.collision("of rsu-a/7");
    book.apply(incident.confirmed(), false, now);
    AlertBody told = only().body();
    AlertLog.Row row = new AlertLog.Row("rsu-a/100", incident.incident(), told, false, UTC, 0);
    AlertBook next =
        new AlertBook(
            "rsu-a", new EventNumbers(1100, upTo -> {}), CONFIG, Advice.standard(CONFIG), 600, log);
    next.restore(row, now, UTC);
    AlertEntry entry = next.entries().iterator().next();
    assertThat(entry.due()).isEqualTo(now);
    assertThat(entry.everSent()).as("vehicles may hold it").isTrue();
    assertThat(next.apply(incident.next().updated(), false, now + SECOND)).isFalse();
    next.sweep(now + 60 * SECOND);
    assertThat(entry.active()).isTrue();
    assertThat(entry.body()).isEqualTo(told);
  }

  @Test
  void shouldCancelWhenNobodySaysThatItStillHolds() {
    restore(AlertJournalTest.row("rsu-a/7", 3, AlertState.ACTIVE, UTC - 5000, 0));
    send();
    now += 9 * SECOND;
    book.sweep(now);
    assertThat(only().active()).isTrue();
    send();
    now += 2 * SECOND;
    book.sweep(now);
    assertThat(only().body().state()).isEqualTo(AlertState.CANCELLED);
    assertThat(only().body().version()).isEqualTo(4);
    send();
    now += 29 * SECOND;
    book.sweep(now);
    assertThat(book.entries()).isEmpty();
    assertThat(forgotten).containsExactly("rsu-a/7");
  }

  @Test
  void shouldCancelAtOnceWhenItIsTooOld() {
    restore(AlertJournalTest.row("rsu-a/7", 3, AlertState.ACTIVE, UTC - 86_401_000L, 0));
    book.sweep(now);
    assertThat(only().body().state()).isEqualTo(AlertState.CANCELLED);
  }

  @Test
  void shouldRepeatACancelOnlyUntilTheAlertWouldHaveExpired() {
    restore(AlertJournalTest.row("rsu-a/7", 3, AlertState.CANCELLED, UTC, UTC + 12_000));
    restore(AlertJournalTest.row("rsu-a/8", 3, AlertState.CANCELLED, UTC, UTC - 1));
    restore(AlertJournalTest.row("rsu-b/9", 3, AlertState.ACTIVE, UTC, 0));
    assertThat(forgotten).containsExactly("rsu-a/8", "rsu-b/9");
    send();
    book.sweep(now + 11 * SECOND);
    assertThat(only().event()).isEqualTo("rsu-a/7");
    book.sweep(now + 13 * SECOND);
    assertThat(book.entries()).isEmpty();
  }

  @Test
  void shouldBelieveTheDeskEvenIfItWroteLessDownThanWasTold() {
    AlertLog.Row row = AlertJournalTest.row("rsu-a/7", 3, AlertState.ACTIVE, UTC, 0);
    Incidents later = Incidents.collision("of rsu-a/7").next().next().next();
    restore(new AlertLog.Row("rsu-a/7", later.incident(), row.body(), false, UTC, 0));
    IncidentChanged older = Incidents.collision("of rsu-a/7").updated();
    book.apply(older, false, now);
    assertThat(only().awaited()).isFalse();
    assertThat(only().event()).isEqualTo("rsu-a/7");
  }
}
