package io.edgesql.dialect.eval;

import io.edgesql.dialect.types.SqlType;
import io.edgesql.dialect.types.TypeName;
import io.edgesql.dialect.types.Value;
import java.util.Comparator;
import java.util.List;

/** MySQL's order of the values of one type: NULL first, texts by their collation. */
final class ValueOrder implements Comparator<Value> {
  private final SqlType type;
  private final Environment environment;

  ValueOrder(SqlType type, Environment environment) {
    this.type = type;
    this.environment = environment;
  }

  @Override
  public int compare(Value a, Value b) {
    if (a.isNull() || b.isNull()) {
      return Boolean.compare(b.isNull(), a.isNull());
    }
    if (type.is(TypeName.ENUM) && a instanceof Value.Text && b instanceof Value.Text) {
      return Integer.compare(Coercion.memberIndex(a, type), Coercion.memberIndex(b, type));
    }
    if (type.is(TypeName.SET) && a instanceof Value.Text && b instanceof Value.Text) {
      return Long.compareUnsigned(Coercion.memberBits(a, type), Coercion.memberBits(b, type));
    }
    Integer order = Comparer.compare(a, type, b, type, environment);
    return order == null ? 0 : order;
  }

  /** Rows by their values from the first on. */
  static Comparator<List<Value>> rows(List<SqlType> types, Environment environment) {
    List<ValueOrder> orders = types.stream().map(t -> new ValueOrder(t, environment)).toList();
    return (a, b) -> {
      for (int i = 0; i < orders.size(); i++) {
        int order = orders.get(i).compare(a.get(i), b.get(i));
        if (order != 0) {
          return order;
        }
      }
      return 0;
    };
  }
}
