package io.edgesql.proxy.execute.routine;

import io.edgesql.dialect.catalog.Table;
import io.edgesql.dialect.eval.ColumnStore;
import io.edgesql.dialect.eval.Environment;
import io.edgesql.dialect.types.SqlType;
import io.edgesql.dialect.types.Value;
import java.util.ArrayList;
import java.util.List;

/** Gives a value the type of the variable that it is assigned to, as MySQL stores in a column. */
final class Assignment {
  private Assignment() {}

  /**
   * The value as the variable holds it.
   *
   * @param from the value's own type
   * @throws io.edgesql.dialect.SqlException 1264, 1366, 1406 … in strict mode
   */
  static Value convert(
      Value value, SqlType from, String name, SqlType to, Environment environment) {
    if (value.isNull()) {
      return value;
    }
    Table.Column column =
        new Table.Column(name, to, true, Table.Default.NULL, false, false, null, false, "", false);
    Value stored = ColumnStore.store(value, from, column, environment, 1, false, false);
    return switch (to.name()) {
      case ENUM -> label(stored, to);
      case SET -> labels(stored, to);
      default -> stored;
    };
  }

  private static Value label(Value stored, SqlType type) {
    int index = stored instanceof Value.Int number ? (int) number.bits() : 0;
    return new Value.Text(index == 0 ? "" : type.members().get(index - 1));
  }

  private static Value labels(Value stored, SqlType type) {
    long bits = stored instanceof Value.Int number ? number.bits() : 0;
    List<String> labels = new ArrayList<>();
    for (int i = 0; i < type.members().size(); i++) {
      if ((bits >>> i & 1) == 1) {
        labels.add(type.members().get(i));
      }
    }
    return new Value.Text(String.join(",", labels));
  }
}
