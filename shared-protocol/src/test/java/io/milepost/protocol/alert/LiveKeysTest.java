package io.milepost.protocol.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class LiveKeysTest {
  private static final String FIRST =
      "{\"keys\":[{\"id\":1,\"secret\":\"AAECAwQFBgcICQoLDA0ODw==\"}]}";
  private static final String SECOND =
      "{\"keys\":[{\"id\":2,\"secret\":\"AAECAwQFBgcICQoLDA0ODw==\"}]}";

  private String file = FIRST;

  @Test
  void shouldTakeOnAnotherRingOnlyWhenItIsAnother() {
    LiveKeys keys = new LiveKeys(this::load);
    KeyRing first = keys.get();
    assertThat(keys.check()).isFalse();
    assertThat(keys.get()).isSameAs(first);
    file = SECOND;
    assertThat(keys.check()).isTrue();
    assertThat(keys.get().keys()).extracting(KeyRing.Key::id).containsExactly(2);
    assertThat(keys.reloads()).isEqualTo(1);
    assertThat(keys.problem()).isEmpty();
  }

  @Test
  void shouldKeepTheLastGoodRingWhenTheNewOneIsBad() {
    LiveKeys keys = new LiveKeys(this::load);
    KeyRing good = keys.get();
    file = "half a fi";
    assertThat(keys.check()).isFalse();
    assertThat(keys.check()).isFalse();
    assertThat(keys.get()).isSameAs(good);
    assertThat(keys.problem()).get().asString().contains("not JSON").contains("stay in use");
    assertThat(keys.refusals()).as("the same fault once").isEqualTo(1);
    file = null;
    keys.check();
    assertThat(keys.problem()).get().asString().contains("cannot be read: gone");
    assertThat(keys.refusals()).isEqualTo(2);
    file = FIRST;
    assertThat(keys.check()).isFalse();
    assertThat(keys.problem()).isEmpty();
    assertThat(keys.get()).isSameAs(good);
  }

  @Test
  void shouldNotStartWithoutAGoodRing() {
    file = null;
    assertThatThrownBy(() -> new LiveKeys(this::load)).hasMessageContaining("gone");
    file = "{}";
    assertThatThrownBy(() -> new LiveKeys(this::load)).hasMessageContaining("no keys");
  }

  private KeyRing load() throws IOException {
    if (file == null) {
      throw new IOException("gone");
    }
    return KeyRing.parse(file.getBytes(StandardCharsets.UTF_8), name -> null);
  }
}
