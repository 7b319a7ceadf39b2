package io.edgesql.proxy.execute;

import io.edgesql.backend.BackendException;
import io.edgesql.dialect.SqlException;
import io.edgesql.dialect.catalog.SortColumn;
import io.edgesql.dialect.catalog.Table;
import io.edgesql.protocol.error.MySqlError;
import io.edgesql.proxy.state.Failures;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** The edge's failures as MySQL's errors: the one place that knows both. */
final class FailureMapper {
  /** How deep MySQL lets foreign keys cascade; SQLite's own bound on triggers lies elsewhere. */
  private static final int MAX_CASCADES = 15;

  /** How many tables MySQL joins. SQLite joins a few more, but counts those of views. */
  private static final int MAX_JOINED = 61;

  private static final String UNIQUE = "UNIQUE constraint failed: ";
  private static final String NOT_NULL = "NOT NULL constraint failed: ";
  private static final String RAISED = "bad JSON path: '";
  private static final String CHECK = "CHECK constraint failed: ";

  private final CatalogSnapshot snapshot;
  private final StepBinder.@Nullable Bound bound;
  private final @Nullable List<Table.Column> rowColumns;

  /**
   * For the failures of one statement.
   *
   * @param bound the steps that were sent, to find the values of the row that failed
   * @param rowColumns columns of the JSON rows among the parameters, in order
   */
  FailureMapper(
      CatalogSnapshot snapshot,
      StepBinder.@Nullable Bound bound,
      @Nullable List<Table.Column> rowColumns) {
    this.snapshot = snapshot;
    this.bound = bound;
    this.rowColumns = rowColumns;
  }

  /** A duplicate whose value is not known yet; {@link DuplicateProbe} may find it. */
  record Duplicate(Table table, Table.Key key, @Nullable String value) {
    SqlException toException() {
      String name = table.name() + "." + key.name();
      return value == null
          // Programs look at the number: it stays 1062 though the text cannot tell the value.
          ? new SqlException(
              MySqlError.ER_DUP_ENTRY.code(),
              MySqlError.ER_DUP_ENTRY.sqlState(),
              MySqlError.ER_DUP_UNKNOWN_IN_INDEX.message(name))
          : Failures.of(MySqlError.ER_DUP_ENTRY, value, name);
    }
  }

  SqlException map(BackendException failure) {
    String message = failure.message();
    if (failure.isAmbiguous()) {
      // Whatever the last attempt was told: an earlier one may have done it.
      return outcomeUnknown(message);
    }
    return switch (failure.code()) {
      case CONSTRAINT_UNIQUE, CONSTRAINT_PRIMARYKEY -> {
        Duplicate duplicate = duplicate(failure);
        yield duplicate == null
            ? Failures.of(MySqlError.ER_DUP_UNKNOWN_IN_INDEX, after(message, UNIQUE))
            : duplicate.toException();
      }
      case CONSTRAINT_NOTNULL ->
          Failures.of(MySqlError.ER_BAD_NULL_ERROR, lastName(after(message, NOT_NULL)));
      case CONSTRAINT_CHECK, CONSTRAINT_TRIGGER ->
          ConstraintFailures.of(after(message, CHECK), row(failure), snapshot);
      case CONSTRAINT_FOREIGNKEY -> Failures.of(MySqlError.ER_NO_REFERENCED_ROW);
      case CONSTRAINT_OTHER,
          BAD_REQUEST,
          NOT_FOUND,
          INTERNAL,
          PROTOCOL,
          SCHEMA_STALE,
          TEXT_UNKNOWN,
          SEQUENCE_STALE ->
          Failures.unknown("The edge failed: " + message);
      case SQL -> sql(message);
      case UNAUTHENTICATED -> Failures.unknown("The edge refused the proxy's token: " + message);
      case FORBIDDEN ->
          Failures.of(MySqlError.ER_SPECIFIC_ACCESS_DENIED_ERROR, "a token that allows this");
      case TOO_LARGE -> Failures.of(MySqlError.ER_NET_PACKET_TOO_LARGE);
      case RESULT_TOO_LARGE ->
          Failures.unknown("The result is larger than the edge sends: " + message);
      case CONFLICT, LOCKS_LOST, DEADLOCK -> Failures.of(MySqlError.ER_LOCK_DEADLOCK);
      case SNAPSHOT_TOO_OLD -> retry("The transaction's snapshot cannot be shown: " + message);
      case TRANSACTION_TOO_LARGE -> tooLarge(message);
      case CANCELLED -> Failures.of(MySqlError.ER_QUERY_INTERRUPTED);
      case LOCK_TIMEOUT -> Failures.of(MySqlError.ER_LOCK_WAIT_TIMEOUT);
      case LOCK_NOWAIT -> Failures.of(MySqlError.ER_LOCK_NOWAIT);
      case OVERLOADED -> Failures.unknown("The edge is overloaded; try again later");
      case TIMEOUT, UNREACHABLE, CLOSED -> Failures.unknown("The edge is unreachable: " + message);
    };
  }

