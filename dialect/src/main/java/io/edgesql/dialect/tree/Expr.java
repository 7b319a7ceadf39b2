package io.edgesql.dialect.tree;

import io.edgesql.dialect.types.SqlType;
import io.edgesql.dialect.types.Value;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A MySQL expression as written: precedence settled, nothing resolved or typed.
 *
 * <p>Function names are upper case and canonical (SUBSTR is SUBSTRING, see {@code
 * parse.FunctionNames}).
 */
public sealed interface Expr {
  /**
   * A literal.
   *
   * @param type as MySQL types the literal
   *     (INT/BIGINT/DECIMAL(p,s)/DOUBLE/VARCHAR(n)/VARBINARY(n)/DATE/TIME/DATETIME/NULL)
   * @param ordinal its place among the statement's liftable literals, or -1 if it is part of the
   *     statement's shape (NULL, TRUE, FALSE, a type's length)
   */
  record Literal(Value value, SqlType type, int ordinal) implements Expr {}

  /** A {@code ?}, numbered from 0. */
  record Parameter(int index) implements Expr {}

  /** A variable of the stored routine that the statement stands in. */
  record LocalVariable(Locals.Local local) implements Expr {}

  record ColumnName(@Nullable String database, @Nullable String table, String column)
      implements Expr {}

  record UserVariable(String name) implements Expr {}

  /** {@code @name := value}. */
  record AssignVariable(String name, Expr value) implements Expr {}

  /** {@code @@name}; component names keep their point ("keycache.key_buffer_size"). */
  record SystemVariable(VariableScope scope, String name) implements Expr {}

  record Unary(UnaryOperator operator, Expr operand) implements Expr {}

  record Binary(BinaryOperator operator, Expr left, Expr right) implements Expr {}

  /** AND or OR of two or more operands, flattened so that long chains stay shallow. */
  record Logical(boolean isAnd, List<Expr> operands) implements Expr {}

  record Is(Expr operand, Truth truth, boolean negated) implements Expr {}

  record Between(Expr value, Expr low, Expr high, boolean negated) implements Expr {}

  record In(Expr value, List<Expr> list, boolean negated) implements Expr {}

  record InQuery(Expr value, Query query, boolean negated) implements Expr {}

  record Like(Expr value, Expr pattern, @Nullable Expr escape, boolean negated) implements Expr {}

  record Regexp(Expr value, Expr pattern, boolean negated) implements Expr {}

  record Case(@Nullable Expr operand, List<When> whens, @Nullable Expr otherwise) implements Expr {}

  /** One WHEN … THEN. */
  record When(Expr condition, Expr result) {}

  /**
   * CAST and CONVERT(x, type).
   *
   * @param type the target; BIGINT for SIGNED and UNSIGNED; CHAR without a length has length -1
   */
  record Cast(Expr operand, SqlType type) implements Expr {}

  /** CONVERT(x USING charset) and introducers on what is no literal. */
  record ConvertUsing(Expr operand, String charset) implements Expr {}

  record Collate(Expr operand, String collation) implements Expr {}

  /**
   * A call of a native or stored function. Special forms are calls too: {@code EXTRACT(unit FROM
   * d)} is EXTRACT(d) with {@link Interval}-less unit in {@link Unit}, {@code TRIM(LEADING x FROM
   * s)} is LTRIM_OF(s, x), TRAILING RTRIM_OF, BOTH TRIM_OF; {@code POSITION(a IN b)} is LOCATE(a,
   * b); {@code a MEMBER OF (b)} is MEMBER_OF(a, b); {@code d + INTERVAL n u} is DATE_ADD(d,
   * Interval), minus is DATE_SUB; {@code a -> p} is JSON_EXTRACT(a, p), {@code a ->> p}
   * JSON_UNQUOTE(JSON_EXTRACT(a, p)); {@code TIMESTAMPDIFF(u, a, b)} has a {@link Unit} first;
   * {@code GET_FORMAT(DATE, s)} a Unit-less literal first; {@code a SOUNDS LIKE b} is SOUNDEX(a) =
   * SOUNDEX(b); {@code BINARY x} is {@link Cast} to BINARY; {@code CHAR(n USING cs)} is
   * ConvertUsing(CHAR(n)).
   */
  record Call(@Nullable String database, String name, List<Expr> arguments) implements Expr {}

