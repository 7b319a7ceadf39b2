package io.edgesql.dialect.ddl;

import io.edgesql.dialect.catalog.Table;
import io.edgesql.dialect.catalog.Table.Column;

/** Turns MySQL expressions of a table's definition into SQLite text without placeholders. */
interface ExpressionSql {
  /** A CHECK's condition; where MySQL cannot compute it, the check is violated. */
  String condition(Table.Check check, Table table);

  /** A generated column's value in that column's representation. */
  String value(String mysqlText, Table table, Column target);

  /** An expression that is a key part. */
  String indexed(String mysqlText, Table table);
}
