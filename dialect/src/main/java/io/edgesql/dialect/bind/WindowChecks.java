package io.edgesql.dialect.bind;

import io.edgesql.dialect.ErrorCode;
import io.edgesql.dialect.SqlException;
import io.edgesql.dialect.tree.Expr;
import io.edgesql.dialect.tree.Expr.BoundKind;
import io.edgesql.dialect.types.TypeName;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What MySQL refuses of windows and of the functions that only windows have. */
final class WindowChecks {
  private WindowChecks() {}

  /** A distance of RANGE is one of numbers, dates or times. */
  static void range(Typed.@Nullable Frame frame, List<BoundQuery.Order> order) {
    if (frame == null
        || frame.rows()
        || (frame.startOffset() == null && frame.endOffset() == null)) {
      return;
    }
    boolean isOne = order.size() == 1;
    TypeName type = isOne ? order.get(0).expr().type().name() : TypeName.NULL;
    if (!type.isNumeric() && !type.isTemporal()) {
      throw new SqlException(
          3587,
          "HY000",
          "Window '<unnamed window>' with RANGE N PRECEDING/FOLLOWING frame requires exactly one"
              + " ORDER BY expression, of numeric or temporal type");
    }
  }

  /** What MySQL refuses of a window that is based on another one. */
  static void extension(Expr.Window window, Typed.Window base) {
    if (!window.partitionBy().isEmpty()) {
      throw new SqlException(
          3581, "HY000", "A window which depends on another cannot define partitioning.");
    }
    if (!window.orderBy().isEmpty() && !base.orderBy().isEmpty()) {
      throw new SqlException(
          3583,
          "HY000",
          "Window '<unnamed window>' cannot inherit '"
              + window.base()
              + "' since both contain an ORDER BY clause.");
    }
    boolean extendsBase = !window.orderBy().isEmpty() || window.frame() != null;
    if (extendsBase && base.frame() != null) {
      throw new SqlException(
          3582,
          "HY000",
          "Window '"
              + window.base()
              + "' has a frame definition, so cannot be referenced by another window.");
    }
  }

  /** A frame begins before it ends. */
  static void bounds(BoundKind start, @Nullable BoundKind end) {
    if (start == BoundKind.UNBOUNDED_FOLLOWING) {
      throw frame(3584, "start cannot be UNBOUNDED FOLLOWING.");
    }
    if (end == BoundKind.UNBOUNDED_PRECEDING) {
      throw frame(3585, "end cannot be UNBOUNDED PRECEDING.");
    }
    boolean isBackwards =
        end == BoundKind.PRECEDING
            ? start == BoundKind.CURRENT_ROW || start == BoundKind.FOLLOWING
            : end == BoundKind.CURRENT_ROW && start == BoundKind.FOLLOWING;
    if (isBackwards) {
      throw frame(3586, "start or end is negative, NULL or of non-integral type");
    }
  }

  private static SqlException frame(int code, String words) {
    return new SqlException(code, "HY000", "Window '<unnamed window>': frame " + words);
  }

  /** NTH_VALUE counts by a whole number that does not depend on the row. */
  static void arguments(String name, List<Typed> arguments) {
    if (!name.equals("NTH_VALUE")) {
      return;
    }
    Typed place = arguments.get(1);
    boolean isWhole = place.type().name().isInteger() || place.type().is(TypeName.NULL);
    if (!isWhole || place instanceof Typed.ColumnReference) {
      throw SqlException.of(ErrorCode.ER_WRONG_ARGUMENTS, "nth_value");
    }
  }

  /** Aggregates that no window has. */
  static void aggregate(Expr.Aggregate e) {
    if (e.name().equals("GROUP_CONCAT")) {
      throw SqlException.of(ErrorCode.ER_NOT_SUPPORTED_YET, "group_concat as window function");
    }
    if (e.distinct()) {
      throw SqlException.of(ErrorCode.ER_NOT_SUPPORTED_YET, "<window function>(DISTINCT ..)");
    }
  }
}
