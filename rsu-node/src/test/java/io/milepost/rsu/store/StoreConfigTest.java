package io.milepost.rsu.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.milepost.protocol.failure.MilepostException;
import org.junit.jupiter.api.Test;

class StoreConfigTest {
  @Test
  void shouldFillInDefaultsAndNeverShowThePassword() {
    StoreConfig config = new StoreConfig(true, "db", 0, null, null, "secret", 0, 0, null);
    assertThat(config.jdbcUrl()).isEqualTo("jdbc:postgresql://db:5432/milepost");
    assertThat(config.poolSize()).isEqualTo(4);
    assertThat(config.batchSize()).isEqualTo(100);
    assertThat(config.toString()).doesNotContain("secret");
  }

  @Test
  void shouldNameTheKeyWhenAValueIsMissingOrOutOfRange() {
    assertThatThrownBy(() -> StoreConfig.at(null, 1, "a", "b", "c"))
        .isInstanceOf(MilepostException.class)
        .hasMessageContaining("store.host");
    assertThatThrownBy(() -> StoreConfig.at("h", 99_999, "a", "b", "c"))
        .isInstanceOf(MilepostException.class)
        .hasMessageContaining("store.port");
    assertThat(StoreConfig.disabled().enabled()).isFalse();
  }

  @Test
  void shouldDoubleTheDelayUpToAMinuteWithJitterBelowIt() {
    BackOff steady = new BackOff(() -> 0);
    BackOff jitter = new BackOff(() -> 1);
    assertThat(steady.nextMillis()).isEqualTo(1000);
    assertThat(steady.nextMillis()).isEqualTo(2000);
    for (int i = 0; i < 10; i++) {
      steady.nextMillis();
    }
    assertThat(steady.nextMillis()).isEqualTo(60_000);
    steady.reset();
    assertThat(steady.nextMillis()).isEqualTo(1000);
    assertThat(jitter.nextMillis()).isEqualTo(750);
  }
}
