package io.edgesql.dialect.translate;

import io.edgesql.dialect.bind.Typed;
import io.edgesql.dialect.plan.Program;
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
import org.jspecify.annotations.Nullable;

/**
 * {@code = <=> <> < <= > >= BETWEEN IN}: both sides are brought to what MySQL compares them as.
 *
 * <pre>{@code
 * name = 'x'        (_ci)    `name key ` = ?1                 bound as its sort key
 * CONCAT(a,b) = 'x' (_ci)    (the key of a || b) = ?1
 * price = 1.5  DECIMAL(5,2)  price = CAST(?1 AS INTEGER)       bound as 150
 * text = 5                   CAST(text AS REAL) = ?1
 * day < '2024-1-5'           day < ?1                          bound as 2024-01-05
 * }</pre>
 */
final class ComparisonRules {
  /** IN lists of constants up to this length are written out; longer ones are one JSON array. */
  private static final int SHORT_LIST = 4;

  static final Map<String, Lowering.Rule> RULES =
      Map.of(
          "EQUAL", (l, c) -> binary(l, c, BinaryOperator.EQUAL),
          "NULL_SAFE_EQUAL", (l, c) -> binary(l, c, BinaryOperator.NULL_SAFE_EQUAL),
          "NOT_EQUAL", (l, c) -> binary(l, c, BinaryOperator.NOT_EQUAL),
          "LESS", (l, c) -> binary(l, c, BinaryOperator.LESS),
          "LESS_OR_EQUAL", (l, c) -> binary(l, c, BinaryOperator.LESS_OR_EQUAL),
          "GREATER", (l, c) -> binary(l, c, BinaryOperator.GREATER),
          "GREATER_OR_EQUAL", (l, c) -> binary(l, c, BinaryOperator.GREATER_OR_EQUAL),
          "BETWEEN", ComparisonRules::between,
          "IN", ComparisonRules::in);

  private ComparisonRules() {}

  private static Lowered binary(Lowering l, Typed.Call c, BinaryOperator operator) {
    Typed a = c.arguments().get(0);
    Typed b = c.arguments().get(1);
    return Lowered.truth(compare(l, operator, operand(l, a, b, true), operand(l, b, a, true)));
  }

  /**
   * A constant string beside dates is read in Java: an error if it is none, but for BETWEEN's and
   * IN's, which count as the zero date then.
   */
  static Typed operand(Lowering l, Typed e, Typed other, boolean strict) {
    TypeName name = other.type().name();
    boolean isDay =
        name == TypeName.DATE || name == TypeName.DATETIME || name == TypeName.TIMESTAMP;
    if (!isDay || l.isConstant(other) || !l.isConstant(e) || !e.type().name().isCharacter()) {
      return e;
    }
    SqlType type =
        new SqlType(
            TypeName.DATETIME,
            false,
            false,
            !strict ? 0 : name == TypeName.DATE ? 1 : 2,
            0,
            6,
            Collation.BINARY,
            List.of());
    return new Typed.Call("DATE_OPERAND", List.of(e), type);
  }

  static String symbol(BinaryOperator operator) {
    return switch (operator) {
      case EQUAL -> "=";
      case NULL_SAFE_EQUAL -> "IS";
      case NOT_EQUAL -> "<>";
      case LESS -> "<";
      case LESS_OR_EQUAL -> "<=";
      case GREATER -> ">";
      case GREATER_OR_EQUAL -> ">=";
      default -> throw new IllegalArgumentException(operator.name());
    };
  }

  /** A comparison of two values, or of two rows. */
  static Sql compare(Lowering l, BinaryOperator operator, Typed a, Typed b) {
    if (isRow(a) || isRow(b)) {
      return rows(l, operator, a, b);
    }
    Sql match = MatchRules.compared(l, operator, a, b);
    if (match != null) {
      return match;
    }
    boolean equality =
        operator == BinaryOperator.EQUAL
            || operator == BinaryOperator.NOT_EQUAL
            || operator == BinaryOperator.NULL_SAFE_EQUAL;
    Pair pair = pair(l, a, b, equality);
    if (operator == BinaryOperator.EQUAL
        && pair.isPadded()
        && l.isConstant(b)
        && pair.left() instanceof Sql.Column) {
      return padded(pair);
    }
    Sql left = pair.isPadded() ? pair.trimmedLeft() : pair.left();
    Sql right = pair.isPadded() ? pair.trimmedRight() : pair.right();
    return new Sql.Binary(symbol(operator), left, right);
  }

