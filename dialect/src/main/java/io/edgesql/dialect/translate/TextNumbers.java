package io.edgesql.dialect.translate;

import io.edgesql.dialect.types.Representation;
import io.edgesql.dialect.types.Representation.Kind;
import io.edgesql.dialect.types.SqlType;
import io.edgesql.dialect.types.TypeName;
import org.jspecify.annotations.Nullable;

/**
 * Texts that become numbers, dates or times while rows are written. MySQL takes them with errors
 * where they are malformed; SQLite takes any. So the plain forms are taken, what cannot be meant is
 * MySQL's error, and what lies between is refused (1235).
 */
final class TextNumbers {
  private static final String WHOLE =
      "(length({0}) BETWEEN 1 AND 18 AND {0} NOT GLOB '*[^0-9]*' OR length({0}) BETWEEN 2 AND 18"
          + " AND {0} GLOB '-[0-9]*' AND substr({0},2) NOT GLOB '*[^0-9]*')";

  /** Digits with a point among them, at most 15 characters. */
  private static final String PLAIN =
      "(length({0}) BETWEEN 1 AND 15 AND ltrim({0},'-') GLOB '[0-9]*' AND substr({0},2) NOT GLOB"
          + " '*[^0-9.]*' AND {0} NOT GLOB '*.*.*')";

  private static final String NO_DIGITS = "trim({0}) NOT GLOB '[-+.0-9]*'";
  private static final String DAY = "length({0})=10 AND date({0})={0}";
  private static final String MOMENT = "length({0})=19 AND datetime({0})={0}";
  private static final String CLOCK = "{0} GLOB '[0-9][0-9]:[0-5][0-9]:[0-5][0-9]' AND {0}<'24'";

  /** What no date or time can be made of. */
  static final String NO_MOMENT = "ER_TRUNCATED_WRONG_VALUE|datetime|the text of a row";

  static final String REFUSED =
      "ER_NOT_SUPPORTED_YET|reading such a text as another type in the shard";

  private TextNumbers() {}

  /** An operand that is to be a number: malformed texts are error 1292. */
  static Lowered number(Lowering l, Lowered value) {
    if (value.kind() == Kind.JSON && !l.allowsSubqueries()) {
      return new Lowered(document(l, value.sql()), value.representation(), value.type());
    }
    if (value.kind() != Kind.TEXT || !value.type().name().isCharacter()) {
      return value;
    }
    Sql malformed = l.refusal("ER_TRUNCATED_WRONG_VALUE|DOUBLE|the text of a row");
    Sql checked = checked(value.sql(), WHOLE + " OR " + PLAIN, malformed);
    return new Lowered(checked, value.representation(), value.type());
  }

  /** A JSON number or truth; MySQL reads strings as well, and refuses what is none of these. */
  private static Sql document(Lowering l, Sql json) {
    Sql malformed = l.refusal("ER_INVALID_JSON_VALUE_FOR_CAST|DOUBLE||json_extract|1");
    Sql refused = SingleRow.raise(REFUSED);
    return Let.of(
        json,
        v ->
            Sql.f(
                "CASE WHEN {0} IS NULL OR "
                    + WHOLE
                    + " OR "
                    + PLAIN
                    + " THEN {0} WHEN {0}='true' THEN 1 WHEN {0}='false' THEN 0 WHEN json_type({0}) IN"
                    + " ('null','array','object') THEN {1} ELSE {2} END",
                v,
                malformed,
                refused));
  }

  /**
   * A text that a definition casts to another type.
   *
   * @param error raised for what cannot be read
   */
  static Lowered cast(Lowering l, Lowered text, SqlType type, String error) {
    Representation target = Conversions.computed(type);
    if (!type.name().isNumeric() || type.is(TypeName.FLOAT) || target.kind() == Kind.DECIMAL_TEXT) {
      if (!type.name().isCharacter()) {
        throw Conversions.unsupported("this cast inside a table's definition");
      }
      return Conversions.to(text, target, type);
    }
    Sql checked = stored(text.sql(), type, l.refusal(error));
    Lowered read = new Lowered(checked, text.representation(), text.type());
    Sql refused = SingleRow.raise(REFUSED);
    if (target.kind() == Kind.UNSIGNED64) {
      Sql number = Conversions.integer(read);
      String signed = "CASE WHEN {0}<0 THEN {1} ELSE {0} END";
      return new Lowered(
          Let.of(number, v -> Sql.f(signed, v, refused)), Representation.of(Kind.INTEGER), type);
    }
    Lowered number = Conversions.to(read, target, type);
    if (target.kind() != Kind.SCALED) {
      return number;
    }
    Sql limit = Sql.number(Conversions.power(type.precision()));
    String within = "CASE WHEN abs({0})>={1} THEN {2} ELSE {0} END";
    return new Lowered(Let.of(number.sql(), v -> Sql.f(within, v, limit, refused)), target, type);
  }

  /** A text on its way into a column of another type. */
  static Sql stored(Sql text, SqlType type) {
    return stored(text, type, null);
  }

  /**
   * A text of a form that both read alike.
   *
   * @param malformed raises what no value can be made of; null: the error of the type
   */
  private static Sql stored(Sql text, SqlType type, @Nullable Sql malformed) {
    String plain;
    String error;
    TypeName name = type.name();
    if (name.isInteger()) {
      plain = WHOLE;
      error = "ER_TRUNCATED_WRONG_VALUE_FOR_FIELD|integer|the text of a row|the column|1";
    } else if (name.isNumeric()) {
      int digits = name == TypeName.DECIMAL ? type.scale() : 15;
      plain = PLAIN + " AND (instr({0},'.')=0 OR length({0})-instr({0},'.')<=" + digits + ")";
      error = "ER_TRUNCATED_WRONG_VALUE_FOR_FIELD|decimal|the text of a row|the column|1";
    } else {
      plain =
          switch (name) {
            case DATE -> DAY;
            case TIME -> CLOCK;
            default -> DAY + " OR " + MOMENT;
          };
      error = NO_MOMENT;
    }
    return checked(text, plain, malformed == null ? SingleRow.raise(error) : malformed);
  }

  private static Sql checked(Sql text, String plain, Sql malformed) {
    Sql refused = SingleRow.raise(REFUSED);
    return Let.of(
        text,
        v ->
            Sql.f(
                "CASE WHEN {0} IS NULL OR "
                    + plain
                    + " THEN {0} WHEN "
                    + NO_DIGITS
                    + " THEN {1} ELSE {2} END",
                v,
                malformed,
                refused));
  }
}
