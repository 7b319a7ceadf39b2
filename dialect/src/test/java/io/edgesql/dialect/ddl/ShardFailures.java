package io.edgesql.dialect.ddl;

import io.edgesql.dialect.ErrorCode;
import io.edgesql.dialect.SqlException;
import io.edgesql.dialect.catalog.Catalog;
import io.edgesql.dialect.catalog.Table;
import java.sql.SQLException;
import java.util.Objects;

/** SQLite's constraint errors as MySQL's, by the names that the constraints carry. */
final class ShardFailures {
  /** Between SQLite's message and the statement that failed. */
  static final String IN = "\n   in ";

  private ShardFailures() {}

  /** {@code error code message}; without a message where only the proxy knows the values. */
  static String answer(SQLException failure, Catalog catalog) {
    String all = Objects.requireNonNull(failure.getMessage());
    String message = all.substring(0, Math.max(0, all.indexOf(IN)));
    int open = message.indexOf('(');
    String detail = message.substring(open + 1, message.length() - 1);
    if (detail.startsWith("UNIQUE constraint failed: ")) {
      return "error 1062";
    }
    if (detail.startsWith("NOT NULL constraint failed: ")) {
      String column = detail.substring(detail.lastIndexOf('.') + 1);
      return answer(SqlException.of(ErrorCode.ER_BAD_NULL_ERROR, column));
    }
    int raised = detail.indexOf("'ER_");
    if (raised >= 0) {
      String error = detail.substring(raised + 1).split("[|']", 2)[0];
      return "error " + ErrorCode.valueOf(error).code();
    }
    ConstraintNames name = ConstraintNames.parse(detail);
    return name == null ? "sqlite " + all : named(name, catalog);
  }

  private static String named(ConstraintNames name, Catalog catalog) {
    String subject = name.subject();
    return switch (name.kind()) {
      case RANGE -> answer(SqlException.of(ErrorCode.ER_WARN_DATA_OUT_OF_RANGE, subject, 1));
      case LENGTH -> answer(SqlException.of(ErrorCode.ER_DATA_TOO_LONG, subject, 1));
      case MEMBER -> answer(SqlException.of(ErrorCode.WARN_DATA_TRUNCATED, subject, 1));
      case TEMPORAL -> "error 1292";
      case JSON -> "error 3140";
      case CHECK -> answer(SqlException.of(ErrorCode.ER_CHECK_CONSTRAINT_VIOLATED, subject));
      case CHILD ->
          answer(SqlException.of(ErrorCode.ER_NO_REFERENCED_ROW_2, foreignKey(subject, catalog)));
      case PARENT ->
          answer(SqlException.of(ErrorCode.ER_ROW_IS_REFERENCED_2, foreignKey(subject, catalog)));
      case SIGNAL -> {
        String[] parts = subject.split("/", 3);
        yield "error " + parts[0] + " " + parts[2];
      }
    };
  }

  private static String foreignKey(String subject, Catalog catalog) {
    String[] parts = subject.split("/", 3);
    if (parts.length == 3 && catalog.relation(parts[0], parts[1]) instanceof Table table) {
      for (Table.ForeignKey key : table.foreignKeys()) {
        if (key.name().equals(parts[2])) {
          return ForeignKeyText.constraint(table, key);
        }
      }
    }
    return subject;
  }

  private static String answer(SqlException error) {
    return "error " + error.code() + " " + error.text();
  }
}
