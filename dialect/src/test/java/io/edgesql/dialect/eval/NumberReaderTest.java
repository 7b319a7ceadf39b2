package io.edgesql.dialect.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;

import java.math.BigDecimal;
import java.time.Duration;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

class NumberReaderTest {
  @Test
  void textsOfManyDigitsKeepTheirValue() {
    String ones = "1".repeat(3000);
    assertThat(number("0." + ones)).isEqualTo(0.1111111111111111);
    assertThat(number("-0." + ones)).isEqualTo(-0.1111111111111111);
    assertThat(number(ones + "e-2990")).isEqualTo(1111111111.1111112);
    assertThat(number("1" + "0".repeat(3000) + "e-3000")).isEqualTo(1);
    assertThat(number("0".repeat(3000) + "12.5")).isEqualTo(12.5);
    assertThat(number("0".repeat(3000) + ".")).isEqualTo(0);
    assertThat(number("0." + "0".repeat(3000) + "5e3001")).isEqualTo(5);
    assertThat(number("0." + "0".repeat(3000) + "5")).isEqualTo(0);
    assertThat(number(ones)).isInfinite();
    assertThat(number("-" + ones)).isEqualTo(Double.NEGATIVE_INFINITY);
  }

  @Test
  void theLastDigitOfManyDecidesAboutHalves() {
    String half = "9007199254740993." + "0".repeat(2000);
    assertThat(number(half)).isEqualTo(9007199254740992.0);
    assertThat(number(half + "1")).isEqualTo(9007199254740994.0);
    assertThat(NumberReader.read("2.5" + "0".repeat(2000)).number())
        .isEqualByComparingTo(new BigDecimal("2.5"));
  }

  @Test
  void megabytesOfDigitsAreReadAtOnce() {
    String digits = "7".repeat(8_000_000);
    Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(30),
        () -> {
          assertThatNoException().isThrownBy(() -> NumberReader.read(digits));
          assertThat(NumberReader.readInteger(digits).complete()).isTrue();
          assertThat(number("0." + digits)).isEqualTo(0.7777777777777778);
        });
  }

  private static double number(String text) {
    return NumberReader.read(text).number().doubleValue();
  }
}