  /**
   * Equality with a constant under a PAD SPACE collation: all equal strings lie between the
   * constant and the constant followed by '!', which an index can use.
   */
  private static Sql padded(Pair pair) {
    Sql constant = Collations.trimmed(pair.right());
    return Sql.f(
        "{0}>={1} AND {0}<{1}||'!' AND {2}={1}", pair.left(), constant, pair.trimmedLeft());
  }

  /**
   * Two operands ready to be compared.
   *
   * @param isPadded trailing spaces do not count, and may be there
   */
  record Pair(Sql left, Sql right, Domain domain, Collation collation, boolean isPadded) {
    Sql trimmedLeft() {
      return Collations.compared(Collations.trimmed(bare(left)), collation);
    }

    Sql trimmedRight() {
      return Collations.trimmed(bare(right));
    }

    private static Sql bare(Sql sql) {
      return sql instanceof Sql.Collate collate ? collate.operand() : sql;
    }
  }

  static Pair pair(Lowering l, Typed a, Typed b) {
    return pair(l, a, b, true);
  }

  /** {@code equality}: only equal or not matters, not the order. */
  private static Pair pair(Lowering l, Typed a, Typed b, boolean equality) {
    Domain domain = Domain.of(a, b);
    return switch (domain) {
      case TEXT -> texts(l, a, b, equality);
      case INTEGER -> integers(l, a, b);
      case DECIMAL -> decimals(l, a, b);
      case REAL -> reals(l, a, b);
      case BINARY ->
          plain(
              l.lowerAs(a, Representation.of(Kind.BLOB), SqlType.varbinary(-1)).sql(),
              l.lowerAs(b, Representation.of(Kind.BLOB), SqlType.varbinary(-1)).sql(),
              domain);
      case DATE -> plain(l.date(a), l.date(b), domain);
      case DATETIME -> datetimes(l, a, b);
      case TIME -> {
        int scale = Math.max(a.type().scale(), b.type().scale());
        yield plain(times(l, a, scale), times(l, b, scale), domain);
      }
      case JSON -> JsonRules.pair(l, a, b);
    };
  }

  /** An integer column stays bare beside a constant string, so that its index can be used. */
  private static Pair reals(Lowering l, Typed a, Typed b) {
    if (isIntegerColumn(l, a) && isConstantText(l, b)) {
      return plain(l.lower(a).sql(), number(l, b), Domain.REAL);
    }
    if (isIntegerColumn(l, b) && isConstantText(l, a)) {
      return plain(number(l, a), l.lower(b).sql(), Domain.REAL);
    }
    return plain(l.real(a), l.real(b), Domain.REAL);
  }

  private static boolean isIntegerColumn(Lowering l, Typed e) {
    return !l.isConstant(e) && Domain.isExactInteger(e.type()) && l.lower(e).isColumn();
  }

  private static boolean isConstantText(Lowering l, Typed e) {
    return l.isConstant(e) && e.type().name().isCharacter();
  }

  /** A string as the number that it begins with, exact where that is an integer. */
  private static Sql number(Lowering l, Typed e) {
    return Sql.f(
        "CASE WHEN CAST(CAST({0} AS INTEGER) AS TEXT)={0} THEN CAST({0} AS INTEGER) WHEN"
            + " length({0}) IN (19,20) AND {0} NOT GLOB '*[^0-9]*' THEN substr('0'||{0},-20) ELSE"
            + " CAST({0} AS REAL) END",
        l.text(e));
  }

  private static Sql times(Lowering l, Typed e, int scale) {
    return l.isConstant(e) ? l.time(e, 6) : l.time(e, scale);
  }

