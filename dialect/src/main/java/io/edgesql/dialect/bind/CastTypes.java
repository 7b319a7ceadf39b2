package io.edgesql.dialect.bind;

import io.edgesql.dialect.ErrorCode;
import io.edgesql.dialect.SqlException;
import io.edgesql.dialect.types.Collation;
import io.edgesql.dialect.types.Collations;
import io.edgesql.dialect.types.SqlType;
import io.edgesql.dialect.types.TypeName;
import java.util.List;

/** Result types of CAST, CONVERT and CONVERT … USING. */
final class CastTypes {
  private CastTypes() {}

  static SqlType of(Typed operand, SqlType target, Collation connection) {
    return switch (target.name()) {
      case TINYINT, SMALLINT, MEDIUMINT, INT, BIGINT -> Widths.bigint(21, target.unsigned());
      case FLOAT -> target.withName(TypeName.FLOAT, 23);
      case YEAR -> new SqlType(TypeName.YEAR, false, false, 5, 0, 0, Collation.BINARY, List.of());
      case DECIMAL -> target.precision() == 0 ? SqlType.decimal(10, 0, false) : target;
      case CHAR, VARCHAR, TINYTEXT, TEXT, MEDIUMTEXT, LONGTEXT -> text(operand, target, connection);
      case BINARY, VARBINARY, TINYBLOB, BLOB, MEDIUMBLOB, LONGBLOB -> binary(operand, target);
      default -> target;
    };
  }

  /** The type of a parameter that is cast. */
  static SqlType ofParameter(SqlType target, Collation connection) {
    return switch (target.name()) {
      case TINYINT, SMALLINT, MEDIUMINT, INT, BIGINT -> SqlType.BIGINT;
      case TIME, TIMESTAMP, DATETIME -> SqlType.temporal(TypeName.DATETIME, 6);
      case CHAR, VARCHAR, TINYTEXT, TEXT, MEDIUMTEXT, LONGTEXT ->
          ParameterPlaces.string(connection);
      default -> target;
    };
  }

  /** CHAR without a character set is in the connection's; without a length it fits the operand. */
  private static SqlType text(Typed operand, SqlType target, Collation connection) {
    Collation written = target.collation();
    boolean isOpen = written.isBinary() || written.equals(Collation.CONNECTION);
    Collation collation = isOpen ? connection : written;
    long length = target.length() >= 0 ? target.length() : Widths.characters(operand.type());
    return Widths.text(length, collation);
  }

  private static SqlType binary(Typed operand, SqlType target) {
    long bytes =
        target.length() >= 0
            ? target.length()
            : Widths.characters(operand.type()) * charBytes(operand.type());
    SqlType type = Widths.text(bytes, Collation.BINARY);
    // With a length it is filled up with zero bytes, as ZEROFILL does numbers with zero digits.
    return target.length() < 0
        ? type
        : new SqlType(
            type.name(),
            false,
            true,
            type.length(),
            0,
            type.scale(),
            type.collation(),
            type.members());
  }

  /** Bytes for each character when a value becomes binary: numbers are plain ASCII. */
  static int charBytes(SqlType type) {
    boolean isText = type.name().isCharacter() || type.is(TypeName.ENUM) || type.is(TypeName.SET);
    return isText ? type.collation().maxBytes() : 1;
  }

  static SqlType using(Typed operand, String charset) {
    Collation collation = Collations.defaultOf(charset);
    if (collation == null) {
      throw SqlException.of(ErrorCode.ER_UNKNOWN_CHARACTER_SET, charset);
    }
    return Widths.text(Widths.characters(operand.type()), collation);
  }
}
