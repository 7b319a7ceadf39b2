package io.edgesql.dialect.plan;

import io.edgesql.dialect.bind.BoundQuery;
import io.edgesql.dialect.bind.Typed;
import io.edgesql.dialect.catalog.Table;
import io.edgesql.dialect.eval.Evaluator;
import io.edgesql.dialect.translate.Shapes;
import io.edgesql.dialect.types.Representation;
import io.edgesql.dialect.types.SqlType;
import io.edgesql.dialect.types.TypeName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Finds the {@link RowChange} of an UPDATE. */
final class RowChanges {
  /** Functions that do more than give a value: computed twice, they would do it twice. */
  private static final Set<String> EFFECTS =
      Set.of("LAST_INSERT_ID", "GET_LOCK", "RELEASE_LOCK", "RELEASE_ALL_LOCKS", "BENCHMARK");

  private static final Set<String> SUMS = Set.of("ADD", "SUBTRACT");

  /** Digits of the DECIMALs with which SQLite computes exactly. */
  private static final int MAX_DIGITS = 18;

  private RowChanges() {}

  /** The change; null where the shard alone can tell what the statement does. */
  static @Nullable RowChange of(
      BoundQuery.TableSource source, @Nullable Typed where, List<Assignments.Bound> bound) {
    Table table = source.table();
    if (!Keys.isPrimaryKeyAlone(table, source.id(), where) || hasRules(table)) {
      return null;
    }
    Map<Integer, Typed> assigned = new LinkedHashMap<>();
    for (Assignments.Bound one : bound) {
      assigned.put(one.column(), GatheredWrites.after(one.value(), source.id(), assigned));
    }
    Set<Integer> reads = new TreeSet<>(assigned.keySet());
    List<Typed> values = new ArrayList<>();
    for (Map.Entry<Integer, Typed> entry : assigned.entrySet()) {
      Typed value = overRow(entry.getValue(), table, source.id(), reads);
      Table.Column column = table.columns().get(entry.getKey());
      if (!isPlain(column) || !isSafe(entry.getValue(), column.type()) || !isPure(value)) {
        return null;
      }
      values.add(value);
    }
    for (Integer column : reads) {
      if (!isTold(table.columns().get(column))) {
        return null;
      }
    }
    boolean matters = assigned.keySet().stream().anyMatch(column -> isInKey(table, column));
    return matters || values.isEmpty()
        ? null
        : new RowChange(table, List.copyOf(reads), List.copyOf(assigned.keySet()), values);
  }

  /** Whether something else looks at the rows of the table when they change. */
  private static boolean hasRules(Table table) {
    return !table.triggers().isEmpty()
        || !table.checks().isEmpty()
        || table.columns().stream().anyMatch(column -> column.generated() != null)
        || table.keys().stream()
            .anyMatch(key -> key.parts().stream().anyMatch(part -> part.column() == null));
  }

  private static boolean isInKey(Table table, int column) {
    String name = table.columns().get(column).name();
    return table.keys().stream()
            .anyMatch(
                key -> key.parts().stream().anyMatch(part -> name.equalsIgnoreCase(part.column())))
        || table.foreignKeys().stream()
            .anyMatch(key -> key.columns().stream().anyMatch(name::equalsIgnoreCase));
  }

  /** Whether two values of the column are the same exactly when they are stored alike. */
  private static boolean isPlain(Table.Column column) {
    TypeName name = column.type().name();
    return name != TypeName.FLOAT && name != TypeName.DOUBLE && name != TypeName.JSON;
  }

  /** Whether the value read once is the value, whatever the session's settings are later. */
  private static boolean isTold(Table.Column column) {
    return !column.type().is(TypeName.TIMESTAMP);
  }

  /**
   * Whether SQLite cannot fail where Java stores a value: constants, columns of the same type, and
   * sums of whole numbers or of short DECIMALs.
   */
  private static boolean isSafe(Typed value, SqlType stored) {
    if (Shapes.isColumnFree(value)) {
      return true;
    }
    return value instanceof Typed.ColumnReference column
        ? column.type().name() == stored.name()
        : isSum(value) && (stored.name().isInteger() || stored.is(TypeName.DECIMAL));
  }

  private static boolean isSum(Typed value) {
    if (!isShort(value.type())) {
      return false;
    }
    if (Shapes.isColumnFree(value) || value instanceof Typed.ColumnReference) {
      return true;
    }
    return value instanceof Typed.Call call
        && SUMS.contains(call.name())
        && call.arguments().stream().allMatch(RowChanges::isSum);
  }

  private static boolean isShort(SqlType type) {
    return (type.name().isInteger() && !type.unsigned())
        || (type.is(TypeName.DECIMAL) && type.precision() <= MAX_DIGITS);
  }

  private static boolean isPure(Typed value) {
    return Evaluator.canEvaluate(value)
        && !Shapes.isVolatile(value)
        && !Shapes.contains(
            value, node -> node instanceof Typed.Call call && EFFECTS.contains(call.name()));
  }

  private static Typed overRow(Typed value, Table table, int source, Set<Integer> reads) {
    return Cells.replaced(
        value,
        node -> node instanceof Typed.ColumnReference column && column.source() == source,
        node -> {
          int place = ((Typed.ColumnReference) node).column();
          reads.add(place);
          return new Typed.ShardValue(
              place, Representation.ofColumn(table.columns().get(place).type()), node.type());
        });
  }
}