  static Pair plain(Sql left, Sql right, Domain domain) {
    return new Pair(left, right, domain, Collation.BINARY, false);
  }

  /** ENUM columns meet constants as indices; other strings as text. */
  private static Pair texts(Lowering l, Typed a, Typed b, boolean equality) {
    Typed enumerated = a.type().is(TypeName.ENUM) && !l.isConstant(a) ? a : b;
    Typed other = enumerated == a ? b : a;
    if (equality && enumerated.type().is(TypeName.ENUM) && l.isConstant(other)) {
      Lowered column = l.lower(enumerated);
      if (column.kind() == Kind.INTEGER) {
        Sql index = l.bound(enumIndex(other, enumerated.type()), Representation.of(Kind.INTEGER));
        return enumerated == a
            ? plain(column.sql(), index, Domain.INTEGER)
            : plain(index, column.sql(), Domain.INTEGER);
      }
    }
    Collation collation = Collations.of(a, b);
    if (l.allowsSubqueries() && KeySql.isNeeded(collation)) {
      return plain(KeySql.of(l, a, collation), KeySql.of(l, b, collation), Domain.TEXT);
    }
    if (!SortKeys.isKnown(collation)) {
      throw Conversions.unsupported("comparing in " + collation.name());
    }
    Sql left = l.text(a);
    Sql right = l.text(b);
    boolean padded =
        (Collations.needsTrim(collation, a.type()) && !isEnumerated(a.type()))
            || (Collations.needsTrim(collation, b.type()) && !isEnumerated(b.type()));
    String name = collation.isCaseInsensitive() ? "NOCASE" : "BINARY";
    if (!carries(l, a, b, collation)) {
      left = new Sql.Collate(left, name);
    }
    return new Pair(left, right, Domain.TEXT, collation, padded);
  }

  private static boolean isEnumerated(SqlType type) {
    return type.is(TypeName.ENUM) || type.is(TypeName.SET);
  }

  /** Whether SQLite picks the wanted collation by itself. */
  private static boolean carries(Lowering l, Typed a, Typed b, Collation collation) {
    boolean wanted = collation.isCaseInsensitive();
    Typed deciding = l.isConstant(a) ? b : a;
    if (l.isConstant(deciding)) {
      return !wanted;
    }
    Lowered value = l.lower(deciding);
    boolean nocase =
        value.isColumn()
            && value.kind() == Kind.TEXT
            && value.type().collation().isCaseInsensitive();
    return nocase == wanted
        && (value.isColumn() || !wanted)
        && !(value.sql() instanceof Sql.Collate);
  }

  /** The index of a constant among an ENUM's members; -1 where it is none. */
  static Typed enumIndex(Typed constant, SqlType type) {
    List<Typed> arguments = new ArrayList<>();
    arguments.add(constant);
    for (String member : type.members()) {
      arguments.add(Shapes.text(member, type.collation()));
    }
    Typed field = new Typed.Call("FIELD", arguments, SqlType.BIGINT);
    Typed none =
        Shapes.call(
            "AND",
            SqlType.BOOLEAN,
            Shapes.call("EQUAL", SqlType.BOOLEAN, field, Shapes.integer(0)),
            Shapes.call("NOT_EQUAL", SqlType.BOOLEAN, constant, Shapes.text("", type.collation())));
    Typed found = Shapes.call("IF", SqlType.BIGINT, none, Shapes.integer(-1), field);
    return Shapes.call(
        "IF",
        SqlType.BIGINT,
        Shapes.call("IS_NULL", SqlType.BOOLEAN, constant),
        new Typed.Constant(io.edgesql.dialect.types.Value.Null.NULL, SqlType.NULL),
        found);
  }

  private static Pair integers(Lowering l, Typed a, Typed b) {
    Lowered left = natural(l, a);
    Lowered right = natural(l, b);
    boolean large = left.kind() == Kind.UNSIGNED64 || right.kind() == Kind.UNSIGNED64;
    if (!large) {
      return plain(left.sql(), right.sql(), Domain.INTEGER);
    }
    return plain(withoutAffinity(left), withoutAffinity(right), Domain.INTEGER);
  }

