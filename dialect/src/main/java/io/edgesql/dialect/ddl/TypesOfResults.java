package io.edgesql.dialect.ddl;

import io.edgesql.dialect.bind.BoundQuery;
import io.edgesql.dialect.catalog.Table.Default;
import io.edgesql.dialect.catalog.Table.DefaultKind;
import io.edgesql.dialect.types.SqlType;
import io.edgesql.dialect.types.TypeName;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The columns that CREATE TABLE … SELECT and views make of results. */
public final class TypesOfResults {
  /** Longest VARCHAR that a row of utf8mb4 can hold, in characters. */
  private static final long MAX_VARCHAR = 16_383;

  private TypesOfResults() {}

  /** Digits from which on an expression's integers need a BIGINT. */
  private static final int BIGINT_DIGITS = 10;

  /**
   * The columns of a query. What a UNION gives comes from its temporary table, whose integers keep
   * their type.
   */
  public static List<BoundQuery.Output> outputs(BoundQuery query) {
    if (!(query.body() instanceof BoundQuery.SetOperation)) {
      return query.outputs();
    }
    List<BoundQuery.Output> outputs = new ArrayList<>();
    for (BoundQuery.Output output : query.outputs()) {
      outputs.add(
          output.origin() == null
              ? new BoundQuery.Output(
                  output.name(), output.type(), output.nullable(), BoundQuery.Origin.TEMPORARY)
              : output);
    }
    return outputs;
  }

  /** The type of the column. */
  public static SqlType storable(BoundQuery.Output output) {
    SqlType type = output.type();
    boolean isExpression = output.origin() == null;
    boolean isShort = type.length() > 0 && type.length() < BIGINT_DIGITS;
    if (isExpression && type.is(TypeName.BIGINT) && isShort) {
      return SqlType.integer(TypeName.INT, type.unsigned());
    }
    if (type.name().isBinary()) {
      return new SqlType(
          type.name(), false, false, type.length(), 0, 0, type.collation(), List.of());
    }
    if (type.is(TypeName.NULL)) {
      return SqlType.simple(TypeName.BINARY, 0).withName(TypeName.BINARY, 0);
    }
    if (type.is(TypeName.VARCHAR) && type.length() > MAX_VARCHAR) {
      return type.withName(TypeName.TEXT, 0);
    }
    return type;
  }

  /**
   * The default of a result column that is never NULL: what its type has where nothing is given.
   */
  static Default defaultOf(BoundQuery.Output output) {
    String text = plainDefault(output);
    return text == null ? Default.NONE : new Default(DefaultKind.LITERAL, text);
  }

  /**
   * The default that a view's column is described with: as such a table's, and dates of zeros, with
   * which no table could be made.
   *
   * @param output computed, and never NULL
   */
  public static @Nullable String defaultOfView(BoundQuery.Output output) {
    int scale = output.type().scale();
    return switch (output.type().name()) {
      case DATE -> "0000-00-00";
      case DATETIME, TIMESTAMP ->
          "0000-00-00 00:00:00" + (scale == 0 ? "" : "." + "0".repeat(scale));
      default -> plainDefault(output);
    };
  }

  private static @Nullable String plainDefault(BoundQuery.Output output) {
    return switch (storable(output).name()) {
      case TINYINT, SMALLINT, MEDIUMINT, INT, BIGINT, FLOAT, DOUBLE -> "0";
      case DECIMAL -> BigDecimal.ZERO.setScale(output.type().scale()).toPlainString();
      case CHAR, VARCHAR, BINARY, VARBINARY -> "";
      case TIME ->
          output.type().scale() == 0 ? "00:00:00" : "00:00:00." + "0".repeat(output.type().scale());
      case YEAR -> "0000";
      default -> null;
    };
  }
}
