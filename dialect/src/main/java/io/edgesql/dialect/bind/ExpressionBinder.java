package io.edgesql.dialect.bind;

import io.edgesql.dialect.ErrorCode;
import io.edgesql.dialect.SqlException;
import io.edgesql.dialect.tree.Expr;
import io.edgesql.dialect.types.Collation;
import io.edgesql.dialect.types.Collations;
import io.edgesql.dialect.types.SqlType;
import io.edgesql.dialect.types.TypeName;
import io.edgesql.dialect.types.Value;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Binds and types expressions. */
final class ExpressionBinder {
  /** What a parameter is when nothing says more, in characters: 65,535 bytes of utf8mb4. */
  private static final int PARAMETER_LENGTH = 16_383;

  private final Binder binder;
  private final NameBinder names;
  private final CallBinder calls;
  private final SubqueryBinder subqueries;
  private final AggregateBinder aggregates;
  private int depth;

  ExpressionBinder(Binder binder) {
    this.binder = binder;
    this.names = new NameBinder();
    this.calls = new CallBinder(binder, this);
    this.subqueries = new SubqueryBinder(binder, this);
    this.aggregates = new AggregateBinder(binder, this);
  }

  /** Binds an expression that gives one value. */
  Typed bindScalar(Expr e, Scope scope) {
    Typed bound = bind(e, scope);
    if (degree(bound) != 1) {
      throw SqlException.of(ErrorCode.ER_OPERAND_COLUMNS, 1);
    }
    return bound;
  }

  Typed bindCondition(Expr e, Scope scope) {
    return bindScalar(e, scope);
  }

  List<Typed> bindAll(List<Expr> list, Scope scope) {
    List<Typed> result = new ArrayList<>(list.size());
    for (Expr e : list) {
      result.add(bindScalar(e, scope));
    }
    return List.copyOf(result);
  }

  /** How many values an operand has: more than one for rows and queries of several columns. */
  static int degree(Typed e) {
    if (e instanceof Typed.Call call && call.name().equals("ROW")) {
      return call.arguments().size();
    }
    return e instanceof Typed.Subquery subquery ? subquery.query().outputs().size() : 1;
  }

  Typed bind(Expr e, Scope scope) {
    if (++depth > binder.limits().expressionDepth()) {
      depth = 0;
      throw SqlException.of(ErrorCode.ER_OUT_OF_RESOURCES);
    }
    try {
      return dispatch(e, scope);
    } finally {
      depth = Math.max(0, depth - 1);
    }
  }

  private Typed dispatch(Expr e, Scope scope) {
    if (e instanceof Expr.Literal literal) {
      return literal(literal);
    }
    if (e instanceof Expr.ColumnName name) {
      return names.bind(name, scope);
    }
    if (e instanceof Expr.Binary binary) {
      return binary(binary, scope);
    }
    if (e instanceof Expr.Logical logical) {
      return new Typed.Call(
          logical.isAnd() ? "AND" : "OR", bindAll(logical.operands(), scope), SqlType.BOOLEAN);
    }
    if (e instanceof Expr.Call call) {
      return calls.bind(call, scope);
    }
    if (e instanceof Expr.Parameter parameter) {
      return new Typed.Parameter(
          parameter.index(), SqlType.varchar(PARAMETER_LENGTH, binder.connection()));
    }
    return predicates(e, scope);
  }

