package io.edgesql.dialect.translate;

import io.edgesql.dialect.bind.Typed;
import io.edgesql.dialect.catalog.Table;
import io.edgesql.dialect.tree.Expr.BinaryOperator;
import io.edgesql.dialect.tree.Expr.MatchMode;
import io.edgesql.dialect.types.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * MATCH … AGAINST as a condition, over the FTS5 table that belongs to a FULLTEXT key.
 *
 * <pre>{@code
 * MATCH(title, body) AGAINST ('big fish')
 *    t1.rowid IN (SELECT rowid FROM film_text_3_fts_1 WHERE film_text_3_fts_1 MATCH '"big" OR "fish"')
 * AGAINST ('+big -fish sm*' IN BOOLEAN MODE)
 *    ... MATCH '("big") NOT ("fish")'
 * }</pre>
 */
final class MatchRules {
  /** Words shorter than this are not indexed (innodb_ft_min_token_size). */
  private static final int MIN_WORD = 3;

  /** InnoDB's default stopwords (INFORMATION_SCHEMA.INNODB_FT_DEFAULT_STOPWORD). */
  private static final Set<String> STOPWORDS =
      Set.of(
          "a", "about", "an", "are", "as", "at", "be", "by", "com", "de", "en", "for", "from",
          "how", "i", "in", "is", "it", "la", "of", "on", "or", "that", "the", "this", "to", "was",
          "what", "when", "where", "who", "will", "with", "und", "www");

  private MatchRules() {}

  /** The score is not known here; only conditions are. */
  static Lowered lower(Lowering l, Typed.Match match) {
    throw Conversions.unsupported("the relevance of MATCH as a value");
  }

  /**
   * The score compared with 0, or null for another comparison. A row that an outer join made up has
   * score 0.
   */
  static @Nullable Sql compared(Lowering l, BinaryOperator operator, Typed a, Typed b) {
    if (b instanceof Typed.Match && !(a instanceof Typed.Match)) {
      return compared(l, swapped(operator), b, a);
    }
    if (!(a instanceof Typed.Match match) || !Long.valueOf(0).equals(l.pinnedInteger(b))) {
      return null;
    }
    return switch (operator) {
      case GREATER, NOT_EQUAL -> Sql.f("{0} IS TRUE", condition(l, match));
      case EQUAL, NULL_SAFE_EQUAL, LESS_OR_EQUAL -> Sql.f("{0} IS NOT TRUE", condition(l, match));
      case GREATER_OR_EQUAL -> Terms.ONE;
      case LESS -> Terms.ZERO;
      default -> null;
    };
  }

  private static BinaryOperator swapped(BinaryOperator operator) {
    return switch (operator) {
      case LESS -> BinaryOperator.GREATER;
      case LESS_OR_EQUAL -> BinaryOperator.GREATER_OR_EQUAL;
      case GREATER -> BinaryOperator.LESS;
      case GREATER_OR_EQUAL -> BinaryOperator.LESS_OR_EQUAL;
      default -> operator;
    };
  }

  /** The MATCH of {@code MATCH … > 0}, which as a condition is MATCH itself; else null. */
  static Typed.@Nullable Match positive(Lowering l, Typed e) {
    return e instanceof Typed.Call call
            && call.name().equals("GREATER")
            && call.arguments().get(0) instanceof Typed.Match match
            && Long.valueOf(0).equals(l.pinnedInteger(call.arguments().get(1)))
        ? match
        : null;
  }

  static Sql condition(Lowering l, Typed.Match match) {
    Table table = l.table(match.source());
    if (table == null || !(l.pinned(match.against()) instanceof Value.Text text)) {
      throw Conversions.unsupported("MATCH against what is no literal");
    }
    int key = keyIndex(table, match.columns());
    String fts = table.physical() + "_fts_" + key;
    String query = match.mode() == MatchMode.BOOLEAN ? bool(text.text()) : natural(text.text());
    if (match.mode() == MatchMode.EXPANSION) {
      throw Conversions.unsupported("WITH QUERY EXPANSION");
    }
    if (query.isEmpty()) {
      return Terms.ZERO;
    }
    String name = Quote.name(fts);
    return Sql.f(
        Quote.name(Lowering.alias(match.source()))
            + ".rowid IN (SELECT rowid FROM "
            + name
            + " WHERE "
            + name
            + " MATCH {0})",
        new Sql.Text(query));
  }

