package io.edgesql.dialect.ddl;

import io.edgesql.dialect.catalog.SortColumn;
import io.edgesql.dialect.translate.Renderer;
import io.edgesql.dialect.translate.Sql;
import io.edgesql.dialect.translate.Stores;

/** What sort columns get, as SQLite text for definitions. */
final class SortColumnText {
  private SortColumnText() {}

  /**
   * The key of a value.
   *
   * @param value SQLite text without placeholders
   */
  static String key(String value, SortColumn sort) {
    return new Renderer().expr(Stores.key(new Sql.Word("(" + value + ")"), sort)).finish().sql();
  }
}
