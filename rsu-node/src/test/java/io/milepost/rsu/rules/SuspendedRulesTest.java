package io.milepost.rsu.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.milepost.protocol.incident.IncidentType;
import io.milepost.rsu.perception.FrameDetections;
import io.milepost.rsu.perception.Sight;
import io.milepost.rsu.rules.core.Finding;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Pictures that cannot be believed prove nothing. */
class SuspendedRulesTest {
  private static final Sight BLURRED = new Sight(Sight.Fault.BLURRED, false, "dirt");

  private final RuleEngine engine = new RuleEngine("cam", RulesConfig.defaults());
  private final List<Finding> told = new ArrayList<>();

  private void play(double from, double to, Sight sight, boolean car) {
    for (int i = 0; from + i / 10.0 < to; i++) {
      double t = from + i / 10.0;
      double left = Math.max(0, 4 - t);
      double x = left > 2 ? 150 - 150 * (left - 2) : 300 - 37.5 * left * left;
      Road road = car ? Road.empty().car(x, 200) : Road.empty();
      FrameDetections frame = road.at(t);
      told.addAll(engine.observe(frame.with(frame.detections(), sight)));
    }
  }

  @Test
  void shouldTellNothingWhileThePicturesCannotBeBelieved() {
    play(0, 8, Sight.CLEAR, true);
    play(8, 30, BLURRED, true);

    assertThat(engine.suspended()).isTrue();
    assertThat(told).isEmpty();
    assertThat(engine.suspicion()).isLessThan(1);
  }

  @Test
  void shouldKeepAFindingOpenWhenTheCameraGoesBlindAndClearItWhenItSeesAgain() {
    play(0, 20, Sight.CLEAR, true);
    assertThat(told).extracting(Finding::type).containsExactly(IncidentType.STOPPED_VEHICLE);

    play(20, 45, BLURRED, false);
    assertThat(told).hasSize(1);

    play(45, 90, Sight.CLEAR, false);
    assertThat(engine.suspended()).isFalse();
    assertThat(told).last().extracting(Finding::phase).isEqualTo(Finding.Phase.CLEARED);
  }
}
