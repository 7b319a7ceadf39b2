package io.edgesql.dialect.parse;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesql.dialect.SqlException;
import io.edgesql.dialect.lex.Lexer;
import io.edgesql.dialect.plan.Session.SqlMode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Statements and their trees as data: {@code parse/*.test} holds a statement, a line of "----" and
 * the printed tree (or the error), then a blank line.
 */
final class ParseDataTest {
  private static final List<String> FILES =
      List.of("expressions", "queries", "dml", "schema", "session", "errors");

  @TestFactory
  Stream<DynamicTest> readsAsWritten() throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    for (String file : FILES) {
      for (String block : text("/parse/" + file + ".test").strip().split("\n\n+", -1)) {
        int cut = block.indexOf("\n----\n");
        String sql = block.substring(0, cut);
        String expected = block.substring(cut + "\n----\n".length());
        tests.add(
            DynamicTest.dynamicTest(
                file + ": " + sql, () -> assertThat(parsed(sql)).isEqualTo(expected)));
      }
    }
    return tests.stream();
  }

  static String parsed(String sql) {
    try {
      return TreePrinter.print(Parser.parse(Lexer.lex(sql, SqlMode.DEFAULT), SqlMode.DEFAULT));
    } catch (SqlException refused) {
      return refused.code() + " " + refused.text();
    }
  }

  private static String text(String resource) throws IOException {
    try (InputStream in = ParseDataTest.class.getResourceAsStream(resource)) {
      assertThat(in).as(resource).isNotNull();
      return new String(
          java.util.Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
