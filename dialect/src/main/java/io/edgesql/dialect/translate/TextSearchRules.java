package io.edgesql.dialect.translate;

import io.edgesql.dialect.bind.Typed;
import io.edgesql.dialect.tree.Expr.BinaryOperator;
import io.edgesql.dialect.types.Collation;
import io.edgesql.dialect.types.Representation;
import io.edgesql.dialect.types.Representation.Kind;
import io.edgesql.dialect.types.SortKeys;
import io.edgesql.dialect.types.SqlType;
import io.edgesql.dialect.types.TypeName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Functions that measure strings or look something up in them.
 *
 * <pre>{@code
 * LENGTH(a)              length(CAST(a AS BLOB))
 * LOCATE('x', a)  (_ci)  instr(lower(a), lower('x'))
 * FIELD(a, 'x', 'y')     CASE WHEN a = 'x' THEN 1 WHEN a = 'y' THEN 2 ELSE 0 END
 * }</pre>
 */
final class TextSearchRules {
  static final Map<String, Lowering.Rule> RULES =
      Map.ofEntries(
          Map.entry("LENGTH", TextSearchRules::length),
          Map.entry("OCTET_LENGTH", TextSearchRules::length),
          Map.entry(
              "BIT_LENGTH",
              (l, c) -> Lowered.integer(Sql.f("{0}*8", length(l, c).sql()), c.type())),
          Map.entry("CHAR_LENGTH", TextSearchRules::characters),
          Map.entry("CHARACTER_LENGTH", TextSearchRules::characters),
          Map.entry("LOCATE", (l, c) -> locate(l, c, 0, 1)),
          Map.entry("POSITION", (l, c) -> locate(l, c, 0, 1)),
          Map.entry("INSTR", (l, c) -> locate(l, c, 1, 0)),
          Map.entry("FIELD", TextSearchRules::field),
          Map.entry("FIND_IN_SET", TextSearchRules::findInSet),
          Map.entry("STRCMP", TextSearchRules::compare),
          Map.entry("ASCII", TextSearchRules::ascii),
          Map.entry("ORD", TextSearchRules::ord));

  private TextSearchRules() {}

  private static Lowered length(Lowering l, Typed.Call c) {
    Typed x = c.arguments().get(0);
    Lowered value = l.lower(x);
    Sql bytes =
        value.kind() == Kind.BLOB ? value.sql() : new Sql.Cast(Conversions.text(value), "BLOB");
    return Lowered.integer(Sql.call("length", bytes), c.type());
  }

  private static Lowered characters(Lowering l, Typed.Call c) {
    Lowered value = l.lower(c.arguments().get(0));
    Sql text = value.kind() == Kind.BLOB ? value.sql() : Conversions.text(value);
    return Lowered.integer(Sql.call("length", text), c.type());
  }

  /** instr() of what is folded when the collation ignores case. */
  private static Lowered locate(Lowering l, Typed.Call c, int needleAt, int hayAt) {
    Typed needle = c.arguments().get(needleAt);
    Typed hay = c.arguments().get(hayAt);
    Collation collation = searched(hay, needle);
    boolean folds = collation.isCaseInsensitive();
    boolean isSingleByte = collation.maxBytes() == 1 && l.allowsSubqueries();
    Sql in = isSingleByte ? KeySql.matching(l.text(hay), collation) : l.text(hay);
    Sql what =
        isSingleByte
            ? KeySql.matching(l.text(needle), collation)
            : folds ? sought(l, needle) : l.text(needle);
    if (folds) {
      in = Sql.call("lower", in);
      what = Sql.call("lower", what);
    }
    if (c.arguments().size() < 3) {
      return Lowered.integer(Sql.call("instr", in, what), c.type());
    }
    Sql from = l.integer(c.arguments().get(2));
    return Lowered.integer(
        Sql.f(
            "CASE WHEN {2}<1 THEN 0 WHEN instr(substr({0},{2}),{1})>0 THEN"
                + " instr(substr({0},{2}),{1})+{2}-1 ELSE 0*instr({0},{1}) END",
            in, what, from),
        c.type());
  }

  /** The collation of the string that is looked through, where it is other text than the needle. */
  private static Collation searched(Typed hay, Typed needle) {
    Collation common = Collations.of(hay, needle);
    boolean isOther =
        isText(hay.type()) && isText(needle.type()) && !hay.type().collation().equals(common);
    if (isOther) {
      throw Conversions.unsupported("looking through a string of another collation");
    }
    return common;
  }

  /** A needle of ASCII finds ASCII only, whatever surrounds it; others would need equal lengths. */
  private static Sql sought(Lowering l, Typed needle) {
    return KeySql.asciiOnly(l, l.text(needle), "LOCATE");
  }

