package io.edgesql.dialect.bind;

import io.edgesql.dialect.types.Collation;
import io.edgesql.dialect.types.SqlType;
import io.edgesql.dialect.types.TypeName;
import java.util.ArrayList;
import java.util.List;

/**
 * The one type that values of several types get: UNION, IF, CASE, COALESCE, GREATEST (MySQL's
 * field_types_merge_rules and Item::aggregate_type).
 */
final class TypeMerge {
  private TypeMerge() {}

  /** The common type of expressions; NULLs do not count unless all are NULL. */
  static SqlType of(List<Typed> operands, Collation connection, String operation) {
    List<SqlType> types = new ArrayList<>();
    for (Typed operand : operands) {
      types.add(operand.type());
    }
    TypeName name = name(types);
    boolean isText = name.isCharacter() || name == TypeName.ENUM || name == TypeName.SET;
    Collation collation =
        isText || name.isBinary()
            ? Coercibility.aggregate(operands, connection, operation)
            : Collation.BINARY;
    SqlType merged = ofTypes(types, collation);
    // Dates and times that one of several operands gives are described as texts are.
    return name.isTemporal() ? merged.withCollation(connection) : merged;
  }

  /** The common type of types, strings getting {@code collation}. */
  static SqlType ofTypes(List<SqlType> types, Collation collation) {
    TypeName name = name(types);
    if (name.isInteger()) {
      return integer(types, name);
    }
    return switch (name) {
      case NULL -> SqlType.NULL;
      case DECIMAL -> decimal(types);
      case FLOAT, DOUBLE -> real(types, name);
      case BIT -> bit(types);
      case YEAR, DATE, JSON -> withoutWidth(types, name);
      case TIME, DATETIME, TIMESTAMP -> SqlType.temporal(name, maxScale(types));
      case CHAR, VARCHAR, BINARY, VARBINARY, ENUM, SET -> string(types, name, collation);
      case TINYTEXT, TEXT, MEDIUMTEXT, LONGTEXT, TINYBLOB, BLOB, MEDIUMBLOB, LONGBLOB ->
          lob(types, name, collation);
      default -> withoutWidth(types, name);
    };
  }

  private static SqlType withoutWidth(List<SqlType> types, TypeName name) {
    for (SqlType type : types) {
      if (type.is(name)) {
        return type;
      }
    }
    return SqlType.simple(name, 0);
  }

  private static TypeName name(List<SqlType> types) {
    TypeName result = TypeName.NULL;
    for (SqlType type : types) {
      result = merge(result, type.name());
    }
    return result;
  }

  private static TypeName merge(TypeName a, TypeName b) {
    if (a == TypeName.NULL || b == TypeName.NULL) {
      return a == TypeName.NULL ? b : a;
    }
    if (a == b) {
      return a == TypeName.ENUM || a == TypeName.SET ? TypeName.VARCHAR : a;
    }
    if (a.isNumeric() && b.isNumeric()) {
      return numeric(a, b);
    }
    if (a.isTemporal() && b.isTemporal()) {
      return TypeName.DATETIME;
    }
    if (a.isGeometry() && b.isGeometry()) {
      return TypeName.GEOMETRY;
    }
    if (a == TypeName.JSON || b == TypeName.JSON || a.isGeometry() || b.isGeometry()) {
      return TypeName.LONGTEXT;
    }
    return strings(a, b);
  }

  private static TypeName numeric(TypeName a, TypeName b) {
    TypeName low = a.compareTo(b) < 0 ? a : b;
    TypeName high = low == a ? b : a;
    if (low == TypeName.DOUBLE || high == TypeName.DOUBLE) {
      return TypeName.DOUBLE;
    }
    if (low == TypeName.FLOAT || high == TypeName.FLOAT) {
      TypeName other = low == TypeName.FLOAT ? high : low;
      // MySQL's table has it so: a BIGINT behind the FLOAT is no wider than it.
      boolean isSmall =
          other.compareTo(TypeName.MEDIUMINT) <= 0
              || other == TypeName.YEAR
              || b == TypeName.BIGINT;
      return isSmall ? TypeName.FLOAT : TypeName.DOUBLE;
    }
    if (low == TypeName.DECIMAL || high == TypeName.DECIMAL) {
      return TypeName.DECIMAL;
    }
    if (high == TypeName.BIT) {
      return TypeName.BIGINT;
    }
    return high == TypeName.YEAR ? (low == TypeName.BIT ? TypeName.BIGINT : low) : high;
  }

