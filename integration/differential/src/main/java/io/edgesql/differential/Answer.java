package io.edgesql.differential;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a server said to one statement.
 *
 * @param columns the result's columns; empty without a result set
 * @param rows cells as the wire carried them, one char a byte; null for NULL
 * @param affected rows, -1 with a result set
 * @param warnings codes in the order of SHOW WARNINGS
 * @param error the failure, or null
 */
public record Answer(
    List<Column> columns,
    List<List<@Nullable String>> rows,
    long affected,
    long insertId,
    List<Integer> warnings,
    @Nullable Failure error) {
  /**
   * A result column as the wire describes it.
   *
   * @param type MySQL's type id
   * @param length the announced length in bytes
   * @param flags those that clients act on: NOT_NULL, UNSIGNED, BINARY and the like, by their bits
   * @param collation the character set's id
   */
  public record Column(
      String name, int type, long length, int decimals, int flags, int collation) {}

  /** An error packet. */
  public record Failure(int code, String state, String message) {}

  /** One column of a result set, without the statement's warnings. */
  Answer column(int index) {
    List<List<@Nullable String>> cells = new ArrayList<>();
    for (List<@Nullable String> row : rows) {
      cells.add(Collections.singletonList(row.get(index)));
    }
    return new Answer(List.of(columns.get(index)), cells, affected, insertId, List.of(), null);
  }

  static Answer failed(int code, String state, String message) {
    return new Answer(List.of(), List.of(), -1, 0, List.of(), new Failure(code, state, message));
  }

  /** The lines of a {@code *.test} file, without their {@code >}. */
  public List<String> lines() {
    Failure failure = error;
    if (failure != null) {
      return List.of("error " + failure.code() + " " + failure.state());
    }
    List<String> lines = new ArrayList<>();
    if (columns.isEmpty()) {
      lines.add("ok " + affected + (insertId == 0 ? "" : " id " + insertId));
    } else {
      lines.add("columns " + String.join(" | ", columns.stream().map(Answer::described).toList()));
      for (List<@Nullable String> row : rows) {
        lines.add("row " + String.join(" | ", row.stream().map(Answer::printed).toList()));
      }
    }
    if (!warnings.isEmpty()) {
      lines.add("warnings " + String.join(" ", warnings.stream().map(String::valueOf).toList()));
    }
    return lines;
  }

  private static String described(Column column) {
    return printed(column.name())
        + " type "
        + column.type()
        + " length "
        + column.length()
        + " decimals "
        + column.decimals()
        + " flags "
        + column.flags()
        + " collation "
        + column.collation();
  }

  /** A cell on one line of ASCII. */
  static String printed(@Nullable String cell) {
    if (cell == null) {
      return "NULL";
    }
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < cell.length(); i++) {
      char c = cell.charAt(i);
      if (c < ' ' || c > '~' || c == '\\' || c == '|') {
        out.append(String.format("\\x%02x", (int) c));
      } else {
        out.append(c);
      }
    }
    return out.toString();
  }
}
