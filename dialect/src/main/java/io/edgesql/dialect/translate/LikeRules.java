package io.edgesql.dialect.translate;

import io.edgesql.dialect.bind.Typed;
import io.edgesql.dialect.types.Collation;
import io.edgesql.dialect.types.SortKeys;
import io.edgesql.dialect.types.Value;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * LIKE and REGEXP.
 *
 * <pre>{@code
 * a LIKE 'x%'           _ci        a LIKE 'x%' ESCAPE '\'
 * a LIKE 'x_\%'         _bin       a GLOB 'x?%'
 * a LIKE '%long text%'  > 50 bytes instr(lower(a), lower('long text')) > 0
 * a LIKE ?              _ci        a LIKE ?1 ESCAPE '\'
 * a REGEXP '^ab'                   as LIKE 'ab%'
 * }</pre>
 *
 * <p>Differs: a pattern of more than 50 bytes that arrives as a parameter is refused by SQLite.
 */
final class LikeRules {
  /** SQLite's limit for the patterns of LIKE and GLOB. */
  private static final int MAX_PATTERN_BYTES = 50;

  static final Map<String, Lowering.Rule> RULES =
      Map.of("LIKE", LikeRules::like, "REGEXP", LikeRules::regexp);

  private LikeRules() {}

  /** One piece of a pattern: a literal run, {@code %} (any) or {@code _} (one). */
  private record Piece(Kind kind, String text) {}

  private enum Kind {
    TEXT,
    ANY,
    ONE
  }

  private static Lowered like(Lowering l, Typed.Call c) {
    Typed x = c.arguments().get(0);
    Typed pattern = c.arguments().get(1);
    boolean sensitive = isSensitive(x, pattern);
    Collation collation = collation(x, pattern);
    Sql value = matching(l, l.text(x), collation);
    Value known = l.pinned(pattern);
    char escape = l.session().mode().noBackslashEscapes() ? '\0' : '\\';
    if (c.arguments().size() > 2) {
      String text = l.pinnedText(c.arguments().get(2), "ESCAPE");
      escape = text.isEmpty() ? '\0' : text.charAt(0);
    }
    if (known instanceof Value.Text text) {
      List<Piece> pieces = pieces(text.text(), escape);
      Sql matched = matched(value, folded(pieces, collation), sensitive);
      Sql range = range(l, x, pieces, collation);
      return Lowered.truth(range == null ? matched : Sql.and(List.of(range, matched)));
    }
    if (known instanceof Value.Null) {
      return Lowered.truth(Terms.NULL);
    }
    return Lowered.truth(dynamic(l, value, pattern, escape, sensitive, collation));
  }

  /** The text as LIKE compares it: characters that are equal look the same. */
  private static Sql matching(Lowering l, Sql text, @Nullable Collation collation) {
    return collation == null || !l.allowsSubqueries() ? text : KeySql.matching(text, collation);
  }

  private static List<Piece> folded(List<Piece> pieces, @Nullable Collation collation) {
    if (collation == null || !KeySql.isNeeded(collation)) {
      return pieces;
    }
    List<Piece> out = new ArrayList<>();
    for (Piece piece : pieces) {
      StringBuilder text = new StringBuilder(piece.text().length());
      piece
          .text()
          .codePoints()
          .forEach(
              point ->
                  text.append(
                      point < 0x80
                          ? Character.toString(point)
                          : SortKeys.matching(point, collation)));
      out.add(new Piece(piece.kind(), text.toString()));
    }
    return out;
  }

  /** The range of a stored key that a pattern's beginning allows, for the index; else null. */
  private static @Nullable Sql range(
      Lowering l, Typed x, List<Piece> pieces, @Nullable Collation collation) {
    if (collation == null
        || pieces.isEmpty()
        || pieces.get(0).kind() != Kind.TEXT
        || l.isConstant(x)
        || !SortKeys.foldsPlainText(collation)) {
      return null;
    }
    Lowered value = l.lower(x);
    Sql key = value.key();
    if (key == null || !value.type().collation().equals(collation)) {
      return null;
    }
    Sql start = new Sql.Text(SortKeys.of(pieces.get(0).text(), collation));
    return Sql.f("{0}>={1} AND {0}<{1}||char(1114111)", key, start);
  }

  /** The collation by which two strings are matched; null where there are none. */
  private static @Nullable Collation collation(Typed x, Typed pattern) {
    if (!Shapes.isString(x.type()) && !Shapes.isString(pattern.type())) {
      return null;
    }
    Collation collation =
        Shapes.isString(x.type()) ? Collations.of(x, pattern) : pattern.type().collation();
    if (!SortKeys.isKnown(collation)) {
      throw Conversions.unsupported("comparing in " + collation.name());
    }
    return collation;
  }

