package io.edgesql.dialect.routine;

import io.edgesql.dialect.ErrorCode;
import io.edgesql.dialect.SqlException;

/** MySQL's errors about stored routines, with their texts. */
public enum RoutineError {
  ER_CONFLICTING_DECLARATIONS(1302, "HY000", "Conflicting declarations: '%s' and '%s'"),
  ER_SP_NO_RECURSIVE_CREATE(1303, "2F003", "Can't create a %s from within another stored routine"),
  ER_SP_ALREADY_EXISTS(1304, "42000", "%s %s already exists"),
  ER_SP_DOES_NOT_EXIST(1305, "42000", "%s %s does not exist"),
  ER_SP_LILABEL_MISMATCH(1308, "42000", "%s with no matching label: %s"),
  ER_SP_LABEL_REDEFINE(1309, "42000", "Redefining label %s"),
  ER_SP_LABEL_MISMATCH(1310, "42000", "End-label %s without match"),
  ER_SP_BADSELECT(1312, "0A000", "PROCEDURE %s can't return a result set in the given context"),
  ER_SP_BADRETURN(1313, "42000", "RETURN is only allowed in a FUNCTION"),
  ER_SP_BADSTATEMENT(1314, "0A000", "%s is not allowed in stored procedures"),
  ER_SP_WRONG_NO_OF_ARGS(
      1318, "42000", "Incorrect number of arguments for %s %s; expected %s, got %s"),
  ER_SP_COND_MISMATCH(1319, "42000", "Undefined CONDITION: %s"),
  ER_SP_NORETURN(1320, "42000", "No RETURN found in FUNCTION %s"),
  ER_SP_NORETURNEND(1321, "2F005", "FUNCTION %s ended without RETURN"),
  ER_SP_BAD_CURSOR_SELECT(1323, "42000", "Cursor SELECT must not have INTO"),
  ER_SP_CURSOR_MISMATCH(1324, "42000", "Undefined CURSOR: %s"),
  ER_SP_CURSOR_ALREADY_OPEN(1325, "24000", "Cursor is already open"),
  ER_SP_CURSOR_NOT_OPEN(1326, "24000", "Cursor is not open"),
  ER_SP_UNDECLARED_VAR(1327, "42000", "Undeclared variable: %s"),
  ER_SP_WRONG_NO_OF_FETCH_ARGS(1328, "HY000", "Incorrect number of FETCH variables"),
  ER_SP_FETCH_NO_DATA(1329, "02000", "No data - zero rows fetched, selected, or processed"),
  ER_SP_DUP_PARAM(1330, "42000", "Duplicate parameter: %s"),
  ER_SP_DUP_VAR(1331, "42000", "Duplicate variable: %s"),
  ER_SP_DUP_COND(1332, "42000", "Duplicate condition: %s"),
  ER_SP_DUP_CURS(1333, "42000", "Duplicate cursor: %s"),
  ER_STMT_NOT_ALLOWED_IN_SF_OR_TRG(
      1336, "0A000", "%s is not allowed in stored function or trigger"),
  ER_SP_VARCOND_AFTER_CURSHNDLR(
      1337, "42000", "Variable or condition declaration after cursor or handler declaration"),
  ER_SP_CURSOR_AFTER_HANDLER(1338, "42000", "Cursor declaration after handler declaration"),
  ER_SP_CASE_NOT_FOUND(1339, "20000", "Case not found for CASE statement"),
  ER_SP_BAD_SQLSTATE(1407, "42000", "Bad SQLSTATE: '%s'"),
  ER_SP_DUP_HANDLER(1413, "42000", "Duplicate handler declared in the same block"),
  ER_SP_NOT_VAR_ARG(
      1414,
      "42000",
      "OUT or INOUT argument %s for routine %s is not a variable or NEW pseudo-variable in BEFORE"
          + " trigger"),
  ER_SP_NO_RETSET(1415, "0A000", "Not allowed to return a result set from a %s"),
  ER_COMMIT_NOT_ALLOWED_IN_SF_OR_TRG(
      1422, "HY000", "Explicit or implicit commit is not allowed in stored function or trigger."),
  ER_SP_NO_RECURSION(1424, "HY000", "Recursive stored functions and triggers are not allowed."),
  ER_SP_RECURSION_LIMIT(
      1456,
      "HY000",
      "Recursive limit %s (as set by the max_sp_recursion_depth variable) was exceeded for routine"
          + " %s"),
  ER_SP_WRONG_NAME(1458, "42000", "Incorrect routine name '%s'"),
  ER_EVENT_INVALID_VALUE(1525, "HY000", "Incorrect %s value: '%s'"),
  ER_EVENT_ALREADY_EXISTS(1537, "HY000", "Event '%s' already exists"),
  ER_EVENT_DOES_NOT_EXIST(1539, "HY000", "Unknown event '%s'"),
  ER_EVENT_INTERVAL_NOT_POSITIVE_OR_TOO_BIG(
      1542, "HY000", "INTERVAL is either not positive or too big"),
  ER_EVENT_ENDS_BEFORE_STARTS(1543, "HY000", "ENDS is either invalid or before STARTS"),
  ER_EVENT_EXEC_TIME_IN_THE_PAST(
      1544, "HY000", "Event execution time is in the past. Event has been disabled"),
  ER_EVENT_SAME_NAME(1551, "HY000", "Same old and new event name"),
  ER_EVENT_RECURSION_FORBIDDEN(
      1576, "HY000", "Recursion of EVENT DDL statements is forbidden when body is present"),
  ER_EVENT_CANNOT_CREATE_IN_THE_PAST(
      1588,
      "HY000",
      "Event execution time is in the past and ON COMPLETION NOT PRESERVE is set. The event was"
          + " dropped immediately after creation."),
  ER_EVENT_CANNOT_ALTER_IN_THE_PAST(
      1589,
      "HY000",
      "Event execution time is in the past and ON COMPLETION NOT PRESERVE is set. The event was not"
          + " changed. Specify a time in the future."),
  ER_DUP_SIGNAL_SET(1641, "42000", "Duplicate condition information item '%s'"),
  ER_SIGNAL_WARN(1642, "01000", "Unhandled user-defined warning condition"),
  ER_SIGNAL_NOT_FOUND(1643, "02000", "Unhandled user-defined not found condition"),
  ER_SIGNAL_EXCEPTION(1644, "HY000", "Unhandled user-defined exception condition"),
  ER_RESIGNAL_WITHOUT_ACTIVE_HANDLER(1645, "0K000", "RESIGNAL when handler not active"),
  ER_SIGNAL_BAD_CONDITION_TYPE(
      1646, "HY000", "SIGNAL/RESIGNAL can only use a CONDITION defined with SQLSTATE"),
  ER_DA_INVALID_CONDITION_NUMBER(1758, "35000", "Invalid condition number"),
  ER_GET_STACKED_DA_WITHOUT_ACTIVE_HANDLER(
      1887, "0Z002", "GET STACKED DIAGNOSTICS when handler not active");

  private final int code;
  private final String sqlState;
  private final String text;

  RoutineError(int code, String sqlState, String text) {
    this.code = code;
    this.sqlState = sqlState;
    this.text = text;
  }

  public int code() {
    return code;
  }

  public String sqlState() {
    return sqlState;
  }

  /** The error with its message's places filled in order. */
  public SqlException with(Object... arguments) {
    return new SqlException(code, sqlState, ErrorCode.filled(text, arguments));
  }
}
