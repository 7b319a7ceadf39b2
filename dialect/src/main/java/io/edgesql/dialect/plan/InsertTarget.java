package io.edgesql.dialect.plan;

import io.edgesql.dialect.ErrorCode;
import io.edgesql.dialect.SqlException;
import io.edgesql.dialect.bind.Binder;
import io.edgesql.dialect.bind.BoundQuery;
import io.edgesql.dialect.bind.ChangedViews;
import io.edgesql.dialect.bind.Scope;
import io.edgesql.dialect.catalog.Catalog;
import io.edgesql.dialect.catalog.Table;
import io.edgesql.dialect.tree.Query;
import io.edgesql.dialect.tree.TableName;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The table that an INSERT writes, by itself or through a view.
 *
 * @param name what the statement calls it
 * @param columns the columns that may be named: places in the table
 * @param names what the statement calls those columns
 * @param views the views between, or null
 * @param source the table's place for the views' conditions
 */
record InsertTarget(
    Table table,
    String name,
    List<Integer> columns,
    List<String> names,
    @Nullable ChangedViews views,
    int source) {

  static InsertTarget of(TableName name, Planning planning) {
    Catalog.Relation relation = planning.relation(name);
    if (relation instanceof Table table) {
      planning.binder().open(table, name.table());
      List<Integer> columns = new ArrayList<>();
      List<String> names = new ArrayList<>();
      for (int i = 0; i < table.columns().size(); i++) {
        columns.add(i);
        names.add(table.columns().get(i).name());
      }
      return new InsertTarget(table, table.name(), columns, names, null, -1);
    }
    return view(name, planning);
  }

  private static InsertTarget view(TableName name, Planning planning) {
    Binder.BoundFrom from = planning.binder().bindFrom(null, new Query.Table(name, null));
    if (!(from.source() instanceof BoundQuery.TableSource source)) {
      boolean isOpen =
          from.source() instanceof BoundQuery.DerivedSource derived
              && from.views().isUnsupported(derived.id());
      throw isOpen
          ? SqlException.of(
              ErrorCode.ER_NOT_SUPPORTED_YET, "changing a view of several tables or of expressions")
          : SqlException.of(ErrorCode.ER_NON_INSERTABLE_TABLE, name.table(), "INSERT");
    }
    List<Integer> columns = new ArrayList<>();
    List<String> names = new ArrayList<>();
    for (Scope.Visible column : from.scope().columns()) {
      columns.add(column.reference().column());
      names.add(column.reference().name());
    }
    Set<Integer> once = new HashSet<>(columns);
    if (once.size() < columns.size()) {
      throw SqlException.of(ErrorCode.ER_NON_INSERTABLE_TABLE, name.table(), "INSERT");
    }
    return new InsertTarget(
        source.table(), name.table(), columns, names, from.views(), source.id());
  }

  /**
   * The place in the table of a column that the statement names.
   *
   * @throws SqlException 1054
   */
  int index(String column) {
    for (int i = 0; i < names.size(); i++) {
      if (names.get(i).equalsIgnoreCase(column)) {
        return columns.get(i);
      }
    }
    throw SqlException.of(ErrorCode.ER_BAD_FIELD_ERROR, column, "field list");
  }

  /** Whether new rows must be rows of a view. */
  boolean isChecked() {
    return views != null && !views.checks(source).isEmpty();
  }

  /** Whether a column has another name in the view. */
  boolean renames() {
    ChangedViews.Changed view = views == null ? null : views.outermost(source);
    return view != null && view.renames();
  }

  /** A column without a default that no value is given for; a view's columns say so otherwise. */
  SqlException noDefault(Table.Column column) {
    ChangedViews.Changed view = views == null ? null : views.outermost(source);
    return view == null
        ? SqlException.of(ErrorCode.ER_NO_DEFAULT_FOR_FIELD, column.name())
        : SqlException.of(
            ErrorCode.ER_NO_DEFAULT_FOR_VIEW_FIELD, view.view().database(), view.view().name());
  }
}
