package io.edgesql.dialect.bind;

import io.edgesql.dialect.catalog.Table;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where result columns come from, as column definitions tell clients. */
final class Origins {
  private Origins() {}

  static BoundQuery.Origin of(Table table, Table.Column column, String alias) {
    boolean isPrimary = false;
    boolean isUnique = false;
    boolean isKey = false;
    for (Table.Key key : table.keys()) {
      for (int i = 0; i < key.parts().size(); i++) {
        if (!column.name().equalsIgnoreCase(key.parts().get(i).column())) {
          continue;
        }
        isPrimary |= key.kind() == Table.KeyKind.PRIMARY;
        isUnique |= i == 0 && key.kind() == Table.KeyKind.UNIQUE && key.parts().size() == 1;
        isKey |= i == 0 && !isPrimary && !isUnique;
      }
    }
    return new BoundQuery.Origin(
        table.database(), alias, table.name(), column.name(), column, isPrimary, isUnique, isKey);
  }

  /** A column of a derived table: the alias in FROM is new, the real names are kept. */
  static BoundQuery.Origin ofDerived(BoundQuery.Output output, String alias) {
    BoundQuery.Origin inner = output.origin();
    return inner == null
        ? new BoundQuery.Origin("", alias, "", output.name(), null, false, false, false)
        : new BoundQuery.Origin(
            inner.database(),
            alias,
            inner.table(),
            inner.column(),
            inner.definition(),
            inner.isPrimaryKey(),
            inner.isUniqueKey(),
            inner.isKey());
  }

  /** The origin of an expression that is a plain column of the scope, else null. */
  static BoundQuery.@Nullable Origin of(Typed e, List<Scope.Entry> sources) {
    if (!(e instanceof Typed.ColumnReference reference)) {
      return null;
    }
    for (Scope.Entry entry : sources) {
      if (entry.source() == reference.source()) {
        return entry.columns().get(reference.column()).origin();
      }
    }
    return null;
  }
}
