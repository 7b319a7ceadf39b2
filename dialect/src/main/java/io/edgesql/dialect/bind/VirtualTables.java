package io.edgesql.dialect.bind;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tables whose rows the proxy makes: information_schema and its like. */
public interface VirtualTables {
  /** No virtual tables at all. */
  VirtualTables NONE = (database, table) -> null;

  /**
   * The columns of such a table, or null if there is none. Names are matched without regard to
   * case.
   */
  @Nullable List<BoundQuery.Output> columns(String database, String table);

  /** Whether a database of that name holds such tables, so that it is there. */
  default boolean isDatabase(String database) {
    return false;
  }

  /**
   * Whether MySQL has a view in its place: its columns then have the view's names in a result,
   * however a query spells them.
   */
  default boolean isView(String database, String table) {
    return false;
  }
}
