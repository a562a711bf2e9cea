package io.milepost.rsu.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.milepost.protocol.failure.MilepostException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LiveWishTest {

  @Test
  void shouldReadPlainIdsAndWishesSideBySide() {
    Map<String, LiveWish> wishes =
        LiveWish.read(
            "{\"watch\":[\"a\",{\"camera\":\"b\",\"as\":\"mp4\",\"max_width\":500,\"max_fps\":5,"
                + "\"boxes\":true}]}");
    assertThat(wishes.get("a")).isEqualTo(LiveWish.pictures("a"));
    assertThat(wishes.get("b")).isEqualTo(new LiveWish("b", true, 500, 5, true));
    assertThat(wishes.get("b").rendition().width()).isEqualTo(640);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"watch\":[{\"camera\":\"a\",\"as\":\"webm\"}]}|mp4 or jpeg",
        "{\"watch\":[{\"camera\":\"a\",\"max_width\":0}]}|max_width must be",
        "{\"watch\":[{\"camera\":\"a\",\"max_width\":\"wide\"}]}|max_width must be",
        "{\"watch\":[{\"camera\":\"a\",\"max_fps\":1e9}]}|max_fps must be",
        "{\"watch\":[{\"camera\":\"a\",\"fps\":1}]}|unknown key 'fps'",
        "{\"watch\":[{\"as\":\"mp4\"}]}|camera must match",
        "{\"watch\":[\"../etc\"]}|camera must match",
        "{\"watch\":[null]}|expected",
        "{\"watch\":{}}|at most 64",
        "[]|at most 64",
      })
  void shouldSayWhatIsWrong(String text, String words) {
    assertThatThrownBy(() -> LiveWish.read(text))
        .isInstanceOf(MilepostException.class)
        .hasMessageContaining(words);
  }
}
