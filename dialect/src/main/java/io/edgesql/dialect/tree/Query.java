package io.edgesql.dialect.tree;

import io.edgesql.dialect.tree.Expr.OrderItem;
import io.edgesql.dialect.tree.Expr.Window;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A query expression: WITH, body, ORDER BY, LIMIT.
 *
 * @param limit row count; null: all
 * @param offset null: 0
 * @param into variables of SELECT … INTO @a, @b; empty otherwise
 */
public record Query(
    @Nullable With with,
    Body body,
    List<OrderItem> orderBy,
    @Nullable Expr limit,
    @Nullable Expr offset,
    Locking locking,
    List<Expr.UserVariable> into) {

  /** What stands between WITH and ORDER BY. */
  public sealed interface Body {}

  /** SELECT. {@code TABLE t} is {@code SELECT * FROM t}. */
  public record Select(
      boolean distinct,
      boolean calculateFoundRows,
      List<Item> items,
      @Nullable TableReference from,
      @Nullable Expr where,
      List<Expr> groupBy,
      boolean withRollup,
      @Nullable Expr having,
      List<NamedWindow> windows)
      implements Body {}

  /**
   * UNION, EXCEPT, INTERSECT; operands with an ORDER BY or LIMIT of their own were in parentheses.
   */
  public record SetOperation(SetOperator operator, boolean all, Query left, Query right)
      implements Body {}

  /** VALUES ROW(…), ROW(…). */
  public record Values(List<List<Expr>> rows) implements Body {}

  public enum SetOperator {
    UNION,
    EXCEPT,
    INTERSECT
  }

  public record With(boolean recursive, List<CommonTable> tables) {}

  public record CommonTable(String name, List<String> columns, Query query) {}

  public record NamedWindow(String name, Window window) {}

  /** An item of the select list. */
  public sealed interface Item {}

  /** {@code *}, {@code t.*} or {@code db.t.*}. */
  public record Star(@Nullable String database, @Nullable String table) implements Item {}

  /**
   * An expression of the select list.
   *
   * @param alias null: MySQL names the column after {@code text}
   * @param text the expression's own source text, as the client wrote it, trimmed
   */
  public record Column(Expr expr, @Nullable String alias, String text) implements Item {}

  /** What FROM is made of. Comma joins are {@link Join}s of type CROSS that bind weaker. */
  public sealed interface TableReference {}

  /** A table or view by name. */
  public record Table(TableName name, @Nullable String alias) implements TableReference {}

  public record Derived(Query query, String alias, List<String> columns, boolean lateral)
      implements TableReference {}

  /**
   * A join.
   *
   * @param using columns of USING; empty otherwise
   */
  public record Join(
      JoinType type,
      TableReference left,
      TableReference right,
      @Nullable Expr on,
      List<String> using,
      boolean natural)
      implements TableReference {}

  /** JSON_TABLE(document, path COLUMNS (…)) AS alias. */
  public record JsonTable(Expr document, String path, List<JsonTableColumn> columns, String alias)
      implements TableReference {}

  /**
   * A column of JSON_TABLE.
   *
   * @param type null: FOR ORDINALITY, or a NESTED PATH (then {@code nested} is not empty)
   */
  public record JsonTableColumn(
      String name,
      io.edgesql.dialect.types.@Nullable SqlType type,
      String path,
      boolean exists,
      @Nullable String onEmpty,
      @Nullable String onError,
      List<JsonTableColumn> nested) {}

  public enum JoinType {
    INNER,
    CROSS,
    LEFT,
    RIGHT
  }

  /** FOR UPDATE and the like. */
  /**
   * FOR UPDATE, FOR SHARE.
   *
   * @param strength the strongest of all clauses
   * @param of the tables of FROM that are locked, each with its strength; empty: all of them
   */
  public record Locking(
      LockStrength strength, boolean noWait, boolean skipLocked, List<LockedTable> of) {
    public static final Locking NONE = new Locking(LockStrength.NONE, false, false, List.of());
  }

  /** A table, or its alias, behind OF. */
  public record LockedTable(TableName table, LockStrength strength) {}

  public enum LockStrength {
    NONE,
    SHARE,
    UPDATE
  }
}
