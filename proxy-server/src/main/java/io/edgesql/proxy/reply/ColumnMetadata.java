package io.edgesql.proxy.reply;

import static io.edgesql.protocol.type.ColumnFlag.*;

import io.edgesql.dialect.bind.BoundQuery;
import io.edgesql.dialect.catalog.Table;
import io.edgesql.dialect.plan.Program;
import io.edgesql.dialect.types.SqlType;
import io.edgesql.dialect.types.TypeName;
import io.edgesql.protocol.response.ColumnDefinition;
import io.edgesql.protocol.type.Collation;
import io.edgesql.protocol.type.ColumnType;
import org.jspecify.annotations.Nullable;

/** A result column's definition, as MySQL 8.0 sends it. */
public final class ColumnMetadata {
  private static final long LONG_LENGTH = 4_294_967_295L;
  private static final int STRING_EXPRESSION_DECIMALS = 31;

  private ColumnMetadata() {}

  /**
   * The definition of one column.
   *
   * @param results the collation that text is sent in; null: each column in its own
   */
  public static ColumnDefinition of(Program.ResultColumn column, @Nullable Collation results) {
    SqlType type = column.type();
    BoundQuery.Origin origin = column.origin();
    boolean isColumn = origin != null;
    boolean isText = isText(type);
    io.edgesql.dialect.types.Collation own = type.collation();
    int collationId = Collation.BINARY.id();
    int maxBytes = 1;
    if (isText || isTextual(type)) {
      collationId = results == null ? own.id() : results.id();
      maxBytes = results == null ? own.maxBytes() : results.maxBytesPerCharacter();
    } else if (type.name() == TypeName.JSON && !isColumn) {
      io.edgesql.dialect.types.Collation binary = io.edgesql.dialect.types.Collation.UTF8MB4_BIN;
      collationId = results == null ? binary.id() : results.id();
      maxBytes = results == null ? 1 : results.maxBytesPerCharacter();
    }
    return new ColumnDefinition(
        origin == null ? "" : origin.database(),
        origin == null ? "" : origin.alias(),
        origin == null ? "" : origin.table(),
        column.name(),
        origin == null ? "" : origin.column(),
        collationId,
        length(type, maxBytes, origin),
        wireType(type, isColumn),
        flags(type, column.nullable(), origin),
        decimals(type, isColumn));
  }

  /** Whether values are characters that are sent in a character set. */
  public static boolean isText(SqlType type) {
    return switch (type.name()) {
      case CHAR, VARCHAR, TINYTEXT, TEXT, MEDIUMTEXT, LONGTEXT -> !type.collation().isBinary();
      case ENUM, SET -> true;
      default -> false;
    };
  }

  /** The type on the wire, which also decides the binary encoding. */
  public static ColumnType wireType(SqlType type, boolean isColumn) {
    return switch (type.name()) {
      case NULL -> ColumnType.NULL;
      case TINYINT -> ColumnType.TINY;
      case SMALLINT -> ColumnType.SHORT;
      case MEDIUMINT -> ColumnType.INT24;
      // Literals, comparisons and functions have a width and are BIGINT on the wire.
      case INT -> isColumn || type.length() < 0 ? ColumnType.LONG : ColumnType.LONGLONG;
      case BIGINT -> ColumnType.LONGLONG;
      case DECIMAL -> ColumnType.NEWDECIMAL;
      case FLOAT -> ColumnType.FLOAT;
      case DOUBLE -> ColumnType.DOUBLE;
      case BIT -> ColumnType.BIT;
      case YEAR -> ColumnType.YEAR;
      case DATE -> ColumnType.DATE;
      case TIME -> ColumnType.TIME;
      case DATETIME -> ColumnType.DATETIME;
      case TIMESTAMP -> ColumnType.TIMESTAMP;
      case CHAR, BINARY, ENUM, SET -> ColumnType.STRING;
      case VARCHAR, VARBINARY -> ColumnType.VAR_STRING;
      case TINYTEXT, TEXT, MEDIUMTEXT, LONGTEXT, TINYBLOB, BLOB, MEDIUMBLOB, LONGBLOB ->
          isColumn ? ColumnType.BLOB : expressionLob(type);
      case JSON -> ColumnType.JSON;
      case GEOMETRY,
          POINT,
          LINESTRING,
          POLYGON,
          MULTIPOINT,
          MULTILINESTRING,
          MULTIPOLYGON,
          GEOMETRYCOLLECTION ->
          ColumnType.GEOMETRY;
    };
  }

