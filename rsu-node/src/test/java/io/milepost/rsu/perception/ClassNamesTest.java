package io.milepost.rsu.perception;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClassNamesTest {
  @Test
  void shouldReadQuotesAndEscapesWhenTheyAreInNames() {
    assertThat(
            ClassNames.fromPythonDict("{0: 'car', 1: \"driver's door\", 2: 'it\\'s', 3: 'a, b}',}"))
        .containsExactly("car", "driver's door", "it's", "a, b}");
  }

  @Test
  void shouldOrderByIndexWhenTheDictIsNot() {
    assertThat(ClassNames.fromPythonDict("{1:'b',0:'a'}")).containsExactly("a", "b");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{}",
        "[]",
        "{0 'a'}",
        "{0: a}",
        "{0: 'a'",
        "{0: 'a",
        "{x: 'a'}",
        "{0: 'a', 2: 'b'}",
        "{99999999999: 'a'}"
      })
  void shouldComplainWhenItIsNoSuchLiteral(String literal) {
    assertThatThrownBy(() -> ClassNames.fromPythonDict(literal))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