  /**
   * An interval's or field's unit (DAY, HOUR_MINUTE …) where a function takes one as an argument.
   */
  record Unit(String name) implements Expr {}

  /** {@code INTERVAL amount unit}: only as the last argument of DATE_ADD and DATE_SUB. */
  record Interval(Expr amount, String unit) implements Expr {}

  /**
   * An aggregate call, {@code COUNT(*)} being COUNT without arguments.
   *
   * @param orderBy GROUP_CONCAT's
   * @param separator GROUP_CONCAT's; null otherwise or when not given
   * @param over the window, if it is used as a window function
   */
  record Aggregate(
      String name,
      boolean distinct,
      List<Expr> arguments,
      List<OrderItem> orderBy,
      @Nullable String separator,
      @Nullable Window over)
      implements Expr {}

  /** ROW_NUMBER, RANK, LAG …: never without OVER. */
  record WindowCall(String name, List<Expr> arguments, Window over) implements Expr {}

  record Subquery(Query query) implements Expr {}

  record Exists(Query query) implements Expr {}

  /** {@code left = ANY (…)}, {@code left > ALL (…)}. */
  record Quantified(BinaryOperator operator, Expr left, boolean all, Query query) implements Expr {}

  /** A row constructor of two or more values. */
  record Row(List<Expr> values) implements Expr {}

  record Match(List<ColumnName> columns, Expr against, MatchMode mode) implements Expr {}

  /** {@code DEFAULT} (no column) as a value in DML, or {@code DEFAULT(column)}. */
  record Default(@Nullable ColumnName column) implements Expr {}

  /** {@code VALUES(column)} in ON DUPLICATE KEY UPDATE. */
  record Inserted(ColumnName column) implements Expr {}

  /** Which variable an {@code @@name} means. */
  enum VariableScope {
    DEFAULT,
    SESSION,
    GLOBAL,
    PERSIST,
    PERSIST_ONLY
  }

  enum UnaryOperator {
    MINUS,
    BIT_NOT,
    NOT
  }

  enum BinaryOperator {
    ADD,
    SUBTRACT,
    MULTIPLY,
    DIVIDE,
    INTEGER_DIVIDE,
    MODULO,
    BIT_OR,
    BIT_AND,
    BIT_XOR,
    SHIFT_LEFT,
    SHIFT_RIGHT,
    EQUAL,
    NULL_SAFE_EQUAL,
    NOT_EQUAL,
    LESS,
    LESS_OR_EQUAL,
    GREATER,
    GREATER_OR_EQUAL,
    XOR;

    public boolean isComparison() {
      return compareTo(EQUAL) >= 0 && compareTo(GREATER_OR_EQUAL) <= 0;
    }
  }

  enum Truth {
    NULL,
    TRUE,
    FALSE,
    UNKNOWN
  }

  enum MatchMode {
    NATURAL,
    BOOLEAN,
    EXPANSION
  }

  /** {@code expr ASC|DESC}. */
  record OrderItem(Expr expr, boolean descending) {}

  /**
   * An OVER clause or a named window.
   *
   * @param base a named window that this one extends, or is
   */
  record Window(
      @Nullable String base,
      List<Expr> partitionBy,
      List<OrderItem> orderBy,
      @Nullable Frame frame) {}

  /** A window frame. {@code end} is null when only a start was written. */
  record Frame(boolean rows, Bound start, @Nullable Bound end) {}

  /** A frame's edge; {@code offset} for PRECEDING and FOLLOWING with a distance. */
  record Bound(BoundKind kind, @Nullable Expr offset) {}

  enum BoundKind {
    UNBOUNDED_PRECEDING,
    PRECEDING,
    CURRENT_ROW,
    FOLLOWING,
    UNBOUNDED_FOLLOWING;

    /** Behind the current row. */
    public boolean isFollowing() {
      return this == FOLLOWING || this == UNBOUNDED_FOLLOWING;
    }
  }
}