  /** 1213 with a reason of our own: programs that repeat a transaction look at the number. */
  static SqlException retry(String reason) {
    return new SqlException(
        MySqlError.ER_LOCK_DEADLOCK.code(),
        MySqlError.ER_LOCK_DEADLOCK.sqlState(),
        reason + "; try restarting transaction");
  }

  /** MySQL's ER_TRANS_CACHE_FULL, which the wire's catalogue does not need otherwise. */
  private static SqlException tooLarge(String message) {
    return new SqlException(
        1197,
        "HY000",
        "Multi-statement transaction required more memory than the shard may use ("
            + message
            + "); increase EDGESQL_MAX_TRANSACTION_CHARS and try again");
  }

  /**
   * A write that may have been done, once, or not at all.
   *
   * <p>Differs: MySQL loses the connection then, and its clients report 2013. Here the connection
   * stays, and the standard's SQLSTATE for it tells: 08007, transaction resolution unknown.
   */
  private static SqlException outcomeUnknown(String message) {
    return new SqlException(
        MySqlError.ER_UNKNOWN_ERROR.code(),
        "08007",
        "The connection to the edge was lost while the statement ran; it is not known whether it"
            + " was done ("
            + message
            + ")");
  }

  /** A failure as the client is told it, of a statement of which no more is known. */
  static Throwable told(Throwable failure, CatalogSnapshot snapshot) {
    Throwable cause = failure instanceof CompletionException e ? e.getCause() : failure;
    if (cause instanceof BackendException edge) {
      return new FailureMapper(snapshot, null, null).map(edge);
    }
    return cause == null ? failure : cause;
  }

  /** Whether SQLite met a value that it does not compute with as MySQL does. */
  static boolean isBeyondTheShard(BackendException failure) {
    String message = failure.message();
    return failure.code() == BackendException.Code.SQL
        && (message.contains("integer overflow")
            || message.contains("pattern too complex")
            || message.contains(RAISED + MySqlError.ER_NOT_SUPPORTED_YET.name())
            || message.contains(RAISED + MySqlError.ER_DATA_OUT_OF_RANGE.name()));
  }

