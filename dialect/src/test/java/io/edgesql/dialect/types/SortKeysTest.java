package io.edgesql.dialect.types;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

final class SortKeysTest {
  private static final Collation DEFAULT = Collation.UTF8MB4_0900_AI_CI;

  @Test
  void keysSortAsMySqlComparesTheirTexts() throws IOException {
    List<String> wrong = new ArrayList<>();
    List<String> pairs = pairs();
    for (String pair : pairs) {
      String[] words = pair.split(" ", -1);
      Collation collation = collation(words[0]);
      String a = text(words[1]);
      String b = text(words[2]);
      int order = Integer.signum(compare(SortKeys.of(a, collation), SortKeys.of(b, collation)));
      if (order != Integer.parseInt(words[3])) {
        wrong.add(words[0] + " '" + a + "' '" + b + "' " + order + ", not " + words[3]);
      }
    }
    assertThat(pairs).hasSizeGreaterThan(5000);
    assertThat(wrong).isEmpty();
  }

  @Test
  void keepsPlainTextAsItsLowerCase() {
    assertThat(SortKeys.of("Hello World 42", DEFAULT)).isEqualTo("hello world 42");
  }

  @Test
  void foldsPlainTextInTheTablesToo() {
    for (String name : List.of("utf8mb4_0900_ai_ci", "utf8mb4_general_ci", "latin1_swedish_ci")) {
      assertThat(SortKeys.of("Hello World 42\u00e9", collation(name))).startsWith("hello world 42");
    }
  }

  @Test
  void knowsNoWeightsOfOtherLanguages() {
    // That of information_schema.
    assertThat(SortKeys.isKnown(collation("utf8mb3_tolower_ci"))).isTrue();
    assertThat(SortKeys.isKnown(collation("utf8mb4_sv_0900_ai_ci"))).isFalse();
    assertThat(SortKeys.isKnown(collation("latin2_general_ci"))).isFalse();
    assertThat(SortKeys.isKnown(collation("latin2_bin"))).isTrue();
  }

  @Test
  void ignoresBlanksAtTheEndOnlyWhereMySqlDoes() {
    assertThat(SortKeys.of("a ", collation("utf8mb4_general_ci"))).isEqualTo("a");
    assertThat(SortKeys.of("a ", DEFAULT)).isEqualTo("a ");
  }

  private static int compare(String a, String b) {
    return Arrays.compareUnsigned(
        a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
  }

  private static Collation collation(String name) {
    return Objects.requireNonNull(Collations.byName(name));
  }

  private static List<String> pairs() throws IOException {
    try (InputStream in = SortKeysTest.class.getResourceAsStream("comparisons.txt")) {
      String text =
          new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.US_ASCII);
      return text.lines().filter(line -> !line.startsWith("#")).toList();
    }
  }

  private static String text(String word) {
    StringBuilder out = new StringBuilder();
    for (int i = 1; i < word.length(); i += 4) {
      out.append((char) Integer.parseInt(word.substring(i, i + 4), 16));
    }
    return out.toString();
  }
}
