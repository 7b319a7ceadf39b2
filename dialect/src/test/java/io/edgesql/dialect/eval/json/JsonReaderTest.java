package io.edgesql.dialect.eval.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

class JsonReaderTest {
  @Test
  void numbersWithinSixtyFourBitsAreWholeOnes() {
    assertThat(JsonReader.read("18446744073709551615")).isEqualTo(new Json.Whole(-1, true));
    assertThat(JsonReader.read("-9223372036854775808"))
        .isEqualTo(new Json.Whole(Long.MIN_VALUE, false));
    assertThat(JsonReader.read("18446744073709551616")).isEqualTo(new Json.Real(0x1p64));
    assertThat(JsonReader.read("-100000000000000000000")).isEqualTo(new Json.Real(-1e20));
  }

  @Test
  void megabytesOfDigitsAreRefusedAtOnce() {
    String digits = "7".repeat(8_000_000);
    Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(30),
        () ->
            assertThatThrownBy(() -> JsonReader.read(digits))
                .isInstanceOf(JsonSyntaxException.class)
                .hasMessageContaining("too big"));
  }
}
