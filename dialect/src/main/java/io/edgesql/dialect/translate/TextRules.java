package io.edgesql.dialect.translate;

import io.edgesql.dialect.bind.Typed;
import io.edgesql.dialect.types.Representation;
import io.edgesql.dialect.types.Representation.Kind;
import io.edgesql.dialect.types.SqlType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Functions that make strings from strings.
 *
 * <pre>{@code
 * CONCAT(a, 1)            a || ?1
 * CONCAT_WS('-', a, b)    substr(coalesce('-'||a,'') || coalesce('-'||b,''), length('-')+1)
 * SUBSTRING(a, -2)        CASE WHEN -2 < -length(a) THEN '' ELSE substr(a, -2) END
 * LPAD(a, 5, '0')         substr(replace(hex(zeroblob(5)),'00','0'), 1, 5-length(a)) || a
 * }</pre>
 */
final class TextRules {
  static final Map<String, Lowering.Rule> RULES = new HashMap<>();

  /** A UUID of version 1's shape for each row, made of random bits. */
  private static final String UUID =
      "lower(hex(randomblob(4))||'-'||hex(randomblob(2))||'-1'||substr(hex(randomblob(2)),2)||'-'"
          + "||substr('89ab',(random()&3)+1,1)||substr(hex(randomblob(2)),2)||'-'"
          + "||hex(randomblob(6)))";

  static {
    RULES.put("UUID", (l, c) -> Lowered.text(Sql.f(UUID), c.type()));
    RULES.put("CONCAT", TextRules::concat);
    RULES.put("CONCAT_WS", TextRules::concatWithSeparator);
    RULES.put("SUBSTRING", TextRules::substring);
    RULES.put("LEFT", TextRules::left);
    RULES.put("RIGHT", TextRules::right);
    RULES.put("REPLACE", (l, c) -> formula(l, c, "replace({0},{1},{2})"));
    RULES.put("TRIM", (l, c) -> trim(l, c, "trim"));
    RULES.put("LTRIM", (l, c) -> trim(l, c, "ltrim"));
    RULES.put("RTRIM", (l, c) -> trim(l, c, "rtrim"));
    RULES.put("TRIM_OF", (l, c) -> trim(l, c, "trim"));
    RULES.put("LTRIM_OF", (l, c) -> trim(l, c, "ltrim"));
    RULES.put("RTRIM_OF", (l, c) -> trim(l, c, "rtrim"));
    RULES.put("UPPER", (l, c) -> folded(l, c, "upper"));
    RULES.put("LOWER", (l, c) -> folded(l, c, "lower"));
    RULES.put("UCASE", (l, c) -> folded(l, c, "upper"));
    RULES.put("LCASE", (l, c) -> folded(l, c, "lower"));
    RULES.put("LPAD", (l, c) -> pad(l, c, true));
    RULES.put("RPAD", (l, c) -> pad(l, c, false));
    RULES.put("REPEAT", (l, c) -> repeat(l, c, l.text(c.arguments().get(0)), 1));
    RULES.put("SPACE", (l, c) -> repeat(l, c, new Sql.Text(" "), 0));
    RULES.put("REVERSE", TextRules::reverse);
    RULES.put("HEX", TextRules::hex);
    RULES.put("UNHEX", TextRules::unhex);
    RULES.put(
        "OCT",
        (l, c) -> integerText(l, c, "CASE WHEN {0} IS NOT NULL THEN" + " printf('%o',{0}) END"));
    RULES.put(
        "BIN",
        (l, c) ->
            integerText(
                l,
                c,
                "CASE WHEN {0} IS NOT NULL THEN (WITH RECURSIVE"
                    + " b(n,t) AS (SELECT {0}>>1&9223372036854775807,''||({0}&1) UNION ALL SELECT"
                    + " n>>1,(n&1)||t FROM b WHERE n>0) SELECT t FROM b WHERE n=0 LIMIT 1) END"));
    RULES.put("CHAR", TextRules::character);
    RULES.put("INSERT", TextRules::insert);
    RULES.put("ELT", TextRules::elt);
    RULES.put("FORMAT", TextRules::format);
    RULES.put("SUBSTRING_INDEX", TextRules::substringIndex);
    RULES.put(
        "QUOTE",
        (l, c) ->
            formula(
                l,
                c,
                "coalesce(''''||replace(replace(replace({0},'\\',"
                    + "'\\\\'),'''','\\'''),char(26),'\\Z')||'''','NULL')"));
  }

