package io.edgesql.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every departure of docs/compatibility.md, as {@code compatibility/departures.test} states it: a
 * line of SQL, then the answer in lines that begin with {@code >}. Each {@code ==} section has a
 * database of its own.
 */
class CompatibilityIT {
  private static final String SECTION = "== ";

  @Test
  void answersAsTheListOfDeparturesSays(@TempDir Path folder) throws Exception {
    List<String> differences = new ArrayList<>();
    try (EdgeSql server = EdgeSql.start(folder.resolve("data"));
        Connection connection = server.connect("", "")) {
      List<String> lines =
          Files.readAllLines(EdgeSql.ROOT.resolve("integration/compatibility/departures.test"));
      int section = 0;
      for (int i = 0; i < lines.size(); i++) {
        String line = lines.get(i);
        if (line.startsWith(SECTION)) {
          section++;
          answer(connection, "CREATE DATABASE d" + section);
          answer(connection, "USE d" + section);
        } else if (!line.isBlank() && !line.startsWith("#") && !line.startsWith(">")) {
          List<String> expected = expected(lines, i + 1);
          List<String> answered = answer(connection, line);
          if (!answered.equals(expected)) {
            differences.add(line + "\n  expected " + expected + "\n  answered " + answered);
          }
        }
      }
    }
    assertThat(differences).isEmpty();
  }

  /** The {@code >} lines from here on; a bare one stands for no rows. */
  private static List<String> expected(List<String> lines, int from) {
    List<String> expected = new ArrayList<>();
    for (int i = from; i < lines.size() && lines.get(i).startsWith(">"); i++) {
      String text = lines.get(i).substring(1).strip();
      if (!text.isEmpty()) {
        expected.add(text);
      }
    }
    return expected;
  }

  private static List<String> answer(Connection connection, String sql) throws IOException {
    List<String> rows = new ArrayList<>();
    try (Statement statement = connection.createStatement()) {
      if (!statement.execute(sql)) {
        return List.of("ok");
      }
      try (ResultSet set = statement.getResultSet()) {
        int columns = set.getMetaData().getColumnCount();
        while (set.next()) {
          List<String> cells = new ArrayList<>();
          for (int i = 1; i <= columns; i++) {
            cells.add(String.valueOf(set.getString(i)));
          }
          rows.add(String.join("|", cells));
        }
      }
      return rows;
    } catch (SQLException refused) {
      return List.of("error " + refused.getErrorCode());
    }
  }
}
