package io.edgesql.dialect.parse;

import io.edgesql.dialect.tree.Expr;
import io.edgesql.dialect.tree.Query;
import io.edgesql.dialect.types.Collation;
import io.edgesql.dialect.types.SqlType;
import io.edgesql.dialect.types.Value;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Prints a tree in one line: {@code (Record part part …)}. Parts that are null, false, empty or -1
 * are left out; a part is named where its place would not tell. Literals print as values, columns
 * as their names.
 */
final class TreePrinter {
  private TreePrinter() {}

  static String print(@Nullable Object node) {
    StringBuilder out = new StringBuilder();
    print(node, out);
    return out.toString();
  }

  private static void print(@Nullable Object node, StringBuilder out) {
    if (node instanceof Expr.Literal literal) {
      out.append(value(literal.value()));
    } else if (node instanceof Expr.ColumnName name) {
      List<String> parts = new ArrayList<>();
      Optional.ofNullable(name.database()).ifPresent(parts::add);
      Optional.ofNullable(name.table()).ifPresent(parts::add);
      parts.add(name.column());
      out.append(String.join(".", parts));
    } else if (node instanceof Expr.Parameter parameter) {
      out.append('?').append(parameter.index());
    } else if (node instanceof Expr.UserVariable variable) {
      out.append('@').append(variable.name());
    } else if (node instanceof Expr.Logical logical) {
      list(logical.isAnd() ? "AND" : "OR", logical.operands(), out);
    } else if (node instanceof Expr.Binary binary) {
      list(binary.operator().name(), List.of(binary.left(), binary.right()), out);
    } else if (node instanceof Expr.Unary unary) {
      list(unary.operator().name(), List.of(unary.operand()), out);
    } else if (node instanceof Expr.Call call && call.database() == null) {
      list(call.name(), call.arguments(), out);
    } else if (node instanceof Query.Locking locking && locking.equals(Query.Locking.NONE)) {
      return;
    } else if (node instanceof SqlType type) {
      out.append(type(type));
    } else if (node instanceof Record record) {
      record(record, out);
    } else if (node instanceof List<?> items) {
      out.append('[');
      for (int i = 0; i < items.size(); i++) {
        out.append(i > 0 ? " " : "");
        print(items.get(i), out);
      }
      out.append(']');
    } else if (node instanceof String text) {
      out.append('\'').append(text).append('\'');
    } else {
      out.append(node);
    }
  }

  private static void list(String name, List<?> parts, StringBuilder out) {
    out.append('(').append(name);
    for (Object part : parts) {
      out.append(' ');
      print(part, out);
    }
    out.append(')');
  }

  private static void record(Record record, StringBuilder out) {
    out.append('(').append(record.getClass().getSimpleName());
    for (RecordComponent component : record.getClass().getRecordComponents()) {
      Object part;
      try {
        part = component.getAccessor().invoke(record);
      } catch (ReflectiveOperationException unreadable) {
        throw new IllegalStateException(unreadable);
      }
      if (Boolean.FALSE.equals(part) && component.getType() == Boolean.class) {
        out.append(' ').append(component.getName()).append("=false");
      } else if (!isEmpty(part)) {
        out.append(' ');
        if (part instanceof Boolean) {
          out.append(component.getName());
        } else {
          if (part instanceof String || part instanceof Integer) {
            out.append(component.getName()).append('=');
          }
          print(part, out);
        }
      }
    }
    out.append(')');
  }

  private static boolean isEmpty(@Nullable Object part) {
    return part == null
        || part.equals(false)
        || part.equals(-1)
        || part.equals("")
        || part.equals(Query.Locking.NONE)
        || (part instanceof List<?> list && list.isEmpty())
        || (part instanceof Map<?, ?> map && map.isEmpty());
  }

  private static String value(Value value) {
    if (value instanceof Value.Int number) {
      return number.unsigned()
          ? Long.toUnsignedString(number.bits()) + "u"
          : Long.toString(number.bits());
    }
    if (value instanceof Value.Decimal decimal) {
      return decimal.number().toPlainString();
    }
    if (value instanceof Value.Real real) {
      return real.number() + "e";
    }
    if (value instanceof Value.Text text) {
      return "'" + text.text() + "'";
    }
    if (value instanceof Value.Bytes bytes) {
      return "x'" + HexFormat.of().formatHex(bytes.bytes()) + "'";
    }
    return value.isNull() ? "NULL" : value.toString();
  }

  private static String type(SqlType type) {
    StringBuilder out = new StringBuilder(type.name().name());
    if (type.length() > 0) {
      out.append('(').append(type.length()).append(')');
    }
    if (type.precision() > 0) {
      out.append('(').append(type.precision()).append(',').append(type.scale()).append(')');
    } else if (type.scale() > 0 && type.scale() != SqlType.NOT_FIXED) {
      out.append('(').append(type.scale()).append(')');
    }
    if (!type.members().isEmpty()) {
      out.append(type.members());
    }
    out.append(type.unsigned() ? " UNSIGNED" : "").append(type.zerofill() ? " ZEROFILL" : "");
    String collation = type.collation().name();
    boolean isUsual =
        type.collation().isBinary()
            || type.collation().equals(Collation.CONNECTION)
            || collation.equals("utf8mb4_0900_ai_ci");
    return out.append(isUsual ? "" : " " + collation).toString();
  }
}
