package io.edgesql.dialect.translate;

import io.edgesql.dialect.bind.BoundQuery;
import io.edgesql.dialect.tree.Query;
import io.edgesql.dialect.types.Representation;
import io.edgesql.dialect.types.SqlType;
import java.util.ArrayList;
import java.util.List;

/**
 * JSON_TABLE over json_each: a path to one value or, with [*] at its end, to an array's elements.
 */
final class JsonTableLowering {
  private JsonTableLowering() {}

  static SqlQuery.From lower(Lowering l, BoundQuery.JsonTableSource source) {
    Query.JsonTable definition = source.definition();
    boolean each = definition.path().endsWith("[*]");
    String path =
        each ? definition.path().substring(0, definition.path().length() - 3) : definition.path();
    if (path.indexOf('*') >= 0) {
      throw Conversions.unsupported("JSON_TABLE with wildcards within its path");
    }
    Sql document = l.text(source.document());
    Sql rows =
        each ? document : Sql.f("json_array(json({0} -> {1}))", document, new Sql.Text(path));
    List<Sql> arguments = each ? List.of(rows, new Sql.Text(path)) : List.of(rows);
    String alias = "j" + source.id();
    List<Lowered> columns = new ArrayList<>();
    for (Query.JsonTableColumn column : definition.columns()) {
      columns.add(column(alias, column));
    }
    l.addSource(source.id(), columns);
    return new SqlQuery.TableFrom("json_each", arguments, alias);
  }

  private static Lowered column(String alias, Query.JsonTableColumn column) {
    Sql value = new Sql.Column(alias, "value");
    Sql type = new Sql.Column(alias, "type");
    if (!column.nested().isEmpty()) {
      throw Conversions.unsupported("JSON_TABLE with NESTED PATH");
    }
    SqlType target = column.type();
    if (target == null) {
      return Lowered.integer(Sql.f("{0}+1", new Sql.Column(alias, "key")), SqlType.BIGINT);
    }
    // Elements that are no containers have lost their quotes in json_each's value.
    Sql document =
        Sql.f(
            "CASE {1} WHEN 'array' THEN {0} WHEN 'object' THEN {0} ELSE json_quote({0}) END",
            value, type);
    Sql path = new Sql.Text(column.path());
    if (column.exists()) {
      return Lowered.integer(Sql.f("json_type({0},{1}) IS NOT NULL", document, path), target);
    }
    if (target.is(io.edgesql.dialect.types.TypeName.JSON)) {
      return Lowered.of(Sql.f("{0} -> {1}", document, path), Representation.Kind.JSON, target);
    }
    Lowered text =
        Lowered.text(
            Sql.f("{0} ->> {1}", document, path), SqlType.varchar(-1, SqlType.JSON.collation()));
    return Conversions.to(text, Conversions.computed(target), target);
  }
}