  /** Integers; a constant in the narrowest form that its type allows. */
  private static Lowered natural(Lowering l, Typed e) {
    if (!l.isConstant(e)) {
      Lowered value = l.lower(e);
      return value.kind() == Kind.UNSIGNED64
          ? value
          : new Lowered(
              Conversions.integer(value),
              Representation.of(Kind.INTEGER),
              e.type(),
              value.isColumn());
    }
    boolean large = e.type().is(TypeName.BIGINT) && e.type().unsigned();
    Kind kind = large ? Kind.UNSIGNED64 : Kind.INTEGER;
    return l.constant(e, Representation.of(kind));
  }

  private static Sql withoutAffinity(Lowered value) {
    return value.kind() == Kind.UNSIGNED64 || value.sql() instanceof Sql.Word
        ? value.sql()
        : Sql.f("+{0}", value.sql());
  }

  private static Pair decimals(Lowering l, Typed a, Typed b) {
    // An integer column meets a fraction as it is: SQLite compares INTEGER with REAL exactly.
    if (l.isConstant(b) && isFraction(b.type()) && isNaturalInteger(l, a)) {
      return plain(l.lower(a).sql(), l.real(b), Domain.DECIMAL);
    }
    if (l.isConstant(a) && isFraction(a.type()) && isNaturalInteger(l, b)) {
      return plain(l.real(a), l.lower(b).sql(), Domain.DECIMAL);
    }
    Representation left = l.isConstant(a) ? null : l.lower(a).representation();
    Representation right = l.isConstant(b) ? null : l.lower(b).representation();
    if (isLong(left) || isLong(right)) {
      int longest = Math.max(scale(a.type()), scale(b.type()));
      Representation target = new Representation(Kind.DECIMAL_TEXT, longest);
      return plain(
          l.lowerAs(a, target, a.type()).sql(),
          l.lowerAs(b, target, b.type()).sql(),
          Domain.DECIMAL);
    }
    int scale = Math.max(scale(a.type()), scale(b.type()));
    return plain(l.scaled(a, scale), l.scaled(b, scale), Domain.DECIMAL);
  }

  private static boolean isLong(@Nullable Representation r) {
    return r != null && r.kind() == Kind.DECIMAL_TEXT;
  }

  private static boolean isFraction(SqlType type) {
    return type.is(TypeName.DECIMAL) && type.precision() <= 15;
  }

  private static boolean isNaturalInteger(Lowering l, Typed e) {
    return Domain.isExactInteger(e.type()) && !l.isConstant(e) && l.lower(e).kind() == Kind.INTEGER;
  }

  static int scale(SqlType type) {
    return type.is(TypeName.DECIMAL) || type.name().isTemporal() ? type.scale() : 0;
  }

  /** DATETIME against DATE or text: constants that are dates alone keep a DATE column bare. */
  private static Pair datetimes(Lowering l, Typed a, Typed b) {
    if (stored(l, a, Kind.TIMESTAMP) && timestampReady(l, b)) {
      return timestamps(l, a, b, false);
    }
    if (stored(l, b, Kind.TIMESTAMP) && timestampReady(l, a)) {
      return timestamps(l, b, a, true);
    }
    if (stored(l, a, Kind.DATE) && l.isConstant(b)) {
      return plain(l.lower(a).sql(), dateBound(l, b), Domain.DATETIME);
    }
    if (stored(l, b, Kind.DATE) && l.isConstant(a)) {
      return plain(dateBound(l, a), l.lower(b).sql(), Domain.DATETIME);
    }
    int left = l.isConstant(a) ? 0 : scale(a.type());
    int right = l.isConstant(b) ? 0 : scale(b.type());
    int scale = Math.max(left, right);
    return plain(datetimeOrLonger(l, a, scale), datetimeOrLonger(l, b, scale), Domain.DATETIME);
  }

