package io.edgesql.dialect.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesql.dialect.ErrorCode;
import io.edgesql.dialect.SqlException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Expressions over columns, computed by SQLite (DISTINCT keeps Java out of it), with the values
 * that MySQL 8.0.31 gave: expressions.tsv has an expression and its value in each row of
 * columns.sql.
 */
class ExpressionsTest {
  @Test
  void sqliteComputesWhatMySqlDoes() throws IOException, SQLException {
    check("SELECT DISTINCT id, (%s) AS v FROM c ORDER BY id", 1);
  }

  private static void check(String query, int column) throws IOException, SQLException {
    List<String> differences = new ArrayList<>();
    try (Engine engine = Engine.open()) {
      for (String sql : resource("columns.sql").split(";\n", -1)) {
        if (!sql.isBlank()) {
          engine.run(sql);
        }
      }
      for (String line : resource("expressions.tsv").split("\n", -1)) {
        List<String> fields = Arrays.asList(line.split("\t", -1));
        String expression = fields.get(0);
        if (expression.isEmpty()) {
          continue;
        }
        String sql = query.replace("%s", expression);
        String answered = answer(engine, sql, column);
        String expected = String.join(" | ", fields.subList(1, fields.size()));
        if (!answered.equals(expected)) {
          differences.add(
              expression
                  + "\n    "
                  + expected
                  + "\n    "
                  + answered
                  + "\n    "
                  + text(engine, sql));
        }
      }
    }
    assertThat(differences.size() + "\n" + String.join("\n", differences)).isEqualTo("0\n");
  }

  private static String text(Engine engine, String sql) {
    try {
      return String.join("; ", engine.sqlite(sql));
    } catch (RuntimeException refused) {
      return "";
    }
  }

  private static String answer(Engine engine, String sql, int column) {
    List<String> values = new ArrayList<>();
    try {
      for (List<@Nullable String> row : engine.run(sql).rows()) {
        values.add(escaped(row.get(column)));
      }
    } catch (SqlException refused) {
      boolean unsupported = refused.code() == ErrorCode.ER_NOT_SUPPORTED_YET.code();
      return unsupported ? refused.text() : "ERROR " + refused.code();
    } catch (SQLException | RuntimeException failed) {
      StackTraceElement[] trace = failed.getStackTrace();
      return failed + (trace.length == 0 ? "" : " " + trace[0]);
    }
    return String.join(" | ", values);
  }

  private static String escaped(@Nullable String value) {
    return value == null
        ? "NULL"
        : value
            .replace("\\", "\\\\")
            .replace("\n", "\\n")
            .replace("\t", "\\t")
            .replace("\0", "\\0");
  }

  private static String resource(String name) throws IOException {
    try (InputStream in =
        Objects.requireNonNull(ExpressionsTest.class.getResourceAsStream(name), name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
