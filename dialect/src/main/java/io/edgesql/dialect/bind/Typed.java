package io.edgesql.dialect.bind;

import io.edgesql.dialect.types.Representation;
import io.edgesql.dialect.types.SqlType;
import io.edgesql.dialect.types.Value;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A bound expression: names resolved, every node typed as MySQL types it.
 *
 * <p>Operators are {@link Call}s too, named after {@code BinaryOperator} and {@code UnaryOperator}
 * (ADD, EQUAL, BIT_XOR, MINUS, NOT …), as are AND and OR (two or more arguments), XOR, IS_NULL,
 * IS_TRUE, IS_FALSE (IS UNKNOWN is IS_NULL; negations are NOT of these, IS_NOT_NULL included),
 * BETWEEN(x, low, high), IN(x, a, b …), LIKE(x, pattern, escape), REGEXP(x, pattern), ROW(a, b …),
 * COLLATE (the collation is in the type), CAST (the target is the type), CONVERT_USING (likewise),
 * CASE(when1, then1, …, [else]) for the searched form; the simple form CASE x WHEN is bound as
 * searched with EQUALs unless x is not deterministic. The binder makes MySQL's comparison rules
 * explicit: both operands of a comparison, IN, BETWEEN, LIKE, CASE, IF, COALESCE keep their own
 * types, and {@code Comparison.of} tells as what they are compared.
 */
public sealed interface Typed {
  SqlType type();

  /** Known while planning and part of the plan's shape. */
  record Constant(Value value, SqlType type) implements Typed {}

  /** The literal with this ordinal; its value comes with each execution. */
  record Lifted(int ordinal, SqlType type) implements Typed {}

  /**
   * A {@code ?}; its value comes with each execution and becomes one of the type.
   *
   * @param isRaw it stays as it is given
   */
  record Parameter(int index, SqlType type, boolean isRaw) implements Typed {
    public Parameter(int index, SqlType type) {
      this(index, type, false);
    }
  }

  /** A variable of a routine, in this slot of its frame. */
  record Local(int slot, String name, SqlType type) implements Typed {}

  /** A user variable; its value is read when the statement starts. */
  record UserVariable(String name, SqlType type) implements Typed {}

  /** {@code @name := value}. */
  record AssignVariable(String name, Typed value, SqlType type) implements Typed {}

  /** A system variable: the effective value for DEFAULT and SESSION, the global one otherwise. */
  record SystemVariable(boolean global, String name, SqlType type) implements Typed {}

  /**
   * A column of a source in FROM.
   *
   * @param source the source's id, unique within the whole statement (so correlation needs no
   *     depth)
   * @param column its place in the source
   */
  record ColumnReference(int source, int column, String name, SqlType type, boolean nullable)
      implements Typed {}

  /** An operator or native function; see the interface's comment. */
  record Call(String name, List<Typed> arguments, SqlType type) implements Typed {}

  /**
   * INTERVAL amount unit as last argument of DATE_ADD/DATE_SUB, or a bare unit with a null amount.
   */
  record Interval(@Nullable Typed amount, String unit, SqlType type) implements Typed {}

  /** An aggregate; COUNT(*) has no arguments. {@code over} null: grouped. */
  record Aggregate(
      String name,
      boolean distinct,
      List<Typed> arguments,
      List<BoundQuery.Order> orderBy,
      @Nullable String separator,
      @Nullable Window over,
      SqlType type)
      implements Typed {}

  record WindowCall(String name, List<Typed> arguments, Window over, SqlType type)
      implements Typed {}

  /** A window with names already resolved. */
  record Window(List<Typed> partitionBy, List<BoundQuery.Order> orderBy, @Nullable Frame frame) {}

  record Frame(
      boolean rows,
      io.edgesql.dialect.tree.Expr.BoundKind start,
      @Nullable Typed startOffset,
      io.edgesql.dialect.tree.Expr.@Nullable BoundKind end,
      @Nullable Typed endOffset) {}

  record Subquery(BoundQuery query, SqlType type) implements Typed {}

  record Exists(BoundQuery query, SqlType type) implements Typed {}

  /** {@code left IN (query)}; left may be a ROW call. */
  record InQuery(Typed left, BoundQuery query, SqlType type) implements Typed {}

  record Quantified(
      io.edgesql.dialect.tree.Expr.BinaryOperator operator,
      Typed left,
      boolean all,
      BoundQuery query,
      SqlType type)
      implements Typed {}

  record Match(
      int source,
      List<ColumnReference> columns,
      Typed against,
      io.edgesql.dialect.tree.Expr.MatchMode mode,
      SqlType type)
      implements Typed {}

  /**
   * VALUES(column), or a column of the row alias, in ON DUPLICATE KEY UPDATE: the value that would
   * have been inserted.
   */
  record Inserted(int column, SqlType type) implements Typed {}

  /** A value that the shard returned, while a row is finished in Java. */
  record ShardValue(int index, Representation representation, SqlType type) implements Typed {}
}
