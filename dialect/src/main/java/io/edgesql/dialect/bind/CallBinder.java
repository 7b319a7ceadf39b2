package io.edgesql.dialect.bind;

import io.edgesql.dialect.ErrorCode;
import io.edgesql.dialect.SqlException;
import io.edgesql.dialect.tree.Expr;
import io.edgesql.dialect.types.Collation;
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

  private final Binder binder;
  private final ExpressionBinder expressions;

  CallBinder(Binder binder, ExpressionBinder expressions) {
    this.binder = binder;
    this.expressions = expressions;
  }

  Typed bind(Expr.Call e, Scope scope) {
    String name = e.name().toUpperCase(Locale.ROOT);
    NativeFunction function = e.database() == null ? FunctionTypes.find(name) : null;
    if (function == null && !StoredCalls.isKnown(binder, e, scope)) {
      throw unknown(e, scope);
    }
    List<Typed> arguments = new ArrayList<>();
    for (Expr argument : e.arguments()) {
      arguments.add(argument(argument, scope));
    }
    if (function == null) {
      return StoredCalls.bind(binder, e, arguments, scope);
    }
    boolean isUnpaired = name.equals("JSON_OBJECT") && arguments.size() % 2 == 1;
    if (isUnpaired
        || arguments.size() < function.minimum()
        || arguments.size() > function.maximum()) {
      throw IN_GRAMMAR.contains(name)
          ? SqlException.of(ErrorCode.ER_PARSE_ERROR, ")", 1)
          : SqlException.of(ErrorCode.ER_WRONG_PARAMCOUNT_TO_NATIVE_FCT, e.name());
    }
    Typed added = dateArithmetic(name, arguments);
    if (added != null) {
      return added;
    }
    if (name.equals("JSON_VALUE") && Parameters.isOpen(arguments.get(0))) {
      throw new SqlException(
          3146,
          "22032",
          "Invalid data type for JSON data in argument 1 to function json_value; a JSON string or"
              + " JSON type is required.");
    }
    List<Typed> typed = parameters(name, arguments);
    boolean isOpen =
        name.equals("IF") ? Parameters.areOpen(typed.subList(1, 3)) : Parameters.areOpen(typed);
    return isOpen ? Parameters.open(name, typed) : call(name, function, typed);
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

  /** The arguments, parameters among them typed by their places or by each other. */
  private List<Typed> parameters(String name, List<Typed> arguments) {
    Parameters parameters = binder.parameters();
    Collation connection = binder.connection();
    if (arguments.isEmpty() || arguments.stream().noneMatch(Parameters::isOpen)) {
      return List.copyOf(arguments);
    }
    if (ParameterPlaces.isShared(name)) {
      return parameters.likeEachOther(arguments, null);
    }
    if (ParameterPlaces.isAlike(name)) {
      return parameters.likeEachOther(arguments, ParameterPlaces.string(connection));
    }
    if (name.equals("IF")) {
      List<Typed> result = new ArrayList<>();
      result.add(parameters.as(arguments.get(0), SqlType.BIGINT));
      result.addAll(parameters.likeEachOther(arguments.subList(1, 3), null));
      return List.copyOf(result);
    }
    List<Typed> result = new ArrayList<>();
    int place = 0;
    for (Typed argument : arguments) {
      if (argument instanceof Typed.Interval) {
        result.add(argument);
        continue;
      }
      SqlType type = ParameterPlaces.of(name, place, connection);
      boolean isRaw = ParameterPlaces.isRaw(name, place++);
      result.add(isRaw ? parameters.raw(argument, type) : parameters.as(argument, type));
    }
    return List.copyOf(result);
  }

  private Typed argument(Expr e, Scope scope) {
    if (e instanceof Expr.Unit unit) {
      return new Typed.Interval(null, unit.name(), SqlType.NULL);
    }
    if (e instanceof Expr.Interval interval) {
      return interval(expressions.bindOperand(interval.amount(), scope), interval.unit());
    }
    return expressions.bindOperand(e, scope);
  }

  private Typed.Interval interval(Typed amount, String unit) {
    SqlType type = ParameterPlaces.amount(unit, binder.connection());
    Typed typed = binder.parameters().as(amount, type);
    return new Typed.Interval(typed, unit, typed.type());
  }

  /** ADDDATE, SUBDATE and TIMESTAMPADD are DATE_ADD and DATE_SUB; null for other functions. */
  private @org.jspecify.annotations.Nullable Typed dateArithmetic(
      String name, List<Typed> arguments) {
    boolean adds = name.equals("ADDDATE");
    if (adds || name.equals("SUBDATE")) {
      Typed amount = arguments.get(1);
      Typed.Interval interval =
          amount instanceof Typed.Interval given ? given : interval(amount, "DAY");
      return dateAdd(adds ? "DATE_ADD" : "DATE_SUB", arguments.get(0), interval);
    }
    if (name.equals("TIMESTAMPADD") && arguments.get(0) instanceof Typed.Interval unit) {
      String plain = unit.unit().startsWith("SQL_TSI_") ? unit.unit().substring(8) : unit.unit();
      return dateAdd("DATE_ADD", arguments.get(2), interval(arguments.get(1), plain));
    }
    if ((name.equals("DATE_ADD") || name.equals("DATE_SUB"))
        && arguments.get(1) instanceof Typed.Interval interval) {
      return dateAdd(name, arguments.get(0), interval);
    }
    return null;
  }

  private Typed dateAdd(String name, Typed given, Typed.Interval interval) {
    Typed date = binder.parameters().as(given, ParameterPlaces.added(interval.unit()));
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
