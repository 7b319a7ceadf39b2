package io.edgesql.differential;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** forms.txt, lists.txt and tables.sql: what random expressions are made of. */
final class Forms {
  /** Columns of table {@code t} by kind. */
  private static final Map<String, List<String>> COLUMNS =
      Map.of(
          "n",
          List.of(
              "c_tiny",
              "c_utiny",
              "c_small",
              "c_int",
              "c_uint",
              "c_big",
              "c_ubig",
              "c_dec",
              "c_long",
              "c_float",
              "c_double",
              "c_year",
              "c_bit"),
          "s",
          List.of("c_char", "c_varchar", "c_bin", "c_text", "c_enum", "c_set"),
          "b",
          List.of("c_varbinary", "c_blob"),
          "D",
          List.of("c_date"),
          "T",
          List.of("c_datetime", "c_datetime6", "c_timestamp"),
          "t",
          List.of("c_time", "c_time3"),
          "j",
          List.of("c_json"));

  private final Map<String, List<Form>> byKind = new HashMap<>();
  private final Map<String, List<String>> lists = new HashMap<>();

  /**
   * A template, cut at its arguments.
   *
   * @param arguments the kinds or lists, one less than pieces
   */
  record Form(String kind, List<String> pieces, List<String> arguments) {}

  private Forms() {}

  static Forms load() {
    Forms forms = new Forms();
    for (String line : lines("forms.txt")) {
      int blank = line.indexOf(' ');
      String kind = line.substring(0, blank);
      forms
          .byKind
          .computeIfAbsent(kind, k -> new ArrayList<>())
          .add(form(kind, line.substring(blank + 1)));
    }
    for (String line : lines("lists.txt")) {
      int blank = line.indexOf(' ');
      forms
          .lists
          .computeIfAbsent(line.substring(0, blank), k -> new ArrayList<>())
          .add(line.substring(blank + 1));
    }
    return forms;
  }

  /** Statements that make the tables. */
  static List<String> tables() {
    List<String> statements = new ArrayList<>();
    for (String sql : text("tables.sql").split(";\n", -1)) {
      if (!sql.isBlank()) {
        statements.add(sql);
      }
    }
    return statements;
  }

  List<Form> of(String kind) {
    return Objects.requireNonNull(byKind.get(kind), kind);
  }

  /** Literals of a kind, or a list's members. */
  List<String> list(String name) {
    return Objects.requireNonNull(lists.get(name), name);
  }

  List<String> columns(String kind) {
    return COLUMNS.getOrDefault(kind, List.of());
  }

  private static Form form(String kind, String template) {
    List<String> pieces = new ArrayList<>();
    List<String> arguments = new ArrayList<>();
    int from = 0;
    for (int open = template.indexOf('{'); open >= 0; open = template.indexOf('{', from)) {
      int close = template.indexOf('}', open);
      pieces.add(template.substring(from, open));
      arguments.add(template.substring(open + 1, close));
      from = close + 1;
    }
    pieces.add(template.substring(from));
    return new Form(kind, pieces, arguments);
  }

  private static List<String> lines(String name) {
    List<String> lines = new ArrayList<>();
    for (String line : text(name).split("\n", -1)) {
      if (!line.isBlank() && !line.startsWith("#")) {
        lines.add(line);
      }
    }
    return lines;
  }

  private static String text(String name) {
    try (InputStream in = Objects.requireNonNull(Forms.class.getResourceAsStream(name), name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