  private Typed predicates(Expr e, Scope scope) {
    if (e instanceof Expr.Is is) {
      return is(is, scope);
    }
    if (e instanceof Expr.In in) {
      List<Typed> operands = new ArrayList<>();
      operands.add(bind(in.value(), scope));
      for (Expr each : in.list()) {
        operands.add(bind(each, scope));
      }
      return negated(in.negated(), comparing("IN", " IN ", Parameters.likeEachOther(operands)));
    }
    if (e instanceof Expr.Between between) {
      List<Typed> operands =
          Parameters.likeEachOther(
              bindAll(List.of(between.value(), between.low(), between.high()), scope));
      return negated(between.negated(), comparing("BETWEEN", "between", operands));
    }
    if (e instanceof Expr.Like like) {
      List<Expr> parts = new ArrayList<>(List.of(like.value(), like.pattern()));
      if (like.escape() != null) {
        parts.add(like.escape());
      }
      return negated(like.negated(), matching("LIKE", "like", bindAll(parts, scope)));
    }
    if (e instanceof Expr.Regexp regexp) {
      List<Typed> operands = bindAll(List.of(regexp.value(), regexp.pattern()), scope);
      CallBinder.refuseMixedStrings("REGEXP", operands);
      return negated(regexp.negated(), matching("REGEXP", "regexp_like", operands));
    }
    if (e instanceof Expr.Unary unary) {
      return unary(unary, scope);
    }
    return conversions(e, scope);
  }

  private Typed conversions(Expr e, Scope scope) {
    if (e instanceof Expr.Cast cast) {
      Typed operand = Parameters.as(bindScalar(cast.operand(), scope), cast.type());
      if (operand instanceof Typed.Call value
          && value.name().equals("JSON_VALUE")
          && value.arguments().size() == 6) {
        // RETURNING, which is no CAST: what does not fit is NULL.
        return new Typed.Call(
            value.name(),
            value.arguments(),
            CastTypes.of(operand, cast.type(), binder.connection()));
      }
      return new Typed.Call(
          "CAST", List.of(operand), CastTypes.of(operand, cast.type(), binder.connection()));
    }
    if (e instanceof Expr.ConvertUsing convert) {
      Typed operand = bindScalar(convert.operand(), scope);
      return new Typed.Call(
          "CONVERT_USING", List.of(operand), CastTypes.using(operand, convert.charset()));
    }
    if (e instanceof Expr.Collate collate) {
      Typed operand = bindScalar(collate.operand(), scope);
      return new Typed.Call("COLLATE", List.of(operand), collated(operand, collate.collation()));
    }
    if (e instanceof Expr.Case search) {
      return searchedCase(search, scope);
    }
    if (e instanceof Expr.Row row) {
      List<Typed> values = new ArrayList<>();
      for (Expr value : row.values()) {
        values.add(bind(value, scope));
      }
      return new Typed.Call("ROW", List.copyOf(values), SqlType.NULL);
    }
    return variables(e, scope);
  }

  private Typed variables(Expr e, Scope scope) {
    if (e instanceof Expr.UserVariable variable) {
      return new Typed.UserVariable(
          variable.name(), binder.variableTypes().userVariable(binder.connection()));
    }
    if (e instanceof Expr.AssignVariable assign) {
      Typed value = bindScalar(assign.value(), scope);
      return new Typed.AssignVariable(assign.name(), value, value.type());
    }
    if (e instanceof Expr.SystemVariable variable) {
      boolean global =
          variable.scope() != Expr.VariableScope.DEFAULT
              && variable.scope() != Expr.VariableScope.SESSION;
      return new Typed.SystemVariable(
          global,
          variable.name(),
          binder.variableTypes().systemVariable(variable.name(), binder.connection()));
    }
    if (e instanceof Expr.Aggregate aggregate) {
      return aggregates.bind(aggregate, scope);
    }
    if (e instanceof Expr.WindowCall window) {
      return aggregates.bind(window, scope);
    }
    if (e instanceof Expr.Inserted inserted) {
      return names.inserted(inserted, scope);
    }
    if (e instanceof Expr.Default column) {
      return columnDefault(column, scope);
    }
    if (e instanceof Expr.Match match) {
      return match(match, scope);
    }
    return subqueries.bind(e, scope);
  }

  private Typed literal(Expr.Literal literal) {
    if (literal.ordinal() < 0) {
      return new Typed.Constant(literal.value(), LiteralTypes.of(literal.value(), type(literal)));
    }
    if (binder.isPinning()) {
      Value value = binder.literals().pin(literal.ordinal());
      return new Typed.Constant(value, LiteralTypes.of(value, type(literal)));
    }
    return new Typed.Lifted(literal.ordinal(), LiteralTypes.of(type(literal)));
  }

