package io.edgesql.dialect.plan;

import io.edgesql.dialect.bind.Binder;
import io.edgesql.dialect.bind.BoundQuery;
import io.edgesql.dialect.bind.Scope;
import io.edgesql.dialect.bind.Typed;
import io.edgesql.dialect.catalog.Table;
import io.edgesql.dialect.translate.Lowered;
import io.edgesql.dialect.translate.Lowering;
import io.edgesql.dialect.translate.Sql;
import io.edgesql.dialect.types.Representation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Columns of the tables in INSERT … SELECT that ON DUPLICATE KEY UPDATE may name: those that are
 * inserted as they are, into a column of the same type. What was inserted has their value.
 */
final class SelectedColumns {
  private final List<Scope.Entry> tables = new ArrayList<>();
  private final Map<Typed, Table.Column> inserted = new LinkedHashMap<>();

  /** Of one table alone the columns need no qualifier; of several they might be ambiguous. */
  private final boolean isJoin;

  private SelectedColumns(boolean isJoin) {
    this.isJoin = isJoin;
  }

  /** A table of the query's FROM, with the columns that are inserted. */
  private record Source(int place, BoundQuery.Origin origin, List<Scope.Visible> columns) {}

  /**
   * @param listed the places of the columns that the query's outputs go into
   */
  static SelectedColumns of(BoundQuery query, Table table, List<Integer> listed, Binder binder) {
    if (!(query.body() instanceof BoundQuery.Select select) || select.isGrouped()) {
      return new SelectedColumns(false);
    }
    SelectedColumns selected = new SelectedColumns(select.from() instanceof BoundQuery.JoinSource);
    Map<Integer, Source> sources = new LinkedHashMap<>();
    for (int i = 0; i < listed.size(); i++) {
      BoundQuery.Origin origin = query.outputs().get(i).origin();
      Table.Column column = table.columns().get(listed.get(i));
      if (origin == null
          || !(select.items().get(i) instanceof Typed.ColumnReference reference)
          || !reference.type().equals(column.type())) {
        continue;
      }
      Source source =
          sources.computeIfAbsent(
              reference.source(),
              ignored -> new Source(binder.newSource(), origin, new ArrayList<>()));
      Typed.ColumnReference named =
          new Typed.ColumnReference(
              source.place(),
              source.columns().size(),
              reference.name(),
              column.type(),
              reference.nullable());
      source.columns().add(new Scope.Visible(named, null, true));
      selected.inserted.put(named, column);
    }
    for (Source source : sources.values()) {
      BoundQuery.Origin origin = source.origin();
      selected.tables.add(
          new Scope.Entry(
              source.place(),
              origin.database(),
              origin.alias(),
              List.copyOf(source.columns()),
              null,
              false,
              false));
    }
    return selected;
  }

  /** The scope with these columns; {@code lowering} then reads them from the row to insert. */
  Scope and(Scope scope, Lowering lowering) {
    inserted.forEach(
        (named, column) ->
            lowering.replace(
                named,
                new Lowered(
                    new Sql.Column("excluded", column.name()),
                    Representation.ofColumn(column.type()),
                    column.type(),
                    true)));
    return scope.and(tables, !isJoin);
  }
}
