package io.edgesql.dialect.parse;

import java.util.Set;

/** The one name of each native function, and what MySQL's lexer and grammar know about them. */
final class FunctionNames {
  /** Functions only when "(" follows at once (sql/lex.h, SYM_FN); otherwise names. */
  private static final Set<String> ADJACENT =
      Set.of(
          "ADDDATE",
          "BIT_AND",
          "BIT_OR",
          "BIT_XOR",
          "CAST",
          "COUNT",
          "CURDATE",
          "CURTIME",
          "DATE_ADD",
          "DATE_SUB",
          "EXTRACT",
          "GROUP_CONCAT",
          "JSON_ARRAYAGG",
          "JSON_OBJECTAGG",
          "MAX",
          "MID",
          "MIN",
          "NOW",
          "POSITION",
          "SESSION_USER",
          "STD",
          "STDDEV",
          "STDDEV_POP",
          "STDDEV_SAMP",
          "SUBDATE",
          "SUBSTR",
          "SUBSTRING",
          "SUM",
          "SYSDATE",
          "SYSTEM_USER",
          "TRIM",
          "VARIANCE",
          "VAR_POP",
          "VAR_SAMP");

  /** Reserved words that are called like functions. */
  private static final Set<String> RESERVED_CALLS =
      Set.of(
          "CHAR",
          "CONVERT",
          "CUME_DIST",
          "CURRENT_DATE",
          "CURRENT_TIME",
          "CURRENT_TIMESTAMP",
          "CURRENT_USER",
          "DATABASE",
          "DENSE_RANK",
          "FIRST_VALUE",
          "GROUPING",
          "IF",
          "INSERT",
          "INTERVAL",
          "LAG",
          "LAST_VALUE",
          "LEAD",
          "LEFT",
          "LOCALTIME",
          "LOCALTIMESTAMP",
          "MOD",
          "NTH_VALUE",
          "NTILE",
          "PERCENT_RANK",
          "RANK",
          "REPEAT",
          "REPLACE",
          "RIGHT",
          "ROW_NUMBER",
          "SCHEMA",
          "UTC_DATE",
          "UTC_TIME",
          "UTC_TIMESTAMP",
          "VALUES");

  private FunctionNames() {}

  static boolean mustBeAdjacent(String word) {
    return ADJACENT.contains(word);
  }

  static boolean isReservedCall(String word) {
    return RESERVED_CALLS.contains(word);
  }

  static boolean isAggregate(String name) {
    return switch (name) {
      case "COUNT",
          "SUM",
          "AVG",
          "MIN",
          "MAX",
          "GROUP_CONCAT",
          "BIT_AND",
          "BIT_OR",
          "BIT_XOR",
          "STDDEV",
          "STDDEV_SAMP",
          "VARIANCE",
          "VAR_SAMP",
          "JSON_ARRAYAGG",
          "JSON_OBJECTAGG" ->
          true;
      default -> false;
    };
  }

  static boolean isWindow(String name) {
    return switch (name) {
      case "ROW_NUMBER",
          "RANK",
          "DENSE_RANK",
          "PERCENT_RANK",
          "CUME_DIST",
          "NTILE",
          "LAG",
          "LEAD",
          "FIRST_VALUE",
          "LAST_VALUE",
          "NTH_VALUE" ->
          true;
      default -> false;
    };
  }

  /** The canonical name of an upper case one; unknown names stay. */
  static String canonical(String name) {
    return switch (name) {
      case "SUBSTR", "MID" -> "SUBSTRING";
      case "UCASE" -> "UPPER";
      case "LCASE" -> "LOWER";
      case "CEILING" -> "CEIL";
      case "POW" -> "POWER";
      case "CHARACTER_LENGTH" -> "CHAR_LENGTH";
      case "OCTET_LENGTH" -> "LENGTH";
      case "CURRENT_TIMESTAMP", "LOCALTIME", "LOCALTIMESTAMP" -> "NOW";
      case "CURDATE" -> "CURRENT_DATE";
      case "CURTIME" -> "CURRENT_TIME";
      case "SCHEMA" -> "DATABASE";
      case "SESSION_USER", "SYSTEM_USER" -> "USER";
      case "ADDDATE" -> "DATE_ADD";
      case "SUBDATE" -> "DATE_SUB";
      case "DAY" -> "DAYOFMONTH";
      case "STD", "STDDEV_POP" -> "STDDEV";
      case "VAR_POP" -> "VARIANCE";
      case "SHA" -> "SHA1";
      case "ST_ASWKT" -> "ST_ASTEXT";
      case "ST_ASWKB" -> "ST_ASBINARY";
      default -> name;
    };
  }
}
