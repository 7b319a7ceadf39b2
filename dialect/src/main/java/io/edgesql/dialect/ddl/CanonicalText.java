package io.edgesql.dialect.ddl;

import io.edgesql.dialect.catalog.Table;
import io.edgesql.dialect.catalog.Table.Column;
import io.edgesql.dialect.parse.Parser;
import io.edgesql.dialect.plan.Session.SqlMode;
import io.edgesql.dialect.tree.Expr;
import io.edgesql.dialect.tree.Expr.BinaryOperator;
import io.edgesql.dialect.types.TypeName;
import io.edgesql.dialect.types.Value;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * An expression as MySQL keeps and shows it in a table's definition: names quoted, every operation
 * in parentheses, one word for each function, strings with their character set. It means the same
 * in every sql_mode.
 *
 * <p>The forms are those of MySQL's {@code Item::print}.
 */
final class CanonicalText {
  private final @Nullable Table table;

  private CanonicalText(@Nullable Table table) {
    this.table = table;
  }

  /**
   * The canonical text of what a client wrote under its sql_mode. What no definition may hold (a
   * subquery, say) stays as it is: the definition's checks name the error.
   */
  static String written(String text, SqlMode mode) {
    return canonical(text, mode, null);
  }

  /** The same text with columns spelled as the table spells them. */
  static String spelled(String canonical, Table table) {
    return canonical(canonical, SqlMode.DEFAULT, table);
  }

  private static String canonical(String text, SqlMode mode, @Nullable Table table) {
    Expr expr = Parser.parseExpression(text, mode);
    try {
      return new CanonicalText(table).print(expr);
    } catch (NotCanonical notAllowed) {
      return text;
    }
  }

  /** The first part of a definition's expression that does not belong there. */
  static Obstacle obstacle(String text) {
    Expr expr = Parser.parseExpression(text, SqlMode.DEFAULT);
    try {
      new CanonicalText(null).print(expr);
      return Obstacle.NONE;
    } catch (NotCanonical notAllowed) {
      return notAllowed.obstacle;
    }
  }

  /** Whether MySQL calls the expression boolean: what a CHECK constraint must be. */
  static boolean isBoolean(String text) {
    return isBoolean(Parser.parseExpression(text, SqlMode.DEFAULT));
  }

  /** Whether MySQL calls the expression boolean: what a CHECK constraint must be. */
  static boolean isBoolean(Expr expr) {
    if (expr instanceof Expr.Binary binary) {
      return binary.operator().isComparison() || binary.operator() == BinaryOperator.XOR;
    }
    if (expr instanceof Expr.Unary unary) {
      return unary.operator() == Expr.UnaryOperator.NOT;
    }
    if (expr instanceof Expr.Literal literal) {
      return isTruth(literal);
    }
    if (expr instanceof Expr.Call call) {
      return switch (call.name()) {
        case "JSON_VALID",
            "JSON_CONTAINS",
            "JSON_CONTAINS_PATH",
            "JSON_OVERLAPS",
            "JSON_SCHEMA_VALID",
            "MEMBER_OF",
            "REGEXP_LIKE",
            "ISNULL",
            "IS_UUID",
            "STRCMP" ->
            true;
        default -> false;
      };
    }
    return expr instanceof Expr.Logical
        || expr instanceof Expr.Is
        || expr instanceof Expr.Between
        || expr instanceof Expr.In
        || expr instanceof Expr.InQuery
        || expr instanceof Expr.Like
        || expr instanceof Expr.Regexp
        || expr instanceof Expr.Exists
        || expr instanceof Expr.Quantified;
  }

  private static boolean isTruth(Expr.Literal literal) {
    return literal.ordinal() < 0 && literal.type().equals(io.edgesql.dialect.types.SqlType.BOOLEAN);
  }

  private String print(Expr expr) {
    if (expr instanceof Expr.Literal literal) {
      return literal(literal);
    }
    if (expr instanceof Expr.ColumnName name) {
      Column column = table == null ? null : table.column(name.column());
      return SqliteText.name(column == null ? name.column() : column.name());
    }
    if (expr instanceof Expr.Unary unary) {
      return unary(unary);
    }
    if (expr instanceof Expr.Binary binary) {
      return binary(binary);
    }
    if (expr instanceof Expr.Logical logical) {
      StringJoiner out = new StringJoiner(logical.isAnd() ? " and " : " or ", "(", ")");
      logical.operands().forEach(operand -> out.add(condition(operand)));
      return out.toString();
    }
    if (expr instanceof Expr.Call call) {
      return call(call);
    }
    if (expr instanceof Expr.Collate collate) {
      return "("
          + print(collate.operand())
          + " collate "
          + collate.collation().toLowerCase(Locale.ROOT)
          + ")";
    }
    if (expr instanceof Expr.Cast cast
        && cast.operand() instanceof Expr.Call call
        && isJsonValue(call)) {
      return jsonValue(call, " returning " + CanonicalTypes.cast(cast.type()));
    }
    if (expr instanceof Expr.Call call && isJsonValue(call)) {
      return jsonValue(call, "");
    }
    if (expr instanceof Expr.Cast cast) {
      return "cast(" + print(cast.operand()) + " as " + CanonicalTypes.cast(cast.type()) + ")";
    }
    if (expr instanceof Expr.ConvertUsing convert) {
      return convertUsing(convert);
    }
    return predicate(expr);
  }

