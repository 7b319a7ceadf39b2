package io.edgesql.differential;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A file of statements: a statement ends with {@code ;} at the end of a line. Lines that begin with
 * {@code >} are the answer to the statement before them; {@code --} and {@code #} begin comments.
 */
public record StatementFile(List<Entry> entries) {
  /** A statement and, where it was captured, MySQL's answer. */
  public record Entry(String sql, List<String> expected) {}

  public static StatementFile read(Path path) throws IOException {
    List<Entry> entries = new ArrayList<>();
    StringBuilder sql = new StringBuilder();
    List<String> expected = new ArrayList<>();
    String complete = "";
    for (String line : Files.readAllLines(path, StandardCharsets.UTF_8)) {
      if (line.startsWith(">")) {
        expected.add(line.substring(1).stripLeading());
        continue;
      }
      boolean between = sql.isEmpty();
      if (between && (line.isBlank() || line.startsWith("--") || line.startsWith("#"))) {
        continue;
      }
      sql.append(between ? "" : "\n").append(line);
      if (line.stripTrailing().endsWith(";")) {
        add(entries, complete, expected);
        String text = sql.toString().stripTrailing();
        complete = text.substring(0, text.length() - 1);
        expected = new ArrayList<>();
        sql.setLength(0);
      }
    }
    add(entries, complete, expected);
    add(entries, sql.toString(), List.of());
    return new StatementFile(List.copyOf(entries));
  }

  private static void add(List<Entry> entries, String sql, List<String> expected) {
    if (!sql.isBlank()) {
      entries.add(new Entry(sql, List.copyOf(expected)));
    }
  }

  /** Whether ORDER BY fixes the order of the rows. */
  public static boolean isOrdered(String sql) {
    String upper = sql.toUpperCase(java.util.Locale.ROOT);
    return upper.contains("ORDER BY") || upper.startsWith("SHOW") || upper.startsWith("DESC");
  }
}
