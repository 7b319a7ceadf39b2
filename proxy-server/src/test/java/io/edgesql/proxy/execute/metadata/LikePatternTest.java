package io.edgesql.proxy.execute.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LikePatternTest {
  @ParameterizedTest
  @CsvSource({
    "auto%, autocommit, true",
    "AUTO%, autocommit, true",
    "a_b, axb, true",
    "a\\_b, axb, false",
    "a\\_b, a_b, true",
    "%%x%, abcxdef, true",
    "%abc, ababc, true",
    "%abc, abcd, false",
    "a%, '', false",
    "%, '', true",
    "100\\%, 100%, true"
  })
  void matchesAsLikeDoes(String pattern, String text, boolean expected) {
    assertThat(LikePattern.matches(pattern, text)).isEqualTo(expected);
  }

  @Test
  void manyPercentSignsCostNoExponentialTime() {
    String pattern = "%a".repeat(200) + "%b";

    assertThat(LikePattern.matches(pattern, "a".repeat(5000))).isFalse();
  }
}
