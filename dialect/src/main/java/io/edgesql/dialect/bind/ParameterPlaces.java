package io.edgesql.dialect.bind;

import io.edgesql.dialect.types.Collation;
import io.edgesql.dialect.types.SqlType;
import io.edgesql.dialect.types.TypeName;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * As what native functions take a {@code ?} among their arguments: MySQL's param_type_is_default
 * and param_type_uses_non_param.
 */
final class ParameterPlaces {
  /** Arguments share one type; what stands around the call may tell it. */
  private static final Set<String> SHARED =
      Set.of("MOD", "ABS", "CEIL", "CEILING", "FLOOR", "IFNULL", "COALESCE", "NULLIF", "GREATEST");

  private static final Set<String> NUMBERS = Set.of("MOD", "ABS", "CEIL", "CEILING", "FLOOR");

  /** Arguments share one type, which is a string unless one of them tells it. */
  private static final Set<String> ALIKE = Set.of("FIELD", "TIMEDIFF");

  private static final Set<String> DATE_UNITS =
      Set.of("DAY", "WEEK", "MONTH", "QUARTER", "YEAR", "YEAR_MONTH");

  /**
   * A letter for each argument, the last one also for those behind it: S string, I integer, N exact
   * number, R DOUBLE, D date, T time, A date and time, J document, G geometry. Functions that are
   * not named take strings.
   */
  private static final Map<String, String> LETTERS = new HashMap<>();

  static {
    add(
        "R",
        "ACOS ASIN ATAN ATAN2 COS COT DEGREES EXP LN LOG LOG10 LOG2 POW POWER RADIANS RAND SIGN"
            + " SIN SLEEP SQRT TAN POINT");
    add("N", "FROM_UNIXTIME SEC_TO_TIME");
    add("NI", "ROUND TRUNCATE");
    add("NIS", "FORMAT");
    add("NS", "FROM_UNIXTIME");
    add(
        "I",
        "BIN CHAR CONV FROM_DAYS INET_NTOA INTERVAL LAST_INSERT_ID MAKEDATE OCT PERIOD_ADD"
            + " PERIOD_DIFF RANDOM_BYTES SPACE");
    add("IIN", "MAKETIME");
    add("IS", "BENCHMARK ELT MAKE_SET");
    add("ISSSI", "EXPORT_SET");
    add("SI", "BIN_TO_UUID GET_LOCK LEFT MID REPEAT RIGHT SHA2 SUBSTR SUBSTRING UUID_TO_BIN");
    add("SSI", "LOCATE REGEXP_INSTR REGEXP_SUBSTR SUBSTRING_INDEX ST_GEOMFROMTEXT ST_GEOMFROMWKB");
    add("SIS", "LPAD RPAD");
    add("SIIS", "INSERT");
    add("SSSI", "REGEXP_REPLACE");
    add("B", "BIT_COUNT");
    add("T", "ADDTIME SUBTIME TIME_TO_SEC");
    add("D", "DATE");
    add("AT", "TIMESTAMP");
    add("AS", "CONVERT_TZ DATE_FORMAT TIME_FORMAT");
    add("AI", "WEEK YEARWEEK");
    add(
        "A",
        "DATEDIFF DAY DAYNAME DAYOFMONTH DAYOFWEEK DAYOFYEAR EXTRACT HOUR LAST_DAY MICROSECOND"
            + " MINUTE MONTH MONTHNAME QUARTER SECOND TIME TIMESTAMPDIFF TO_DAYS TO_SECONDS"
            + " UNIX_TIMESTAMP WEEKDAY WEEKOFYEAR YEAR");
    add("J", "JSON_DEPTH JSON_MERGE JSON_MERGE_PATCH JSON_MERGE_PRESERVE JSON_PRETTY");
    add("J", "JSON_STORAGE_FREE JSON_STORAGE_SIZE JSON_TYPE JSON_VALID ST_GEOMFROMGEOJSON");
    add(
        "JS",
        "JSON_CONTAINS JSON_CONTAINS_PATH JSON_EXTRACT JSON_KEYS JSON_LENGTH JSON_REMOVE"
            + " JSON_SEARCH");
    add("G", "ST_AREA ST_DIMENSION ST_DISTANCE ST_GEOMETRYTYPE ST_ISCLOSED ST_ISEMPTY ST_ISSIMPLE");
    add("G", "ST_ISVALID ST_LENGTH ST_NUMGEOMETRIES ST_NUMINTERIORRINGS ST_NUMPOINTS");
    add("GS", "ST_ASTEXT ST_ASWKT ST_ASBINARY ST_ASWKB");
    add("GI", "ST_SRID ST_ASGEOJSON");
    add("GR", "ST_X ST_Y ST_LATITUDE ST_LONGITUDE");
  }

