package io.edgesql.dialect.eval;

import io.edgesql.dialect.bind.BoundQuery;
import io.edgesql.dialect.bind.Typed;
import io.edgesql.dialect.tree.Expr.BoundKind;
import io.edgesql.dialect.types.SqlType;
import io.edgesql.dialect.types.TypeName;
import io.edgesql.dialect.types.Value;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which rows of a sorted partition a window function sees from one of them. */
final class WindowFrame {
  private final Typed.@Nullable Frame frame;
  private final List<BoundQuery.Order> order;
  private final List<List<Value>> keys;
  private final int[] peersFrom;
  private final int[] peersTo;
  private final RowCursor cursor;

  /**
   * @param keys what the rows are sorted by, in order
   * @param peers for each row the number of the first of its peers
   */
  WindowFrame(Typed.Window window, List<List<Value>> keys, int[] peers, RowCursor cursor) {
    this.frame = window.frame();
    this.order = window.orderBy();
    this.keys = keys;
    this.peersFrom = peers;
    this.cursor = cursor;
    this.peersTo = new int[peers.length];
    for (int i = peers.length - 1; i >= 0; i--) {
      boolean isLast = i + 1 == peers.length || peers[i + 1] != peers[i];
      peersTo[i] = isLast ? i + 1 : peersTo[i + 1];
    }
  }

  int peersFrom(int row) {
    return peersFrom[row];
  }

  int peersTo(int row) {
    return peersTo[row];
  }

  /** Whether each row's frame begins with the partition. */
  boolean isCumulative() {
    return frame == null || frame.start() == BoundKind.UNBOUNDED_PRECEDING;
  }

  /** The first row of the frame. */
  int from(int row) {
    if (frame == null) {
      return 0;
    }
    int from =
        switch (frame.start()) {
          case UNBOUNDED_PRECEDING -> 0;
          case CURRENT_ROW -> frame.rows() ? row : peersFrom[row];
          case PRECEDING -> frame.rows() ? row - count(frame.startOffset()) : first(row, -1);
          case FOLLOWING -> frame.rows() ? row + count(frame.startOffset()) : first(row, 1);
          case UNBOUNDED_FOLLOWING -> keys.size();
        };
    return Math.max(0, Math.min(keys.size(), from));
  }

  /** The row behind the last one of the frame. */
  int to(int row) {
    if (frame == null) {
      return order.isEmpty() ? keys.size() : peersTo[row];
    }
    BoundKind end = frame.end() == null ? BoundKind.CURRENT_ROW : frame.end();
    int to =
        switch (end) {
          case UNBOUNDED_PRECEDING -> 0;
          case CURRENT_ROW -> frame.rows() ? row + 1 : peersTo[row];
          case PRECEDING -> frame.rows() ? row - count(frame.endOffset()) + 1 : last(row, -1);
          case FOLLOWING -> frame.rows() ? row + count(frame.endOffset()) + 1 : last(row, 1);
          case UNBOUNDED_FOLLOWING -> keys.size();
        };
    return Math.max(0, Math.min(keys.size(), to));
  }

  private int count(@Nullable Typed offset) {
    Value value = offset == null ? Value.Null.NULL : Evaluator.evaluate(offset, cursor);
    return value instanceof Value.Int number
        ? (int) Math.max(0, Math.min(Integer.MAX_VALUE / 2, number.bits()))
        : 0;
  }

  /** The first row whose key is not before the row's own, moved by the start's offset. */
  private int first(int row, int sign) {
    Value bound = frame == null ? Value.Null.NULL : moved(row, sign, frame.startOffset());
    if (bound.isNull()) {
      return peersFrom[row];
    }
    int at = 0;
    while (at < keys.size() && compare(at, bound) < 0) {
      at++;
    }
    return at;
  }

  /** The row behind the last one whose key is not behind the row's own, moved likewise. */
  private int last(int row, int sign) {
    Value bound = frame == null ? Value.Null.NULL : moved(row, sign, frame.endOffset());
    if (bound.isNull()) {
      return peersTo[row];
    }
    int at = keys.size();
    while (at > 0 && compare(at - 1, bound) > 0) {
      at--;
    }
    return at;
  }

  /** By the window's direction; NULL is the least. */
  private int compare(int row, Value bound) {
    Value key = keys.get(row).get(0);
    boolean isDescending = order.get(0).descending();
    if (key.isNull()) {
      return isDescending ? 1 : -1;
    }
    SqlType type = order.get(0).expr().type();
    Integer result = Comparer.compare(key, type, bound, typeOf(bound, type), cursor);
    int ascending = result == null ? 0 : result;
    return isDescending ? -ascending : ascending;
  }

  private static SqlType typeOf(Value bound, SqlType key) {
    return bound instanceof Value.DateTime && key.is(TypeName.DATE)
        ? SqlType.temporal(TypeName.DATETIME, 6)
        : key;
  }

  private Value moved(int row, int sign, @Nullable Typed offset) {
    Value key = keys.get(row).get(0);
    if (key.isNull() || offset == null) {
      return Value.Null.NULL;
    }
    SqlType type = order.get(0).expr().type();
    boolean adds = (sign > 0) != order.get(0).descending();
    if (offset instanceof Typed.Interval interval) {
      SqlType result = type.is(TypeName.DATE) ? SqlType.temporal(TypeName.DATETIME, 6) : type;
      List<Typed> arguments = List.of(new Typed.Constant(key, type), interval);
      return Evaluator.evaluate(
          new Typed.Call(adds ? "DATE_ADD" : "DATE_SUB", arguments, result), cursor);
    }
    Value by = Evaluator.evaluate(offset, cursor);
    if (key instanceof Value.Real real) {
      double distance = Coercion.real(by, offset.type(), cursor);
      return new Value.Real(adds ? real.number() + distance : real.number() - distance);
    }
    BigDecimal number = Coercion.exact(key, type, cursor);
    BigDecimal distance = Coercion.exact(by, offset.type(), cursor);
    return new Value.Decimal(adds ? number.add(distance) : number.subtract(distance));
  }
}
