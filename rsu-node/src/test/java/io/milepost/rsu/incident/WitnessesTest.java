package io.milepost.rsu.incident;

import static org.assertj.core.api.Assertions.assertThat;

import io.milepost.protocol.incident.Incident;
import io.milepost.protocol.incident.IncidentState;
import io.milepost.protocol.incident.IncidentType;
import io.milepost.protocol.incident.Severity;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class WitnessesTest {
  private final Set<String> alive = new TreeSet<>(Set.of("a", "b"));
  private long nanos;
  private final Witnesses witnesses =
      new Witnesses(
          "a",
          new NodeDirectory() {
            @Override
            public Set<String> alive() {
              return alive;
            }

            @Override
            public void listen(Listener listener) {
              throw new AssertionError("witnesses do not listen");
            }
          },
          () -> nanos);

  @Test
  void shouldWatchAsLongAsTheCameraLooks() {
    Incident incident = seenBy("cam", "a/cam");
    assertThat(witnesses.watch(incident)).isFalse();
    witnesses.looked("other");
    assertThat(witnesses.watch(incident)).isFalse();
    witnesses.looked("cam");
    nanos += 59_000_000_000L;
    assertThat(witnesses.watch(incident)).isTrue();
    nanos += 1_000_000_000L;
    assertThat(witnesses.watch(incident)).isFalse();
  }

  @Test
  void shouldTrustALivingNodeAndAReporter() {
    Incident shared = seenBy("cam", "a/cam", "b/far");
    assertThat(witnesses.watch(shared)).isTrue();
    alive.remove("b");
    assertThat(witnesses.watch(shared)).isFalse();
    assertThat(witnesses.watch(seenBy(null))).isTrue();
  }

  private static Incident seenBy(String camera, String... seers) {
    IncidentDraft draft = new IncidentDraft();
    draft.id = "a-1-1";
    draft.type = IncidentType.STOPPED_VEHICLE;
    draft.severity = Severity.HIGH;
    draft.state = IncidentState.OPEN;
    draft.node = "a";
    draft.camera = camera;
    draft.seenBy.addAll(Set.of(seers));
    return draft.finish(1);
  }
}