  /**
   * A constant for comparing with DATE's ten characters: 'YYYY-MM-DD' at midnight, and otherwise
   * the whole DATETIME, which sorts right after its date and before the next one.
   */
  private static Sql dateBound(Lowering l, Typed e) {
    if (e.type().is(TypeName.DATE)) {
      return l.date(e);
    }
    Sql value = l.datetime(e, 6);
    return Sql.f("replace({0},' 00:00:00.000000','')", value);
  }

  /**
   * A constant with all its fractional digits, unless it has none: a longer text sorts right after
   * the shorter one that it begins with.
   */
  private static Sql datetimeOrLonger(Lowering l, Typed e, int scale) {
    if (!l.isConstant(e) || (e.type().name().isTemporal() && e.type().scale() <= scale)) {
      return l.datetime(e, scale);
    }
    if (e.type().name().isInteger()) {
      return l.datetime(e, scale);
    }
    int kept = scale == 0 ? 19 : 20 + scale;
    String none = scale == 0 ? ".000000" : "000000".substring(scale);
    return Sql.f(
        "CASE substr({0},"
            + (kept + 1)
            + ") WHEN '"
            + none
            + "' THEN substr({0},1,"
            + kept
            + ") ELSE {0} END",
        l.datetime(e, 6));
  }

  private static boolean stored(Lowering l, Typed e, Kind kind) {
    return !l.isConstant(e) && l.lower(e).kind() == kind;
  }

  private static boolean timestampReady(Lowering l, Typed e) {
    return l.isConstant(e) || stored(l, e, Kind.TIMESTAMP);
  }

  /** TIMESTAMP columns stay in UTC; a constant is converted to UTC in Java. */
  private static Pair timestamps(Lowering l, Typed column, Typed other, boolean swapped) {
    Lowered left = l.lower(column);
    Sql right;
    if (l.isConstant(other)) {
      right = l.bound(other, left.representation());
    } else {
      Lowered value = l.lower(other);
      right = TemporalText.rescale(value.sql(), value.scale(), left.scale());
    }
    return swapped
        ? plain(right, left.sql(), Domain.DATETIME)
        : plain(left.sql(), right, Domain.DATETIME);
  }

  private static Lowered between(Lowering l, Typed.Call c) {
    Typed x = c.arguments().get(0);
    Typed low = operand(l, c.arguments().get(1), x, false);
    Typed high = operand(l, c.arguments().get(2), x, false);
    return Lowered.truth(
        Sql.and(
            List.of(
                compare(l, BinaryOperator.GREATER_OR_EQUAL, x, low),
                compare(l, BinaryOperator.LESS_OR_EQUAL, x, high))));
  }

  private static Lowered in(Lowering l, Typed.Call c) {
    Typed x = c.arguments().get(0);
    List<Typed> items = c.arguments().subList(1, c.arguments().size());
    if (items.size() > SHORT_LIST && l.allowsSubqueries() && !isRow(x) && allConstant(l, items)) {
      Sql list = constantList(l, x, items);
      if (list != null) {
        return Lowered.truth(list);
      }
    }
    List<Sql> tests = new ArrayList<>();
    for (Typed item : items) {
      tests.add(ListMember.test(l, x, item));
    }
    Sql merged = merge(tests);
    return Lowered.truth(merged != null ? merged : Sql.or(tests));
  }

  /** {@code x IN (…)} from plain equalities with the same left side; else null. */
  private static @Nullable Sql merge(List<Sql> tests) {
    List<Sql> items = new ArrayList<>();
    Sql left = null;
    for (Sql test : tests) {
      if (!(test instanceof Sql.Binary binary) || (left != null && !left.equals(binary.left()))) {
        return null;
      }
      left = binary.left();
      items.add(binary.right());
    }
    return left == null || items.size() < 2 ? null : new Sql.InList(left, items);
  }

  private static boolean allConstant(Lowering l, List<Typed> items) {
    for (Typed item : items) {
      if (!l.isConstant(item)) {
        return false;
      }
    }
    return true;
  }

