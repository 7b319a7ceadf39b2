package io.edgesql.dialect.translate;

import io.edgesql.dialect.types.SqlType;
import io.edgesql.dialect.types.TypeName;

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

  private TextNumbers() {}

  /** An operand of an expression: malformed texts are error 1292. */
  static Sql operand(Sql text) {
    return checked(
        text,
        WHOLE + " OR " + PLAIN,
        SingleRow.raise("ER_TRUNCATED_WRONG_VALUE|DOUBLE|the text of a row"));
  }

  /** A text on its way into a column of another type. */
  static Sql stored(Sql text, SqlType type) {
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
      error = "ER_TRUNCATED_WRONG_VALUE|datetime|the text of a row";
    }
    return checked(text, plain, SingleRow.raise(error));
  }

  private static Sql checked(Sql text, String plain, Sql malformed) {
    Sql refused =
        SingleRow.raise("ER_NOT_SUPPORTED_YET|reading such a text as another type in the shard");
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
