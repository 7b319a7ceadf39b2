package io.edgesql.dialect.translate;

import io.edgesql.dialect.plan.Program;
import io.edgesql.dialect.types.Representation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A SQLite expression. */
public sealed interface Sql {
  /** A column; {@code qualifier} is a table alias or null. */
  record Column(@Nullable String qualifier, String name) implements Sql {}

  /** A string literal. */
  record Text(String value) implements Sql {}

  /** A numeric literal, or another word that stands for itself (NULL, {@code *}). */
  record Word(String text) implements Sql {}

  /**
   * A placeholder.
   *
   * @param form how the value, once bound, gets its storage class back
   */
  record Bind(Program.Binding binding, Form form) implements Sql {}

  /** What a bound value needs around it: numbers that arrive as JavaScript numbers become REAL. */
  enum Form {
    PLAIN,
    INTEGER,
    UNSIGNED64;

    /** The form of a value of one kind. */
    static Form of(Representation.Kind kind) {
      return switch (kind) {
        case INTEGER, SCALED, TIME -> INTEGER;
        case UNSIGNED64 -> UNSIGNED64;
        default -> PLAIN;
      };
    }
  }

  /**
   * SQLite text with holes {@code {0}} to {@code {9}}: for formulas that are clearer as text.
   * Operands that are no primaries are put in parentheses; the whole counts as no primary unless it
   * is a call.
   */
  record Formula(String text, List<Sql> holes) implements Sql {}

  /** An infix operator; comparison operators included. */
  record Binary(String operator, Sql left, Sql right) implements Sql {}

  /** AND, OR, + or || over any number of operands; rendered as a balanced tree. */
  record Chain(String operator, List<Sql> operands) implements Sql {}

  record Not(Sql operand) implements Sql {}

  record Function(String name, List<Sql> arguments) implements Sql {}

  /** Searched CASE: {@code conditions} and {@code results} are equally long. */
  record Case(List<Sql> conditions, List<Sql> results, @Nullable Sql otherwise) implements Sql {}

  record Cast(Sql operand, String type) implements Sql {}

  record Collate(Sql operand, String collation) implements Sql {}

  record Tuple(List<Sql> items) implements Sql {}

  record InList(Sql left, List<Sql> items) implements Sql {}

  record InQuery(Sql left, SqlQuery query) implements Sql {}

  record Scalar(SqlQuery query) implements Sql {}

  record Exists(SqlQuery query) implements Sql {}

  /** An aggregate or window function. */
  record Aggregate(
      String name, boolean distinct, List<Sql> arguments, List<Order> orderBy, @Nullable Over over)
      implements Sql {}

  /**
   * A window.
   *
   * @param frame SQLite's frame clause with holes, or null
   */
  record Over(List<Sql> partitionBy, List<Order> orderBy, @Nullable Sql frame) {}

  record Order(Sql expr, boolean descending) {}

  static Sql f(String text, Sql... holes) {
    return new Formula(text, List.of(holes));
  }

  static Sql call(String name, Sql... arguments) {
    return new Function(name, List.of(arguments));
  }

  static Sql number(long value) {
    return new Word(value == Long.MIN_VALUE ? "-9223372036854775807-1" : Long.toString(value));
  }

  static Sql and(List<Sql> operands) {
    return operands.size() == 1 ? operands.get(0) : new Chain("AND", operands);
  }

  static Sql or(List<Sql> operands) {
    return operands.size() == 1 ? operands.get(0) : new Chain("OR", operands);
  }

  static Sql concat(List<Sql> operands) {
    return operands.size() == 1 ? operands.get(0) : new Chain("||", operands);
  }

  /** CASE WHEN condition THEN then ELSE otherwise END. */
  static Sql when(Sql condition, Sql then, @Nullable Sql otherwise) {
    return new Case(List.of(condition), List.of(then), otherwise);
  }

  /** Whether writing it several times costs nothing. */
  default boolean isSimple() {
    return this instanceof Column
        || this instanceof Text
        || this instanceof Word
        || this instanceof Bind;
  }
}
