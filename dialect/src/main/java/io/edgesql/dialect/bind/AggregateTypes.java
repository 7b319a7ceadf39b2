package io.edgesql.dialect.bind;

import io.edgesql.dialect.SqlException;
import io.edgesql.dialect.types.Collation;
import io.edgesql.dialect.types.SqlType;
import io.edgesql.dialect.types.TypeName;
import java.util.List;

/** Result types of aggregates and window functions. */
final class AggregateTypes {
  /** Digits that SUM adds in front of the point, so that no sum of 64-bit counts overflows. */
  private static final int SUM_DIGITS = 22;

  /** Bytes that BIT_AND, BIT_OR and BIT_XOR take of a binary string. */
  private static final int MAX_BITS_LENGTH = 511;

  /** group_concat_max_len: bytes. */
  private static final int GROUP_CONCAT_LENGTH = 1024;

  /** Characters from which on an integer is a BIGINT. */
  private static final int INT_WIDTH = 10;

  private static final int FLOAT_WIDTH = 12;

  private static final int DOUBLE_WIDTH = 22;

  private AggregateTypes() {}

  static SqlType of(String name, List<Typed> arguments, Collation connection) {
    GeometryOperands.refuse(name, arguments);
    SqlType first = arguments.isEmpty() ? SqlType.NULL : arguments.get(0).type();
    return switch (name) {
      case "COUNT" -> Widths.bigint(21, false);
      case "SUM" -> sum(first);
      case "AVG" -> average(first);
      case "MIN", "MAX" ->
          extreme(first.is(TypeName.DOUBLE) ? stored(first, arguments.get(0)) : first);
      case "GROUP_CONCAT" -> concatenated(arguments, connection);
      case "BIT_AND", "BIT_OR", "BIT_XOR" -> bits(first);
      case "JSON_ARRAYAGG", "JSON_OBJECTAGG" -> SqlType.JSON;
      case "ANY_VALUE" -> anyOf(first);
      default -> SqlType.DOUBLE;
    };
  }

  private static SqlType bits(SqlType argument) {
    SqlType type = ArithmeticTypes.bits(argument);
    if (type.name().isBinary() && (type.name().isLob() || type.length() > MAX_BITS_LENGTH)) {
      throw new SqlException(
          3514,
          "HY000",
          "Aggregate bitwise functions cannot accept arguments longer than "
              + MAX_BITS_LENGTH
              + " bytes; consider using the SUBSTRING() function");
    }
    return type;
  }

  private static SqlType sum(SqlType argument) {
    if (argument.is(TypeName.NULL)) {
      return ArithmeticTypes.real(0);
    }
    return ArithmeticTypes.domain(argument) == ArithmeticTypes.Domain.REAL
        ? ArithmeticTypes.realOf(ArithmeticTypes.decimals(argument))
        : Widths.decimal(Widths.precision(argument) + SUM_DIGITS, Widths.scale(argument), false);
  }

  private static SqlType average(SqlType argument) {
    if (argument.is(TypeName.NULL)) {
      return ArithmeticTypes.real(ArithmeticTypes.DIVISION_DIGITS);
    }
    return ArithmeticTypes.domain(argument) == ArithmeticTypes.Domain.REAL
        ? ArithmeticTypes.realOf(
            ArithmeticTypes.decimals(argument) + ArithmeticTypes.DIVISION_DIGITS)
        : Widths.decimal(
            Widths.precision(argument) + ArithmeticTypes.DIVISION_DIGITS,
            Widths.scale(argument) + ArithmeticTypes.DIVISION_DIGITS,
            false);
  }

  /** MIN and MAX keep the type, but ENUM and SET are compared and given as text. */
  private static SqlType extreme(SqlType argument) {
    if (argument.name().isTemporal()) {
      return argument.withCollation(Widths.PLAIN);
    }
    boolean isMember = argument.is(TypeName.ENUM) || argument.is(TypeName.SET);
    return isMember
        ? new SqlType(
            TypeName.CHAR,
            false,
            false,
            Widths.characters(argument),
            0,
            0,
            argument.collation(),
            List.of())
        : argument;
  }

