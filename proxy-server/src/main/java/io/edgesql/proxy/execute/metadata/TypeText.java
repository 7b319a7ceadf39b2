package io.edgesql.proxy.execute.metadata;

import io.edgesql.dialect.types.SqlType;
import io.edgesql.dialect.types.TypeName;
import java.util.Locale;

/** Types as MySQL writes them. */
public final class TypeText {
  private TypeText() {}

  /** COLUMN_TYPE: {@code int unsigned}, {@code varchar(45)}, {@code enum('a','b')}. */
  public static String columnType(SqlType type) {
    StringBuilder out = new StringBuilder(dataType(type));
    switch (type.name()) {
      case TINYINT, SMALLINT, MEDIUMINT, INT, BIGINT -> {
        // MySQL 8 shows a width only where it means something.
        boolean isBool = type.is(TypeName.TINYINT) && type.length() == 1 && !type.unsigned();
        if (type.length() >= 0 && (type.zerofill() || isBool)) {
          out.append('(').append(type.length()).append(')');
        } else if (type.zerofill()) {
          out.append('(').append(usualWidth(type.name())).append(')');
        }
      }
      case DECIMAL ->
          out.append('(').append(type.precision()).append(',').append(type.scale()).append(')');
      case FLOAT, DOUBLE -> {
        if (type.scale() != SqlType.NOT_FIXED && type.length() > 0) {
          out.append('(').append(type.length()).append(',').append(type.scale()).append(')');
        }
      }
      case BIT, CHAR, VARCHAR, BINARY, VARBINARY ->
          out.append('(').append(type.length()).append(')');
      case TIME, DATETIME, TIMESTAMP -> {
        if (type.scale() > 0) {
          out.append('(').append(type.scale()).append(')');
        }
      }
      case ENUM, SET -> members(out, type);
      default -> {}
    }
    if (type.unsigned() || type.zerofill()) {
      out.append(" unsigned");
    }
    return type.zerofill() ? out.append(" zerofill").toString() : out.toString();
  }

  /** DATA_TYPE: the name alone. */
  public static String dataType(SqlType type) {
    return type.is(TypeName.GEOMETRYCOLLECTION)
        ? "geomcollection"
        : type.name().name().toLowerCase(Locale.ROOT);
  }

  private static int usualWidth(TypeName name) {
    return switch (name) {
      case TINYINT -> 3;
      case SMALLINT -> 5;
      case MEDIUMINT -> 8;
      case INT -> 10;
      default -> 20;
    };
  }

  private static void members(StringBuilder out, SqlType type) {
    out.append('(');
    for (String member : type.members()) {
      out.append(out.charAt(out.length() - 1) == '(' ? "'" : ",'")
          .append(member.replace("'", "''"))
          .append('\'');
    }
    out.append(')');
  }
}
