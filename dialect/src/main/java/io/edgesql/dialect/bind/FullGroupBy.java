package io.edgesql.dialect.bind;

import io.edgesql.dialect.ErrorCode;
import io.edgesql.dialect.SqlException;
import io.edgesql.dialect.bind.Scope.Entry;
import io.edgesql.dialect.bind.Scope.SelectItem;
import io.edgesql.dialect.bind.Scope.Visible;
import io.edgesql.dialect.catalog.Table;
import io.edgesql.dialect.lex.Literals;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * sql_mode's ONLY_FULL_GROUP_BY: every column of a grouped SELECT is grouped, aggregated or
 * determined by what is. Where the dependence is not plain (subqueries, derived tables) the query
 * is accepted.
 */
final class FullGroupBy {
  private final Literals literals;
  private final Scope scope;
  private final BoundQuery.Select select;
  private final List<SelectItem> items;
  private final Set<Column> determined = new HashSet<>();

  private record Column(int source, int column) {}

  FullGroupBy(Literals literals, Scope scope, BoundQuery.Select select, List<SelectItem> items) {
    this.literals = literals;
    this.scope = scope;
    this.select = select;
    this.items = items;
  }

  /**
   * Checks the select list, HAVING and ORDER BY.
   *
   * @throws SqlException 1055 or 1140 for a column that is not determined, 3065 for DISTINCT with
   *     ORDER BY what is not selected
   */
  void check(List<BoundQuery.Order> orderBy) {
    if (!select.isGrouped()) {
      if (select.distinct()) {
        checkDistinct(orderBy);
      }
      return;
    }
    determine();
    for (int i = 0; i < items.size(); i++) {
      refuse(undetermined(items.get(i).expr()), i + 1, "SELECT list");
    }
    if (select.having() != null) {
      refuse(undetermined(select.having()), 1, "HAVING clause");
    }
    for (int i = 0; i < orderBy.size(); i++) {
      refuse(undetermined(orderBy.get(i).expr()), i + 1, "ORDER BY clause");
    }
  }

  private void refuse(Typed.@Nullable ColumnReference column, int number, String place) {
    if (column == null) {
      return;
    }
    throw select.groupBy().isEmpty() && place.equals("SELECT list")
        ? SqlException.of(ErrorCode.ER_MIX_OF_GROUP_FUNC_AND_FIELDS, number, name(column))
        : SqlException.of(ErrorCode.ER_WRONG_FIELD_WITH_GROUP, number, place, name(column));
  }

  private String name(Typed.ColumnReference column) {
    for (Entry entry : scope.sources()) {
      if (entry.source() == column.source()) {
        String prefix = entry.database().isEmpty() ? "" : entry.database() + ".";
        return prefix + entry.alias() + "." + column.name();
      }
    }
    return column.name();
  }

  private void checkDistinct(List<BoundQuery.Order> orderBy) {
    for (int i = 0; i < orderBy.size(); i++) {
      Typed.ColumnReference missing = notSelected(orderBy.get(i).expr());
      if (missing != null) {
        throw SqlException.of(
            ErrorCode.ER_FIELD_IN_ORDER_NOT_SELECT, i + 1, name(missing), "DISTINCT");
      }
    }
  }

  private Typed.@Nullable ColumnReference notSelected(Typed e) {
    for (SelectItem item : items) {
      if (isSame(item.expr(), e)) {
        return null;
      }
    }
    if (e instanceof Typed.ColumnReference reference && scope.owns(reference.source())) {
      return reference;
    }
    for (Typed child : Aggregation.children(e)) {
      Typed.ColumnReference missing = notSelected(child);
      if (missing != null) {
        return missing;
      }
    }
    return null;
  }

  /** The first column of an expression that is not determined, or null. */
  private Typed.@Nullable ColumnReference undetermined(Typed e) {
    for (Typed group : select.groupBy()) {
      if (isSame(group, e)) {
        return null;
      }
    }
    boolean isAggregate = e instanceof Typed.Aggregate aggregate && aggregate.over() == null;
    boolean isAny = e instanceof Typed.Call call && call.name().equals("ANY_VALUE");
    if (isAggregate || isAny) {
      return null;
    }
    if (e instanceof Typed.ColumnReference reference) {
      return scope.owns(reference.source()) && !isDetermined(reference) ? reference : null;
    }
    for (Typed child : Aggregation.children(e)) {
      Typed.ColumnReference found = undetermined(child);
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  private boolean isDetermined(Typed.ColumnReference reference) {
    if (determined.contains(new Column(reference.source(), reference.column()))) {
      return true;
    }
    for (Entry entry : scope.sources()) {
      if (entry.source() == reference.source()) {
        return entry.table() == null && anyDetermined(entry);
      }
    }
    return true;
  }

  /** Keys of derived tables are not known here, so one determined column is believed to be one. */
  private boolean anyDetermined(Entry entry) {
    return determined.stream().anyMatch(column -> column.source() == entry.source());
  }

  /** Grows the set of determined columns by equalities and keys until it stays. */
  private void determine() {
    for (Typed group : select.groupBy()) {
      if (group instanceof Typed.ColumnReference reference) {
        add(reference);
      }
    }
    int before;
    do {
      before = determined.size();
      if (select.where() != null) {
        equalities(select.where());
      }
      joins(select.from());
      for (Entry entry : scope.sources()) {
        keys(entry);
      }
    } while (determined.size() > before);
  }

  private void add(Typed.ColumnReference reference) {
    determined.add(new Column(reference.source(), reference.column()));
  }

  private void joins(BoundQuery.@Nullable Source source) {
    if (source instanceof BoundQuery.JoinSource join) {
      if (join.on() != null) {
        equalities(join.on());
      }
      joins(join.left());
      joins(join.right());
    }
  }

  private void equalities(Typed condition) {
    if (!(condition instanceof Typed.Call call)) {
      return;
    }
    if (call.name().equals("AND")) {
      call.arguments().forEach(this::equalities);
    } else if (call.name().equals("EQUAL") || call.name().equals("NULL_SAFE_EQUAL")) {
      equality(call.arguments().get(0), call.arguments().get(1));
      equality(call.arguments().get(1), call.arguments().get(0));
    } else if (call.name().equals("IS_NULL")
        && call.arguments().get(0) instanceof Typed.ColumnReference reference) {
      add(reference);
    }
  }

  /** A column that equals what is determined is determined. */
  private void equality(Typed column, Typed other) {
    if (column instanceof Typed.ColumnReference reference && undetermined(other) == null) {
      add(reference);
    }
  }

  /** All columns of a table are determined by a whole unique key. */
  private void keys(Entry entry) {
    Table table = entry.table();
    if (table == null) {
      return;
    }
    for (Table.Key key : table.keys()) {
      if (key.isUnique() && isWhole(key, entry, table)) {
        for (Visible column : entry.columns()) {
          add(column.reference());
        }
        return;
      }
    }
  }

  private boolean isWhole(Table.Key key, Entry entry, Table table) {
    for (Table.Part part : key.parts()) {
      Visible column = part.column() == null ? null : entry.column(part.column());
      if (column == null || part.prefix() > 0) {
        return false;
      }
      Table.Column definition = table.columns().get(column.reference().column());
      boolean mayRepeat = definition.nullable() && key.kind() != Table.KeyKind.PRIMARY;
      Column place = new Column(entry.source(), column.reference().column());
      if (mayRepeat || !determined.contains(place)) {
        return false;
      }
    }
    return true;
  }

  private boolean isSame(Typed a, Typed b) {
    return SameExpression.test(a, b, literals);
  }
}
