package io.edgesql.dialect.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesql.dialect.SqlException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/**
 * Stories of writes and queries: each .expected file holds each statement after {@code >} and what
 * MySQL 8.0.31 answered: rows, {@code =} affected rows, or {@code !} an error's number.
 */
class WritesTest {
  @Test
  void changesAndCountsRowsAsMySqlDoes() throws IOException, SQLException {
    tell("writes.expected");
  }

  @Test
  void refusesSubqueriesOfSeveralRowsAndAggregatesInRowOrder() throws IOException, SQLException {
    tell("subqueries.expected");
  }

  @Test
  void triggersSetNewColumns() throws IOException, SQLException {
    tell("triggers.expected");
  }

  @Test
  void endsRecursionsAndReadsLateralTablesAndKeysInTheirOrder() throws IOException, SQLException {
    tell("statements.expected");
  }

  private static void tell(String story) throws IOException, SQLException {
    List<String> differences = new ArrayList<>();
    try (Engine engine = Engine.open()) {
      for (String block : resource(story).substring(2).split("\n> ", -1)) {
        int end = block.indexOf('\n');
        String sql = end < 0 ? block : block.substring(0, end);
        String expected = end < 0 ? "" : block.substring(end + 1).strip();
        String answered = answer(engine, sql, expected).strip();
        if (!answered.equals(expected)) {
          differences.add(
              sql
                  + "\n  expected\n"
                  + expected
                  + "\n  answered\n"
                  + answered
                  + "\n  "
                  + text(engine, sql));
        }
      }
    }
    assertThat(String.join("\n", differences)).isEmpty();
  }

  private static String text(Engine engine, String sql) {
    try {
      return String.join("\n  ", engine.sqlite(sql));
    } catch (RuntimeException refused) {
      return "";
    }
  }

  private static String answer(Engine engine, String sql, String expected) {
    try {
      Engine.Outcome outcome = engine.run(sql);
      if (expected.startsWith("=")) {
        return "= " + outcome.affected();
      }
      return outcome.table();
    } catch (SqlException refused) {
      return "! " + refused.code() + (expected.isEmpty() ? refused.text() : "");
    } catch (SQLException failed) {
      // The proxy finds MySQL's number for what a constraint says.
      boolean duplicate = String.valueOf(failed.getMessage()).contains("UNIQUE constraint failed");
      if (String.valueOf(failed.getMessage()).contains("NOT NULL constraint failed")) {
        return "! 1048";
      }
      boolean many = String.valueOf(failed.getMessage()).contains("ER_SUBQUERY_NO_1_ROW");
      if (String.valueOf(failed.getMessage()).contains("ER_CTE_MAX_RECURSION_DEPTH")) {
        return "! 3636";
      }
      return duplicate ? "! 1062" : many ? "! 1242" : failed.toString();
    } catch (RuntimeException failed) {
      StackTraceElement[] trace = failed.getStackTrace();
      return failed + (trace.length == 0 ? "" : " " + trace[0]);
    }
  }

  private static String resource(String name) throws IOException {
    try (InputStream in =
        Objects.requireNonNull(WritesTest.class.getResourceAsStream(name), name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
