package io.edgesql.dialect.parse;

import io.edgesql.dialect.lex.ReadHints.Warning;
import java.util.ArrayList;
import java.util.List;

/** What a statement uses that MySQL 8.0 warns of, in the order of the text. */
final class Deprecations {
  private static final int ER_WARN_DEPRECATED_SYNTAX = 1287;
  private static final int ER_WARN_DEPRECATED_SYNTAX_NO_REPLACEMENT = 1681;
  private static final int ER_WARN_LEGACY_SYNTAX_CONVERTED = 3005;
  private static final int ER_DEPRECATED_UTF8_ALIAS = 3719;
  private static final int ER_DEPRECATED_NATIONAL = 3720;
  private static final int ER_WARN_DEPRECATED_UTF8MB3_COLLATION = 3778;
  private static final String REMOVED = " is deprecated and will be removed in a future release.";

  private final List<Warning> warnings = new ArrayList<>();

  List<Warning> warnings() {
    return List.copyOf(warnings);
  }

  private void add(int code, String message) {
    warnings.add(new Warning(code, message));
  }

  /** Syntax that has a successor. */
  void use(String old, String instead) {
    add(ER_WARN_DEPRECATED_SYNTAX, "'" + old + "'" + REMOVED + " Please use " + instead);
  }

  /** {@code @a := …} in an expression. */
  void assignment() {
    add(
        ER_WARN_DEPRECATED_SYNTAX,
        "Setting user variables within expressions"
            + REMOVED
            + " Consider alternatives: 'SET variable=expression, ...', or 'SELECT expression(s)"
            + " INTO variables(s)'.");
  }

  /** An option of SELECT or a function's name, which is given back. */
  String word(String word) {
    switch (word) {
      case "VALUES" ->
          use(
              "VALUES function",
              "an alias (INSERT INTO ... VALUES (...) AS alias) and replace VALUES(col) in the ON"
                  + " DUPLICATE KEY UPDATE clause with alias.col instead");
      case "SQL_NO_CACHE" ->
          add(ER_WARN_DEPRECATED_SYNTAX_NO_REPLACEMENT, "'SQL_NO_CACHE'" + REMOVED);
      case "SQL_CALC_FOUND_ROWS" ->
          add(
              ER_WARN_DEPRECATED_SYNTAX,
              word + REMOVED + " Consider using two separate queries instead.");
      case "FOUND_ROWS" ->
          add(
              ER_WARN_DEPRECATED_SYNTAX,
              "FOUND_ROWS()" + REMOVED + " Consider using COUNT(*) instead.");
      case "JSON_MERGE" -> use(word, "JSON_MERGE_PRESERVE/JSON_MERGE_PATCH instead");
      default -> {}
    }
    return word;
  }

  /** SHOW of that subject. */
  void show(String subject) {
    switch (subject) {
      case "PROFILE", "PROFILES" -> use("SHOW " + subject, "Performance Schema instead");
      case "SLAVE STATUS" -> use("SHOW SLAVE STATUS", "SHOW REPLICA STATUS instead");
      case "SLAVE HOSTS" -> use("SHOW SLAVE HOSTS", "SHOW REPLICAS instead");
      default -> {}
    }
  }

  void delayed(String verb) {
    add(
        ER_WARN_LEGACY_SYNTAX_CONVERTED,
        verb + " DELAYED is no longer supported. The statement was converted to " + verb + ".");
  }

  // Types.

  void displayWidth() {
    add(ER_WARN_DEPRECATED_SYNTAX_NO_REPLACEMENT, "Integer display width" + REMOVED);
  }

  void fixedDigits() {
    add(
        ER_WARN_DEPRECATED_SYNTAX_NO_REPLACEMENT,
        "Specifying number of digits for floating point data types" + REMOVED);
  }

  void zerofill() {
    add(
        ER_WARN_DEPRECATED_SYNTAX_NO_REPLACEMENT,
        "The ZEROFILL attribute"
            + REMOVED
            + " Use the LPAD function to zero-pad numbers, or store the formatted numbers in a CHAR"
            + " column.");
  }

  void unsignedFraction() {
    add(
        ER_WARN_DEPRECATED_SYNTAX_NO_REPLACEMENT,
        "UNSIGNED for decimal and floating point data types is deprecated and support for it will"
            + " be removed in a future release.");
  }

  void national() {
    add(
        ER_DEPRECATED_NATIONAL,
        "NATIONAL/NCHAR/NVARCHAR implies the character set UTF8MB3, which will be replaced by"
            + " UTF8MB4 in a future release. Please consider using CHAR(x) CHARACTER SET UTF8MB4 in"
            + " order to be unambiguous.");
  }

  /** A character set as it was written. */
  void charset(String name) {
    if (name.equalsIgnoreCase("utf8")) {
      add(
          ER_DEPRECATED_UTF8_ALIAS,
          "'utf8' is currently an alias for the character set UTF8MB3, but will be an alias for"
              + " UTF8MB4 in a future release. Please consider using UTF8MB4 in order to be"
              + " unambiguous.");
    } else if (name.equalsIgnoreCase("utf8mb3")) {
      use("utf8mb3", "utf8mb4 instead");
    }
  }

  /** A collation by its own name. */
  void collation(String name) {
    if (name.startsWith("utf8mb3_")) {
      add(
          ER_WARN_DEPRECATED_UTF8MB3_COLLATION,
          "'"
              + name
              + "' is a collation of the deprecated character set UTF8MB3. Please consider using"
              + " UTF8MB4 with an appropriate collation instead.");
    }
  }
}
