package io.edgesql.dialect.ddl;

import io.edgesql.dialect.ErrorCode;
import io.edgesql.dialect.SqlException;
import io.edgesql.dialect.tree.SchemaStatement;
import io.edgesql.dialect.tree.SchemaStatement.TableChange;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Names that are too long: MySQL's parser finds them before anything else is looked at. */
final class NameLengths {
  private static final int MAX_CHARACTERS = 64;

  private NameLengths() {}

  /**
   * @throws SqlException 1059
   */
  static void check(SchemaStatement.CreateTable create) {
    create.columns().forEach(column -> check(column.name()));
    create.keys().forEach(key -> check(key.name()));
    create.foreignKeys().forEach(key -> check(key.name()));
    create.checks().forEach(check -> check(check.name()));
  }

  /**
   * @throws SqlException 1059
   */
  static void check(List<TableChange> changes) {
    for (TableChange change : changes) {
      if (change instanceof SchemaStatement.AddColumn add) {
        check(add.column().name());
      } else if (change instanceof SchemaStatement.ChangeColumn changed) {
        check(changed.column().name());
      } else if (change instanceof SchemaStatement.RenameColumn rename) {
        check(rename.newName());
      } else if (change instanceof SchemaStatement.AddKey add) {
        check(add.key().name());
      } else if (change instanceof SchemaStatement.AddForeignKey add) {
        check(add.foreignKey().name());
      } else if (change instanceof SchemaStatement.AddCheck add) {
        check(add.check().name());
      }
    }
  }

  private static void check(@Nullable String name) {
    if (name != null && name.codePointCount(0, name.length()) > MAX_CHARACTERS) {
      throw SqlException.of(ErrorCode.ER_TOO_LONG_IDENT, name);
    }
  }
}
