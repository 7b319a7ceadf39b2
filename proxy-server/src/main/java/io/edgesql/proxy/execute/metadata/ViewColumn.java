package io.edgesql.proxy.execute.metadata;

import io.edgesql.dialect.bind.BoundQuery;
import io.edgesql.dialect.catalog.Table;
import io.edgesql.dialect.ddl.TypesOfResults;
import io.edgesql.dialect.types.SqlType;
import org.jspecify.annotations.Nullable;

/** A view's column as it is described: what a table would have that is made of the view. */
record ViewColumn(SqlType type, @Nullable String defaultText, String extra) {
  static ViewColumn of(BoundQuery.Output output) {
    BoundQuery.Origin origin = output.origin();
    Table.Column definition = origin == null ? null : origin.definition();
    if (definition != null) {
      return ofColumn(output, definition);
    }
    boolean isOfView = origin != null && !origin.equals(BoundQuery.Origin.TEMPORARY);
    BoundQuery.Output computed =
        isOfView
            ? new BoundQuery.Output(output.name(), output.type(), output.nullable(), null)
            : output;
    return new ViewColumn(
        TypesOfResults.storable(computed),
        output.nullable() ? null : TypesOfResults.defaultOfView(computed),
        "");
  }

  private static ViewColumn ofColumn(BoundQuery.Output output, Table.Column definition) {
    Table.DefaultKind kind = definition.defaultValue().kind();
    boolean isComputed = kind == Table.DefaultKind.NOW || kind == Table.DefaultKind.EXPRESSION;
    return new ViewColumn(
        output.type(),
        definition.autoIncrement() ? "0" : ColumnRows.defaultText(definition),
        isComputed ? "DEFAULT_GENERATED" : "");
  }
}
