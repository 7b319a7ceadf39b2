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
  private final Binder binder;
  private final Parameters parameters;
  private final NameBinder names;
  private final CallBinder calls;
  private final SubqueryBinder subqueries;
  private final CaseBinder cases;
  private final AggregateBinder aggregates;
  private int depth;

  ExpressionBinder(Binder binder) {
    this.binder = binder;
    this.parameters = binder.parameters();
    this.names = new NameBinder();
    this.calls = new CallBinder(binder, this);
    this.subqueries = new SubqueryBinder(binder, this);
    this.cases = new CaseBinder(binder, this);
    this.aggregates = new AggregateBinder(binder, this);
  }

  /** Binds an expression that gives one value, of the type that it has by itself. */
  Typed bindScalar(Expr e, Scope scope) {
    return parameters.closed(bindOperand(e, scope));
  }

  /** Binds an expression that gives one value and may still be {@linkplain Parameters open}. */
  Typed bindOperand(Expr e, Scope scope) {
    Typed bound = bind(e, scope);
    if (degree(bound) != 1) {
      throw SqlException.of(ErrorCode.ER_OPERAND_COLUMNS, 1);
    }
    return bound;
  }

  Typed bindCondition(Expr e, Scope scope) {
    return parameters.as(bindOperand(e, scope), SqlType.BIGINT);
  }

  List<Typed> bindOperands(List<Expr> list, Scope scope) {
    List<Typed> result = new ArrayList<>(list.size());
    for (Expr e : list) {
      result.add(bindOperand(e, scope));
    }
    return List.copyOf(result);
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
          logical.isAnd() ? "AND" : "OR",
          parameters.as(bindOperands(logical.operands(), scope), SqlType.BIGINT),
          SqlType.BOOLEAN);
    }
    if (e instanceof Expr.Call call) {
      return calls.bind(call, scope);
    }
    if (e instanceof Expr.Parameter parameter) {
      return parameters.of(parameter.index());
    }
    if (e instanceof Expr.LocalVariable variable) {
      return new Typed.Local(
          variable.local().slot(), variable.local().name(), variable.local().type());
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
      return negated(in.negated(), comparing("IN", " IN ", compared(operands)));
    }
    if (e instanceof Expr.Between between) {
      List<Typed> operands =
          compared(bindOperands(List.of(between.value(), between.low(), between.high()), scope));
      return negated(between.negated(), comparing("BETWEEN", "between", operands));
    }
    if (e instanceof Expr.Like like) {
      List<Expr> parts = new ArrayList<>(List.of(like.value(), like.pattern()));
      if (like.escape() != null) {
        parts.add(like.escape());
      }
      return negated(like.negated(), matching("LIKE", "like", bindOperands(parts, scope)));
    }
    if (e instanceof Expr.Regexp regexp) {
      List<Typed> operands = bindOperands(List.of(regexp.value(), regexp.pattern()), scope);
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
      SqlType taken = CastTypes.ofParameter(cast.type(), binder.connection());
      Typed given = bindOperand(cast.operand(), scope);
      Typed operand =
          cast.type().is(TypeName.TIME)
              ? parameters.raw(given, taken)
              : parameters.as(given, taken);
      if (cast.operand() instanceof Expr.Call returning
          && returning.name().equals("JSON_VALUE")
          && operand instanceof Typed.Call value
          && value.arguments().size() == 6) {
        // RETURNING, which is no CAST: what does not fit is NULL.
        SqlType type = CastTypes.of(operand, cast.type(), binder.connection());
        return new Typed.Call(
            value.name(),
            value.arguments(),
            type.name().isCharacter() ? type.withCollation(JsonFunctions.VALUE) : type);
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
      Typed operand = bindOperand(collate.operand(), scope);
      return new Typed.Call("COLLATE", List.of(operand), collated(operand, collate.collation()));
    }
    if (e instanceof Expr.Case search) {
      return cases.bind(search, scope);
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
    if (e instanceof Expr.UserVariable
        || e instanceof Expr.AssignVariable
        || e instanceof Expr.SystemVariable) {
      binder.readVariable();
    }
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
      List<Typed> operands = compared(List.of(bind(e.left(), scope), bind(e.right(), scope)));
      return comparing(e.operator().name(), symbol(e.operator()), operands);
    }
    List<Typed> given = bindOperands(List.of(e.left(), e.right()), scope);
    if (e.operator() == Expr.BinaryOperator.XOR) {
      return new Typed.Call("XOR", parameters.as(given, SqlType.BIGINT), SqlType.BOOLEAN);
    }
    List<Typed> operands =
        switch (e.operator()) {
          case SHIFT_LEFT, SHIFT_RIGHT ->
              List.of(
                  parameters.as(given.get(0), SqlType.varbinary(65_535)),
                  parameters.as(given.get(1), SqlType.BIGINT));
          case BIT_AND, BIT_OR, BIT_XOR -> parameters.counted(given, SqlType.varbinary(65_535));
          default -> parameters.counted(given, null);
        };
    if (Parameters.areOpen(operands)) {
      return Parameters.open(e.operator().name(), operands);
    }
    GeometryOperands.refuse(e.operator(), operands.get(0), operands.get(1));
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
    List<Typed> texts = parameters.as(operands, ParameterPlaces.string(binder.connection()));
    Coercibility.compared(texts.subList(0, 2), binder.connection(), operation);
    return new Typed.Call(name, texts, SqlType.BOOLEAN);
  }

  private List<Typed> compared(List<Typed> operands) {
    return parameters.likeEachOther(operands, ParameterPlaces.string(binder.connection()));
  }

  private static Typed negated(boolean negated, Typed e) {
    return negated ? new Typed.Call("NOT", List.of(e), SqlType.BOOLEAN) : e;
  }

  private Typed is(Expr.Is is, Scope scope) {
    boolean isTruth = is.truth() == Expr.Truth.TRUE || is.truth() == Expr.Truth.FALSE;
    Typed given = bindOperand(is.operand(), scope);
    Typed operand =
        isTruth
            ? parameters.as(given, SqlType.BIGINT)
            : parameters.as(given, ParameterPlaces.string(binder.connection()));
    String name =
        switch (is.truth()) {
          case NULL, UNKNOWN -> "IS_NULL";
          case TRUE -> "IS_TRUE";
          case FALSE -> "IS_FALSE";
        };
    return negated(is.negated(), new Typed.Call(name, List.of(operand), SqlType.BOOLEAN));
  }

  private Typed unary(Expr.Unary unary, Scope scope) {
    Typed operand = bindOperand(unary.operand(), scope);
    return switch (unary.operator()) {
      case NOT ->
          new Typed.Call("NOT", List.of(parameters.as(operand, SqlType.BIGINT)), SqlType.BOOLEAN);
      case MINUS -> {
        if (Parameters.isOpen(operand)) {
          yield Parameters.open("MINUS", List.of(operand));
        }
        GeometryOperands.refuse("MINUS", List.of(operand));
        yield new Typed.Call("MINUS", List.of(operand), ArithmeticTypes.negated(operand));
      }
      case BIT_NOT -> {
        Typed bits = parameters.as(operand, SqlType.varbinary(65_535));
        yield new Typed.Call("BIT_NOT", List.of(bits), ArithmeticTypes.bits(bits.type()));
      }
    };
  }

  /** Whether a text is made of a number or a date, which takes any collation. */
  private static boolean isPlain(Typed e) {
    return e instanceof Typed.Call call
        && call.type().collation().equals(Widths.PLAIN)
        && call.arguments().stream().allMatch(a -> isPlain(a) || !Comparison.isString(a.type()));
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
    if (isPlain(operand)) {
      own = binder.connection();
    }
    if (type.is(TypeName.NULL)) {
      own = Collation.BINARY;
    }
    if (!own.charset().equals(collation.charset())) {
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