  private static int keyIndex(Table table, List<Typed.ColumnReference> columns) {
    for (int i = 0; i < table.keys().size(); i++) {
      Table.Key key = table.keys().get(i);
      boolean same = key.kind() == Table.KeyKind.FULLTEXT && key.parts().size() == columns.size();
      for (Typed.ColumnReference column : columns) {
        boolean found = false;
        for (Table.Part part : key.parts()) {
          found |= column.name().equalsIgnoreCase(part.column());
        }
        same &= found;
      }
      if (same) {
        return i;
      }
    }
    throw new io.edgesql.dialect.SqlException(
        1191, "HY000", "Can't find FULLTEXT index matching the column list");
  }

  private static List<String> words(String text) {
    List<String> out = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    for (int i = 0; i <= text.length(); i++) {
      char c = i < text.length() ? text.charAt(i) : ' ';
      if (Character.isLetterOrDigit(c) || c == '_' || c == '\'') {
        word.append(c);
      } else if (word.length() > 0) {
        out.add(word.toString());
        word.setLength(0);
      }
    }
    return out;
  }

  private static boolean isIndexed(String word) {
    return word.length() >= MIN_WORD && !STOPWORDS.contains(word.toLowerCase(Locale.ROOT));
  }

  private static String quoted(String word) {
    return '"' + word.replace("\"", "\"\"") + '"';
  }

  private static String natural(String text) {
    StringBuilder out = new StringBuilder();
    for (String word : words(text)) {
      if (isIndexed(word)) {
        out.append(out.length() == 0 ? "" : " OR ").append(quoted(word));
      }
    }
    return out.toString();
  }

  /** + must, - must not, others may; "phrases", words* and flat (groups). */
  private static String bool(String text) {
    List<String> must = new ArrayList<>();
    List<String> not = new ArrayList<>();
    List<String> may = new ArrayList<>();
    int i = 0;
    while (i < text.length()) {
      char sign = ' ';
      while (i < text.length() && "+-<>~ \t\n,".indexOf(text.charAt(i)) >= 0) {
        char c = text.charAt(i++);
        sign = c == '+' || c == '-' ? c : c == ' ' ? ' ' : sign;
      }
      if (i == text.length()) {
        break;
      }
      int start = i;
      String term;
      char c = text.charAt(i);
      if (c == '"' || c == '(') {
        int end = text.indexOf(c == '"' ? '"' : ')', i + 1);
        end = end < 0 ? text.length() : end;
        String inside = text.substring(i + 1, end);
        term = c == '"' ? quoted(inside) : parenthesised(bool(inside));
        i = Math.min(text.length(), end + 1);
      } else {
        while (i < text.length() && " \t\n,\"()".indexOf(text.charAt(i)) < 0) {
          i++;
        }
        term = word(text.substring(start, i));
      }
      if (!term.isEmpty()) {
        (sign == '+' ? must : sign == '-' ? not : may).add(term);
      }
    }
    String wanted = must.isEmpty() ? String.join(" OR ", may) : String.join(" AND ", must);
    return wanted.isEmpty() || not.isEmpty()
        ? wanted
        : "(" + wanted + ") NOT (" + String.join(" OR ", not) + ")";
  }

  private static String parenthesised(String query) {
    return query.isEmpty() ? "" : "(" + query + ")";
  }

  private static String word(String text) {
    boolean prefix = text.endsWith("*");
    List<String> parts = words(text);
    if (parts.isEmpty()) {
      return "";
    }
    if (parts.size() > 1) {
      return quoted(String.join(" ", parts));
    }
    String word = parts.get(0);
    return prefix ? quoted(word) + "*" : isIndexed(word) ? quoted(word) : "";
  }
}