  private ParameterPlaces() {}

  private static void add(String letters, String names) {
    for (String name : names.split(" ", -1)) {
      LETTERS.put(name, letters);
    }
  }

  /** Whether what stands around a call tells the type of its parameters, if nothing else does. */
  static boolean isShared(String name) {
    return SHARED.contains(name) || name.equals("LEAST");
  }

  /** Whether the arguments take each other's type, strings by themselves. */
  static boolean isAlike(String name) {
    return ALIKE.contains(name);
  }

  /** As what a call of which nothing tells the type is taken. */
  static SqlType byItself(String name, Collation connection) {
    return switch (name) {
      case "ADD", "SUBTRACT", "MULTIPLY", "DIVIDE", "MODULO", "MINUS" -> SqlType.DOUBLE;
      case "INTEGER_DIVIDE" -> SqlType.BIGINT;
      default -> NUMBERS.contains(name) ? SqlType.DOUBLE : string(connection);
    };
  }

  /** As what a parameter in this place is taken. */
  static SqlType of(String name, int index, Collation connection) {
    if (index >= 1 && isDocumentSetter(name)) {
      return index % 2 == 1 ? string(connection) : SqlType.JSON;
    }
    if (isDocumentSetter(name)) {
      return SqlType.JSON;
    }
    String letters = LETTERS.getOrDefault(name, "S");
    return switch (letters.charAt(Math.min(index, letters.length() - 1))) {
      case 'I' -> SqlType.BIGINT;
      case 'N' -> exact();
      case 'R' -> SqlType.DOUBLE;
      case 'D' -> SqlType.DATE;
      case 'T' -> SqlType.temporal(TypeName.TIME, 6);
      case 'A' -> SqlType.temporal(TypeName.DATETIME, 6);
      case 'J' -> SqlType.JSON;
      case 'G' -> SqlType.simple(TypeName.GEOMETRY, 0);
      case 'B' -> SqlType.varbinary(65_535);
      default -> string(connection);
    };
  }

  private static boolean isDocumentSetter(String name) {
    return switch (name) {
      case "JSON_SET", "JSON_INSERT", "JSON_REPLACE", "JSON_ARRAY_APPEND", "JSON_ARRAY_INSERT" ->
          true;
      default -> false;
    };
  }

  /** Whether a parameter in this place is read as it is given, which may be a number or a time. */
  static boolean isRaw(String name, int index) {
    return index == 0
        && switch (name) {
          case "CONV",
              "EXTRACT",
              "HOUR",
              "MICROSECOND",
              "MINUTE",
              "SECOND",
              "TIME",
              "TIME_FORMAT",
              "UNIX_TIMESTAMP" ->
              true;
          default -> false;
        };
  }

  /** As what DATE_ADD takes its first argument. */
  static SqlType added(String unit) {
    return DATE_UNITS.contains(unit) ? SqlType.DATE : SqlType.temporal(TypeName.DATETIME, 6);
  }

  /** As what the amount of an interval is taken. */
  static SqlType amount(String unit, Collation connection) {
    if (unit.equals("SECOND")) {
      return exact();
    }
    return unit.indexOf('_') > 0 ? string(connection) : SqlType.BIGINT;
  }

  static SqlType exact() {
    return SqlType.decimal(Widths.MAX_PRECISION, Widths.MAX_SCALE, false);
  }

  static SqlType string(Collation connection) {
    return SqlType.varchar(Parameters.LENGTH, connection);
  }
}
