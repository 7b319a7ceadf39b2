package io.edgesql.proxy.session;

import io.edgesql.dialect.types.ParameterType;
import io.edgesql.dialect.types.SqlType;
import io.edgesql.protocol.response.ColumnDefinition;
import io.edgesql.protocol.type.Collation;
import io.edgesql.protocol.type.ColumnFlag;
import io.edgesql.protocol.type.ColumnType;
import io.edgesql.proxy.reply.ColumnMetadata;
import org.jspecify.annotations.Nullable;

/** What COM_STMT_PREPARE tells about parameters, as MySQL 8.0.22 and later does. */
final class ParameterDefinitions {
  private static final int NO_DECIMALS = 31;
  private static final long LONGEST = 4_294_967_295L;

  private ParameterDefinitions() {}

  /**
   * The definition of a parameter.
   *
   * @param results the collation that text is sent in; null: each text in its own
   */
  static ColumnDefinition of(ParameterType parameter, @Nullable Collation results) {
    SqlType type = parameter.type();
    boolean isText = ColumnMetadata.isText(type);
    boolean isTime = type.name().isTemporal();
    Collation collation = Collation.BINARY;
    int maxBytes = 1;
    if (isText || isTime) {
      collation = results == null ? Collation.UTF8MB4_GENERAL_CI : results;
      maxBytes = results == null ? type.collation().maxBytes() : results.maxBytesPerCharacter();
    }
    int flags = isText || isTime ? 0 : ColumnFlag.BINARY_FLAG;
    return ColumnDefinition.ofExpression(
        "?",
        collation,
        length(type, maxBytes),
        wireType(type),
        flags | (type.unsigned() ? ColumnFlag.UNSIGNED_FLAG : 0),
        decimals(type));
  }

  private static ColumnType wireType(SqlType type) {
    return switch (type.name()) {
      case LONGTEXT, LONGBLOB -> ColumnType.LONG_BLOB;
      default -> ColumnMetadata.wireType(type, false);
    };
  }

  private static long length(SqlType type, int maxBytes) {
    return switch (type.name()) {
      case DATE -> 10L * maxBytes;
      case TIME -> 17L * maxBytes;
      case DATETIME -> 26L * maxBytes;
      case DECIMAL -> 67;
      case DOUBLE -> 23;
      case YEAR -> 5;
      case VARCHAR -> type.length() * maxBytes;
      case VARBINARY -> type.length();
      case LONGTEXT, LONGBLOB -> LONGEST;
      case JSON -> LONGEST - 3;
      case GEOMETRY -> 1 << 24;
      default -> 21;
    };
  }

  private static int decimals(SqlType type) {
    boolean isNumber = type.name().isNumeric() && !type.name().isApproximate();
    return isNumber || type.name().isTemporal() ? type.scale() : NO_DECIMALS;
  }
}
