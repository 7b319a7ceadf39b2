package io.edgesql.dialect.translate;

import io.edgesql.dialect.bind.Typed;
import io.edgesql.dialect.types.Representation;
import io.edgesql.dialect.types.SqlType;
import io.edgesql.dialect.types.TypeName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Calls in a table's definition, where nothing else than SQLite can compute them: exactly as MySQL
 * does, or with an error when a row is written, or not at all (1235 when the table is made).
 *
 * <pre>{@code
 * a / b     CASE WHEN a/b IS NULL AND a IS NOT NULL AND b IS NOT NULL THEN error ELSE a/b END
 * }</pre>
 */
public final class DefinitionRules {
  private static final String OVERFLOW = "ER_DATETIME_FUNCTION_OVERFLOW|datetime";
  private static final String DIVISION = "ER_DIVISION_BY_ZERO";
  private static final String NO_NUMBER = "ER_TRUNCATED_WRONG_VALUE|INTEGER|the text of a row";
  private static final String LOGARITHM =
      "ER_NOT_SUPPORTED_YET|logarithms of such numbers inside the shard";

  /** Where SQLite's NULL of operands that are none is an error in MySQL: which one. */
  private static final Map<String, String> FAILING =
      Map.ofEntries(
          Map.entry("DIVIDE", DIVISION),
          Map.entry("INTEGER_DIVIDE", DIVISION),
          Map.entry("MOD", DIVISION),
          Map.entry("MODULO", DIVISION),
          Map.entry("ADDDATE", OVERFLOW),
          Map.entry("DATE_ADD", OVERFLOW),
          Map.entry("DATE_SUB", OVERFLOW),
          Map.entry("LAST_DAY", "ER_NOT_SUPPORTED_YET|the last day of such a month"),
          Map.entry("SUBDATE", OVERFLOW),
          Map.entry("TIMESTAMPADD", OVERFLOW),
          Map.entry("LN", LOGARITHM),
          Map.entry("LOG", LOGARITHM),
          Map.entry("LOG2", LOGARITHM),
          Map.entry("LOG10", LOGARITHM));

  /** What {@link Exactness} does not vouch for, and is exact for all operands here. */
  private static final Set<String> EXACT =
      Set.of(
          "JSON_VALID",
          "JSON_TYPE",
          "JSON_CONTAINS_PATH",
          "JSON_VALUE",
          "ADD",
          "SUBTRACT",
          "MULTIPLY",
          "CEIL",
          "CEILING",
          "FLOOR",
          "LAST_DAY",
          "LOG",
          "POW",
          "POWER",
          "STRCMP",
          "LPAD",
          "RPAD",
          "REPEAT",
          "QUOTE",
          "UNHEX",
          "TIMESTAMPDIFF",
          "CASE",
          "IF",
          "IFNULL",
          "COALESCE",
          "NULLIF",
          "GREATEST",
          "LEAST");

  private DefinitionRules() {}

  static Lowered lower(Lowering l, Typed.Call call, Lowering.Rule rule) {
    String error = error(l, call);
    boolean isExact =
        error != null
            || EXACT.contains(call.name())
            || Exactness.holds(l, call)
            || isPlain(l, call);
    if (!isExact) {
      throw Conversions.unsupported(call.name() + " of such values inside a table's definition");
    }
    if (isTextCast(l, call) && call.type().name().isNumeric()) {
      return TextNumbers.cast(l, l.lower(call.arguments().get(0)), call.type(), NO_NUMBER);
    }
    Lowered value = rule.lower(l, call);
    if (call.name().equals("SEC_TO_TIME")) {
      String longest = "CASE WHEN abs({0})>=3020399000000 THEN {1} ELSE {0} END";
      Sql refused = l.refusal("ER_NOT_SUPPORTED_YET|so long a TIME inside the shard");
      Sql within = Let.of(value.sql(), v -> Sql.f(longest, v, refused));
      return new Lowered(within, value.representation(), value.type());
    }
    if (error == null) {
      return value;
    }
    List<Sql> present = new ArrayList<>();
    for (Typed argument : call.arguments()) {
      Typed operand =
          argument instanceof Typed.Interval interval && interval.amount() != null
              ? interval.amount()
              : argument;
      if (!(operand instanceof Typed.Interval) && !l.isConstant(operand)) {
        present.add(Sql.f("{0} IS NOT NULL", l.lower(operand).sql()));
      }
    }
    Sql raised = l.refusal(error);
    Sql checked =
        Let.of(
            value.sql(),
            v ->
                Sql.f(
                    "CASE WHEN {0} IS NULL AND {1} THEN {2} ELSE {0} END",
                    v, Sql.and(present), raised));
    return new Lowered(checked, value.representation(), value.type());
  }