  private static boolean isSensitive(Typed x, Typed pattern) {
    Collation collation = collation(x, pattern);
    return collation != null && !collation.isCaseInsensitive();
  }

  private static Sql dynamic(
      Lowering l,
      Sql value,
      Typed pattern,
      char escape,
      boolean sensitive,
      @Nullable Collation collation) {
    // SQLite refuses long patterns when it sees them.
    l.guard("LIKE with a long pattern inside the shard");
    Sql text = matching(l, l.text(pattern), collation);
    if (!sensitive) {
      return escape == '\0'
          ? Sql.f("{0} LIKE {1}", value, text)
          : Sql.f("{0} LIKE {1} ESCAPE {2}", value, text, new Sql.Text(String.valueOf(escape)));
    }
    // GLOB's special characters are made literal first; escapes in the pattern are not known here.
    Sql glob =
        Sql.f(
            "replace(replace(replace(replace(replace({0},'[','[[]'),'*','[*]'),'?','[?]'),'%','*'),"
                + "'_','?')",
            text);
    Sql matches = Sql.f("{0} GLOB {1}", value, glob);
    if (escape == '\0') {
      return matches;
    }
    Sql hasEscape = Sql.f("instr({0},{1})=0", text, new Sql.Text(String.valueOf(escape)));
    return Sql.when(
        hasEscape,
        matches,
        Sql.f(
            "{0} LIKE {1} ESCAPE {2} AND instr({0},replace({1},{2},''))>0",
            value, text, new Sql.Text(String.valueOf(escape))));
  }

  private static List<Piece> pieces(String pattern, char escape) {
    List<Piece> out = new ArrayList<>();
    StringBuilder run = new StringBuilder();
    for (int i = 0; i < pattern.length(); i++) {
      char c = pattern.charAt(i);
      if (c == escape && escape != '\0' && i + 1 < pattern.length()) {
        run.append(pattern.charAt(++i));
      } else if (c == '%' || c == '_') {
        flush(run, out);
        if (c == '_' || out.isEmpty() || out.get(out.size() - 1).kind() != Kind.ANY) {
          out.add(new Piece(c == '%' ? Kind.ANY : Kind.ONE, ""));
        }
      } else {
        run.append(c);
      }
    }
    flush(run, out);
    return out;
  }

  private static void flush(StringBuilder run, List<Piece> out) {
    if (run.length() > 0) {
      out.add(new Piece(Kind.TEXT, run.toString()));
      run.setLength(0);
    }
  }

  private static Sql matched(Sql value, List<Piece> pieces, boolean sensitive) {
    String pattern = sensitive ? glob(pieces) : likePattern(pieces);
    if (pattern.getBytes(StandardCharsets.UTF_8).length <= MAX_PATTERN_BYTES) {
      return sensitive
          ? Sql.f("{0} GLOB {1}", value, new Sql.Text(pattern))
          : Sql.f("{0} LIKE {1} ESCAPE '\\'", value, new Sql.Text(pattern));
    }
    return decomposed(value, pieces, sensitive);
  }

  private static String likePattern(List<Piece> pieces) {
    StringBuilder out = new StringBuilder();
    for (Piece piece : pieces) {
      switch (piece.kind()) {
        case ANY -> out.append('%');
        case ONE -> out.append('_');
        case TEXT -> {
          for (int i = 0; i < piece.text().length(); i++) {
            char c = piece.text().charAt(i);
            if (c == '%' || c == '_' || c == '\\') {
              out.append('\\');
            }
            out.append(c);
          }
        }
      }
    }
    return out.toString();
  }

  private static String glob(List<Piece> pieces) {
    StringBuilder out = new StringBuilder();
    for (Piece piece : pieces) {
      switch (piece.kind()) {
        case ANY -> out.append('*');
        case ONE -> out.append('?');
        case TEXT -> {
          for (int i = 0; i < piece.text().length(); i++) {
            char c = piece.text().charAt(i);
            if (c == '*' || c == '?' || c == '[') {
              out.append('[').append(c).append(']');
            } else {
              out.append(c);
            }
          }
        }
      }
    }
    return out.toString();
  }