  /** Dates and times that MySQL describes as it does texts. */
  private static boolean isTextual(SqlType type) {
    return type.name().isTemporal() && !type.collation().isBinary();
  }

  private static ColumnType expressionLob(SqlType type) {
    return switch (type.name()) {
      case TEXT, BLOB -> ColumnType.BLOB;
      case MEDIUMTEXT, MEDIUMBLOB -> ColumnType.MEDIUM_BLOB;
      default -> ColumnType.LONG_BLOB;
    };
  }

  private static long length(SqlType type, int maxBytes, BoundQuery.@Nullable Origin origin) {
    // What stands in a temporary table is as wide as the expression that it comes from.
    boolean isColumn = origin != null && !origin.equals(BoundQuery.Origin.TEMPORARY);
    boolean unsigned = type.unsigned();
    return switch (type.name()) {
      case NULL -> 0;
      case TINYINT -> width(type, unsigned ? 3 : 4);
      case SMALLINT -> width(type, unsigned ? 5 : 6);
      case MEDIUMINT -> width(type, unsigned ? 8 : 9);
      case INT -> width(type, unsigned ? 10 : 11);
      case BIGINT -> width(type, isColumn ? 20 : 21);
      case DECIMAL -> type.precision() + (type.scale() > 0 ? 1 : 0) + (unsigned ? 0 : 1);
      case FLOAT -> type.length() == 0 ? 12 : type.length();
      case DOUBLE ->
          type.length() == 0 || (type.scale() == SqlType.NOT_FIXED && type.length() > 22)
              ? (isColumn ? 22 : 23)
              : type.length();
      case BIT -> type.length();
      case YEAR -> type.length() > 0 ? type.length() : 4;
      case DATE -> 10L * maxBytes;
      case TIME -> ((type.length() > 0 ? type.length() : 10) + fraction(type)) * maxBytes;
      case DATETIME, TIMESTAMP -> (19 + fraction(type)) * maxBytes;
      case CHAR, VARCHAR -> bounded(type.length(), maxBytes);
      case BINARY, VARBINARY -> bounded(type.length(), 1);
      case TINYTEXT -> bounded(255, maxBytes);
      case TEXT -> bounded(type.length() > 0 ? type.length() : 65_535, maxBytes);
      case MEDIUMTEXT -> bounded(type.length() > 0 ? type.length() : 16_777_215, maxBytes);
      case TINYBLOB -> 255;
      case BLOB -> type.length() > 0 ? type.length() : 65_535;
      case MEDIUMBLOB -> type.length() > 0 ? type.length() : 16_777_215;
      case ENUM -> bounded(longestMember(type), maxBytes);
      case SET -> bounded(allMembers(type), maxBytes);
      case LONGTEXT ->
          isColumn
              ? LONG_LENGTH
              : type.length() > 0
                  ? bounded(Math.min(type.length(), LONG_LENGTH / maxBytes), maxBytes)
                  : LONG_LENGTH / maxBytes * maxBytes;
      case LONGBLOB -> !isColumn && type.length() > 0 ? type.length() : LONG_LENGTH;
      case JSON -> LONG_LENGTH / maxBytes * maxBytes;
      case GEOMETRY,
          POINT,
          LINESTRING,
          POLYGON,
          MULTIPOINT,
          MULTILINESTRING,
          MULTIPOLYGON,
          GEOMETRYCOLLECTION ->
          LONG_LENGTH;
    };
  }

  private static long width(SqlType type, long usual) {
    return type.length() >= 0 ? type.length() : usual;
  }

