package io.edgesql.dialect.translate;

import io.edgesql.dialect.bind.Typed;
import io.edgesql.dialect.types.Collation;
import io.edgesql.dialect.types.Representation.Kind;
import io.edgesql.dialect.types.SortKeys;
import io.edgesql.dialect.types.SqlType;
import java.util.List;

/**
 * Sort keys inside SQLite, by which text is compared, sorted and grouped (decision 6).
 *
 * <pre>{@code
 * a constant       bound, computed in Java
 * a key column     its stored key
 * else             CASE WHEN x GLOB '*[^0-9A-Za-z ]*' THEN (characters looked up in _edge_weights)
 *                  ELSE lower(x) END
 * }</pre>
 */
final class KeySql {
  /** The shard's table of weights; see {@link SortKeys} and the resource's head. */
  private static final String LOOKUP =
      "(SELECT prefix||CASE base WHEN 0 THEN '' ELSE char(base+((unicode(r)-first)>>shift)*step)"
          + " END FROM _edge_weights WHERE level='%s' AND first<=unicode(r) ORDER BY first DESC"
          + " LIMIT 1)";

  private static final String PLAIN =
      "'0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ '";

  /** Every character of {0} looked up. */
  private static final String EACH =
      "(WITH RECURSIVE e(r,k) AS (SELECT {0},'' UNION ALL SELECT substr(r,2),k||%s FROM e WHERE"
          + " r<>'') SELECT k FROM e WHERE r='')";

  /** The same; runs of plain characters are their own lower case. */
  private static final String RUNS =
      ("(WITH RECURSIVE e(r,k) AS (SELECT ltrim({0},P),lower(substr({0},1,length({0})-"
              + "length(ltrim({0},P)))) UNION ALL SELECT ltrim(substr(r,2),P),k||%s||"
              + "lower(substr(r,2,length(r)-1-length(ltrim(substr(r,2),P)))) FROM e WHERE r<>'')"
              + " SELECT k FROM e WHERE r='')")
          .replace("P)", PLAIN + ")");

  private static final String NOT_PLAIN = "{0} GLOB '*[^0-9A-Za-z ]*'";

  static final String NOT_ASCII = "{0} GLOB '*[^ -~]*'";

  private KeySql() {}

  /** Whether text under this collation is compared by keys. */
  static boolean isNeeded(Collation collation) {
    return SortKeys.differFromText(collation);
  }

  /** Whether a value's own collation asks for a key. */
  static boolean isNeeded(SqlType type) {
    return type.name().isCharacter() && isNeeded(type.collation());
  }

  /** The key of an operand that is compared under {@code collation}. */
  static Sql of(Lowering l, Typed e, Collation collation) {
    if (l.isConstant(e)) {
      SqlType key = SqlType.varchar(-1, collation);
      return l.bound(new Typed.Call("SORT_KEY", List.of(e), key), Lowering.textual());
    }
    return of(l.lower(e), collation);
  }

  static Sql of(Lowered value, Collation collation) {
    Sql stored = value.key();
    return stored != null && value.type().collation().equals(collation)
        ? stored
        : of(Conversions.text(value), collation);
  }

  /** The key of a text. */
  static Sql of(Sql text, Collation collation) {
    if (text == Terms.NULL) {
      return text;
    }
    Sql bare = text instanceof Sql.Collate collate ? collate.operand() : text;
    List<String> levels = SortKeys.levels(collation);
    if (levels == null) {
      throw Conversions.unsupported("comparing in " + collation.name());
    }
    if (levels.isEmpty()) {
      return collation.padSpace() ? Collations.trimmed(bare) : bare;
    }
    return Let.of(bare, v -> full(v, collation, levels));
  }

  private static Sql full(Sql v, Collation collation, List<String> levels) {
    String text;
    if (SortKeys.foldsPlainText(collation)) {
      String runs = String.format(RUNS, String.format(LOOKUP, levels.get(0)));
      boolean pads = collation.padSpace();
      String slow = Let.hasAggregate(v) ? "{1}" : pads ? "rtrim(" + runs + ")" : runs;
      text =
          "CASE WHEN "
              + NOT_PLAIN
              + " THEN "
              + slow
              + " ELSE "
              + (pads ? "lower(rtrim({0}))" : "lower({0})")
              + " END";
    } else if (Let.hasAggregate(v)) {
      throw Conversions.unsupported("comparing such an aggregate in " + collation.name());
    } else {
      StringBuilder all = new StringBuilder();
      for (String level : levels) {
        all.append(all.length() == 0 ? "" : "||char(" + (int) SortKeys.LEVEL + ")||");
        all.append(String.format(EACH, String.format(LOOKUP, level)));
      }
      text = collation.padSpace() ? "rtrim(" + all + ")" : all.toString();
    }
    return text.contains("{1}")
        ? Sql.f(text, v, raised("comparing such an aggregate"))
        : Sql.f(text, v);
  }

  private static Sql raised(String what) {
    return SingleRow.raise("ER_NOT_SUPPORTED_YET|" + what + " of letters beyond ASCII");
  }

  /** What ORDER BY, GROUP BY and PARTITION BY use for a value. */
  static Sql sortKey(Lowered value) {
    return value.kind() == Kind.TEXT && isNeeded(value.type())
        ? of(value, value.type().collation())
        : Collations.carrying(value);
  }

  /**
   * The text with each character replaced by the one that stands for all which LIKE holds equal to
   * it; ASCII stays as it is, since SQLite folds its letters.
   */
  static Sql matching(Sql text, Collation collation) {
    String set = SortKeys.matchingSet(collation);
    if (set == null || !isNeeded(collation) || Let.hasAggregate(text)) {
      return text;
    }
    String each = String.format(EACH, String.format(LOOKUP, set));
    return Let.of(
        text, v -> Sql.f("CASE WHEN " + NOT_ASCII + " THEN " + each + " ELSE {0} END", v));
  }

  /** Fails when the text has characters beyond ASCII, for what is exact for ASCII alone. */
  static Sql asciiOnly(Lowering l, Sql text, String what) {
    Sql refused = l.guard(what + " of letters beyond ASCII");
    return Let.of(
        text, v -> Sql.f("CASE WHEN " + NOT_ASCII + " THEN {1} ELSE {0} END", v, refused));
  }
}