  /** Prefix, suffix and one run in between; more runs need positions that depend on each other. */
  private static Sql decomposed(Sql value, List<Piece> pieces, boolean sensitive) {
    Sql subject = sensitive ? value : Sql.call("lower", value);
    int first = 0;
    int last = pieces.size();
    List<Sql> tests = new ArrayList<>();
    if (pieces.get(0).kind() == Kind.TEXT) {
      String prefix = folded(pieces.get(0).text(), sensitive);
      tests.add(
          Sql.f("substr({0},1," + characters(prefix) + ")={1}", subject, new Sql.Text(prefix)));
      subject = Sql.f("substr({0}," + (characters(prefix) + 1) + ")", subject);
      first = 1;
    }
    if (last > first && pieces.get(last - 1).kind() == Kind.TEXT) {
      String suffix = folded(pieces.get(last - 1).text(), sensitive);
      int length = characters(suffix);
      tests.add(Sql.f("substr({0},-" + length + ")={1}", subject, new Sql.Text(suffix)));
      subject = Sql.f("substr({0},1,length({0})-" + length + ")", subject);
      last--;
    }
    if (last == first) {
      tests.add(Sql.f("{0}=''", subject));
      return Sql.and(tests);
    }
    for (int i = first; i < last; i++) {
      Piece piece = pieces.get(i);
      if (piece.kind() == Kind.ONE || (piece.kind() == Kind.ANY) != ((i - first) % 2 == 0)) {
        throw Conversions.unsupported("LIKE with a pattern of this shape and length");
      }
      if (piece.kind() == Kind.TEXT) {
        Sql text = new Sql.Text(folded(piece.text(), sensitive));
        tests.add(Sql.f("instr({0},{1})>0", subject, text));
        subject =
            Sql.f("substr({0},instr({0},{1})+" + characters(piece.text()) + ")", subject, text);
      }
    }
    return tests.isEmpty() ? Sql.f("{0} IS NOT NULL", value) : Sql.and(tests);
  }

  private static int characters(String text) {
    return text.codePointCount(0, text.length());
  }

  /** Lower case as SQLite's lower() does it: ASCII alone. */
  private static String folded(String text, boolean sensitive) {
    if (sensitive) {
      return text;
    }
    StringBuilder out = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      out.append(c >= 'A' && c <= 'Z' ? (char) (c + 32) : c);
    }
    return out.toString();
  }

  /** Patterns without operators besides anchors, '.', '.*' and alternation at the top. */
  private static Lowered regexp(Lowering l, Typed.Call c) {
    Typed x = c.arguments().get(0);
    Typed pattern = c.arguments().get(1);
    String text = l.pinnedText(pattern, "REGEXP");
    boolean sensitive = isSensitive(x, pattern);
    Sql value = l.text(x);
    if (!sensitive && !text.chars().allMatch(point -> point < 0x80)) {
      // Regular expressions fold case and nothing else; SQLite does it for ASCII.
      throw Conversions.unsupported("REGEXP of letters beyond ASCII");
    }
    List<Sql> tests = new ArrayList<>();
    for (String alternative : alternatives(text)) {
      List<Piece> pieces = simple(alternative);
      if (pieces == null) {
        throw Conversions.unsupported("REGEXP with this pattern");
      }
      tests.add(matched(value, pieces, sensitive));
    }
    return Lowered.truth(Sql.or(tests));
  }

  private static List<String> alternatives(String pattern) {
    List<String> out = new ArrayList<>();
    if (pattern.indexOf('(') < 0 && pattern.indexOf('[') < 0 && pattern.indexOf('\\') < 0) {
      int from = 0;
      for (int bar; (bar = pattern.indexOf('|', from)) >= 0; from = bar + 1) {
        out.add(pattern.substring(from, bar));
      }
      out.add(pattern.substring(from));
    } else {
      out.add(pattern);
    }
    return out;
  }

  private static @Nullable List<Piece> simple(String pattern) {
    List<Piece> out = new ArrayList<>();
    StringBuilder run = new StringBuilder();
    int from = 0;
    int to = pattern.length();
    boolean start = pattern.startsWith("^");
    boolean end = pattern.endsWith("$") && !pattern.endsWith("\\$");
    if (!start) {
      out.add(new Piece(Kind.ANY, ""));
    } else {
      from = 1;
    }
    if (end) {
      to--;
    }
    for (int i = from; i < to; i++) {
      char c = pattern.charAt(i);
      if (c == '\\' && i + 1 < to && !Character.isLetterOrDigit(pattern.charAt(i + 1))) {
        run.append(pattern.charAt(++i));
      } else if (c == '.' && i + 1 < to && pattern.charAt(i + 1) == '*') {
        flush(run, out);
        out.add(new Piece(Kind.ANY, ""));
        i++;
      } else if (c == '.') {
        flush(run, out);
        out.add(new Piece(Kind.ONE, ""));
      } else if ("*+?[](){}|^$\\".indexOf(c) >= 0) {
        return null;
      } else if (i + 1 < to && "*+?{".indexOf(pattern.charAt(i + 1)) >= 0) {
        return null;
      } else {
        run.append(c);
      }
    }
    flush(run, out);
    if (!end && (out.isEmpty() || out.get(out.size() - 1).kind() != Kind.ANY)) {
      out.add(new Piece(Kind.ANY, ""));
    }
    return out;
  }
}
