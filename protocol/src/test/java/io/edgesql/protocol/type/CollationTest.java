package io.edgesql.protocol.type;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class CollationTest {
  @Test
  void knowsEveryCollationOfMySql() {
    assertThat(Collation.all()).hasSize(286);
    assertThat(Collation.ofId(45))
        .contains(
            new Collation(45, "utf8mb4_general_ci", "utf8mb4", false, 4, PadAttribute.PAD_SPACE));
    assertThat(Collation.ofId(255))
        .contains(
            new Collation(255, "utf8mb4_0900_ai_ci", "utf8mb4", true, 4, PadAttribute.NO_PAD));
    assertThat(Collation.BINARY.id()).isEqualTo(63);
    assertThat(Collation.BINARY.padAttribute()).isEqualTo(PadAttribute.NO_PAD);
  }

  @Test
  void takesZeroAndUnknownIdsForTheDefault() {
    assertThat(Collation.ofIdOrDefault(0)).isEqualTo(Collation.UTF8MB4_0900_AI_CI);
    assertThat(Collation.ofIdOrDefault(60000)).isEqualTo(Collation.UTF8MB4_0900_AI_CI);
    assertThat(Collation.ofId(0)).isEmpty();
  }

  @Test
  void findsNamesInAnyCaseAndInTheOldSpelling() {
    assertThat(Collation.ofName("UTF8_General_CI")).contains(Collation.UTF8MB3_GENERAL_CI);
    assertThat(Collation.defaultOf("utf8")).contains(Collation.UTF8MB3_GENERAL_CI);
    assertThat(Collation.defaultOf("latin1").map(Collation::name)).contains("latin1_swedish_ci");
    assertThat(Collation.ofName("nope")).isEmpty();
  }

  @Test
  void hasOneDefaultForEachCharacterSet() {
    long sets = Collation.all().stream().map(Collation::characterSet).distinct().count();
    assertThat(Collation.all().stream().filter(Collation::isDefault).count()).isEqualTo(sets);
    assertThat(sets).isEqualTo(41);
  }

  @Test
  void mapsCharacterSetsToJava() {
    assertThat(Collation.UTF8MB4_BIN.javaCharset()).contains(StandardCharsets.UTF_8);
    assertThat(Collation.defaultOf("latin1").flatMap(Collation::javaCharset))
        .hasValueSatisfying(charset -> assertThat(charset.name()).isEqualTo("windows-1252"));
    assertThat(Collation.defaultOf("dec8").flatMap(Collation::javaCharset)).isEmpty();
  }
}
