package io.edgesql.dialect.translate;

import io.edgesql.dialect.bind.Typed;
import io.edgesql.dialect.types.Representation;
import io.edgesql.dialect.types.Representation.Kind;
import io.edgesql.dialect.types.SqlType;
import io.edgesql.dialect.types.TypeName;
import java.util.Map;

/**
 * CAST, CONVERT, COLLATE.
 *
 * <pre>{@code
 * CAST(price AS SIGNED)      rounded, halves away from zero
 * CAST(name AS SIGNED)       CAST(name AS INTEGER)
 * CAST(a AS CHAR(3))         substr(a, 1, 3)
 * a COLLATE utf8mb4_bin      a COLLATE BINARY
 * }</pre>
 */
final class CastRules {
  static final Map<String, Lowering.Rule> RULES =
      Map.of(
          "CAST", CastRules::cast,
          "CONVERT_USING", CastRules::using,
          "COLLATE", CastRules::collate,
          "BINARY", CastRules::using);

  /** The longest BINARY(n). */
  private static final int MAX_PADDED = 255;

  private CastRules() {}

  private static Lowered cast(Lowering l, Typed.Call c) {
    Typed x = c.arguments().get(0);
    SqlType type = c.type();
    if (type.name().isCharacter()) {
      return Lowered.text(cut(l.text(x), type.length()), type);
    }
    if (type.name().isBinary()) {
      Sql bytes = l.lowerAs(x, Representation.of(Kind.BLOB), SqlType.varbinary(-1)).sql();
      return Lowered.of(
          type.is(TypeName.BINARY) ? padded(bytes, type.length()) : cut(bytes, type.length()),
          Kind.BLOB,
          type);
    }
    Representation target = Conversions.computed(type);
    Lowered value = l.lower(x);
    if (target.kind() == Kind.UNSIGNED64) {
      return value.kind() == Kind.UNSIGNED64
          ? value
          : new Lowered(Conversions.integer(value), Representation.of(Kind.INTEGER), type);
    }
    if (target.kind() == Kind.INTEGER && value.kind() == Kind.UNSIGNED64) {
      return new Lowered(value.sql(), value.representation(), type);
    }
    Lowered converted = Conversions.to(value, target, type);
    Sql sql =
        target.kind() == Kind.SCALED ? clamped(converted.sql(), value, type) : converted.sql();
    return new Lowered(sql, converted.representation(), type);
  }

  /** What does not fit DECIMAL(p,s) becomes its greatest or least number. */
  private static Sql clamped(Sql sql, Lowered from, SqlType type) {
    boolean fits =
        from.type().is(TypeName.DECIMAL)
            && from.type().precision() > 0
            && from.type().precision() - from.type().scale() <= type.precision() - type.scale()
            && from.type().scale() <= type.scale();
    if (fits || type.precision() > Conversions.MAX_POWER) {
      return sql;
    }
    Sql greatest = Sql.number(Conversions.power(type.precision()) - 1);
    return Sql.f("max(min({0},{1}),-{1})", sql, greatest);
  }

  /** BINARY(n): exactly n bytes, zeros at the end. */
  static Sql padded(Sql bytes, long length) {
    if (length < 0 || length > MAX_PADDED) {
      return bytes;
    }
    String zeros = "00".repeat((int) length);
    return Sql.f(
        "CASE WHEN {0} IS NOT NULL THEN unhex(substr(hex({0})||{1},1," + 2 * length + ")) END",
        bytes,
        new Sql.Text(zeros));
  }

  /** CHAR(n) and BINARY(n) cut; a length of -1 or 0 in the type of CHAR alone means all. */
  private static Sql cut(Sql sql, long length) {
    return length < 0 || length > 1_000_000
        ? sql
        : Sql.call("substr", sql, Terms.ONE, Sql.number(length));
  }

  private static Lowered using(Lowering l, Typed.Call c) {
    Typed x = c.arguments().get(0);
    return c.type().name().isBinary()
        ? l.lowerAs(x, Representation.of(Kind.BLOB), c.type())
        : Lowered.text(l.text(x), c.type());
  }

  private static Lowered collate(Lowering l, Typed.Call c) {
    Sql text = l.text(c.arguments().get(0));
    Sql collated = Collations.compared(text, c.type().collation());
    Typed operand = c.arguments().get(0);
    boolean isSame = operand.type().collation().equals(c.type().collation());
    Sql key = isSame && !l.isConstant(operand) ? l.lower(operand).key() : null;
    return new Lowered(collated, Lowering.textual(), c.type(), false, key);
  }
}