  /** One JSON array for a long list whose items all compare in the same way. */
  private static @Nullable Sql constantList(Lowering l, Typed x, List<Typed> items) {
    Sql left = null;
    List<Typed> values = new ArrayList<>();
    Representation representation = null;
    for (Typed item : items) {
      if (Shapes.isNullConstant(item)) {
        values.add(item);
        continue;
      }
      Pair pair = pair(l, x, item);
      Sql right = pair.right();
      if (right instanceof Sql.Formula plus && plus.text().equals("+{0}")) {
        right = plus.holes().get(0);
      }
      if (right instanceof Sql.Word number) {
        values.add(item);
        right =
            new Sql.Bind(
                new Program.Scalar(item, Representation.of(Kind.INTEGER)), Sql.Form.INTEGER);
        if (number.text().equals("NULL")) {
          return null;
        }
      } else if (right instanceof Sql.Text) {
        values.add(item);
        right = new Sql.Bind(new Program.Scalar(item, Lowering.textual()), Sql.Form.PLAIN);
      } else if (right instanceof Sql.Bind bind && bind.binding() instanceof Program.Scalar s) {
        values.add(s.expr());
      } else if (pair.domain() == Domain.DATETIME && !pair.isPadded()) {
        return null;
      }
      if (!(right instanceof Sql.Bind bind && bind.binding() instanceof Program.Scalar s)) {
        return null;
      }
      Sql side = pair.isPadded() ? pair.trimmedLeft() : pair.left();
      if ((left != null && !left.equals(side))
          || (representation != null && !representation.equals(s.representation()))) {
        return null;
      }
      left = side;
      representation = s.representation();
    }
    if (left == null || representation == null) {
      return null;
    }
    boolean padded = pair(l, x, items.get(0)).isPadded();
    Sql array = new Sql.Bind(new Program.ScalarList(values, representation), Sql.Form.PLAIN);
    Sql value = new Sql.Column(null, "value");
    SqlQuery list =
        new SqlQuery.Select(
            false,
            List.of(new SqlQuery.Item(padded ? Collations.trimmed(value) : value, null)),
            new SqlQuery.TableFrom("json_each", List.of(array), "j"),
            null,
            List.of(),
            null);
    return new Sql.InQuery(left, list);
  }

  static boolean isRow(Typed e) {
    return e instanceof Typed.Call call && call.name().equals("ROW");
  }

  /** (a, b) = (c, d) is a conjunction; (a, b) < (c, d) is a < c OR (a = c AND b < d). */
  private static Sql rows(Lowering l, BinaryOperator operator, Typed a, Typed b) {
    if (a instanceof Typed.Subquery || b instanceof Typed.Subquery) {
      return SubqueryRules.row(l, operator, a, b);
    }
    List<Typed> left = ((Typed.Call) a).arguments();
    List<Typed> right = ((Typed.Call) b).arguments();
    switch (operator) {
      case EQUAL, NULL_SAFE_EQUAL -> {
        List<Sql> tests = new ArrayList<>();
        for (int i = 0; i < left.size(); i++) {
          tests.add(compare(l, operator, left.get(i), right.get(i)));
        }
        return Sql.and(tests);
      }
      case NOT_EQUAL -> {
        return new Sql.Not(rows(l, BinaryOperator.EQUAL, a, b));
      }
      default -> {
        return ordered(l, operator, left, right);
      }
    }
  }

  private static Sql ordered(
      Lowering l, BinaryOperator operator, List<Typed> left, List<Typed> right) {
    boolean less = operator == BinaryOperator.LESS || operator == BinaryOperator.LESS_OR_EQUAL;
    BinaryOperator strict = less ? BinaryOperator.LESS : BinaryOperator.GREATER;
    int last = left.size() - 1;
    Sql test = compare(l, operator, left.get(last), right.get(last));
    for (int i = last - 1; i >= 0; i--) {
      test =
          Sql.or(
              List.of(
                  compare(l, strict, left.get(i), right.get(i)),
                  Sql.and(
                      List.of(compare(l, BinaryOperator.EQUAL, left.get(i), right.get(i)), test))));
    }
    return test;
  }
}