  private TextRules() {}

  /** An operand as text, or as a BLOB where the result is a binary string. */
  static Sql operand(Lowering l, Typed e, SqlType result) {
    return result.name().isBinary()
        ? l.lowerAs(e, Representation.of(Kind.BLOB), SqlType.varbinary(-1)).sql()
        : l.text(e);
  }

  /** SQLite takes the substring of an empty BLOB for NULL. */
  private static Lowered part(Sql sql, Sql of, SqlType type) {
    return result(
        type.name().isBinary()
            ? Sql.f("CASE WHEN length({0})=0 THEN {0} ELSE {1} END", of, sql)
            : sql,
        type);
  }

  /** The result of a function of strings. */
  static Lowered result(Sql sql, SqlType type) {
    if (type.name().isBinary()) {
      return Lowered.of(new Sql.Cast(sql, "BLOB"), Kind.BLOB, type);
    }
    return Lowered.text(sql, type);
  }

  static Lowered formula(Lowering l, Typed.Call c, String formula) {
    List<Sql> operands = new ArrayList<>();
    for (Typed argument : c.arguments()) {
      operands.add(l.text(argument));
    }
    return result(new Sql.Formula(formula, operands), c.type());
  }

  /** SQLite folds ASCII letters alone. */
  private static Lowered folded(Lowering l, Typed.Call c, String function) {
    Sql text = KeySql.asciiOnly(l, l.text(c.arguments().get(0)), c.name());
    return Lowered.text(Sql.call(function, text), c.type());
  }

  private static Lowered integerText(Lowering l, Typed.Call c, String formula) {
    return Lowered.text(Let.of(l.integer(c.arguments().get(0)), v -> Sql.f(formula, v)), c.type());
  }

  private static Lowered concat(Lowering l, Typed.Call c) {
    List<Sql> operands = new ArrayList<>();
    for (Typed argument : c.arguments()) {
      operands.add(l.text(argument));
    }
    Sql joined = operands.size() == 1 ? Sql.f("{0}||''", operands.get(0)) : Sql.concat(operands);
    return result(joined, c.type());
  }

  private static Lowered concatWithSeparator(Lowering l, Typed.Call c) {
    Sql separator = l.text(c.arguments().get(0));
    List<Sql> parts = new ArrayList<>();
    for (Typed argument : c.arguments().subList(1, c.arguments().size())) {
      parts.add(Sql.f("coalesce({0}||{1},'')", separator, l.text(argument)));
    }
    return result(Sql.f("substr({0},length({1})+1)", Sql.concat(parts), separator), c.type());
  }

  private static Lowered substring(Lowering l, Typed.Call c) {
    Sql s = operand(l, c.arguments().get(0), c.type());
    Typed position = c.arguments().get(1);
    Sql at = l.integer(position);
    Sql length =
        c.arguments().size() > 2 ? Sql.f("max({0},0)", l.integer(c.arguments().get(2))) : null;
    Long known = l.pinnedInteger(position);
    if (known != null && known > 0) {
      Sql start = Sql.number(known);
      return part(
          length == null ? Sql.call("substr", s, start) : Sql.call("substr", s, start, length),
          s,
          c.type());
    }
    Sql piece =
        Let.of(
            s,
            v ->
                Sql.f(
                    "CASE WHEN {1}=0 OR {1}<-length({0}) THEN substr({0},1,0) ELSE {2} END",
                    v,
                    at,
                    length == null
                        ? Sql.call("substr", v, at)
                        : Sql.call("substr", v, at, length)));
    return part(piece, s, c.type());
  }

  private static Lowered left(Lowering l, Typed.Call c) {
    Sql s = operand(l, c.arguments().get(0), c.type());
    Sql n = l.integer(c.arguments().get(1));
    return part(Sql.f("substr({0},1,min(max({1},0),2147483647))", s, n), s, c.type());
  }

  private static Lowered right(Lowering l, Typed.Call c) {
    Sql s = operand(l, c.arguments().get(0), c.type());
    Sql n = l.integer(c.arguments().get(1));
    return part(
        Sql.f("CASE WHEN {1}>0 THEN substr({0},-{1}) WHEN {1}<=0 THEN substr({0},1,0) END", s, n),
        s,
        c.type());
  }

