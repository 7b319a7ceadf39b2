package io.edgesql.dialect.plan;

import io.edgesql.dialect.bind.BoundQuery;
import io.edgesql.dialect.bind.Typed;
import io.edgesql.dialect.catalog.Table;
import io.edgesql.dialect.translate.Shapes;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where MySQL reads a result's values from, which their descriptions show. */
final class Described {
  private Described() {}

  /**
   * The column that the value is; {@link BoundQuery.Origin#TEMPORARY} if MySQL keeps it in a
   * temporary table before it is sent; null: it is computed while it is sent.
   */
  static BoundQuery.@Nullable Origin origin(BoundQuery query, int index) {
    BoundQuery.Origin own = query.outputs().get(index).origin();
    return own == null && isTemporary(query, index) ? BoundQuery.Origin.TEMPORARY : own;
  }

  private static boolean isTemporary(BoundQuery query, int index) {
    if (query.body() instanceof BoundQuery.SetOperation) {
      return true;
    }
    if (!(query.body() instanceof BoundQuery.Select select)) {
      return false;
    }
    List<Typed> all = new ArrayList<>(select.items());
    query.orderBy().forEach(order -> all.add(order.expr()));
    if (all.stream().anyMatch(Described::hasWindow)) {
      return !Shapes.isColumnFree(select.items().get(index));
    }
    return select.groupBy().stream().anyMatch(key -> !Shapes.isColumnFree(key))
        && !select.withRollup()
        && !isSortedByGroups(query, select)
        && isOfGroup(select, select.items().get(index));
  }

  private static boolean isOfGroup(BoundQuery.Select select, Typed item) {
    return Shapes.hasAggregate(item) || select.groupBy().contains(item);
  }

  private static boolean hasWindow(Typed e) {
    return Shapes.contains(
        e,
        node ->
            node instanceof Typed.WindowCall
                || (node instanceof Typed.Aggregate aggregate && aggregate.over() != null));
  }

  /** Whether the rows come in the order of their groups, which then need no table. */
  private static boolean isSortedByGroups(BoundQuery query, BoundQuery.Select select) {
    if (query.orderBy().isEmpty()) {
      return isIndexed(select);
    }
    for (BoundQuery.Order order : query.orderBy()) {
      Typed key = order.output() >= 0 ? select.items().get(order.output()) : order.expr();
      if (!select.groupBy().contains(key)) {
        return false;
      }
    }
    return true;
  }

  /** Whether an index has the rows in the order of the first group key. */
  private static boolean isIndexed(BoundQuery.Select select) {
    if (!(select.from() instanceof BoundQuery.TableSource source)
        || !(select.groupBy().get(0) instanceof Typed.ColumnReference column)) {
      return false;
    }
    for (Table.Key key : source.table().keys()) {
      String first = key.parts().get(0).column();
      if (first != null && first.equalsIgnoreCase(column.name())) {
        return true;
      }
    }
    return false;
  }
}