  /** JSON_VALUE with RETURNING, ON EMPTY or ON ERROR. */
  private static boolean isJsonValue(Expr.Call call) {
    return call.name().equals("JSON_VALUE") && call.arguments().size() == 6;
  }

  private String jsonValue(Expr.Call call, String returning) {
    List<Expr> arguments = call.arguments();
    return "json_value("
        + print(arguments.get(0))
        + ", "
        + print(arguments.get(1))
        + returning
        + clause(arguments.get(2), arguments.get(3), " on empty")
        + clause(arguments.get(4), arguments.get(5), " on error")
        + ")";
  }

  private String clause(Expr kind, Expr value, String when) {
    String word =
        kind instanceof Expr.Literal literal && literal.value() instanceof Value.Text text
            ? text.text()
            : "";
    return switch (word) {
      case "ERROR" -> " error" + when;
      case "DEFAULT" -> " default " + print(value) + when;
      default -> "";
    };
  }

  private String predicate(Expr expr) {
    if (expr instanceof Expr.Is is) {
      return is(is);
    }
    if (expr instanceof Expr.Between between) {
      return "("
          + print(between.value())
          + (between.negated() ? " not between " : " between ")
          + print(between.low())
          + " and "
          + print(between.high())
          + ")";
    }
    if (expr instanceof Expr.In in) {
      return "("
          + print(in.value())
          + (in.negated() ? " not in " : " in ")
          + list(in.list(), "(", ")")
          + ")";
    }
    if (expr instanceof Expr.Like like) {
      Expr escape = like.escape();
      String text =
          "("
              + print(like.value())
              + " like "
              + print(like.pattern())
              + (escape == null ? "" : " escape " + print(escape))
              + ")";
      return like.negated() ? "(not(" + text + "))" : text;
    }
    if (expr instanceof Expr.Regexp regexp) {
      String text = "regexp_like(" + print(regexp.value()) + "," + print(regexp.pattern()) + ")";
      return regexp.negated() ? "(not(" + text + "))" : text;
    }
    if (expr instanceof Expr.Case cases) {
      return cases(cases);
    }
    if (expr instanceof Expr.Row row) {
      return list(row.values(), "(", ")");
    }
    if (expr instanceof Expr.Unit unit) {
      return unit.name().toLowerCase(Locale.ROOT);
    }
    throw new NotCanonical(obstacle(expr));
  }

  private static Obstacle obstacle(Expr expr) {
    if (expr instanceof Expr.UserVariable
        || expr instanceof Expr.SystemVariable
        || expr instanceof Expr.AssignVariable) {
      return Obstacle.VARIABLE;
    }
    boolean isQuery =
        expr instanceof Expr.Subquery
            || expr instanceof Expr.Exists
            || expr instanceof Expr.InQuery
            || expr instanceof Expr.Quantified;
    return isQuery ? Obstacle.SUBQUERY : Obstacle.OTHER;
  }

  /** What keeps an expression from being part of a definition. */
  enum Obstacle {
    NONE,
    VARIABLE,
    SUBQUERY,
    /** Something that binding refuses by itself, or that keeps its written form. */
    OTHER
  }

  /** An expression that no definition may hold: the definition's own checks name the error. */
  private static final class NotCanonical extends RuntimeException {
    private static final long serialVersionUID = 1L;

    final Obstacle obstacle;

    NotCanonical(Obstacle obstacle) {
      super("not part of a definition", null, false, false);
      this.obstacle = obstacle;
    }
  }

  private String list(List<Expr> values, String open, String close) {
    StringJoiner out = new StringJoiner(",", open, close);
    values.forEach(value -> out.add(print(value)));
    return out.toString();
  }

  /** An operand of AND, OR and NOT: what is no condition is compared with 0. */
  private String condition(Expr expr) {
    return isBoolean(expr) ? print(expr) : "(0 <> " + print(expr) + ")";
  }

  private String unary(Expr.Unary unary) {
    return switch (unary.operator()) {
      case MINUS -> "-(" + print(unary.operand()) + ")";
      case BIT_NOT -> "~(" + print(unary.operand()) + ")";
      case NOT -> negation(unary.operand());
    };
  }

