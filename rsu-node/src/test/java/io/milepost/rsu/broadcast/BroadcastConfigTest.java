package io.milepost.rsu.broadcast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.milepost.protocol.failure.FailureCode;
import io.milepost.protocol.failure.MilepostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BroadcastConfigTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"10.0.0.1", "240.0.0.1", "239.20.20", "239.20.20.256", "localhost", ""})
  void shouldRefuseWhenTheGroupIsNoMulticastAddress(String group) {
    assertThatThrownBy(() -> config(group, 5520, null, null, false))
        .isInstanceOfSatisfying(
            MilepostException.class, e -> assertThat(e.code()).isEqualTo(FailureCode.CONFIGURATION))
        .hasMessageStartingWith("broadcast.group must be");
  }

  @Test
  void shouldNameTheKeyAndItsRangeWhenAValueIsOutOfIt() {
    assertThatThrownBy(() -> config("239.20.20.20", 0, null, null, false))
        .hasMessage("broadcast.port must be from 1 to 65535, not 0");
  }

  @Test
  void shouldLoadKeysFromFileOrText() throws Exception {
    Path file = folder.resolve("keys.json");
    Files.writeString(file, "{\"keys\":[{\"id\":4,\"secret\":\"AAECAwQFBgcICQoLDA0ODw==\"}]}");
    assertThat(config("239.20.20.20", 1, file, null, true).loadKeys(n -> null).keys())
        .singleElement()
        .satisfies(key -> assertThat(key.id()).isEqualTo(4));
    BroadcastConfig text = config("239.20.20.20", 1, null, "sixteen or more bytes", true);
    assertThat(text.loadKeys(n -> null).keys()).hasSize(1);
    assertThat(text.toString()).doesNotContain("sixteen");
    assertThat(BroadcastConfig.defaults().loadKeys(n -> null).isEmpty()).isTrue();
  }

  @Test
  void shouldRefuseWhenKeysAreMissingOrAmbiguous() {
    Path none = folder.resolve("none.json");
    assertThatThrownBy(() -> config("239.20.20.20", 1, none, null, false).loadKeys(n -> null))
        .hasMessageContaining("cannot be read");
    assertThatThrownBy(() -> config("239.20.20.20", 1, null, null, true).loadKeys(n -> null))
        .hasMessageContaining("there is no key");
    assertThatThrownBy(() -> config("239.20.20.20", 1, none, "key", true))
        .hasMessageContaining("both set");
  }

  private static BroadcastConfig config(
      String group, int port, Path keyRing, String key, boolean required) {
    return new BroadcastConfig(
        group, port, 1, List.of(), 46, keyRing, key, required, 1, false, 50, 1, 0.2, 30, 86_400,
        500, 200);
  }
}
