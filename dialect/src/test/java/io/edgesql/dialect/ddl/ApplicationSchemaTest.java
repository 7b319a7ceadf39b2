package io.edgesql.dialect.ddl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.edgesql.dialect.SqlException;
import io.edgesql.dialect.lex.Lexer;
import io.edgesql.dialect.parse.Parser;
import io.edgesql.dialect.plan.Session.SqlMode;
import io.edgesql.dialect.tree.Statement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Schemas as real tools make them: every schema statement is planned and runs in SQLite. */
class ApplicationSchemaTest {
  private static final Path DATA =
      Path.of(System.getProperty("edgesql.root", "..")).resolve("../shared/data");

  /** Errors that MySQL gave to the tools too: what they dropped first was not there. */
  private static final Set<String> ANSWERED =
      Set.of("error 1007", "error 1008", "error 1050", "error 1051", "error 1091", "error 1146");

  @TestFactory
  Stream<DynamicTest> everySchemaStatementOfAnApplicationRuns() throws IOException {
    Path folder = DATA.resolve("apps");
    assumeTrue(
        Files.isDirectory(folder), "the captured applications are not beside the repository");
    List<Path> files = new ArrayList<>();
    try (Stream<Path> listed = Files.list(folder)) {
      listed.filter(file -> file.toString().endsWith(".sql")).sorted().forEach(files::add);
    }
    return files.stream()
        .map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> run(file)));
  }

  @Test
  void sakilasSchemaRuns() throws IOException {
    Path file = DATA.resolve("sakila/schema.sql");
    assumeTrue(Files.exists(file), "the sample database is not beside the repository");
    run(file);
  }

  private static void run(Path file) throws IOException {
    String text = Files.readString(file).replaceAll("(?m)^DELIMITER .*$", "").replace(";;", ";");
    StringBuilder failed = new StringBuilder();
    try (ScriptSession session = new ScriptSession()) {
      for (String database : List.of("mig", "phpmyadmin", "pma_t", "app")) {
        session.run("CREATE DATABASE IF NOT EXISTS " + database);
      }
      session.run("USE app");
      session.run("SET foreign_key_checks = 0");
      for (String sql : Lexer.split(text, SqlMode.DEFAULT)) {
        if (isForHere(sql)) {
          String answer = session.run(sql);
          boolean expected = answer.startsWith("ok") || ANSWERED.contains(head(answer));
          if (!expected) {
            failed.append(sql.strip()).append("\n  answered ").append(answer).append('\n');
          }
        }
      }
    }
    assertThat(failed.toString()).isEmpty();
  }

  private static String head(String answer) {
    return answer.substring(0, Math.min(10, answer.length()));
  }

  private static boolean isForHere(String sql) {
    try {
      Statement statement = Parser.parse(Lexer.lex(sql, SqlMode.DEFAULT), SqlMode.DEFAULT);
      return statement instanceof Statement.Schema || statement instanceof Statement.Use;
    } catch (SqlException notMySql) {
      return false;
    }
  }
}
