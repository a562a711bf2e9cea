package io.milepost.rsu.denm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MqttConfigTest {
  @TempDir Path folder;

  private static MqttConfig of(String url, String topic) {
    return new MqttConfig(url, topic, "", "", "", "");
  }

  @Test
  void shouldFillInThePortOfTheScheme() {
    assertThat(of("mqtt://broker", "m").address()).isEqualTo("broker:1883");
    assertThat(of("mqtts://broker", "m").address()).isEqualTo("broker:8883");
    assertThat(of("mqtt://[::1]:1884/", "m").host()).isEqualTo("::1");
    assertThat(of("mqtt://[::1]:1884/", "m").address()).isEqualTo("[::1]:1884");
    assertThat(of("", "m").enabled()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "broker",
        "tcp://broker:1883",
        "mqtt://",
        "mqtt://u:p@broker",
        "mqtt://broker:0",
        "mqtt://broker:70000",
        "mqtt://broker/path",
        "mqtt://bro ker"
      })
  void shouldRefuseAUrlThatNamesNoBroker(String url) {
    assertThatThrownBy(() -> of(url, "m")).hasMessageStartingWith("mqtt.url must be");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/m", "m/", "m//n", "m/+/n", "#"})
  void shouldRefuseATopicThatCannotBePublishedTo(String topic) {
    assertThatThrownBy(() -> of("mqtt://b", topic)).hasMessageStartingWith("mqtt.topic must be");
  }

  @Test
  void shouldRefuseAuthoritiesThatCannotBeRead() throws Exception {
    Path empty = Files.createFile(folder.resolve("empty.pem"));
    for (Path file : new Path[] {folder.resolve("none.pem"), empty}) {
      assertThatThrownBy(() -> new MqttConfig("mqtts://b", "m", "", "", "", file.toString()))
          .hasMessageStartingWith("mqtt.ca_file must be")
          .hasMessageContaining(file.toString());
    }
    assertThatThrownBy(() -> new MqttConfig("mqtt://b", "m", "", "", "", empty.toString()))
        .hasMessageContaining("mqtts://");
  }

  @Test
  void shouldRefuseAPasswordWithoutUserAndNeverShowIt() {
    assertThatThrownBy(() -> new MqttConfig("mqtt://b", "m", "", "", "pw", ""))
        .hasMessageContaining("mqtt.username");
    assertThat(new MqttConfig("mqtt://b", "m", "", "u", "secret-word", "").toString())
        .doesNotContain("secret-word");
  }
}