  private static @Nullable String error(Lowering l, Typed.Call call) {
    if (isTextCast(l, call) && (isTemporal(call.type()) || call.type().name().isNumeric())) {
      return isTemporal(call.type()) ? TextNumbers.NO_MOMENT : NO_NUMBER;
    }
    return FAILING.get(call.name());
  }

  private static boolean isTextCast(Lowering l, Typed.Call call) {
    Typed first = call.arguments().isEmpty() ? call : call.arguments().get(0);
    return call.name().equals("CAST") && first.type().name().isCharacter() && !l.isConstant(first);
  }

  /** Calls that are exact for some types of operands only. */
  private static boolean isPlain(Lowering l, Typed.Call call) {
    List<Typed> arguments = call.arguments();
    return switch (call.name()) {
      case "JSON_ARRAY", "JSON_OBJECT" ->
          arguments.stream()
              .allMatch(
                  e ->
                      "jilsN".indexOf(Exactness.letter(e.type())) >= 0
                          && !e.type().equals(SqlType.BOOLEAN));
      case "FORMAT" -> arguments.size() == 2 && Exactness.is(l, arguments.get(0), "id");
      case "CAST" ->
          call.type().is(TypeName.VARBINARY) && Exactness.letter(arguments.get(0).type()) == 's';
      default -> false;
    };
  }

  /**
   * The value of a generated column.
   *
   * @throws io.edgesql.dialect.SqlException 1235 if SQLite would not store it as MySQL does
   */
  public static Sql stored(Lowering l, Typed value, SqlType column) {
    SqlType from = value.type();
    boolean isMoment = from.name().isTemporal() && isTemporal(column);
    boolean isReal =
        from.name().isApproximate()
            && !column.name().isNumeric()
            && !(value instanceof Typed.ColumnReference);
    if (isReal || (isMoment && from.scale() > column.scale())) {
      throw Conversions.unsupported("this type of a generated column for such values");
    }
    Representation target = Representation.ofColumn(column);
    if (column.name().isNumeric() && from.name().isCharacter() && !l.isConstant(value)) {
      Lowered text = l.lower(value);
      Sql checked = TextNumbers.stored(text.sql(), column);
      Lowered read = new Lowered(checked, text.representation(), text.type());
      return Conversions.to(read, target, column).sql();
    }
    Sql stored = l.lowerAs(value, target, column).sql();
    if (column.is(TypeName.BINARY)) {
      return CastRules.padded(stored, column.length());
    }
    if (!isTemporal(column) || !from.name().isCharacter() || l.isConstant(value)) {
      return stored;
    }
    Sql source = l.lower(value).sql();
    Sql raised = l.refusal(TextNumbers.NO_MOMENT);
    return Let.of(
        stored,
        v ->
            Sql.f(
                "CASE WHEN {0} IS NULL AND {1} IS NOT NULL THEN {2} ELSE {0} END",
                v, source, raised));
  }

  private static boolean isTemporal(SqlType type) {
    return type.name().isTemporal();
  }
}
