package io.edgesql.dialect.ddl;

import io.edgesql.dialect.ErrorCode;
import io.edgesql.dialect.SqlException;
import io.edgesql.dialect.catalog.Table.Column;
import io.edgesql.dialect.eval.ColumnStore;
import io.edgesql.dialect.eval.SqliteCodec;
import io.edgesql.dialect.eval.ValueText;
import io.edgesql.dialect.plan.Session;
import io.edgesql.dialect.tree.Expr;
import io.edgesql.dialect.types.Representation;
import io.edgesql.dialect.types.SqlType;
import io.edgesql.dialect.types.TypeName;
import io.edgesql.dialect.types.Value;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * Defaults: checked against their column, in MySQL's form for the catalog, and as SQLite literals.
 */
final class DefaultValues {
  private final String nowUtc;
  private final DefinitionEnvironment environment;
  private final Session.SqlMode mode;

  DefaultValues(String nowUtc, Session session) {
    this.nowUtc = nowUtc;
    this.environment = new DefinitionEnvironment(session);
    this.mode = session.mode();
  }

  /** An expression that the client wrote in a definition, as the catalog keeps it. */
  String canonical(String written) {
    return CanonicalText.written(written, mode);
  }

  /** The value of a literal, with a sign or without; null if the expression is something else. */
  static @Nullable Value literal(Expr expr) {
    if (expr instanceof Expr.Literal literal) {
      return literal.value();
    }
    return expr instanceof Expr.Unary unary
            && unary.operator() == Expr.UnaryOperator.MINUS
            && unary.operand() instanceof Expr.Literal literal
        ? negated(literal.value())
        : null;
  }

  private static @Nullable Value negated(Value value) {
    if (value instanceof Value.Int number) {
      return new Value.Decimal(
          new BigDecimal(
                  number.unsigned()
                      ? Long.toUnsignedString(number.bits())
                      : Long.toString(number.bits()))
              .negate());
    }
    if (value instanceof Value.Decimal number) {
      return new Value.Decimal(number.number().negate());
    }
    return value instanceof Value.Real number ? new Value.Real(-number.number()) : null;
  }

  /**
   * The literal as information_schema shows it.
   *
   * @throws SqlException 1067 if the column cannot hold it
   */
  String canonical(Value value, Column column) {
    if (!column.type().members().isEmpty() && !namesMembers(value, column.type())) {
      throw SqlException.of(ErrorCode.ER_INVALID_DEFAULT, column.name());
    }
    try {
      Value stored = ColumnStore.store(value, column, environment, 1);
      if (column.type().is(TypeName.BIT) && stored instanceof Value.Int bits) {
        return "b'" + Long.toBinaryString(bits.bits()) + "'";
      }
      if (stored instanceof Value.Bytes bytes) {
        return hexadecimal(bytes.bytes(), column.type().is(TypeName.BINARY));
      }
      return ValueText.text(stored, column.type());
    } catch (SqlException refused) {
      throw SqlException.of(ErrorCode.ER_INVALID_DEFAULT, column.name());
    }
  }

  /** Whether a default of an ENUM or SET names members: their numbers are no default. */
  private static boolean namesMembers(Value value, SqlType type) {
    if (!(value instanceof Value.Text text)) {
      return false;
    }
    boolean isSet = type.is(TypeName.SET);
    if (isSet && text.text().isEmpty()) {
      return true;
    }
    String[] parts = isSet ? text.text().split(",", -1) : new String[] {text.text()};
    for (String part : parts) {
      String wanted = part.stripTrailing();
      if (type.members().stream().noneMatch(member -> member.equalsIgnoreCase(wanted))) {
        return false;
      }
    }
    return true;
  }

  /** Bytes as information_schema shows them: BINARY without the zeros that fill it up. */
  private static String hexadecimal(byte[] bytes, boolean filled) {
    int length = bytes.length;
    while (filled && length > 0 && bytes[length - 1] == 0) {
      length--;
    }
    StringBuilder out = new StringBuilder("0x");
    for (int i = 0; i < length; i++) {
      out.append(Character.toUpperCase(Character.forDigit((bytes[i] >> 4) & 15, 16)));
      out.append(Character.toUpperCase(Character.forDigit(bytes[i] & 15, 16)));
    }
    return out.toString();
  }

  /**
   * What existing rows get in a new column: its default, or what MySQL takes where there is none.
   */
  String sqlite(Column column) {
    return switch (column.defaultValue().kind()) {
      case LITERAL -> literal(ColumnStore.literalDefault(column, environment), column);
      case NULL -> "NULL";
      case NOW -> now(column);
      case NONE -> column.nullable() ? "NULL" : implicit(column);
      case EXPRESSION -> throw new IllegalArgumentException("no constant");
    };
  }

  /** What NULL becomes in a column that is NOT NULL, where it is not an error. */
  String implicit(Column column) {
    return literal(ColumnStore.implicitDefault(column), column);
  }

  private String now(Column column) {
    int digits = column.type().scale();
    return SqliteText.string(digits == 0 ? nowUtc : nowUtc + "." + "0".repeat(digits));
  }

  private String literal(Value value, Column column) {
    Representation representation = Representation.ofColumn(column.type());
    return encoded(
        SqliteCodec.encode(value, column.type(), representation, environment), representation);
  }

  /** A bound value as SQLite text. */
  static String encoded(@Nullable Object value, Representation representation) {
    if (value == null) {
      return "NULL";
    }
    if (value instanceof byte[] bytes) {
      StringBuilder hex = new StringBuilder("x'");
      for (byte b : bytes) {
        hex.append(Character.forDigit((b >> 4) & 15, 16)).append(Character.forDigit(b & 15, 16));
      }
      return hex.append('\'').toString();
    }
    if (value instanceof Double number) {
      return number.toString();
    }
    String text = value.toString();
    return switch (representation.kind()) {
      case INTEGER, SCALED, TIME -> text;
      case UNSIGNED64 -> text.length() == 20 ? SqliteText.string(text) : text;
      default -> SqliteText.string(text);
    };
  }
}