  private static Lowered field(Lowering l, Typed.Call c) {
    Typed x = c.arguments().get(0);
    List<Sql> conditions = new ArrayList<>();
    List<Sql> results = new ArrayList<>();
    for (int i = 1; i < c.arguments().size(); i++) {
      searched(x, c.arguments().get(i));
      conditions.add(ComparisonRules.compare(l, BinaryOperator.EQUAL, x, c.arguments().get(i)));
      results.add(Sql.number(i));
    }
    return Lowered.integer(new Sql.Case(conditions, results, Terms.ZERO), c.type());
  }

  /** The number of commas before the match, plus one; for a SET column the member's number. */
  private static Lowered findInSet(Lowering l, Typed.Call c) {
    Typed needle = c.arguments().get(0);
    Typed list = c.arguments().get(1);
    boolean isMember = needle.type().name().isCharacter() && l.isConstant(needle);
    if (list.type().is(TypeName.SET) && isMember && !l.isConstant(list)) {
      Sql bits = l.lower(list).sql();
      Typed member = ComparisonRules.enumIndex(needle, list.type());
      Sql number = l.bound(member, Representation.of(Kind.INTEGER));
      return Lowered.integer(
          Sql.f("CASE WHEN {1}>0 THEN ({0}>>({1}-1)&1)*{1} ELSE 0*{0}*{1} END", bits, number),
          c.type());
    }
    if (list.type().is(TypeName.SET) && !l.isConstant(list)) {
      throw Conversions.unsupported("FIND_IN_SET of what is no literal in a SET");
    }
    Collation collation = Collations.of(list, needle);
    Sql what = l.text(needle);
    Sql in = l.text(list);
    Sql whatKey = what;
    Sql inKey = in;
    String comma = ",";
    if (SortKeys.foldsPlainText(collation) && l.allowsSubqueries()) {
      whatKey = KeySql.of(l, needle, collation);
      inKey = KeySql.of(l, list, collation);
      comma = SortKeys.of(comma, collation);
    } else if (collation.isCaseInsensitive()) {
      whatKey = Sql.call("lower", KeySql.asciiOnly(l, what, "FIND_IN_SET"));
      inKey = Sql.call("lower", KeySql.asciiOnly(l, in, "FIND_IN_SET"));
    }
    Sql separator = new Sql.Text(comma);
    int length = comma.codePointCount(0, comma.length());
    Sql wrapped = Sql.f("{1}||{0}||{1}", inKey, separator);
    Sql at = Sql.f("instr({0},{2}||{1}||{2})", wrapped, whatKey, separator);
    Sql before = Sql.f("substr({0},1,{1}+" + (length - 1) + ")", wrapped, at);
    return Lowered.integer(
        Sql.f(
            "CASE WHEN {2}||{3} IS NULL THEN NULL"
                + " WHEN instr({3},',')>0 OR {2}='' OR {1}=0 THEN 0 ELSE"
                + " (length({0})-length(replace({0},{4},'')))/"
                + length
                + " END",
            before,
            at,
            in,
            what,
            separator),
        c.type());
  }

  private static boolean isText(SqlType type) {
    return type.name().isCharacter() || type.is(TypeName.ENUM) || type.is(TypeName.SET);
  }

  private static Lowered compare(Lowering l, Typed.Call c) {
    Typed a = c.arguments().get(0);
    Typed b = c.arguments().get(1);
    return Lowered.integer(
        new Sql.Case(
            List.of(
                ComparisonRules.compare(l, BinaryOperator.LESS, a, b),
                ComparisonRules.compare(l, BinaryOperator.EQUAL, a, b),
                ComparisonRules.compare(l, BinaryOperator.GREATER, a, b)),
            List.of(Sql.number(-1), Terms.ZERO, Terms.ONE),
            null),
        c.type());
  }

  /** The bytes of the first character as one number. */
  private static Lowered ord(Lowering l, Typed.Call c) {
    String digit = "instr('0123456789ABCDEF',substr(h,";
    return Lowered.integer(
        Sql.f(
            "(WITH RECURSIVE o(h,n) AS (SELECT hex(substr({0},1,1)),0*length({0}) UNION ALL SELECT"
                + " substr(h,3),n*256+("
                + digit
                + "1,1))-1)*16+"
                + digit
                + "2,1))-1 FROM o WHERE h<>'') SELECT n FROM o WHERE h='')",
            l.text(c.arguments().get(0))),
        c.type());
  }

  /** The first byte. */
  private static Lowered ascii(Lowering l, Typed.Call c) {
    Sql text = l.text(c.arguments().get(0));
    String digits = "instr('0123456789ABCDEF',substr(hex({0}),";
    return Lowered.integer(
        Let.of(
            text,
            v ->
                Sql.f(
                    "CASE WHEN {0}='' THEN 0 WHEN {0} IS NOT NULL THEN ("
                        + digits
                        + "1,1))-1)*16+"
                        + digits
                        + "2,1))-1 END",
                    v)),
        c.type());
  }
}
