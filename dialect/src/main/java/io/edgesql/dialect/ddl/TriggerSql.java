package io.edgesql.dialect.ddl;

import io.edgesql.dialect.catalog.Catalog;
import io.edgesql.dialect.catalog.Table;
import java.util.Map;

/** Turns a table's MySQL triggers into SQLite ones. */
interface TriggerSql {
  /** SQLite trigger name to CREATE TRIGGER. */
  Map<String, String> of(Table table, Catalog catalog);
}
