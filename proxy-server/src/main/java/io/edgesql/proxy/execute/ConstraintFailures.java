package io.edgesql.proxy.execute;

import io.edgesql.dialect.SqlException;
import io.edgesql.dialect.catalog.Catalog;
import io.edgesql.dialect.catalog.Table;
import io.edgesql.dialect.ddl.ConstraintNames;
import io.edgesql.dialect.ddl.ForeignKeyText;
import io.edgesql.protocol.error.MySqlError;
import io.edgesql.proxy.state.Failures;

/** Named checks and what triggers raised, as MySQL's errors. */
final class ConstraintFailures {
  private ConstraintFailures() {}

  /**
   * A violated CHECK, or what RAISE said.
   *
   * @param text a name of {@link ConstraintNames}, or SQLite's own text of an expression
   * @param row the failing row, from 1
   */
  static SqlException of(String text, int row, CatalogSnapshot snapshot) {
    ConstraintNames name = ConstraintNames.parse(text);
    if (name == null) {
      return Failures.of(MySqlError.ER_CHECK_CONSTRAINT_VIOLATED, text);
    }
    String subject = name.subject();
    return switch (name.kind()) {
      case RANGE -> Failures.of(MySqlError.ER_WARN_DATA_OUT_OF_RANGE, subject, row);
      case LENGTH -> Failures.of(MySqlError.ER_DATA_TOO_LONG, subject, row);
      case MEMBER ->
          new SqlException(
              1265, "01000", "Data truncated for column '" + subject + "' at row " + row);
      case TEMPORAL -> Failures.of(MySqlError.ER_TRUNCATED_WRONG_VALUE, "datetime", subject);
      case JSON -> Failures.of(MySqlError.ER_INVALID_JSON_TEXT, "Invalid value.", 0, subject, "");
      case CHECK -> Failures.of(MySqlError.ER_CHECK_CONSTRAINT_VIOLATED, subject);
      case CHILD -> Failures.of(MySqlError.ER_NO_REFERENCED_ROW_2, foreignKey(subject, snapshot));
      case PARENT -> Failures.of(MySqlError.ER_ROW_IS_REFERENCED_2, foreignKey(subject, snapshot));
      case SIGNAL -> signal(subject);
    };
  }

  /** {@code database/table/constraint} as MySQL shows the key. */
  private static String foreignKey(String subject, CatalogSnapshot snapshot) {
    String[] parts = subject.split("/", 3);
    if (parts.length == 3) {
      Catalog.Relation relation = snapshot.catalog().relation(parts[0], parts[1]);
      if (relation instanceof Table table) {
        for (Table.ForeignKey key : table.foreignKeys()) {
          if (key.name().equals(parts[2])) {
            return ForeignKeyText.constraint(table, key);
          }
        }
      }
    }
    return subject;
  }

  /** {@code code/sqlstate/message}. */
  private static SqlException signal(String subject) {
    String[] parts = subject.split("/", 3);
    if (parts.length < 3 || parts[1].length() != 5) {
      return Failures.unknown(subject);
    }
    return new SqlException(Integer.parseInt(parts[0]), parts[1], parts[2]);
  }
}