  private static TypeName strings(TypeName a, TypeName b) {
    TypeName lob = TypeName.NULL;
    for (TypeName each : List.of(a, b)) {
      if (each.isLob() && (lob == TypeName.NULL || lobRank(each) > lobRank(lob))) {
        lob = each;
      }
    }
    boolean isBinary = a.isBinary() || b.isBinary();
    if (lob == TypeName.NULL) {
      return isBinary ? TypeName.VARBINARY : TypeName.VARCHAR;
    }
    return switch (lobRank(lob)) {
      case 0 -> isBinary ? TypeName.TINYBLOB : TypeName.TINYTEXT;
      case 1 -> isBinary ? TypeName.BLOB : TypeName.TEXT;
      case 2 -> isBinary ? TypeName.MEDIUMBLOB : TypeName.MEDIUMTEXT;
      default -> isBinary ? TypeName.LONGBLOB : TypeName.LONGTEXT;
    };
  }

  private static int lobRank(TypeName name) {
    return switch (name) {
      case TINYTEXT, TINYBLOB -> 0;
      case TEXT, BLOB -> 1;
      case MEDIUMTEXT, MEDIUMBLOB -> 2;
      default -> 3;
    };
  }

  private static SqlType integer(List<SqlType> types, TypeName merged) {
    boolean anySigned = false;
    boolean anyUnsigned = false;
    boolean needsMore = false;
    long width = 0;
    for (SqlType type : types) {
      if (type.is(TypeName.NULL)) {
        continue;
      }
      boolean unsigned = isUnsigned(type);
      anyUnsigned |= unsigned;
      anySigned |= !unsigned;
      needsMore |= unsigned && (type.is(merged) || type.is(TypeName.BIT));
      width = Math.max(width, Widths.characters(type));
    }
    TypeName name = merged;
    if (anySigned && anyUnsigned && needsMore) {
      if (merged == TypeName.BIGINT) {
        return decimal(types);
      }
      name = next(merged);
    }
    boolean unsigned = anyUnsigned && !anySigned;
    return name == TypeName.BIGINT
        ? Widths.bigint(width, unsigned)
        : SqlType.integer(name, unsigned);
  }

  /** The integer type that holds this one's unsigned values with a sign. */
  private static TypeName next(TypeName name) {
    return switch (name) {
      case TINYINT -> TypeName.SMALLINT;
      case SMALLINT -> TypeName.MEDIUMINT;
      case MEDIUMINT -> TypeName.INT;
      default -> TypeName.BIGINT;
    };
  }

  private static boolean isUnsigned(SqlType type) {
    return type.unsigned() || type.is(TypeName.YEAR) || type.is(TypeName.BIT);
  }

  private static SqlType decimal(List<SqlType> types) {
    int whole = 0;
    boolean unsigned = true;
    for (SqlType type : types) {
      if (!type.is(TypeName.NULL)) {
        whole = Math.max(whole, Widths.precision(type) - Widths.scale(type));
        unsigned &= isUnsigned(type);
      }
    }
    int scale = maxScale(types);
    return Widths.decimal(whole + scale, scale, unsigned);
  }

  private static SqlType real(List<SqlType> types, TypeName name) {
    int scale = 0;
    for (SqlType type : types) {
      scale = Math.max(scale, type.name().isTemporal() ? 0 : type.scale());
    }
    return new SqlType(
        name,
        false,
        false,
        0,
        0,
        scale >= 31 ? SqlType.NOT_FIXED : scale,
        Collation.BINARY,
        List.of());
  }

  private static SqlType bit(List<SqlType> types) {
    long length = 1;
    for (SqlType type : types) {
      length = Math.max(length, type.length());
    }
    return new SqlType(TypeName.BIT, false, false, length, 0, 0, Collation.BINARY, List.of());
  }

  private static int maxScale(List<SqlType> types) {
    int scale = 0;
    for (SqlType type : types) {
      scale = Math.max(scale, Widths.scale(type));
    }
    return scale;
  }

  private static long maxWidth(List<SqlType> types, Collation collation) {
    long width = 0;
    for (SqlType type : types) {
      boolean toBytes = collation.isBinary() && type.name().isCharacter();
      width =
          Math.max(width, Widths.characters(type) * (toBytes ? type.collation().maxBytes() : 1));
    }
    return width;
  }

  private static SqlType string(List<SqlType> types, TypeName name, Collation collation) {
    boolean isText = name.isCharacter() || name == TypeName.ENUM || name == TypeName.SET;
    boolean fixed = name == TypeName.CHAR || name == TypeName.BINARY;
    if (types.size() == 1 && (name == TypeName.ENUM || name == TypeName.SET)) {
      return types.get(0);
    }
    Collation effective = isText ? collation : Collation.BINARY;
    SqlType text = Widths.text(maxWidth(types, effective), effective);
    return fixed
        ? text.withName(effective.isBinary() ? TypeName.BINARY : name, text.length())
        : text;
  }

  private static SqlType lob(List<SqlType> types, TypeName name, Collation collation) {
    Collation effective = name.isCharacter() ? collation : Collation.BINARY;
    return new SqlType(name, false, false, maxWidth(types, effective), 0, 0, effective, List.of());
  }
}
