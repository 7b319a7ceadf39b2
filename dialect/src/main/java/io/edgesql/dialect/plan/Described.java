package io.edgesql.dialect.plan;

import io.edgesql.dialect.bind.BoundQuery;
import io.edgesql.dialect.bind.Typed;
import io.edgesql.dialect.catalog.Table;
import io.edgesql.dialect.translate.Shapes;
import io.edgesql.dialect.types.SqlType;
import io.edgesql.dialect.types.TypeName;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where MySQL reads a result's values from, which their descriptions show. */
final class Described {
  /** Characters from which on an integer is a BIGINT. */
  private static final int INT_WIDTH = 10;

  private Described() {}

  /**
   * The column that the value is; {@link BoundQuery.Origin#TEMPORARY} if MySQL keeps it in a
   * temporary table before it is sent; null: it is computed while it is sent.
   */
  static BoundQuery.@Nullable Origin origin(BoundQuery query, int index) {
    BoundQuery.Origin own = query.outputs().get(index).origin();
    return own == null && isTemporary(query, index) ? BoundQuery.Origin.TEMPORARY : own;
  }

  /**
   * The type of the value; integers of less than ten characters are INT in a temporary table,
   * unless they come from an aggregate of that type.
   */
  static SqlType type(BoundQuery query, int index) {
    SqlType type = query.outputs().get(index).type();
    boolean isKept =
        query.body() instanceof BoundQuery.Select select
            && isComputed(select.items().get(index))
            && BoundQuery.Origin.TEMPORARY.equals(origin(query, index));
    if (!isKept || !type.name().isInteger()) {
      return type;
    }
    long width = width(type);
    return width < INT_WIDTH
        ? new SqlType(
            TypeName.INT, type.unsigned(), false, width, 0, 0, type.collation(), List.of())
        : type;
  }

  private static long width(SqlType type) {
    int sign = type.unsigned() ? 0 : 1;
    return switch (type.name()) {
      case TINYINT -> 3L + sign;
      case SMALLINT -> 5L + sign;
      case MEDIUMINT -> 8L + sign;
      case BIGINT -> type.length() > 0 ? type.length() : INT_WIDTH;
      default -> INT_WIDTH;
    };
  }

  private static boolean isComputed(Typed item) {
    return item instanceof Typed.Call
        || (item instanceof Typed.Aggregate aggregate && aggregate.name().equals("ANY_VALUE"));
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
        && isGathered(query, select, select.items().get(index));
  }

  /** Whether the groups' table has the item, or the table that they are sorted in. */
  private static boolean isGathered(BoundQuery query, BoundQuery.Select select, Typed item) {
    boolean isStreamed = isIndexed(select) || hasLists(query, select);
    if (isStreamed && isSortedByGroups(query, select)) {
      return false;
    }
    if (select.groupBy().contains(item)) {
      return true;
    }
    // Of averages the table has the sums, and what is computed with aggregates follows it.
    return item instanceof Typed.Aggregate aggregate
        ? isStreamed || !isAverage(aggregate.name())
        : item instanceof Typed.Call call && call.name().equals("ANY_VALUE");
  }

  private static boolean isAverage(String name) {
    return name.equals("AVG") || name.startsWith("STD") || name.startsWith("VAR");
  }

  /** Whether an aggregate needs the rows of its group one after another. */
  private static boolean hasLists(BoundQuery query, BoundQuery.Select select) {
    List<Typed> all = new ArrayList<>(select.items());
    query.orderBy().forEach(order -> all.add(order.expr()));
    Typed having = select.having();
    if (having != null) {
      all.add(having);
    }
    return all.stream().anyMatch(e -> Shapes.contains(e, Described::isList));
  }

  private static boolean isList(Typed e) {
    return e instanceof Typed.Aggregate aggregate
        && (aggregate.distinct()
            || aggregate.name().equals("GROUP_CONCAT")
            || aggregate.name().startsWith("JSON_"));
  }

  private static boolean hasWindow(Typed e) {
    return Shapes.contains(
        e,
        node ->
            node instanceof Typed.WindowCall
                || (node instanceof Typed.Aggregate aggregate && aggregate.over() != null));
  }

  /** Whether the result has the order of the groups, or none. */
  private static boolean isSortedByGroups(BoundQuery query, BoundQuery.Select select) {
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
