package io.milepost.rsu.rules.track;

import static org.assertj.core.api.Assertions.assertThat;

import io.milepost.rsu.perception.Detection;
import io.milepost.rsu.perception.ObjectClass;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.DoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrackerTest {
  private final Tracker tracker = new Tracker(TrackerConfig.defaults());

  private static Detection car(double x, double y) {
    return box("car", 0.8, x, y, 60, 40);
  }

  private static Detection box(String label, double c, double x, double y, double w, double h) {
    return new Detection(
        label, ObjectClass.of(label), (float) c, (float) x, (float) y, (float) w, (float) h);
  }

  private void play(double from, double to, double fps, DoubleFunction<List<Detection>> scene) {
    for (int i = 0; from + i / fps < to; i++) {
      double t = from + i / fps;
      tracker.update(t, scene.apply(t));
    }
  }

  private TrackedObject at(double x, double y) {
    return tracker.tracks().stream()
        .filter(t -> Math.hypot(t.groundX() - x, t.groundY() - y) < 25)
        .findFirst()
        .orElseThrow();
  }

  @ParameterizedTest
  @ValueSource(doubles = {5, 8, 15, 30})
  void shouldKeepIdentitiesWhenTwoVehiclesCross(double fps) {
    play(0, 2, fps, t -> List.of(car(100 + 100 * t, 100), car(500 - 100 * t, 190)));
    int first = at(330, 140).id();
    play(2, 4, fps, t -> List.of(car(100 + 100 * t, 100), car(500 - 100 * t, 190)));

    assertThat(at(130 + 100 * 3.9, 140).id()).isEqualTo(first);
    assertThat(tracker.tracks()).hasSize(2);
  }

  @Test
  void shouldFollowWithoutOverlapWhenTheRateIsLow() {
    play(0, 4, 4, t -> List.of(car(20 + 140 * t, 200)));
    play(4, 4.2, 4, t -> List.of(car(20 + 140 * t, 200)));

    assertThat(tracker.tracks()).hasSize(1);
    assertThat(tracker.tracks().get(0).hits()).isEqualTo(17);
    assertThat(tracker.tracks().get(0).vx()).isBetween(130.0, 150.0);
  }

  @Test
  void shouldFindAMovingVehicleAgainWhenItWasHiddenForASecond() {
    DoubleFunction<List<Detection>> scene =
        t -> t > 2 && t < 2.9 ? List.of() : List.of(car(50 + 80 * t, 100));
    play(0, 2, 10, scene);
    int id = tracker.tracks().get(0).id();
    play(2, 5, 10, scene);

    assertThat(tracker.tracks()).hasSize(1);
    assertThat(tracker.tracks().get(0).id()).isEqualTo(id);
  }

  @Test
  void shouldFindAStandingVehicleAgainWhenItWasHiddenForTwentySeconds() {
    DoubleFunction<List<Detection>> scene =
        t -> t > 5 && t < 25 ? List.of() : List.of(car(300, 100));
    play(0, 5, 5, scene);
    int id = tracker.tracks().get(0).id();
    play(5, 28, 5, scene);

    assertThat(tracker.tracks()).extracting(TrackedObject::id).containsExactly(id);
    assertThat(tracker.tracks().get(0).stationaryFor(27.8)).isGreaterThan(26);
  }

  @Test
  void shouldForgetAMovingVehicleWhenItIsGoneForThreeSeconds() {
    play(0, 5, 10, t -> t < 2 ? List.of(car(50 + 80 * t, 100)) : List.of());

    assertThat(tracker.tracks()).isEmpty();
  }

  @Test
  void shouldSeeOneVehicleWhenTheModelCallsItCarAndTruckAtOnce() {
    play(
        0,
        2,
        10,
        t ->
            List.of(
                box("car", 0.7, 100 + 50 * t, 100, 60, 40),
                box("truck", 0.5, 101 + 50 * t, 99, 61, 42),
                box("car", 0.3, 105 + 50 * t, 115, 30, 24)));

    assertThat(tracker.tracks()).hasSize(1);
    assertThat(tracker.tracks().get(0).type()).isEqualTo(ObjectClass.CAR);
  }

  @Test
  void shouldVoteForTheClassWhenSingleFramesDisagree() {
    play(
        0,
        3,
        10,
        t -> List.of(box((int) (t * 10 + 0.5) % 4 == 0 ? "bus" : "truck", 0.6, 100, 100, 90, 80)));

    assertThat(tracker.tracks()).hasSize(1);
    assertThat(tracker.tracks().get(0).label()).isEqualTo("truck");
  }

  @Test
  void shouldKeepAVehicleOnWeakDetectionsButNotStartOneWithThem() {
    play(0, 1, 10, t -> List.of(car(100 + 50 * t, 100)));
    play(
        1,
        2,
        10,
        t ->
            List.of(
                box("car", 0.15, 100 + 50 * t, 100, 60, 40), box("car", 0.15, 400, 50, 60, 40)));

    assertThat(tracker.tracks()).hasSize(1);
    assertThat(tracker.tracks().get(0).lost()).isFalse();
  }

  @Test
  void shouldIgnoreAFrameWhenItIsOlderThanTheLast() {
    tracker.update(1, List.of(car(100, 100)));

    assertThat(tracker.update(0.9, List.of(car(400, 100)))).isEqualTo(Tracker.Step.OUT_OF_ORDER);
    assertThat(tracker.update(1, List.of(car(400, 100)))).isEqualTo(Tracker.Step.OUT_OF_ORDER);
    assertThat(tracker.tracks()).hasSize(1);
  }

  @Test
  void shouldTellGapsAndRestartsWhenTimeJumps() {
    play(0, 1, 10, t -> List.of(car(100, 100)));

    assertThat(tracker.update(3, List.of(car(100, 100)))).isEqualTo(Tracker.Step.AFTER_GAP);
    assertThat(tracker.update(3.1, List.of())).isEqualTo(Tracker.Step.FOLLOWED);
    assertThat(tracker.update(0.2, List.of())).isEqualTo(Tracker.Step.RESTARTED);
    assertThat(tracker.tracks()).isEmpty();
  }

  @Test
  void shouldSwitchFewIdentitiesWhenDetectionsAreNoisyAndMissing() {
    Random random = new Random(5);
    Set<Integer> ids = new HashSet<>();
    int lanes = 5;
    for (int i = 0; i < 300; i++) {
      double t = i / 10.0;
      List<Detection> seen = new ArrayList<>();
      for (int lane = 0; lane < lanes; lane++) {
        for (int k = 0; k < 6; k++) {
          double x = (40 + 15 * lane) * t - 260 * k - 30;
          if (x > 0 && x < 580 && random.nextDouble() > 0.1) {
            double e = 1.2 * random.nextGaussian();
            double f = 1.2 * random.nextGaussian();
            seen.add(box("car", 0.6, x + e, 40 + 55 * lane + f, 60, 40 + f));
          }
        }
      }
      tracker.update(t, seen);
      tracker.tracks().stream().filter(o -> o.hits() > 3).forEach(o -> ids.add(o.id()));
    }
    long vehicles = 0;
    for (int lane = 0; lane < lanes; lane++) {
      for (int k = 0; k < 6; k++) {
        vehicles += (40 + 15 * lane) * 30 - 260 * k - 30 > 30 ? 1 : 0;
      }
    }
    assertThat((long) ids.size()).isBetween(vehicles - 1, vehicles + 1);
  }

  @Test
  void shouldMeasureTheSameSpeedWhateverTheFrameRate() {
    for (double fps : new double[] {5, 12.5, 30}) {
      Tracker each = new Tracker(TrackerConfig.defaults());
      for (int i = 0; i / fps < 3; i++) {
        each.update(i / fps, List.of(car(20 + 120 * i / fps, 100)));
      }
      assertThat(each.tracks().get(0).speed()).as("at %s", fps).isBetween(2.85, 3.15);
    }
  }

  @Test
  void shouldKeepIdentitiesWhenAGustMovesTheWholePicture() {
    DoubleFunction<List<Detection>> scene =
        t -> {
          double gust = t < 2 ? 0 : 8;
          List<Detection> seen = new ArrayList<>();
          for (int i = 0; i < 6; i++) {
            seen.add(box("car", 0.8, 40 + 90 * i + 2 * t, 100 + 30 * i + gust, 14, 10));
          }
          return seen;
        };
    play(0, 2, 5, scene);
    List<Integer> ids = tracker.tracks().stream().map(TrackedObject::id).toList();
    play(2, 4, 5, scene);

    assertThat(tracker.tracks()).extracting(TrackedObject::id).containsExactlyElementsOf(ids);
    assertThat(tracker.tracks()).noneMatch(TrackedObject::lost);
  }

  @Test
  void shouldStayOnTheVehicleWhenItsBoxIsJoinedWithANeighbours() {
    DoubleFunction<List<Detection>> scene =
        t ->
            t > 2 && t < 2.5
                ? List.of(box("car", 0.8, 100 + 50 * t, 100, 420 - 50 * t, 40))
                : List.of(car(100 + 50 * t, 100), car(460, 100));
    play(0, 4, 10, scene);

    assertThat(tracker.tracks()).hasSize(2);
    assertThat(at(130 + 50 * 3.9, 140).firstSeen()).isZero();
    assertThat(at(490, 140).firstSeen()).isZero();
  }

  @Test
  void shouldFollowWithoutGapsWhenACameraIsSlowedDownAndWoken() {
    List<Tracker.Step> steps = new ArrayList<>();
    double t = 0;
    for (int i = 0; i < 90; i++) {
      t += i < 30 || i >= 60 ? 0.1 : 1.1;
      steps.add(tracker.update(t, List.of(car(100, 100))));
    }

    assertThat(steps).containsOnly(Tracker.Step.FOLLOWED);
    assertThat(tracker.interval()).isBetween(0.09, 0.11);
    assertThat(tracker.tracks()).hasSize(1);
  }

  /** Lettering in the picture that the detector takes for a bus, if hardly; a car passes behind. */
  @Test
  void shouldNotTakeAPassingCarForWhatHasBeenThereForLong() {
    Detection lettering = box("bus", 0.31, 100, 100, 140, 36);
    play(0, 5, 10, t -> List.of(lettering));
    play(
        5,
        8,
        10,
        t -> {
          double x = 420 - 120 * (t - 5);
          return x > 200 ? List.of(lettering, box("car", 0.7, x, 104, 50, 36)) : List.of(lettering);
        });

    assertThat(tracker.tracks()).isNotEmpty().allMatch(TrackedObject::lost);
    assertThat(tracker.tracks().get(0).box().width()).isBetween(49.0, 51.0);
  }

  @Test
  void shouldNotTakeAMovingVehicleForSceneryWhenItStopsWhereNobodyStood() {
    play(0, 3, 10, t -> List.of(car(20 + 100 * t, 200)));
    play(3, 9, 10, t -> List.of(car(320, 200)));

    assertThat(tracker.tracks()).hasSize(1);
    assertThat(tracker.tracks().get(0).placeSince()).isBetween(2.6, 3.4);
  }

  @Test
  void shouldLetTheNextOneDriveUpToWhereAnotherStood() {
    play(0, 6, 10, t -> List.of(car(320, 200)));
    play(6, 9, 10, t -> List.of(car(320 + 80 * (t - 6), 200), car(200 + 60 * (t - 6), 200)));
    int next = at(200 + 60 * 2.9 + 30, 240).id();
    assertThat(tracker.tracks()).hasSize(2);
    assertThat(at(200 + 60 * 2.9 + 30, 240).firstSeen()).isBetween(5.9, 6.1);
    assertThat(next).isNotEqualTo(at(320 + 80 * 2.9 + 30, 240).id());
  }
}
