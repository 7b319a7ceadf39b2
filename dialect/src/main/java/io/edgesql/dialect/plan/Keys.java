package io.edgesql.dialect.plan;

import io.edgesql.dialect.bind.BoundQuery;
import io.edgesql.dialect.bind.Typed;
import io.edgesql.dialect.catalog.SortColumn;
import io.edgesql.dialect.catalog.Table;
import io.edgesql.dialect.translate.Collations;
import io.edgesql.dialect.translate.Lowering;
import io.edgesql.dialect.translate.Shapes;
import io.edgesql.dialect.translate.Sql;
import io.edgesql.dialect.types.Representation;
import io.edgesql.dialect.types.SqlType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rows named by keys. */
final class Keys {
  private Keys() {}

  /** A row lock when the condition names the whole primary key by constants, else a table lock. */
  static Plan.Lock lock(Table table, int source, @Nullable Typed where, boolean exclusive) {
    Table.Key primary = table.primaryKey();
    List<Typed> values = primary == null ? null : values(source, primary, where);
    return new Plan.Lock(table.physical(), values == null ? List.of() : values, exclusive);
  }

  /** The row that a query of one table, without subqueries, names by its whole primary key. */
  static Plan.@Nullable Lock onlyRow(BoundQuery query) {
    if (!query.commonTables().isEmpty()
        || !(query.body() instanceof BoundQuery.Select select)
        || !(select.from() instanceof BoundQuery.TableSource source)
        || hasSubquery(query, select)) {
      return null;
    }
    Plan.Lock lock = lock(source.table(), source.id(), select.where(), false);
    return lock.key().isEmpty() ? null : lock;
  }

  /** Whether the result is the row that {@link #onlyRow} names, and is empty only without it. */
  static boolean isOnlyRow(BoundQuery query) {
    return query.body() instanceof BoundQuery.Select select
        && select.from() instanceof BoundQuery.TableSource source
        && query.commonTables().isEmpty()
        && query.limit() == null
        && !select.isGrouped()
        && select.having() == null
        && isPrimaryKeyAlone(source.table(), source.id(), select.where());
  }

  private static boolean hasSubquery(BoundQuery query, BoundQuery.Select select) {
    List<Typed> all = new ArrayList<>(select.items());
    all.addAll(select.groupBy());
    if (select.where() != null) {
      all.add(select.where());
    }
    if (select.having() != null) {
      all.add(select.having());
    }
    for (BoundQuery.Order order : query.orderBy()) {
      if (order.output() < 0) {
        all.add(order.expr());
      }
    }
    for (Typed e : all) {
      if (Shapes.contains(e, Keys::isSubquery)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isSubquery(Typed e) {
    return e instanceof Typed.Subquery
        || e instanceof Typed.Exists
        || e instanceof Typed.InQuery
        || e instanceof Typed.Quantified;
  }

  /** Whether the condition names one row at most. */
  static boolean isSingleRow(Table table, int source, @Nullable Typed where) {
    for (Table.Key key : table.keys()) {
      if (key.isUnique() && values(source, key, where) != null) {
        return true;
      }
    }
    return false;
  }

  /** Whether the condition names a row by its whole primary key, and demands nothing else. */
  static boolean isPrimaryKeyAlone(Table table, int source, @Nullable Typed where) {
    Table.Key primary = table.primaryKey();
    return primary != null
        && values(source, primary, where) != null
        && demands(where) == primary.parts().size();
  }

  private static int demands(@Nullable Typed where) {
    if (where instanceof Typed.Call call && call.name().equals("AND")) {
      return call.arguments().stream().mapToInt(Keys::demands).sum();
    }
    return 1;
  }

  /** The constants that the condition demands for all parts of a key, or null. */
  private static @Nullable List<Typed> values(int source, Table.Key key, @Nullable Typed where) {
    List<Typed> values = new ArrayList<>();
    for (Table.Part part : key.parts()) {
      String column = part.column();
      Typed value = column == null || where == null ? null : value(where, source, column);
      if (value == null) {
        return null;
      }
      values.add(value);
    }
    return values;
  }

  private static @Nullable Typed value(Typed where, int source, String column) {
    if (!(where instanceof Typed.Call call)) {
      return null;
    }
    if (call.name().equals("AND")) {
      for (Typed operand : call.arguments()) {
        Typed value = value(operand, source, column);
        if (value != null) {
          return value;
        }
      }
    }
    if (!call.name().equals("EQUAL")) {
      return null;
    }
    Typed left = call.arguments().get(0);
    Typed right = call.arguments().get(1);
    if (isColumn(left, source, column) && names(right, left)) {
      return right;
    }
    return isColumn(right, source, column) && names(left, right) ? left : null;
  }

  /**
   * Whether the value is the same for every row, and what equals it is equal in the column's own
   * collation too.
   */
  private static boolean names(Typed value, Typed column) {
    if (!Shapes.isColumnFree(value) || Shapes.isVolatile(value)) {
      return false;
    }
    SqlType type = column.type();
    return !type.name().isCharacter()
        || Collations.of(column, value).equals(type.collation())
        || Collations.of(column, value).isBinary();
  }

  private static boolean isColumn(Typed e, int source, String column) {
    return e instanceof Typed.ColumnReference reference
        && reference.source() == source
        && reference.name().equalsIgnoreCase(column);
  }

  /** What tells a row from all others: the rowid, or the columns of the primary key. */
  static List<Sql> identity(Table table, String alias) {
    List<Sql> out = new ArrayList<>();
    for (String column : identityColumns(table)) {
      out.add(new Sql.Column(alias, column));
    }
    return out;
  }

  static List<String> identityColumns(Table table) {
    Table.Key primary = table.primaryKey();
    if (primary == null || table.primaryKeyIsRowid() || hasFullText(table)) {
      return List.of("rowid");
    }
    List<String> out = new ArrayList<>();
    for (Table.Part part : primary.parts()) {
      String column = part.column();
      out.add(column == null ? "rowid" : SortColumn.comparable(table, column));
    }
    return out;
  }

  /** How the columns of {@link #identity} are stored. */
  static List<Representation.Kind> identityKinds(Table table) {
    List<Representation.Kind> out = new ArrayList<>();
    for (String name : identityColumns(table)) {
      Table.Column column = table.column(name);
      boolean isRowid = name.equals("rowid") && (column == null || out.isEmpty());
      out.add(
          column != null
              ? Representation.ofColumn(column.type()).kind()
              : isRowid ? Representation.Kind.INTEGER : Representation.Kind.TEXT);
    }
    return out;
  }

  /**
   * The primary key's columns as the shard knows rows by them, or the rowid where there is none.
   */
  static List<Sql> primary(Table table, int source) {
    String alias = Lowering.alias(source);
    Table.Key primary = table.primaryKey();
    if (primary == null) {
      return List.of(new Sql.Column(alias, "rowid"));
    }
    List<Sql> out = new ArrayList<>();
    for (Table.Part part : primary.parts()) {
      String column = part.column();
      out.add(
          new Sql.Column(alias, column == null ? "rowid" : SortColumn.comparable(table, column)));
    }
    return out;
  }

  private static boolean hasFullText(Table table) {
    for (Table.Key key : table.keys()) {
      if (key.kind() == Table.KeyKind.FULLTEXT) {
        return true;
      }
    }
    return false;
  }
}