  private SqlType type(Expr.Literal literal) {
    SqlType type = literal.type();
    return type.collation().equals(Collation.CONNECTION)
        ? type.withCollation(binder.connection())
        : type;
  }

  private Typed binary(Expr.Binary e, Scope scope) {
    if (e.operator().isComparison()) {
      List<Typed> operands =
          Parameters.likeEachOther(List.of(bind(e.left(), scope), bind(e.right(), scope)));
      return comparing(e.operator().name(), symbol(e.operator()), operands);
    }
    Typed left = bindScalar(e.left(), scope);
    Typed right = bindScalar(e.right(), scope);
    if (e.operator() == Expr.BinaryOperator.XOR) {
      return new Typed.Call("XOR", List.of(left, right), SqlType.BOOLEAN);
    }
    List<Typed> operands = Parameters.asNumbers(List.of(left, right));
    GeometryOperands.refuse(e.operator(), left, right);
    return new Typed.Call(
        e.operator().name(),
        operands,
        ArithmeticTypes.of(
            e.operator(),
            operands.get(0).type(),
            operands.get(1).type(),
            binder.mode().noUnsignedSubtraction()));
  }

  private static String symbol(Expr.BinaryOperator operator) {
    return switch (operator) {
      case NULL_SAFE_EQUAL -> "<=>";
      case NOT_EQUAL -> "<>";
      case LESS -> "<";
      case LESS_OR_EQUAL -> "<=";
      case GREATER -> ">";
      case GREATER_OR_EQUAL -> ">=";
      default -> "=";
    };
  }

  /** Operands compared with the first one; checks their columns and collations. */
  private static Typed comparing(String name, String operation, List<Typed> operands) {
    Typed first = operands.get(0);
    for (Typed other : operands.subList(1, operands.size())) {
      checkComparable(first, other, operation);
    }
    return new Typed.Call(name, List.copyOf(operands), SqlType.BOOLEAN);
  }

  static void checkComparable(Typed first, Typed other, String operation) {
    int degree = degree(first);
    if (degree(other) != degree) {
      throw SqlException.of(ErrorCode.ER_OPERAND_COLUMNS, degree);
    }
    if (first instanceof Typed.Call a
        && other instanceof Typed.Call b
        && a.name().equals("ROW")
        && b.name().equals("ROW")) {
      for (int i = 0; i < degree; i++) {
        checkComparable(a.arguments().get(i), b.arguments().get(i), operation);
      }
      return;
    }
    Comparison.of(first, other, operation);
  }

  private Typed matching(String name, String operation, List<Typed> operands) {
    SqlType text = SqlType.varchar(PARAMETER_LENGTH, binder.connection());
    List<Typed> texts = operands.stream().map(each -> Parameters.as(each, text)).toList();
    Coercibility.compared(texts.subList(0, 2), binder.connection(), operation);
    return new Typed.Call(name, texts, SqlType.BOOLEAN);
  }

  private static Typed negated(boolean negated, Typed e) {
    return negated ? new Typed.Call("NOT", List.of(e), SqlType.BOOLEAN) : e;
  }

  private Typed is(Expr.Is is, Scope scope) {
    Typed operand = bindScalar(is.operand(), scope);
    String name =
        switch (is.truth()) {
          case NULL, UNKNOWN -> "IS_NULL";
          case TRUE -> "IS_TRUE";
          case FALSE -> "IS_FALSE";
        };
    return negated(is.negated(), new Typed.Call(name, List.of(operand), SqlType.BOOLEAN));
  }