  private static Lowered trim(Lowering l, Typed.Call c, String function) {
    Sql s = operand(l, c.arguments().get(0), c.type());
    if (c.arguments().size() == 1) {
      return result(Sql.call(function, s), c.type());
    }
    String remove = l.pinnedText(c.arguments().get(1), "TRIM");
    if (remove.codePointCount(0, remove.length()) > 1) {
      return result(trimRun(s, remove, function), c.type());
    }
    return result(remove.isEmpty() ? s : Sql.call(function, s, new Sql.Text(remove)), c.type());
  }

  /** TRIM of more than one character: cut it off as long as it is there. */
  private static Sql trimRun(Sql s, String remove, String function) {
    int n = remove.codePointCount(0, remove.length());
    Sql text = new Sql.Text(remove);
    Sql out = s;
    if (!function.equals("rtrim")) {
      out = cutting(out, text, "substr(s,1," + n + ")", "substr(s," + (n + 1) + ")");
    }
    if (!function.equals("ltrim")) {
      out = cutting(out, text, "substr(s,-" + n + ")", "substr(s,1,length(s)-" + n + ")");
    }
    return out;
  }

  private static Sql cutting(Sql s, Sql remove, String end, String rest) {
    return Sql.f(
        "(WITH RECURSIVE c(s) AS (SELECT {0} UNION ALL SELECT "
            + rest
            + " FROM c WHERE "
            + end
            + "={1}) SELECT s FROM c WHERE "
            + end
            + " IS NOT {1})",
        s,
        remove);
  }

  private static Lowered pad(Lowering l, Typed.Call c, boolean isLeft) {
    Sql s = l.text(c.arguments().get(0));
    Sql n = l.integer(c.arguments().get(1));
    Sql fill = l.text(c.arguments().get(2));
    String padding = "substr(replace(hex(zeroblob({1})),'00',{2}),1,{1}-length({0}))";
    return result(
        Let.of(
            s,
            v ->
                Sql.f(
                    "CASE WHEN {1}<0 THEN NULL WHEN length({0})>={1} THEN substr({0},1,{1})"
                        + " WHEN {2}='' THEN substr({0},1,0) ELSE "
                        + (isLeft ? padding + "||{0}" : "{0}||" + padding)
                        + " END",
                    v,
                    n,
                    fill)),
        c.type());
  }

  private static Lowered repeat(Lowering l, Typed.Call c, Sql s, int count) {
    Sql n = l.integer(c.arguments().get(count));
    return result(
        Sql.f(
            "CASE WHEN {1}<=0 THEN substr({0},1,0) WHEN {1}>0 THEN"
                + " replace(hex(zeroblob({1})),'00',{0})"
                + " END",
            s, n),
        c.type());
  }

  private static Lowered reverse(Lowering l, Typed.Call c) {
    return result(
        Sql.f(
            "(WITH RECURSIVE r(s,i,o) AS (SELECT {0},1,'' UNION ALL SELECT s,i+1,substr(s,i,1)||o"
                + " FROM r WHERE i<=length(s)) SELECT CASE WHEN s IS NOT NULL THEN o END FROM r"
                + " ORDER BY i DESC LIMIT 1)",
            l.text(c.arguments().get(0))),
        c.type());
  }

  private static Lowered hex(Lowering l, Typed.Call c) {
    Typed x = c.arguments().get(0);
    if (x.type().name().isNumeric()) {
      return integerText(l, c, "CASE WHEN {0} IS NOT NULL THEN printf('%X',{0}) END");
    }
    Lowered value = l.lower(x);
    Sql bytes = value.kind() == Kind.BLOB ? value.sql() : Conversions.text(value);
    return Lowered.text(Sql.f("CASE WHEN {0} IS NOT NULL THEN hex({0}) END", bytes), c.type());
  }

  private static Lowered unhex(Lowering l, Typed.Call c) {
    Sql digits = l.text(c.arguments().get(0));
    return Lowered.of(
        Sql.f("unhex(CASE WHEN length({0})%2 THEN '0' ELSE '' END||{0})", digits),
        Kind.BLOB,
        c.type());
  }

  private static Lowered character(Lowering l, Typed.Call c) {
    List<Sql> bytes = new ArrayList<>();
    for (Typed argument : c.arguments()) {
      bytes.add(
          Sql.f("CASE WHEN {0} IS NULL THEN '' ELSE printf('%02X',{0}) END", l.integer(argument)));
    }
    return Lowered.of(Sql.call("unhex", Sql.concat(bytes)), Kind.BLOB, c.type());
  }

