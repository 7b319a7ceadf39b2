package io.edgesql.dialect.bind;

import io.edgesql.dialect.types.SqlType;
import io.edgesql.dialect.types.TypeName;
import io.edgesql.dialect.types.Value;

/** Literals' types as MySQL reports them: every integer literal is a BIGINT. */
final class LiteralTypes {
  private LiteralTypes() {}

  /** Of a literal whose value is not looked at. */
  static SqlType of(SqlType written) {
    if (written.is(TypeName.INT)) {
      return written.length() == 1 ? SqlType.BOOLEAN : Widths.bigint(11, false);
    }
    return written.is(TypeName.BIGINT) && written.length() < 0
        ? Widths.bigint(20, written.unsigned())
        : written;
  }

  /** Of a literal with a known value: an integer is as wide as its digits and a sign. */
  static SqlType of(Value value, SqlType written) {
    if (!(value instanceof Value.Int number) || !written.name().isInteger()) {
      return of(written);
    }
    if (written.length() == 1) {
      return SqlType.BOOLEAN;
    }
    String digits =
        number.unsigned() ? Long.toUnsignedString(number.bits()) : Long.toString(number.bits());
    boolean unsigned = written.unsigned();
    boolean negative = digits.startsWith("-");
    return Widths.bigint(digits.length() + (unsigned || negative ? 0 : 1), unsigned);
  }
}
