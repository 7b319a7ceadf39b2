package io.edgesql.dialect.plan;

import io.edgesql.dialect.catalog.SortColumn;
import io.edgesql.dialect.catalog.Table;
import io.edgesql.dialect.translate.Renderer;
import io.edgesql.dialect.translate.Sql;
import io.edgesql.dialect.translate.SqlQuery;
import io.edgesql.dialect.translate.Stores;
import io.edgesql.dialect.translate.Terms;
import io.edgesql.dialect.types.Representation;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rows of a table that REPLACE takes away before it inserts its own. */
final class ReplacedRows {
  private static final Sql ROW = new Sql.Column("j", "value");

  /** The row that a REPLACE meets. */
  private static final String OLD = "old";

  private final Table table;
  private final boolean isReferenced;

  /**
   * @param isReferenced whether a foreign key refers to the table
   */
  ReplacedRows(Table table, boolean isReferenced) {
    this.table = table;
    this.isReferenced = isReferenced;
  }

  /** REPLACE: rows that a unique key of the new rows hits; null when the key is generated. */
  Program.@Nullable Step deletion(Table.Key key, InsertPlanner.RowSource source) {
    List<Sql> columns = new ArrayList<>();
    List<SqlQuery.Item> items = new ArrayList<>();
    SqlQuery.From from = source.from();
    for (Table.Part part : key.parts()) {
      String name = part.column();
      if (name == null || (part.prefix() > 0 && SortColumn.of(table, key, part) == null)) {
        return null;
      }
      int index = Columns.index(table, name);
      Table.Column column = table.columns().get(index);
      Program.Auto auto = source.auto();
      Sql cell = source.cells().get(index);
      if (auto != null && auto.column().equals(column)) {
        if (key.parts().size() > 1) {
          return null;
        }
        Program.Binding ids =
            new Program.ScalarList(auto.ids(), Representation.ofColumn(column.type()));
        from = new SqlQuery.TableFrom("json_each", List.of(new Sql.Bind(ids, Sql.Form.PLAIN)), "j");
        cell = ROW;
      }
      if (cell == null) {
        return null;
      }
      SortColumn sort = SortColumn.of(table, key, part);
      columns.add(new Sql.Column(null, sort == null ? column.name() : sort.name()));
      items.add(new SqlQuery.Item(sort == null ? cell : source.key(sort), null));
    }
    Sql left = columns.size() == 1 ? columns.get(0) : new Sql.Tuple(columns);
    SqlQuery keys = new SqlQuery.Select(false, items, from, null, List.of(), null);
    List<Sql> conditions = new ArrayList<>();
    conditions.add(new Sql.InQuery(left, keys));
    Sql same = isReplacedInPlace(key) ? same(source) : null;
    if (same != null) {
      conditions.add(new Sql.Not(same));
    }
    Renderer out = new Renderer().text("DELETE FROM ").name(table.physical());
    return Steps.write(out.text(" AS ").name(OLD).where(Sql.and(conditions)));
  }

  /**
   * On the last unique key of a table that nothing refers to, a row that stays as it is counts
   * once.
   */
  private boolean isReplacedInPlace(Table.Key key) {
    Table.Key last = key;
    for (Table.Key each : table.keys()) {
      last = each.isUnique() ? each : last;
    }
    boolean hasTriggers = table.triggers().stream().anyMatch(t -> t.event().equals("DELETE"));
    return last.equals(key) && !hasTriggers && !isReferenced;
  }

  /** Whether one of the new rows is the very row {@link #OLD}; null: cannot be told. */
  private @Nullable Sql same(InsertPlanner.RowSource source) {
    List<Sql> tests = new ArrayList<>();
    for (int i = 0; i < table.columns().size(); i++) {
      Table.Column column = table.columns().get(i);
      if (column.generated() != null) {
        continue;
      }
      Program.Auto auto = source.auto();
      Sql cell = source.cells().get(i);
      if (auto != null && auto.column().equals(column)) {
        Program.Binding ids =
            new Program.ScalarList(auto.ids(), Representation.ofColumn(column.type()));
        cell =
            source.number() == null
                ? null
                : Sql.f("{0} ->> {1}", new Sql.Bind(ids, Sql.Form.PLAIN), source.number());
      }
      if (cell == null) {
        return null;
      }
      tests.add(Stores.isUnchanged(new Sql.Column(OLD, column.name()), column, cell));
    }
    return new Sql.Exists(
        new SqlQuery.Select(
            false,
            List.of(new SqlQuery.Item(Terms.ONE, null)),
            source.from(),
            Sql.and(tests),
            List.of(),
            null));
  }
}
