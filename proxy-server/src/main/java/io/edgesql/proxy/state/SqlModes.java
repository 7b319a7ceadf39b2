package io.edgesql.proxy.state;

import io.edgesql.dialect.plan.Session.SqlMode;
import io.edgesql.protocol.error.MySqlError;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The words of {@code sql_mode}. */
public final class SqlModes {
  /** Bit 0 upwards, as MySQL numbers them; empty: not used. */
  private static final List<String> WORDS =
      List.of(
          "REAL_AS_FLOAT",
          "PIPES_AS_CONCAT",
          "ANSI_QUOTES",
          "IGNORE_SPACE",
          "",
          "ONLY_FULL_GROUP_BY",
          "NO_UNSIGNED_SUBTRACTION",
          "NO_DIR_IN_CREATE",
          "",
          "",
          "",
          "",
          "",
          "",
          "",
          "",
          "",
          "",
          "ANSI",
          "NO_AUTO_VALUE_ON_ZERO",
          "NO_BACKSLASH_ESCAPES",
          "STRICT_TRANS_TABLES",
          "STRICT_ALL_TABLES",
          "NO_ZERO_IN_DATE",
          "NO_ZERO_DATE",
          "ALLOW_INVALID_DATES",
          "ERROR_FOR_DIVISION_BY_ZERO",
          "TRADITIONAL",
          "",
          "HIGH_NOT_PRECEDENCE",
          "NO_ENGINE_SUBSTITUTION",
          "PAD_CHAR_TO_FULL_LENGTH",
          "TIME_TRUNCATE_FRACTIONAL");

  private static final Map<String, List<String>> COMBINATIONS =
      Map.of(
          "ANSI",
          List.of(
              "REAL_AS_FLOAT",
              "PIPES_AS_CONCAT",
              "ANSI_QUOTES",
              "IGNORE_SPACE",
              "ONLY_FULL_GROUP_BY"),
          "TRADITIONAL",
          List.of(
              "STRICT_TRANS_TABLES",
              "STRICT_ALL_TABLES",
              "NO_ZERO_IN_DATE",
              "NO_ZERO_DATE",
              "ERROR_FOR_DIVISION_BY_ZERO",
              "NO_ENGINE_SUBSTITUTION"));

  private static final int ER_WARN_DEPRECATED_SQLMODE = 3090;
  private static final int ER_SQL_MODE_MERGED = 3135;

  /** Words that MySQL wants together with a strict mode. */
  private static final List<String> OF_STRICT =
      List.of("NO_ZERO_DATE", "NO_ZERO_IN_DATE", "ERROR_FOR_DIVISION_BY_ZERO");

  private SqlModes() {}

  /**
   * What MySQL warns of when this mode is set.
   *
   * @param mode as {@link #normalise} gives it
   * @param limit the session's max_error_count
   */
  static void warn(String mode, Diagnostics diagnostics, long limit) {
    List<String> words = List.of(mode.split(",", -1));
    boolean isStrict = words.contains("STRICT_TRANS_TABLES") || words.contains("STRICT_ALL_TABLES");
    boolean hasAll = words.containsAll(OF_STRICT);
    boolean hasSome = OF_STRICT.stream().anyMatch(words::contains);
    if (isStrict ? !hasAll : hasSome) {
      diagnostics.add(
          "Warning",
          ER_SQL_MODE_MERGED,
          "'NO_ZERO_DATE', 'NO_ZERO_IN_DATE' and 'ERROR_FOR_DIVISION_BY_ZERO' sql modes should be"
              + " used with strict mode. They will be merged with strict mode in a future release.",
          limit);
    }
    if (words.contains("PAD_CHAR_TO_FULL_LENGTH")) {
      diagnostics.add(
          "Warning",
          ER_WARN_DEPRECATED_SQLMODE,
          "Changing sql mode 'PAD_CHAR_TO_FULL_LENGTH' is deprecated. It will be removed in a"
              + " future release.",
          limit);
    }
  }

  /** The normal form of a list of words, in MySQL's order. */
  public static String normalise(String text) {
    Set<String> given = new LinkedHashSet<>();
    for (String word : text.split(",", -1)) {
      String trimmed = word.trim().toUpperCase(Locale.ROOT);
      if (trimmed.isEmpty()) {
        continue;
      }
      if (!WORDS.contains(trimmed)) {
        throw Failures.of(MySqlError.ER_WRONG_VALUE_FOR_VAR, "sql_mode", word.trim());
      }
      given.add(trimmed);
      given.addAll(COMBINATIONS.getOrDefault(trimmed, List.of()));
    }
    return ordered(given);
  }

  /** The words of a bit mask. */
  public static String ofBits(long bits) {
    Set<String> given = new LinkedHashSet<>();
    for (int bit = 0; bit < 64; bit++) {
      if ((bits >>> bit & 1) == 1) {
        if (bit >= WORDS.size() || WORDS.get(bit).isEmpty()) {
          throw Failures.of(
              MySqlError.ER_WRONG_VALUE_FOR_VAR, "sql_mode", Long.toUnsignedString(bits));
        }
        given.add(WORDS.get(bit));
        given.addAll(COMBINATIONS.getOrDefault(WORDS.get(bit), List.of()));
      }
    }
    return ordered(given);
  }

  /** What the dialect needs to know of a normal form. */
  public static SqlMode parse(String normal) {
    return SqlMode.of(normal);
  }

  private static String ordered(Set<String> given) {
    StringBuilder out = new StringBuilder();
    for (String word : WORDS) {
      if (!word.isEmpty() && given.contains(word)) {
        out.append(out.isEmpty() ? "" : ",").append(word);
      }
    }
    return out.toString();
  }
}
