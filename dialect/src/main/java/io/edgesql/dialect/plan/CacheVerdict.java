package io.edgesql.dialect.plan;

import io.edgesql.dialect.bind.Typed;
import io.edgesql.dialect.catalog.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whether a query's rows may be answered from a copy, as far as its text and the catalog tell. What
 * policies and the session's state say comes on top.
 *
 * @param refusals every reason against; empty: it may
 * @param reads the base tables that the rows depend on, each once
 * @param row the one row that is read by its whole primary key, or null
 * @param index the indexed column that is compared with a constant, or null
 */
public record CacheVerdict(
    List<Refusal> refusals, List<TableRead> reads, @Nullable RowKey row, @Nullable IndexKey index) {

  /** Why rows may not be kept. */
  public enum Reason {
    /** A function whose value changes, or that is not known to be without effects. */
    FUNCTION("function"),
    USER_VARIABLE("user-variable"),
    SYSTEM_VARIABLE("system-variable"),
    LOCKING("locking"),
    VIRTUAL_TABLE("virtual-table"),
    NO_TABLE("no-table"),
    TEMPORARY_TABLE("temporary-table"),
    /** SELECT … INTO. */
    INTO("into"),
    /** SQL_CALC_FOUND_ROWS. */
    FOUND_ROWS("found-rows"),
    TOO_MANY_TABLES("too-many-tables");

    private final String word;

    Reason(String word) {
      this.word = word;
    }

    /** For receipts and metrics. */
    public String word() {
      return word;
    }
  }

  /** A reason, and what in the statement it is about. */
  public record Refusal(Reason reason, String detail) {
    @Override
    public String toString() {
      return detail.isEmpty() ? reason.word() : reason.word() + ": " + detail;
    }
  }

  /**
   * A table that is read.
   *
   * @param columns names of the columns that the statement mentions in any place, lower case
   */
  public record TableRead(Table table, Set<String> columns) {}

  /** A row by constants for all parts of the primary key, in the key's order. */
  public record RowKey(Table table, List<Typed> values) {}

  /** {@code column = value} on a column that begins an index. */
  public record IndexKey(Table table, String column, Typed value) {}

  /** The same with one more reason against a copy. */
  CacheVerdict withRefusal(Reason reason) {
    List<Refusal> all = new ArrayList<>(refusals);
    all.add(new Refusal(reason, ""));
    return new CacheVerdict(all, reads, row, index);
  }

  public boolean isCacheable() {
    return refusals.isEmpty();
  }
}