  private Typed unary(Expr.Unary unary, Scope scope) {
    Typed operand = bindScalar(unary.operand(), scope);
    return switch (unary.operator()) {
      case PLUS -> operand;
      case NOT -> new Typed.Call("NOT", List.of(operand), SqlType.BOOLEAN);
      case MINUS -> {
        Typed number = Parameters.asNumbers(List.of(operand)).get(0);
        GeometryOperands.refuse("MINUS", List.of(number));
        yield new Typed.Call("MINUS", List.of(number), ArithmeticTypes.negated(number));
      }
      case BIT_NOT ->
          new Typed.Call("BIT_NOT", List.of(operand), ArithmeticTypes.bits(operand.type()));
    };
  }

  private Typed searchedCase(Expr.Case search, Scope scope) {
    List<Typed> parts = new ArrayList<>();
    List<Typed> results = new ArrayList<>();
    Typed operand = search.operand() == null ? null : bindScalar(search.operand(), scope);
    boolean once = operand != null && !Determinism.isRepeatable(operand);
    for (Expr.When when : search.whens()) {
      Typed condition = bindScalar(when.condition(), scope);
      if (operand != null) {
        checkComparable(operand, condition, "case");
        if (!once) {
          condition =
              new Typed.Call(
                  "EQUAL", Parameters.likeEachOther(List.of(operand, condition)), SqlType.BOOLEAN);
        }
      }
      Typed result = bindScalar(when.result(), scope);
      parts.add(condition);
      parts.add(result);
      results.add(result);
    }
    if (search.otherwise() != null) {
      Typed otherwise = bindScalar(search.otherwise(), scope);
      parts.add(otherwise);
      results.add(otherwise);
    }
    SqlType type = TypeMerge.of(results, binder.connection(), "case");
    if (once && operand != null) {
      parts.add(0, operand);
      return new Typed.Call("CASE_OF", List.copyOf(parts), type);
    }
    return new Typed.Call("CASE", List.copyOf(parts), type);
  }

  private SqlType collated(Typed operand, String name) {
    Collation collation = Collations.byName(name);
    if (collation == null) {
      throw SqlException.of(ErrorCode.ER_UNKNOWN_COLLATION, name);
    }
    SqlType type = operand.type();
    boolean isText = type.name().isCharacter() || type.is(TypeName.ENUM) || type.is(TypeName.SET);
    Collation own = isText || type.name().isBinary() ? type.collation() : binder.connection();
    if (type.is(TypeName.JSON)) {
      own = Collation.UTF8MB4_BIN;
    }
    boolean isParameter = operand instanceof Typed.Parameter;
    if (!own.charset().equals(collation.charset()) && !isParameter && !type.is(TypeName.NULL)) {
      throw SqlException.of(
          ErrorCode.ER_COLLATION_CHARSET_MISMATCH, collation.name(), own.charset());
    }
    return type.name().isCharacter() && !type.is(TypeName.CHAR)
        ? type.withCollation(collation)
        : Widths.text(Widths.characters(type), collation);
  }

  private Typed columnDefault(Expr.Default e, Scope scope) {
    if (e.column() == null) {
      throw SqlException.of(ErrorCode.ER_PARSE_ERROR, "DEFAULT", 1);
    }
    Typed column = names.bind(e.column(), scope);
    return new Typed.Call("DEFAULT", List.of(column), column.type());
  }

  private Typed match(Expr.Match e, Scope scope) {
    List<Typed.ColumnReference> columns = new ArrayList<>();
    for (Expr.ColumnName name : e.columns()) {
      if (!(names.bind(name, scope) instanceof Typed.ColumnReference reference)) {
        throw SqlException.of(ErrorCode.ER_WRONG_ARGUMENTS, "MATCH");
      }
      columns.add(reference);
    }
    int source = columns.get(0).source();
    if (columns.stream().anyMatch(column -> column.source() != source)) {
      throw SqlException.of(ErrorCode.ER_WRONG_ARGUMENTS, "MATCH");
    }
    return new Typed.Match(
        source, List.copyOf(columns), bindScalar(e.against(), scope), e.mode(), SqlType.DOUBLE);
  }

  @Nullable Typed bindOptional(@Nullable Expr e, Scope scope) {
    return e == null ? null : bindScalar(e, scope);
  }
}
