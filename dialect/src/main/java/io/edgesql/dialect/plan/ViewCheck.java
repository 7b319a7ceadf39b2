package io.edgesql.dialect.plan;

import io.edgesql.dialect.bind.ChangedViews;
import io.edgesql.dialect.bind.Typed;
import io.edgesql.dialect.catalog.Table;
import io.edgesql.dialect.catalog.View;
import io.edgesql.dialect.translate.Lowered;
import io.edgesql.dialect.translate.Lowering;
import io.edgesql.dialect.translate.Raised;
import io.edgesql.dialect.translate.Sql;
import io.edgesql.dialect.types.Representation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** WITH CHECK OPTION: a new row that the view would not show is error 1369. */
record ViewCheck(Planning planning, Lowering lowering, ChangedViews views) {

  /**
   * The value of one column, computed only for a row that the views show.
   *
   * @param cells what the row's columns will hold, as stored; those that are missing stay
   */
  Sql guarded(Sql value, int source, Table table, Map<Integer, Sql> cells) {
    ChangedViews.Changed outermost = views.outermost(source);
    List<Typed> checks = views.checks(source);
    if (outermost == null || checks.isEmpty()) {
      return value;
    }
    cells.forEach(
        (index, cell) -> {
          Table.Column column = table.columns().get(index);
          lowering.replace(
              new Typed.ColumnReference(
                  source, index, column.name(), column.type(), column.nullable()),
              new Lowered(cell, Representation.ofColumn(column.type()), column.type()));
        });
    List<Sql> conditions = new ArrayList<>();
    checks.forEach(check -> conditions.add(lowering.condition(check)));
    lowering.replacements().clear();
    View view = outermost.view();
    return Sql.when(
        Sql.and(conditions),
        value,
        Raised.error("ER_VIEW_CHECK_FAILED|" + view.database() + "|" + view.name()));
  }
}