  private static SqlException sql(String message) {
    if (message.contains("integer overflow")) {
      return Failures.of(MySqlError.ER_DATA_OUT_OF_RANGE, "BIGINT", "the expression");
    }
    if (message.contains("tables in a join")) {
      return Failures.of(MySqlError.ER_TOO_MANY_TABLES, MAX_JOINED);
    }
    if (message.contains("Expression tree is too large")) {
      return Failures.of(MySqlError.ER_NOT_SUPPORTED_YET, "so deep an expression inside the shard");
    }
    if (message.contains("too many levels of trigger recursion")) {
      return Failures.of(MySqlError.ER_FK_DEPTH_EXCEEDED, MAX_CASCADES);
    }
    if (message.contains("frame starting offset") || message.contains("frame ending offset")) {
      return Failures.of(MySqlError.ER_WINDOW_FRAME_ILLEGAL, "<unnamed window>");
    }
    if (message.contains("argument of ntile")) {
      return Failures.of(MySqlError.ER_WRONG_ARGUMENTS, "ntile");
    }
    if (message.contains("second argument to nth_value")) {
      return Failures.of(MySqlError.ER_WRONG_ARGUMENTS, "nth_value");
    }
    int raised = message.indexOf(RAISED + "ER_");
    if (raised >= 0) {
      return raised(message.substring(raised + RAISED.length()));
    }
    if (message.contains("malformed JSON")) {
      return Failures.of(MySqlError.ER_INVALID_JSON_TEXT_IN_PARAM, 1, "json", "Invalid value.", 0);
    }
    return Failures.unknown("The edge could not run the statement: " + message);
  }

  /**
   * An error that an expression of the dialect raised: its name, and its arguments between bars.
   */
  private static SqlException raised(String text) {
    int end = text.indexOf('\'');
    String[] parts = (end < 0 ? text : text.substring(0, end)).split("\\|", -1);
    for (MySqlError error : MySqlError.values()) {
      if (error.name().equals(parts[0])) {
        Object[] arguments = Arrays.copyOfRange(parts, 1, parts.length, Object[].class);
        return Failures.of(error, arguments);
      }
    }
    return Failures.unknown("The edge could not run the statement: " + parts[0]);
  }

  /** What a violated unique key says; null if the key is not in the catalog. */
  @Nullable Duplicate duplicate(BackendException failure) {
    String detail = after(failure.message(), UNIQUE);
    if (detail.startsWith("index '")) {
      String index = detail.substring("index '".length(), detail.length() - 1);
      return byIndex(index);
    }
    List<String> columns = new ArrayList<>();
    String physical = "";
    for (String part : detail.split(", ", -1)) {
      int dot = part.indexOf('.');
      if (dot > 0) {
        physical = part.substring(0, dot);
        columns.add(part.substring(dot + 1));
      }
    }
    Table table = snapshot.physicalTable(physical);
    Table.Key key = table == null ? null : keyOf(table, columns);
    return table == null || key == null
        ? null
        : new Duplicate(table, key, RowValues.of(failure, bound, rowColumns, key, table));
  }

  private @Nullable Duplicate byIndex(String index) {
    for (Table table : snapshot.tables()) {
      for (Table.Key key : table.keys()) {
        String physical =
            key.physical().isEmpty() ? table.physical() + "." + key.name() : key.physical();
        if (physical.equals(index)) {
          return new Duplicate(table, key, null);
        }
      }
    }
    return null;
  }

  private static Table.@Nullable Key keyOf(Table table, List<String> columns) {
    for (Table.Key key : table.keys()) {
      List<@Nullable String> parts =
          key.parts().stream().map(part -> stored(table, key, part)).toList();
      if (key.isUnique() && parts.size() == columns.size()) {
        boolean isSame = true;
        for (int i = 0; i < parts.size(); i++) {
          isSame &= columns.get(i).equalsIgnoreCase(parts.get(i));
        }
        if (isSame) {
          return key;
        }
      }
    }
    return null;
  }

  /** The column that an index has in a part's place. */
  private static @Nullable String stored(Table table, Table.Key key, Table.Part part) {
    SortColumn sort = SortColumn.of(table, key, part);
    return sort == null ? part.column() : sort.name();
  }

  /** The failing row, counted from 1 as MySQL does. */
  private int row(BackendException failure) {
    Integer row = failure.row();
    Integer step = failure.step();
    int first =
        bound == null || step == null || step >= bound.origins().size()
            ? 0
            : bound.origins().get(step).firstRow();
    return row == null ? 1 : first + row + 1;
  }

  private static String after(String message, String head) {
    return message.startsWith(head) ? message.substring(head.length()) : message;
  }

  private static String lastName(String qualified) {
    return qualified.substring(qualified.lastIndexOf('.') + 1);
  }
}
