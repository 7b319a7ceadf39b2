package io.edgesql.dialect.plan;

import io.edgesql.dialect.bind.BoundQuery;
import io.edgesql.dialect.bind.Typed;
import io.edgesql.dialect.catalog.Table;
import io.edgesql.dialect.catalog.Table.Column;
import io.edgesql.dialect.catalog.Table.KeyKind;
import io.edgesql.dialect.catalog.Table.Part;
import io.edgesql.dialect.translate.Shapes;
import io.edgesql.dialect.types.SqlType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The order in which InnoDB gives the rows of a table that a query asks for without a condition:
 * that of the shortest key that holds all columns asked for, else that of the primary key. Clients
 * see it where LIMIT takes some rows of them.
 *
 * <p>The rule is MySQL's {@code find_shortest_key}: a key that has all columns of the table is not
 * better than the primary key, which has them too.
 */
final class NaturalOrder {
  private NaturalOrder() {}

  /** The order, or an empty list where it is not known. */
  static List<BoundQuery.Order> of(BoundQuery.Select select) {
    if (!(select.from() instanceof BoundQuery.TableSource source)
        || select.where() != null
        || select.isGrouped()
        || select.distinct()) {
      return List.of();
    }
    Table table = source.table();
    Set<String> used = new HashSet<>();
    for (Typed item : select.items()) {
      if (!collect(item, source.id(), used)) {
        return List.of();
      }
    }
    Table.Key primary = table.primaryKey();
    Table.Key best = shortest(table, used, primary);
    if (best == null || (primary != null && best.parts().size() >= table.columns().size())) {
      best = primary;
    }
    return best == null ? List.of() : order(best, primary, source);
  }

  /** False if the expression is more than columns of the one table. */
  private static boolean collect(Typed e, int source, Set<String> used) {
    if (e instanceof Typed.ColumnReference reference) {
      used.add(lower(reference.name()));
      return reference.source() == source;
    }
    boolean isPlain =
        !(e instanceof Typed.Aggregate)
            && !(e instanceof Typed.WindowCall)
            && !(e instanceof Typed.Subquery)
            && !(e instanceof Typed.Exists)
            && !(e instanceof Typed.InQuery)
            && !(e instanceof Typed.Quantified);
    for (Typed child : Shapes.children(e)) {
      isPlain &= collect(child, source, used);
    }
    return isPlain;
  }

  private static Table.@Nullable Key shortest(
      Table table, Set<String> used, Table.@Nullable Key primary) {
    Table.Key best = null;
    long shortest = Long.MAX_VALUE;
    for (Table.Key key : table.keys()) {
      boolean scans =
          !key.equals(primary)
              && key.visible()
              && (key.kind() == KeyKind.UNIQUE || key.kind() == KeyKind.INDEX);
      if (scans && covers(key, used, primary) && bytes(table, key) < shortest) {
        best = key;
        shortest = bytes(table, key);
      }
    }
    return best;
  }

  /** Whether a key's entries, which carry the primary key too, hold all of these columns. */
  private static boolean covers(Table.Key key, Set<String> used, Table.@Nullable Key primary) {
    Set<String> held = new HashSet<>();
    for (Part part : key.parts()) {
      String column = part.column();
      if (column == null) {
        return false;
      }
      if (part.prefix() == 0) {
        held.add(lower(column));
      }
    }
    if (primary != null) {
      primary.parts().forEach(part -> held.add(lower(String.valueOf(part.column()))));
    }
    return held.containsAll(used);
  }

  /** How long MySQL takes a key's entry for. */
  private static long bytes(Table table, Table.Key key) {
    long bytes = 0;
    for (Part part : key.parts()) {
      Column column = table.column(String.valueOf(part.column()));
      if (column != null) {
        bytes += bytes(column.type(), part.prefix()) + (column.nullable() ? 1 : 0);
      }
    }
    return bytes;
  }

  private static long bytes(SqlType type, int prefix) {
    long length = prefix > 0 ? prefix : Math.max(0, type.length());
    return switch (type.name()) {
      case TINYINT, YEAR, ENUM -> 1;
      case SMALLINT -> 2;
      case MEDIUMINT, DATE, TIME -> 3;
      case INT, FLOAT, TIMESTAMP -> 4;
      case BIGINT, DOUBLE, SET -> 8;
      case DATETIME -> 5;
      case DECIMAL -> type.precision() / 2 + 1;
      case CHAR -> length * 4;
      case BINARY -> length;
      case VARBINARY -> length + 2;
      default -> type.name().isCharacter() ? length * 4 + 2 : length + 2;
    };
  }

  private static List<BoundQuery.Order> order(
      Table.Key key, Table.@Nullable Key primary, BoundQuery.TableSource source) {
    List<BoundQuery.Order> order = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    List<Part> parts = new ArrayList<>(key.parts());
    if (primary != null) {
      parts.addAll(primary.parts());
    }
    for (Part part : parts) {
      Column column = source.table().column(String.valueOf(part.column()));
      if (column == null || part.prefix() > 0) {
        return List.of();
      }
      if (seen.add(lower(column.name()))) {
        int at = source.table().columns().indexOf(column);
        order.add(
            new BoundQuery.Order(
                new Typed.ColumnReference(
                    source.id(), at, column.name(), column.type(), column.nullable()),
                -1,
                part.descending()));
      }
    }
    return order;
  }

  private static String lower(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
