package io.edgesql.dialect.bind;

import io.edgesql.dialect.eval.StoredFunctions;
import io.edgesql.dialect.types.TypeName;
import java.util.List;
import java.util.Set;

/** Whether MySQL announces that an expression may be NULL. */
public final class Nullability {
  private static final Set<String> NEVER =
      Set.of("IS_NULL", "IS_TRUE", "IS_FALSE", "NULL_SAFE_EQUAL");
  private static final Set<String> ALWAYS =
      Set.of("DIVIDE", "INTEGER_DIVIDE", "MODULO", "COLLATE", "CONVERT_USING");
  private static final Set<String> NEVER_AGGREGATES =
      Set.of("COUNT", "BIT_AND", "BIT_OR", "BIT_XOR");
  private static final Set<String> NUMBERING =
      Set.of("ROW_NUMBER", "RANK", "DENSE_RANK", "NTILE", "CUME_DIST", "PERCENT_RANK");

  private Nullability() {}

  public static boolean of(Typed e) {
    if (e instanceof Typed.Constant constant) {
      return constant.value().isNull();
    }
    if (e instanceof Typed.Lifted || e instanceof Typed.Exists) {
      return false;
    }
    if (e instanceof Typed.ColumnReference reference) {
      return reference.nullable();
    }
    if (e instanceof Typed.Call call) {
      return ofCall(call);
    }
    if (e instanceof Typed.Aggregate aggregate) {
      return !NEVER_AGGREGATES.contains(aggregate.name());
    }
    if (e instanceof Typed.WindowCall window) {
      return ofWindow(window);
    }
    if (e instanceof Typed.AssignVariable assign) {
      return of(assign.value());
    }
    return !isWholeSelect(e);
  }

  /** A subquery without FROM gives exactly one row. */
  private static boolean isWholeSelect(Typed e) {
    return e instanceof Typed.Subquery subquery
        && subquery.query().body() instanceof BoundQuery.Select select
        && select.from() == null
        && select.where() == null
        && select.having() == null
        && subquery.query().limit() == null
        && !of(select.items().get(0));
  }

  private static boolean ofWindow(Typed.WindowCall window) {
    if (NUMBERING.contains(window.name())) {
      return false;
    }
    boolean hasDefault =
        (window.name().equals("LAG") || window.name().equals("LEAD"))
            && window.arguments().size() > 2;
    return !hasDefault || of(window.arguments().get(0)) || of(window.arguments().get(2));
  }

  private static boolean ofCall(Typed.Call call) {
    List<Typed> arguments = call.arguments();
    if (NEVER.contains(call.name())) {
      return false;
    }
    if (ALWAYS.contains(call.name())) {
      return true;
    }
    return switch (call.name()) {
      case "CAST" -> ofCast(call);
      case "AND", "OR", "IN" -> any(arguments);
      case "CASE", "CASE_OF" -> ofCase(call);
      case "IF" -> any(arguments.subList(1, arguments.size()));
      case "IFNULL", "COALESCE" -> arguments.stream().allMatch(Nullability::of);
      default -> ofFunction(call);
    };
  }

  private static boolean ofFunction(Typed.Call call) {
    NativeFunction function = FunctionTypes.find(call.name());
    NativeFunction.Nulls nulls = function == null ? ofOther(call.name()) : function.nulls();
    return switch (nulls) {
      case NEVER -> false;
      case ALWAYS -> true;
      case ARGUMENTS -> any(call.arguments());
    };
  }

  /** Operators, and stored functions, which may always give NULL. */
  private static NativeFunction.Nulls ofOther(String name) {
    return name.equals(StoredFunctions.STEADY) || name.equals(StoredFunctions.CHANGING)
        ? NativeFunction.Nulls.ALWAYS
        : NativeFunction.Nulls.ARGUMENTS;
  }

  private static boolean ofCast(Typed.Call call) {
    boolean isNumber = call.type().name().isNumeric() && !call.type().is(TypeName.YEAR);
    return !isNumber || any(call.arguments());
  }

  private static boolean ofCase(Typed.Call call) {
    int first = call.name().equals("CASE") ? 0 : 1;
    List<Typed> parts = call.arguments().subList(first, call.arguments().size());
    if (parts.size() % 2 == 0) {
      return true;
    }
    for (int i = 1; i < parts.size(); i += 2) {
      if (of(parts.get(i))) {
        return true;
      }
    }
    return of(parts.get(parts.size() - 1));
  }

  private static boolean any(List<Typed> operands) {
    return operands.stream().anyMatch(Nullability::of);
  }
}