  private static long fraction(SqlType type) {
    return type.scale() == 0 ? 0 : type.scale() + 1L;
  }

  private static long bounded(long characters, int maxBytes) {
    return Math.min(LONG_LENGTH, Math.max(characters, 0) * maxBytes);
  }

  private static long longestMember(SqlType type) {
    long longest = 0;
    for (String member : type.members()) {
      longest = Math.max(longest, member.codePointCount(0, member.length()));
    }
    return longest;
  }

  private static long allMembers(SqlType type) {
    long all = Math.max(0, type.members().size() - 1L);
    for (String member : type.members()) {
      all += member.codePointCount(0, member.length());
    }
    return all;
  }

  private static int decimals(SqlType type, boolean isColumn) {
    TypeName name = type.name();
    if (name == TypeName.DECIMAL || name.isTemporal() || name.isApproximate()) {
      return type.scale();
    }
    boolean isLiteral = name == TypeName.VARBINARY && type.unsigned();
    boolean isString =
        !isLiteral && (name.isCharacter() || name.isBinary() || name == TypeName.JSON);
    return !isColumn && isString ? STRING_EXPRESSION_DECIMALS : 0;
  }

  private static int flags(SqlType type, boolean nullable, BoundQuery.@Nullable Origin origin) {
    int flags = nullable ? 0 : NOT_NULL_FLAG;
    flags |= typeFlags(type, origin == null);
    if (origin == null) {
      return flags;
    }
    flags |= origin.isPrimaryKey() ? PRI_KEY_FLAG | PART_KEY_FLAG : 0;
    flags |= origin.isUniqueKey() ? UNIQUE_KEY_FLAG | PART_KEY_FLAG : 0;
    flags |= origin.isKey() ? MULTIPLE_KEY_FLAG | PART_KEY_FLAG : 0;
    Table.Column definition = origin.definition();
    return definition == null ? flags : flags | columnFlags(type, definition);
  }

  private static int typeFlags(SqlType type, boolean isExpression) {
    TypeName name = type.name();
    int flags = type.unsigned() ? UNSIGNED_FLAG : 0;
    flags |= type.zerofill() && name.isNumeric() ? ZEROFILL_FLAG | UNSIGNED_FLAG : 0;
    boolean isLob = !isExpression && (name.isLob() || name == TypeName.JSON);
    flags |= isLob || name.isGeometry() ? BLOB_FLAG : 0;
    if (name == TypeName.YEAR && type.length() != 5) {
      flags |= isExpression ? UNSIGNED_FLAG : UNSIGNED_FLAG | ZEROFILL_FLAG;
    } else if (name == TypeName.BIT) {
      flags |= UNSIGNED_FLAG;
    } else if (name == TypeName.ENUM) {
      flags |= ENUM_FLAG;
    } else if (name == TypeName.SET) {
      flags |= SET_FLAG;
    }
    boolean isBinary =
        (name.isTemporal() && !isTextual(type))
            || name.isBinary()
            || name == TypeName.JSON
            || name.isGeometry()
            || (isText(type) && type.collation().name().endsWith("_bin"))
            || (isExpression && !isText(type) && !isTextual(type));
    return isBinary ? flags | BINARY_FLAG : flags;
  }

  private static int columnFlags(SqlType type, Table.Column definition) {
    int flags = definition.autoIncrement() ? AUTO_INCREMENT_FLAG : 0;
    boolean isNow = definition.defaultValue().kind() == Table.DefaultKind.NOW;
    if (definition.onUpdateNow()) {
      flags |= ON_UPDATE_NOW_FLAG;
    }
    if (type.name() == TypeName.TIMESTAMP && (isNow || definition.onUpdateNow())) {
      flags |= TIMESTAMP_FLAG;
    }
    boolean hasNoDefault =
        definition.defaultValue().kind() == Table.DefaultKind.NONE
            && !definition.nullable()
            && !definition.autoIncrement();
    return hasNoDefault ? flags | NO_DEFAULT_VALUE_FLAG : flags;
  }
}
