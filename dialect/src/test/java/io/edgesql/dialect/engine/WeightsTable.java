package io.edgesql.dialect.engine;

import io.edgesql.dialect.types.SortKeys;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Objects;
import java.util.Set;

/** The shard's table of collation weights in a SQLite database of a test. */
public final class WeightsTable {
  /** What the tests use; the others would only take time. */
  private static final Set<String> LEVELS =
      Set.of("uca900.1", "uca900.1.like", "general", "general.like", "uca400", "uca400.like");

  private WeightsTable() {}

  public static void create(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.executeUpdate(
          "CREATE TABLE _edge_weights (level TEXT, first INTEGER, shift INTEGER, step INTEGER, base"
              + " INTEGER, prefix TEXT, PRIMARY KEY (level, first)) WITHOUT ROWID");
    }
    boolean commits = connection.getAutoCommit();
    connection.setAutoCommit(false);
    try (PreparedStatement insert =
        connection.prepareStatement("INSERT INTO _edge_weights VALUES (?, ?, ?, ?, ?, ?)")) {
      fill(insert);
      insert.executeBatch();
    }
    connection.commit();
    connection.setAutoCommit(commits);
  }

  private static void fill(PreparedStatement insert) throws SQLException {
    String level = "";
    int end = 0;
    for (String line : lines()) {
      if (line.startsWith("@")) {
        level = line.substring(1);
        end = 0;
      } else if (LEVELS.contains(level)) {
        String[] words = line.split(" ", 6);
        int first = Integer.parseInt(words[0], 16);
        if (first > end) {
          add(insert, level, end, new String[] {"", "", "0", "0", "0"}, "");
        }
        add(insert, level, first, words, words.length > 5 ? unescaped(words[5]) : "");
        end = first + Integer.parseInt(words[1], 16);
      }
    }
  }

  private static void add(
      PreparedStatement insert, String level, int first, String[] words, String prefix)
      throws SQLException {
    insert.setString(1, level);
    insert.setInt(2, first);
    for (int i = 2; i < 5; i++) {
      insert.setInt(i + 1, Integer.parseInt(words[i], 16));
    }
    insert.setString(6, prefix);
    insert.addBatch();
  }

  private static String unescaped(String text) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) == '\\') {
        out.append((char) Integer.parseInt(text.substring(i + 2, i + 6), 16));
        i += 5;
      } else {
        out.append(text.charAt(i));
      }
    }
    return out.toString();
  }

  private static String[] lines() {
    try (InputStream in = SortKeys.class.getResourceAsStream("weights.txt")) {
      String text =
          new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.US_ASCII);
      return text.lines().filter(line -> !line.startsWith("#")).toArray(String[]::new);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
