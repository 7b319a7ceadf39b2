package io.edgesql.dialect.eval;

import io.edgesql.dialect.eval.json.Json;
import io.edgesql.dialect.types.SqlType;
import io.edgesql.dialect.types.TypeName;
import io.edgesql.dialect.types.Value;
import java.math.BigInteger;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** MySQL's order of the values of one type: NULL first, texts by their collation. */
final class ValueOrder implements Comparator<Value> {
  private final SqlType type;
  private final Environment environment;
  private final boolean sorts;

  ValueOrder(SqlType type, Environment environment) {
    this(type, environment, false);
  }

  private ValueOrder(SqlType type, Environment environment, boolean sorts) {
    this.type = type;
    this.environment = environment;
    this.sorts = sorts;
  }

  /** As ORDER BY sorts, which tells JSON arrays and objects apart by their sizes alone. */
  static ValueOrder sorting(SqlType type, Environment environment) {
    return new ValueOrder(type, environment, true);
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
    if (sorts && a instanceof Value.Json x && b instanceof Value.Json y) {
      Integer sizes = sizes(JsonFunctions.tree(x), JsonFunctions.tree(y));
      if (sizes != null) {
        return sizes;
      }
    }
    Integer order = Comparer.compare(number(a), type, number(b), type, environment);
    return order == null ? 0 : order;
  }

  /** The bits that IF and CASE choose are a number among numbers. */
  private Value number(Value value) {
    return type.name().isNumeric() && value instanceof Value.Bytes raw
        ? new Value.Int(new BigInteger(1, raw.bytes()).longValue(), true)
        : value;
  }

  private static @Nullable Integer sizes(Json a, Json b) {
    if (a instanceof Json.Members x && b instanceof Json.Members y) {
      return Integer.compare(x.map().size(), y.map().size());
    }
    if (a instanceof Json.Items x && b instanceof Json.Items y) {
      return Integer.compare(x.list().size(), y.list().size());
    }
    return null;
  }

  /** Groups' keys: the zero below zero is a value of its own. */
  static Comparator<List<Value>> groups(List<SqlType> types, Environment environment) {
    return each(
        types.stream()
            .map(t -> new ValueOrder(t, environment).thenComparing(ValueOrder::isNegativeZero))
            .toList());
  }

  private static boolean isNegativeZero(Value value) {
    return value instanceof Value.Real real && Double.compare(real.number(), -0.0) == 0;
  }

  /** Rows by their values from the first on. */
  static Comparator<List<Value>> rows(List<SqlType> types, Environment environment) {
    return each(types.stream().map(t -> new ValueOrder(t, environment)).toList());
  }

  private static Comparator<List<Value>> each(List<? extends Comparator<Value>> orders) {
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
