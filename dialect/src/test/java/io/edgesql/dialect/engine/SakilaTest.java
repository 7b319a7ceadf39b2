package io.edgesql.dialect.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.edgesql.dialect.lex.Lexer;
import io.edgesql.dialect.plan.Session;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** MySQL's sample database: schema, data and queries with the answers of a real MySQL 8.0. */
class SakilaTest {
  private static final Path DATA =
      Path.of(System.getProperty("edgesql.root", "..")).resolve("../shared/data/sakila");

  @Test
  void answersAsMySqlDoes() throws IOException, SQLException {
    assumeTrue(Files.isDirectory(DATA), "the sample database is not here");
    try (Engine engine = Engine.open()) {
      List<String> refused = new ArrayList<>();
      engine.setForeignKeys(false);
      load(engine, "schema.sql", refused);
      load(engine, "data.sql", refused);
      String expected = Files.readString(DATA.resolve("expected.txt"));
      List<String> differences = new ArrayList<>();
      List<String> blocks = blocks(expected);
      List<String> queries =
          Lexer.split(Files.readString(DATA.resolve("queries.sql")), Session.SqlMode.DEFAULT);
      for (int i = 0; i < queries.size(); i++) {
        compare(engine, queries.get(i), i < blocks.size() ? blocks.get(i) : "", differences);
      }
      assertThat(refused).as("tables, views and rows").isEmpty();
      assertThat(String.join("\n", differences)).isEmpty();
    }
  }

  private static void compare(
      Engine engine, String query, String expected, List<String> differences) {
    try {
      String answer = engine.run(query).table();
      if (!answer.equals(expected)) {
        differences.add(
            query
                + "\n"
                + engine.sqlite(query)
                + "\n-- expected\n"
                + expected
                + "-- answered\n"
                + answer);
      }
    } catch (SQLException | RuntimeException failed) {
      differences.add(query + "\n-- " + failed + at(failed));
    }
  }

  private static String at(Throwable failed) {
    return failed.getStackTrace().length == 0 ? "" : " at " + failed.getStackTrace()[0];
  }

  private static void load(Engine engine, String file, List<String> refused) throws IOException {
    String text = Files.readString(DATA.resolve(file), StandardCharsets.UTF_8);
    for (String sql : statements(text)) {
      String head = withoutComments(sql).toUpperCase(Locale.ROOT);
      if (head.isEmpty() || head.startsWith("SET ") || head.startsWith("COMMIT")) {
        continue;
      }
      if (head.startsWith("USE ")) {
        engine.use("sakila");
        continue;
      }
      try {
        engine.run(sql);
      } catch (SQLException | RuntimeException failed) {
        String shown = sql.strip();
        refused.add(
            shown.substring(0, Math.min(150, shown.length())) + "\n   -- " + failed + at(failed));
      }
    }
  }

  /** The statements of a script of the mysql shell, with its DELIMITER lines. */
  private static List<String> statements(String script) {
    List<String> out = new ArrayList<>();
    for (String part : script.split("(?m)^DELIMITER ", -1)) {
      boolean isFirst = out.isEmpty();
      int line = isFirst ? 0 : part.indexOf('\n');
      String delimiter = isFirst ? ";" : part.substring(0, line).strip();
      String text = part.substring(line);
      out.addAll(
          delimiter.equals(";")
              ? Lexer.split(text, Session.SqlMode.DEFAULT)
              : List.of(text.split(Pattern.quote(delimiter))));
    }
    return out;
  }

  private static String withoutComments(String sql) {
    String rest = sql.strip();
    while (rest.startsWith("--")) {
      int end = rest.indexOf('\n');
      rest = end < 0 ? "" : rest.substring(end).strip();
    }
    return rest;
  }

  /** The boxed results of the mysql shell, as rows with bars. */
  private static List<String> blocks(String text) {
    List<String> out = new ArrayList<>();
    StringBuilder rows = new StringBuilder();
    int rules = 0;
    for (String line : text.split("\n", -1)) {
      if (line.startsWith("+-")) {
        rules++;
        if (rules == 3) {
          out.add(rows.toString());
          rows.setLength(0);
          rules = 0;
        }
      } else if (rules == 2) {
        String[] cells = line.substring(1, line.length() - 1).split(" \\| ", -1);
        for (int i = 0; i < cells.length; i++) {
          rows.append(i == 0 ? "" : " | ").append(cells[i].strip());
        }
        rows.append('\n');
      }
    }
    return out;
  }
}
