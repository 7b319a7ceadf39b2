package io.edgesql.dialect.ddl;

import io.edgesql.dialect.ErrorCode;
import io.edgesql.dialect.SqlException;
import io.edgesql.dialect.tree.SchemaStatement;
import io.edgesql.dialect.tree.SchemaStatement.KeyDefinition;
import io.edgesql.dialect.tree.SchemaStatement.KeyKind;
import io.edgesql.dialect.tree.SchemaStatement.TableChange;
import java.util.List;

/** What InnoDB refuses of temporary tables. */
final class TemporaryTables {
  private TemporaryTables() {}

  /**
   * @throws SqlException 1215, 1562 or 1796
   */
  static void check(SchemaStatement.CreateTable create) {
    if (create.partitioning() != null) {
      throw SqlException.of(ErrorCode.ER_PARTITION_NO_TEMPORARY);
    }
    create.keys().forEach(TemporaryTables::check);
    boolean hasReferences =
        !create.foreignKeys().isEmpty()
            || create.columns().stream().anyMatch(column -> column.references() != null);
    if (hasReferences) {
      throw SqlException.of(ErrorCode.ER_CANNOT_ADD_FOREIGN);
    }
  }

  /**
   * @throws SqlException 1215 or 1796
   */
  static void check(List<TableChange> changes) {
    for (TableChange change : changes) {
      if (change instanceof SchemaStatement.AddKey added) {
        check(added.key());
      } else if (change instanceof SchemaStatement.AddForeignKey) {
        throw SqlException.of(ErrorCode.ER_CANNOT_ADD_FOREIGN);
      }
    }
  }

  private static void check(KeyDefinition key) {
    if (key.kind() == KeyKind.FULLTEXT) {
      throw SqlException.of(ErrorCode.ER_INNODB_NO_FT_TEMP_TABLE);
    }
  }
}