  private static Lowered insert(Lowering l, Typed.Call c) {
    Sql s = l.text(c.arguments().get(0));
    Sql at = l.integer(c.arguments().get(1));
    Sql n = l.integer(c.arguments().get(2));
    Sql with = l.text(c.arguments().get(3));
    return result(
        Sql.f(
            "CASE WHEN {0}||{1}||{2}||{3} IS NULL THEN NULL"
                + " WHEN {1}<1 OR {1}>length({0}) THEN {0} WHEN {2}<0 OR {1}+{2}>length({0}) THEN"
                + " substr({0},1,{1}-1)||{3} ELSE substr({0},1,{1}-1)||{3}||substr({0},{1}+{2})"
                + " END",
            s, at, n, with),
        c.type());
  }

  private static Lowered elt(Lowering l, Typed.Call c) {
    Sql n = l.integer(c.arguments().get(0));
    List<Sql> conditions = new ArrayList<>();
    List<Sql> results = new ArrayList<>();
    for (int i = 1; i < c.arguments().size(); i++) {
      conditions.add(Sql.f("{0}=" + i, n));
      results.add(l.text(c.arguments().get(i)));
    }
    return result(new Sql.Case(conditions, results, null), c.type());
  }

  /** FORMAT(number, digits) in the default locale. */
  private static Lowered format(Lowering l, Typed.Call c) {
    Typed x = c.arguments().get(0);
    Long wanted = l.pinnedInteger(c.arguments().get(1));
    if (wanted == null || c.arguments().size() > 2) {
      throw Conversions.unsupported("FORMAT with such arguments");
    }
    int digits = (int) Math.max(0, Math.min(Conversions.MAX_POWER - 3, wanted));
    Sql scaled = l.scaled(x, digits);
    String fraction = digits == 0 ? "" : "||'.'||substr(abs({0})%{1}+{1},2)";
    return Lowered.text(
        Let.of(
            scaled,
            v ->
                Sql.f(
                    "CASE WHEN {0} IS NOT NULL THEN CASE WHEN {0}<0 THEN '-' ELSE '' END"
                        + "||printf('%,d',abs({0})/{1})"
                        + fraction
                        + " END",
                    v,
                    Sql.number(Conversions.power(digits)))),
        c.type());
  }

  /** The delimiter's places are walked one by one; p is where the k-th one starts. */
  private static Lowered substringIndex(Lowering l, Typed.Call c) {
    Sql s = l.text(c.arguments().get(0));
    String delimiter = l.pinnedText(c.arguments().get(1), "SUBSTRING_INDEX");
    Long wanted = l.pinnedInteger(c.arguments().get(2));
    if (wanted == null) {
      throw Conversions.unsupported("SUBSTRING_INDEX with a count that is no literal");
    }
    if (wanted == 0 || delimiter.isEmpty()) {
      return result(Sql.f("substr({0},1,0)", s), c.type());
    }
    Sql d = new Sql.Text(delimiter);
    int n = delimiter.codePointCount(0, delimiter.length());
    if (wanted == 1) {
      return result(
          Let.of(
              s,
              v ->
                  Sql.f(
                      "CASE WHEN instr({0},{1})>0 THEN substr({0},1,instr({0},{1})-1) ELSE {0}"
                          + " END",
                      v, d)),
          c.type());
    }
    if (wanted == -1 && n == 1) {
      // Whatever is no delimiter goes from the end, and what is left ends with the last one.
      return result(
          Let.of(s, v -> Sql.f("substr({0},length(rtrim({0},replace({0},{1},'')))+1)", v, d)),
          c.type());
    }
    String target =
        wanted > 0
            ? String.valueOf(wanted)
            : "(length(s)-length(replace(s,{1},'')))/" + n + "+1" + wanted;
    String walk =
        "(WITH RECURSIVE r(s,k,p) AS (SELECT {0},0,1-"
            + n
            + " UNION ALL SELECT s,k+1,CASE WHEN"
            + " instr(substr(s,p+"
            + n
            + "),{1})>0 THEN p+"
            + (n - 1)
            + "+instr(substr(s,p+"
            + n
            + "),{1}) END FROM r WHERE p IS NOT NULL AND k<"
            + target
            + ") SELECT ";
    String pick =
        wanted > 0
            ? "CASE WHEN p IS NULL THEN s ELSE substr(s,1,p-1) END"
            : "CASE WHEN " + target + "<=0 THEN s ELSE substr(s,p+" + n + ") END";
    return result(Sql.f(walk + pick + " FROM r ORDER BY k DESC LIMIT 1)", s, d), c.type());
  }
}