  private String negation(Expr operand) {
    if (!isBoolean(operand)) {
      return "(0 = " + print(operand) + ")";
    }
    Expr negated = Negations.of(operand);
    return negated == null ? "(not(" + print(operand) + "))" : condition(negated);
  }

  private String binary(Expr.Binary binary) {
    if (binary.left() instanceof Expr.Row left
        && binary.right() instanceof Expr.Row right
        && binary.operator() == BinaryOperator.EQUAL
        && left.values().size() == right.values().size()) {
      StringJoiner out = new StringJoiner(" and ", "(", ")");
      for (int i = 0; i < left.values().size(); i++) {
        out.add("(" + print(left.values().get(i)) + " = " + print(right.values().get(i)) + ")");
      }
      return out.toString();
    }
    boolean isXor = binary.operator() == BinaryOperator.XOR;
    return "("
        + (isXor ? condition(binary.left()) : print(binary.left()))
        + " "
        + CanonicalTypes.operator(binary.operator())
        + " "
        + (isXor ? condition(binary.right()) : print(binary.right()))
        + ")";
  }

  private String is(Expr.Is is) {
    boolean isNull = is.truth() == Expr.Truth.NULL || is.truth() == Expr.Truth.UNKNOWN;
    return "("
        + (isNull ? print(is.operand()) : condition(is.operand()))
        + (is.negated() ? " is not " : " is ")
        + (isNull ? "null" : is.truth().name().toLowerCase(Locale.ROOT))
        + ")";
  }

  private String cases(Expr.Case cases) {
    StringBuilder out = new StringBuilder("(case ");
    Expr operand = cases.operand();
    if (operand != null) {
      out.append(print(operand)).append(' ');
    }
    for (Expr.When when : cases.whens()) {
      out.append("when ").append(print(when.condition()));
      out.append(" then ").append(print(when.result())).append(' ');
    }
    Expr otherwise = cases.otherwise();
    if (otherwise != null) {
      out.append("else ").append(print(otherwise)).append(' ');
    }
    return out.append("end)").toString();
  }

  private String convertUsing(Expr.ConvertUsing convert) {
    if (convert.operand() instanceof Expr.Call call && call.name().equals("CHAR")) {
      String arguments = list(call.arguments(), "", "");
      return "char(" + arguments + " using " + convert.charset() + ")";
    }
    return "convert(" + print(convert.operand()) + " using " + convert.charset() + ")";
  }

  private String call(Expr.Call call) {
    List<Expr> arguments = call.arguments();
    String name = call.name();
    if (call.database() != null) {
      throw new NotCanonical(Obstacle.OTHER);
    }
    switch (name) {
      case "DATE_ADD", "DATE_SUB" -> {
        if (arguments.get(1) instanceof Expr.Interval interval) {
          return "("
              + print(arguments.get(0))
              + (name.equals("DATE_ADD") ? " + interval " : " - interval ")
              + print(interval.amount())
              + " "
              + interval.unit().toLowerCase(Locale.ROOT)
              + ")";
        }
      }
      case "EXTRACT" -> {
        return "extract(" + print(arguments.get(0)) + " from " + print(arguments.get(1)) + ")";
      }
      case "TIMESTAMPDIFF" -> {
        return "timestampdiff("
            + print(arguments.get(0)).toUpperCase(Locale.ROOT)
            + ","
            + list(arguments.subList(1, arguments.size()), "", "")
            + ")";
      }
      case "LTRIM_OF", "RTRIM_OF", "TRIM_OF" -> {
        String side =
            name.equals("LTRIM_OF") ? "leading" : name.equals("RTRIM_OF") ? "trailing" : "both";
        return "trim("
            + side
            + " "
            + print(arguments.get(1))
            + " from "
            + print(arguments.get(0))
            + ")";
      }
      case "MEMBER_OF" -> {
        return print(arguments.get(0)) + " member of (" + print(arguments.get(1)) + ")";
      }
      default -> {}
    }
    return CanonicalTypes.renamed(name, arguments, list(arguments, "", ""), this::print);
  }

  private static String literal(Expr.Literal literal) {
    Value value = literal.value();
    if (value.isNull()) {
      return "NULL";
    }
    if (isTruth(literal)) {
      return ((Value.Int) value).bits() == 0 ? "false" : "true";
    }
    if (value instanceof Value.Text text) {
      String charset = literal.type().collation().charset();
      String introducer =
          charset.equals("binary") || literal.type().name() == TypeName.NULL ? "utf8mb4" : charset;
      return "_" + introducer + CanonicalTypes.string(text.text());
    }
    return CanonicalTypes.value(value);
  }
}
