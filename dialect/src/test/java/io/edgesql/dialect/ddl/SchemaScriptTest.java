package io.edgesql.dialect.ddl;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Scripts whose answers were written by MySQL 8.0.31. */
class SchemaScriptTest {
  private static final List<String> FILES =
      List.of(
          "columns.test",
          "definitions.test",
          "keys.test",
          "foreign-keys.test",
          "triggers.test",
          "alter.test",
          "tables.test",
          "refused.test");

  @TestFactory
  Stream<DynamicTest> answersAsMySqlDoes() {
    List<DynamicTest> tests = new ArrayList<>();
    for (String file : FILES) {
      for (Script.Case one : Script.read(file).cases()) {
        tests.add(DynamicTest.dynamicTest(file + ": " + one.name(), () -> run(one)));
      }
    }
    return tests.stream();
  }

  private static void run(Script.Case one) {
    StringBuilder differences = new StringBuilder();
    try (ScriptSession session = new ScriptSession()) {
      session.run("CREATE DATABASE d");
      session.run("USE d");
      for (Script.Step step : one.steps()) {
        String answer = session.run(step.sql());
        if (!answer.equals(step.expected()) && !isSameError(answer, step.expected())) {
          differences.append(step.sql()).append("\n  expected ").append(step.expected());
          differences.append("\n  answered ").append(answer).append('\n');
        }
      }
    }
    assertThat(differences.toString()).isEmpty();
  }

  /** What a shard refuses has no row number here, and for some kinds no values. */
  private static boolean isSameError(String answer, String expected) {
    if (!answer.startsWith("error ") || !expected.startsWith(answer.substring(0, 10))) {
      return false;
    }
    return answer.length() == 10 || withoutRow(answer).equals(withoutRow(expected));
  }

  private static String withoutRow(String error) {
    int row = error.lastIndexOf(" at row ");
    return row < 0 ? error : error.substring(0, row);
  }
}