  /** ANY_VALUE gives members of an ENUM or SET as texts, too, and bits as a number. */
  static SqlType anyOf(SqlType argument) {
    if (argument.name().isTemporal()) {
      return argument;
    }
    return argument.is(TypeName.BIT) ? wide(argument) : extreme(argument);
  }

  private static SqlType concatenated(List<Typed> arguments, Collation connection) {
    Collation collation = Coercibility.aggregate(arguments, connection, "group_concat");
    return new SqlType(
        collation.isBinary() ? TypeName.LONGBLOB : TypeName.LONGTEXT,
        false,
        false,
        GROUP_CONCAT_LENGTH,
        0,
        0,
        collation,
        List.of());
  }

  /** An aggregate over a window. */
  static SqlType overWindow(String name, List<Typed> arguments, Collation connection) {
    SqlType type = of(name, arguments, connection);
    if (!name.equals("MIN") && !name.equals("MAX")) {
      return type.is(TypeName.BIT) ? wide(type) : type;
    }
    Typed first = arguments.get(0);
    return first.type().name().isTemporal() ? first.type() : passed(type, first);
  }

  static SqlType ofWindow(String name, List<Typed> arguments, Collation connection) {
    return switch (name) {
      case "ROW_NUMBER", "RANK", "DENSE_RANK", "NTILE" -> Widths.bigint(21, true);
      case "CUME_DIST", "PERCENT_RANK" -> SqlType.DOUBLE;
      case "LAG", "LEAD" ->
          passed(
              arguments.size() > 2
                  ? TypeMerge.of(List.of(arguments.get(0), arguments.get(2)), connection, "lag")
                  : arguments.get(0).type(),
              arguments.get(0));
      default -> passed(arguments.get(0).type(), arguments.get(0));
    };
  }

  /**
   * The type of values that pass through the table of a window: integers of less than ten
   * characters are INT, all others BIGINT, and strings have no fixed length.
   *
   * @param value what passes
   */
  private static SqlType passed(SqlType type, Typed value) {
    TypeName name = type.name();
    if (name.isInteger() || name == TypeName.YEAR || name == TypeName.BIT) {
      boolean unsigned = ArithmeticTypes.unsigned(type);
      long width = Widths.characters(type);
      return width < INT_WIDTH
          ? new SqlType(
              TypeName.INT, unsigned, false, -1, 0, 0, SqlType.BIGINT.collation(), List.of())
          : Widths.bigint(width, unsigned);
    }
    if (name == TypeName.NULL) {
      return new SqlType(TypeName.BINARY, false, false, 0, 0, 0, Collation.BINARY, List.of());
    }
    if (name == TypeName.CHAR || name == TypeName.BINARY || ArithmeticTypes.isHexLiteral(type)) {
      TypeName varying = name == TypeName.CHAR ? TypeName.VARCHAR : TypeName.VARBINARY;
      return new SqlType(varying, false, false, type.length(), 0, 0, type.collation(), List.of());
    }
    return stored(type, value);
  }

  /** A DOUBLE is as wide as the column that it comes from. */
  private static SqlType stored(SqlType type, Typed value) {
    boolean isColumn = value instanceof Typed.ColumnReference;
    if (!isColumn || !type.equals(SqlType.DOUBLE)) {
      return type;
    }
    long width = value.type().is(TypeName.FLOAT) ? FLOAT_WIDTH : DOUBLE_WIDTH;
    return new SqlType(
        TypeName.DOUBLE, false, false, width, 0, SqlType.NOT_FIXED, type.collation(), List.of());
  }

  /** Bits are BIGINT. */
  private static SqlType wide(SqlType type) {
    return Widths.bigint(Widths.characters(type), true);
  }
}
