package io.edgesql.dialect.lex;

import io.edgesql.dialect.plan.ReadMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a statement's hints say about reading: {@code strong}, {@code bounded=1500}, {@code cached}.
 * MySQL's own hints pass; whatever else stands in a hint is warned of as MySQL does.
 *
 * @param mode the first read mode that is named, or null
 */
public record ReadHints(@Nullable ReadMode mode, List<Warning> warnings) {
  public static final ReadHints NONE = new ReadHints(null, List.of());

  /** A warning of MySQL's. */
  public record Warning(int code, String message) {}

  private static final int ER_PARSE_ERROR = 1064;
  private static final int ER_WARN_CONFLICTING_HINT = 3126;

  private static final Set<String> OF_MYSQL =
      Set.of(
          "BKA",
          "NO_BKA",
          "BNL",
          "NO_BNL",
          "DERIVED_CONDITION_PUSHDOWN",
          "NO_DERIVED_CONDITION_PUSHDOWN",
          "DUPSWEEDOUT",
          "GROUP_INDEX",
          "NO_GROUP_INDEX",
          "HASH_JOIN",
          "NO_HASH_JOIN",
          "INDEX",
          "NO_INDEX",
          "INDEX_MERGE",
          "NO_INDEX_MERGE",
          "JOIN_FIXED_ORDER",
          "JOIN_INDEX",
          "NO_JOIN_INDEX",
          "JOIN_ORDER",
          "JOIN_PREFIX",
          "JOIN_SUFFIX",
          "MAX_EXECUTION_TIME",
          "MERGE",
          "NO_MERGE",
          "MRR",
          "NO_MRR",
          "NO_ICP",
          "NO_RANGE_OPTIMIZATION",
          "ORDER_INDEX",
          "NO_ORDER_INDEX",
          "QB_NAME",
          "RESOURCE_GROUP",
          "SEMIJOIN",
          "NO_SEMIJOIN",
          "SKIP_SCAN",
          "NO_SKIP_SCAN",
          "SET_VAR",
          "SUBQUERY");

  /** Reads all hints of a statement. */
  public static ReadHints of(Lexed lexed) {
    if (lexed.hints().isEmpty()) {
      return NONE;
    }
    ReadMode mode = null;
    List<Warning> warnings = new ArrayList<>();
    for (Hint hint : lexed.hints()) {
      mode = new Reader(lexed.text(), hint, warnings).read(mode);
    }
    return new ReadHints(mode, List.copyOf(warnings));
  }

  /** With what MySQL warns of besides. */
  public ReadHints with(List<Warning> more) {
    if (more.isEmpty()) {
      return this;
    }
    List<Warning> all = new ArrayList<>(warnings);
    all.addAll(more);
    return new ReadHints(mode, List.copyOf(all));
  }

  /** These hints when the warnings have been told. */
  public ReadHints told() {
    return warnings.isEmpty() ? this : new ReadHints(mode, List.of());
  }

  /** Reads one comment. */
  private static final class Reader {
    private final String sql;
    private final Hint hint;
    private final List<Warning> warnings;
    private int at;

    Reader(String sql, Hint hint, List<Warning> warnings) {
      this.sql = sql;
      this.hint = hint;
      this.warnings = warnings;
      this.at = hint.start();
    }

    @Nullable ReadMode read(@Nullable ReadMode before) {
      ReadMode mode = before;
      skipBlanks();
      if (at == hint.end()) {
        syntaxError(at);
      }
      while (at < hint.end()) {
        int start = at;
        String name = word().toUpperCase(Locale.ROOT);
        ReadMode named = name.isEmpty() ? null : mode(start, name);
        if (named != null) {
          if (mode == null) {
            mode = named;
          } else {
            conflict(named);
          }
        } else if (!OF_MYSQL.contains(name) || !skipArguments()) {
          syntaxError(start);
          return mode;
        }
        skipBlanks();
      }
      return mode;
    }

    private @Nullable ReadMode mode(int start, String name) {
      if (name.equals("BOUNDED")) {
        skipBlanks();
        if (at < hint.end() && sql.charAt(at) == '=') {
          at++;
          skipBlanks();
          word();
        }
      }
      return ReadMode.parse(sql.substring(start, at));
    }

    /** The parentheses behind a hint's name; false where they are missing. */
    private boolean skipArguments() {
      skipBlanks();
      if (at >= hint.end() || sql.charAt(at) != '(') {
        return false;
      }
      int close = sql.indexOf(')', at);
      if (close < 0 || close >= hint.end()) {
        return false;
      }
      at = close + 1;
      return true;
    }

    private String word() {
      int start = at;
      while (at < hint.end()
          && (Character.isLetterOrDigit(sql.charAt(at)) || sql.charAt(at) == '_')) {
        at++;
      }
      return sql.substring(start, at);
    }

    private void skipBlanks() {
      while (at < hint.end() && sql.charAt(at) <= ' ') {
        at++;
      }
    }

    private void conflict(ReadMode mode) {
      warnings.add(
          new Warning(
              ER_WARN_CONFLICTING_HINT, "Hint " + mode + " is ignored as conflicting/duplicated"));
    }

    /** A hint in front of the statement is a comment to MySQL: no warnings there. */
    private void syntaxError(int from) {
      if (hint.isInFront()) {
        return;
      }
      String near = at == hint.end() && from == at ? "*/" : SyntaxErrors.rest(sql, from);
      int line = SyntaxErrors.line(sql, from);
      warnings.add(
          new Warning(
              ER_PARSE_ERROR, "Optimizer hint syntax error near '" + near + "' at line " + line));
    }
  }
}
