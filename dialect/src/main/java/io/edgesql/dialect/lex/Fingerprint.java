package io.edgesql.dialect.lex;

import io.edgesql.dialect.types.Collation;
import io.edgesql.dialect.types.SqlType;
import java.util.List;

/**
 * Builds a statement's fingerprint while it is lexed.
 *
 * <p>Outside of select lists keywords are upper case and tokens one blank apart. Between SELECT and
 * the FROM of the same level the text stays as written, for MySQL names columns after it.
 */
final class Fingerprint {
  private final String sql;
  private final StringBuilder out;
  private final boolean[] inList;
  private int depth;
  private int previousEnd;

  /** Levels beyond this one count as one; only the fingerprint's normalising is lost there. */
  private static final int TRACKED_LEVELS = 256;

  /** Whether SELECT itself stood at the level, so that FROM there ends the list. */
  private final boolean[] selectHere;

  Fingerprint(String sql) {
    this.sql = sql;
    this.out = new StringBuilder(Math.min(sql.length(), 4096) + 16);
    this.inList = new boolean[TRACKED_LEVELS];
    this.selectHere = new boolean[TRACKED_LEVELS];
  }

  void word(int start, int end, String word) {
    if (word.equals("SELECT")) {
      gap(start);
      inList[depth] = true;
      selectHere[depth] = true;
      out.append(word);
      previousEnd = end;
      return;
    }
    if (selectHere[depth] && endsList(word)) {
      selectHere[depth] = false;
      inList[depth] = false;
    }
    gap(start);
    if (inList[depth] || !Keywords.isReserved(word)) {
      out.append(sql, start, end);
    } else {
      out.append(word);
    }
    previousEnd = end;
  }

  private static boolean endsList(String word) {
    return switch (word) {
      case "FROM",
          "WHERE",
          "UNION",
          "EXCEPT",
          "INTERSECT",
          "GROUP",
          "HAVING",
          "ORDER",
          "LIMIT",
          "INTO" ->
          true;
      default -> false;
    };
  }

  void symbol(int start, int end, String symbol) {
    gap(start);
    out.append(symbol);
    previousEnd = end;
    if (symbol.equals("(") && depth < TRACKED_LEVELS - 1) {
      depth++;
      inList[depth] = inList[depth - 1];
      selectHere[depth] = false;
    } else if (symbol.equals(")") && depth > 0) {
      depth--;
    }
  }

  /** Parameters, quoted names and variables: as written. */
  void verbatim(int start, int end) {
    gap(start);
    out.append(sql, start, end);
    previousEnd = end;
  }

  /** A literal's place: {@code :} and its type. */
  void literal(int start, int end, SqlType type) {
    gap(start);
    out.append(':');
    switch (type.name()) {
      case INT -> out.append('i');
      case BIGINT -> out.append(type.unsigned() ? 'u' : 'l');
      case DECIMAL -> out.append('d').append(type.precision()).append('_').append(type.scale());
      case DOUBLE -> out.append('r');
      case VARCHAR -> {
        out.append('s');
        if (!type.collation().equals(Collation.CONNECTION)) {
          out.append(type.collation().id());
        }
      }
      case VARBINARY -> out.append(type.unsigned() ? 'h' : 'b');
      case DATE -> out.append("date");
      case TIME -> out.append("time").append(type.scale());
      default -> out.append("ts").append(type.scale());
    }
    if (inList[depth] && type.length() > 0) {
      out.append('_').append(type.length());
    }
    previousEnd = end;
  }

  private void gap(int upTo) {
    if (inList[depth]) {
      out.append(sql, previousEnd, upTo);
    } else if (out.length() > 0 && !(sql.charAt(upTo) == '(' && upTo == previousEnd)) {
      out.append(' ');
    }
  }

  String finish(List<Hint> hints) {
    for (Hint hint : hints) {
      out.append(" /*+").append(hint.text(sql)).append("*/");
    }
    return out.toString();
  }
}
