package io.milepost.rsu.denm;

import static io.milepost.rsu.denm.Alerts.UTC;
import static org.assertj.core.api.Assertions.assertThat;

import io.milepost.protocol.denm.Denm;
import io.milepost.protocol.incident.IncidentType;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DenmBookTest {
  private static final long SECOND = 1_000_000_000L;
  private final DenmBook book = new DenmBook(new DenmMapper("rsu-a", 1), 3);

  private static Denm.Management management(DenmBook.Told told) {
    return told.denm().message().management();
  }

  @Test
  void shouldTellNothingOfTypesForOperators() {
    for (IncidentType type : IncidentType.values()) {
      assertThat(book.heard(Alerts.active(1).type(type).alert(), UTC, 5).isPresent())
          .isEqualTo(type.forVehicles());
      book.heard(Alerts.active(1).type(type).state("expired").alert(), UTC, 5);
    }
  }

  @Test
  void shouldHoldAsLongAsACopyOfTheAlert() {
    DenmBook.Told told = book.heard(Alerts.active(1).alert(), UTC, 5).orElseThrow();
    assertThat(told.endNanos()).isEqualTo(5 + 30 * SECOND);
    // From the detection, which was 250 ms before; whole seconds.
    assertThat(management(told).validityDuration()).isEqualTo(31);
  }

  @Test
  void shouldRenewAtAThirdOfItsLifeUntilCancelled() {
    book.heard(Alerts.active(1).alert(), UTC, 0);
    assertThat(book.renew(UTC, 9 * SECOND)).isEmpty();
    DenmBook.Told renewed = book.renew(UTC + 10_000, 10 * SECOND).get(0);
    assertThat(management(renewed).detectionTime())
        .isEqualTo(management(renewed).referenceTime())
        .isEqualTo(UTC + 10_000 - DenmMapper.ITS_EPOCH_MILLIS);
    assertThat(management(renewed).validityDuration()).isEqualTo(30);
    book.heard(Alerts.active(1).cancelled().alert(), UTC, 11 * SECOND);
    assertThat(book.renew(UTC, 25 * SECOND)).isEmpty();
  }

  @Test
  void shouldCancelForAsLongAsTheEventWouldHaveHeldAndThenForgetIt() {
    book.heard(Alerts.active(1).alert(), UTC, 0);
    DenmBook.Told cancel =
        book.heard(Alerts.active(1).cancelled().alert(), UTC + 10_000, 10 * SECOND).orElseThrow();
    assertThat(management(cancel).termination()).isZero();
    assertThat(management(cancel).validityDuration()).isEqualTo(20);
    assertThat(cancel.endNanos()).isEqualTo(30 * SECOND);
    assertThat(book.heard(Alerts.active(1).cancelled().alert(), UTC, 11 * SECOND)).isEmpty();
    book.renew(UTC, 30 * SECOND);
    assertThat(book.size()).isZero();
  }

  @Test
  void shouldCancelEvenWhatItNeverHeardOf() {
    DenmBook.Told cancel = book.heard(Alerts.active(1).cancelled().alert(), UTC, 0).orElseThrow();
    assertThat(cancel.denm().terminates()).isTrue();
    assertThat(management(cancel).validityDuration()).isEqualTo(30);
  }

  @Test
  void shouldTellNothingMoreWhenAnAlertExpires() {
    book.heard(Alerts.active(1).alert(), UTC, 0);
    assertThat(book.heard(Alerts.active(1).state("expired").alert(), UTC, 1)).isEmpty();
    assertThat(book.renew(UTC, 60 * SECOND)).isEmpty();
    assertThat(book.size()).isZero();
  }

  @Test
  void shouldLetTheReferenceTimeGrowEvenWhenTheClockGoesBack() {
    List<DenmBook.Told> told = new ArrayList<>();
    book.heard(Alerts.active(1).alert(), UTC, 0).ifPresent(told::add);
    book.heard(Alerts.active(1).version(2).alert(), UTC - 5000, 1).ifPresent(told::add);
    told.addAll(book.renew(UTC - 4000, 15 * SECOND));
    book.heard(Alerts.active(1).version(3).state("cancelled").alert(), UTC - 9000, 16 * SECOND)
        .ifPresent(told::add);
    book.heard(Alerts.active(1).version(4).alert(), UTC - 9000, 17 * SECOND).ifPresent(told::add);
    assertThat(told).hasSize(5);
    for (int i = 1; i < told.size(); i++) {
      assertThat(management(told.get(i)).referenceTime())
          .isGreaterThan(management(told.get(i - 1)).referenceTime());
    }
  }

  @Test
  void shouldIgnoreWhatIsOldOrKnown() {
    book.heard(Alerts.active(1).version(2).alert(), UTC, 0);
    assertThat(book.heard(Alerts.active(1).version(2).alert(), UTC, 1)).isEmpty();
    assertThat(book.heard(Alerts.active(1).alert(), UTC, 1)).isEmpty();
  }

  @Test
  void shouldStateNoValidityLongerThanADayWhenTheDetectionIsOld() {
    // Seen 23 hours, 59 minutes and 45 seconds ago: 30 more seconds cannot be stated from then on.
    long late = UTC - 250 + 86_385_000;
    DenmBook.Told told = book.heard(Alerts.active(1).alert(), late, 0).orElseThrow();
    assertThat(management(told).detectionTime()).isEqualTo(management(told).referenceTime());
    assertThat(management(told).validityDuration()).isEqualTo(30);
  }

  @Test
  void shouldHoldLongEnoughForARenewalWhenTheAlertIsShort() {
    DenmBook.Told told = book.heard(Alerts.active(1).ttl(1).alert(), UTC, 0).orElseThrow();
    assertThat(told.endNanos()).isEqualTo(5 * SECOND);
    assertThat(book.renew(UTC, 2 * SECOND)).hasSize(1);
  }

  @Test
  void shouldStopRenewingTheOldestAndCountItWhenThereAreTooMany() {
    for (int i = 1; i <= 5; i++) {
      book.heard(Alerts.active(i).alert(), UTC, 0);
    }
    assertThat(book.size()).isEqualTo(3);
    assertThat(book.dropped()).isEqualTo(2);
    assertThat(book.renew(UTC, 20 * SECOND))
        .extracting(DenmBook.Told::event)
        .containsExactly("rsu-a/3", "rsu-a/4", "rsu-a/5");
  }
}
