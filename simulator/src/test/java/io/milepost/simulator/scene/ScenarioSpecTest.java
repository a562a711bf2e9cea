package io.milepost.simulator.scene;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScenarioSpecTest {
  @Test
  void shouldUseDefaultsWhenOnlyTheScenarioIsGiven() {
    ScenarioSpec spec = ScenarioSpec.parse(URI.create("sim:free"));

    assertThat(spec).isEqualTo(ScenarioSpec.of(Scenario.FREE_FLOW, 1));
    assertThat(spec.width()).isEqualTo(640);
    assertThat(spec.height()).isEqualTo(360);
    assertThat(spec.fps()).isEqualTo(15);
    assertThat(spec.at()).isEqualTo(15);
    assertThat(spec.duration()).isInfinite();
  }

  @Test
  void shouldReadEveryParameterWhenGiven() {
    ScenarioSpec spec =
        ScenarioSpec.parse(
            URI.create(
                "sim:collision?seed=-7&fps=25&size=1280x720&at=20.5&light=night&duration=60&clear=30&loop=90"));

    assertThat(spec.scenario()).isEqualTo(Scenario.COLLISION);
    assertThat(spec.seed()).isEqualTo(-7);
    assertThat(spec.fps()).isEqualTo(25);
    assertThat(spec.width()).isEqualTo(1280);
    assertThat(spec.height()).isEqualTo(720);
    assertThat(spec.at()).isEqualTo(20.5);
    assertThat(spec.light()).contains(Light.NIGHT);
    assertThat(spec.duration()).isEqualTo(60);
    assertThat(spec.end()).isEqualTo(50.5);
    assertThat(spec.loop()).isEqualTo(90);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "rtsp://host/x        | must begin with sim:",
        "sim:earthquake       | unknown scenario 'earthquake'; one of free, collision, stopped",
        "sim:free?seed=x      | seed=x must be a whole number",
        "sim:free?fps=0       | fps=0.0 is outside 1..60",
        "sim:free?fps=99999999999 | is outside 1..60",
        "sim:free?size=big    | size=big must look like 640x360",
        "sim:free?size=641x360 | has an odd side",
        "sim:free?size=9998x360 | is outside 160..1920",
        "sim:free?size=1920x90 | must have a shape between 1:2 and 3:1",
        "sim:free?light=noon  | light=noon is unknown; one of day, dusk, night, rain",
        "sim:free?at=NaN      | at=NaN is outside 0..3600",
        "sim:free?duration=-1 | duration=-1.0 must be greater than 0",
        "sim:free?loop=soon   | loop=soon must be a number of seconds",
        "sim:free?colour=red  | unknown parameter 'colour'; keys are seed, fps",
        "sim:free?seed        | must be key=value"
      })
  void shouldRefuseWithASentenceWhenTheAddressIsWrong(String uri, String words) {
    assertThatThrownBy(() -> ScenarioSpec.parse(URI.create(uri)))
        .isInstanceOf(MilepostException.class)
        .hasMessageContaining(words)
        .extracting(e -> ((MilepostException) e).code())
        .isEqualTo(FailureCode.BAD_REQUEST);
  }
}
