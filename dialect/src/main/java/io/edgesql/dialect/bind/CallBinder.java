package io.edgesql.dialect.bind;

import io.edgesql.dialect.ErrorCode;
import io.edgesql.dialect.SqlException;
import io.edgesql.dialect.tree.Expr;
import io.edgesql.dialect.types.SqlType;
import io.edgesql.dialect.types.TypeName;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Binds calls of native functions. */
final class CallBinder {
  /** Functions whose calls MySQL's grammar spells out: other arguments are errors of syntax. */
  private static final Set<String> IN_GRAMMAR =
      Set.of(
          "ADDDATE",
          "ASCII",
          "CHARSET",
          "COALESCE",
          "COLLATION",
          "DATE",
          "DATE_ADD",
          "DATE_SUB",
          "DATABASE",
          "DAY",
          "EXTRACT",
          "FORMAT",
          "HOUR",
          "IF",
          "INSERT",
          "LEFT",
          "MICROSECOND",
          "MINUTE",
          "MOD",
          "MONTH",
          "POINT",
          "QUARTER",
          "REPEAT",
          "REPLACE",
          "REVERSE",
          "RIGHT",
          "ROW_COUNT",
          "SECOND",
          "SUBDATE",
          "SUBSTR",
          "SUBSTRING",
          "TIME",
          "TIMESTAMP",
          "TIMESTAMPADD",
          "TIMESTAMPDIFF",
          "TRUNCATE",
          "USER",
          "WEEK",
          "YEAR");

  /** Functions whose arguments from this place on share one type, so that parameters do too. */
  private static final Set<String> MERGING =
      Set.of("IFNULL", "COALESCE", "NULLIF", "GREATEST", "LEAST", "FIELD");

  private final Binder binder;
  private final ExpressionBinder expressions;

  CallBinder(Binder binder, ExpressionBinder expressions) {
    this.binder = binder;
    this.expressions = expressions;
  }

  Typed bind(Expr.Call e, Scope scope) {
    String name = e.name().toUpperCase(Locale.ROOT);
    NativeFunction function = e.database() == null ? FunctionTypes.find(name) : null;
    if (function == null) {
      throw unknown(e, scope);
    }
    List<Typed> arguments = new ArrayList<>();
    for (Expr argument : e.arguments()) {
      arguments.add(argument(argument, scope));
    }
    if (arguments.size() < function.minimum() || arguments.size() > function.maximum()) {
      throw IN_GRAMMAR.contains(name)
          ? SqlException.of(ErrorCode.ER_PARSE_ERROR, ")", 1)
          : SqlException.of(ErrorCode.ER_WRONG_PARAMCOUNT_TO_NATIVE_FCT, e.name());
    }
    Typed added = dateArithmetic(name, arguments);
    return added != null ? added : call(name, function, parameters(name, arguments));
  }

  private Typed call(String name, NativeFunction function, List<Typed> arguments) {
    GeometryOperands.refuse(name, arguments);
    SqlType type = function.rule().of(new Arguments(binder, name, arguments));
    if (name.startsWith("REGEXP")) {
      refuseMixedStrings(name, arguments);
    }
    return new Typed.Call(name, arguments, type);
  }

  /**
   * Texts and bytes do not go together in a regular expression.
   *
   * @throws SqlException 3995
   */
  static void refuseMixedStrings(String name, List<Typed> arguments) {
    int strings = name.equals("REGEXP_REPLACE") ? 3 : 2;
    String text = null;
    boolean isTextFirst = false;
    boolean hasBytes = false;
    for (Typed e : arguments.subList(0, Math.min(strings, arguments.size()))) {
      SqlType type = e.type();
      if (type.name().isCharacter() || type.is(TypeName.ENUM) || type.is(TypeName.SET)) {
        isTextFirst |= text == null && !hasBytes;
        text = type.collation().name();
      } else if (type.is(TypeName.VARBINARY) || type.is(TypeName.BINARY)) {
        hasBytes = true;
      }
    }
    if (text != null && hasBytes) {
      throw new SqlException(
          3995,
          "HY000",
          "Character set '"
              + (isTextFirst ? text : "binary")
              + "' cannot be used in conjunction with '"
              + (isTextFirst ? "binary" : text)
              + "' in call to "
              + (name.equals("REGEXP") ? "regexp_like" : name.toLowerCase(Locale.ROOT))
              + ".");
    }
  }

  private static List<Typed> parameters(String name, List<Typed> arguments) {
    if (MERGING.contains(name) && !arguments.isEmpty()) {
      return Parameters.likeEachOther(arguments);
    }
    if (name.equals("IF")) {
      List<Typed> result = new ArrayList<>(arguments.subList(0, 1));
      result.addAll(Parameters.likeEachOther(arguments.subList(1, 3)));
      return List.copyOf(result);
    }
    return List.copyOf(arguments);
  }

  private Typed argument(Expr e, Scope scope) {
    if (e instanceof Expr.Unit unit) {
      return new Typed.Interval(null, unit.name(), SqlType.NULL);
    }
    if (e instanceof Expr.Interval interval) {
      return interval(expressions.bindScalar(interval.amount(), scope), interval.unit());
    }
    return expressions.bindScalar(e, scope);
  }

  private static Typed.Interval interval(Typed amount, String unit) {
    return new Typed.Interval(amount, unit, amount.type());
  }

  /** ADDDATE, SUBDATE and TIMESTAMPADD are DATE_ADD and DATE_SUB; null for other functions. */
  private @org.jspecify.annotations.Nullable Typed dateArithmetic(
      String name, List<Typed> arguments) {
    boolean adds = name.equals("ADDDATE");
    if (adds || name.equals("SUBDATE")) {
      Typed amount = arguments.get(1);
      Typed interval = amount instanceof Typed.Interval ? amount : interval(amount, "DAY");
      return dateAdd(adds ? "DATE_ADD" : "DATE_SUB", arguments.get(0), interval);
    }
    if (name.equals("TIMESTAMPADD") && arguments.get(0) instanceof Typed.Interval unit) {
      String plain = unit.unit().startsWith("SQL_TSI_") ? unit.unit().substring(8) : unit.unit();
      return dateAdd("DATE_ADD", arguments.get(2), interval(arguments.get(1), plain));
    }
    return null;
  }

  private Typed dateAdd(String name, Typed date, Typed interval) {
    List<Typed> arguments = List.of(date, interval);
    return new Typed.Call(
        name, arguments, TemporalFunctions.dateAdd(new Arguments(binder, name, arguments)));
  }

  private static SqlException unknown(Expr.Call e, Scope scope) {
    String database = e.database() == null ? scope.surroundings().database() : e.database();
    if (database == null) {
      return SqlException.of(ErrorCode.ER_NO_DB_ERROR);
    }
    return SqlException.of(ErrorCode.ER_SP_DOES_NOT_EXIST, "FUNCTION", database + "." + e.name());
  }
}
