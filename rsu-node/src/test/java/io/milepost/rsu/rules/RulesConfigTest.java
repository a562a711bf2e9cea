package io.milepost.rsu.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.milepost.protocol.failure.MilepostException;
import io.milepost.rsu.rules.collision.CollisionConfig;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RulesConfigTest {
  private static JsonNode yaml(String text) throws IOException {
    return new YAMLMapper().readTree(text);
  }

  @Test
  void shouldChangeOnlyWhatIsGiven() throws IOException {
    RulesConfig config =
        RulesConfig.of(
            yaml("{stopped: {stop_seconds: 20, enabled: false}, tracker: {min_iou: 0.2}}"));

    assertThat(config.stopped().stopSeconds()).isEqualTo(20);
    assertThat(config.stopped().enabled()).isFalse();
    assertThat(config.tracker().minIou()).isEqualTo(0.2);
    assertThat(config.collision()).isEqualTo(CollisionConfig.defaults());
  }

  @Test
  void shouldTakeTheDefaultsWhenNothingIsGiven() {
    assertThat(RulesConfig.of(null)).isEqualTo(RulesConfig.defaults());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{stoped: {}} | unknown key rules.stoped",
        "{fire: {heat: 1}} | unknown key rules.fire.heat",
        "{fire: {presence: much}} | rules.fire.presence must be a number",
        "{fire: {enabled: 1}} | rules.fire.enabled must be true or false",
        "{fire: 3} | rules.fire must be a mapping of keys to values",
        "{fire: {presence: 2}} | rules.fire.presence is 2.0 but must be 0.1 to 0.95",
        "{collision: {shock_full: 0.5}} | rules.collision.shock_full is 0.5 but must be 0.81 to 20.0",
        "{tracker: {min_iou: 7}} | rules.tracker.min_iou is 7.0 but must be 0.0 to 1.0"
      })
  void shouldNameThePathWhenAKeyIsWrong(String text, String sentence) {
    assertThatThrownBy(() -> RulesConfig.of(yaml(text)))
        .isInstanceOf(MilepostException.class)
        .hasMessageStartingWith(sentence);
  }
}
