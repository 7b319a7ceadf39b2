package io.edgesql.dialect.ddl;

import io.edgesql.dialect.ErrorCode;
import io.edgesql.dialect.SqlException;
import io.edgesql.dialect.catalog.Catalog;
import io.edgesql.dialect.catalog.Table;
import io.edgesql.dialect.catalog.Table.ForeignKey;
import io.edgesql.dialect.catalog.Table.KeyKind;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What InnoDB refuses when a foreign key is made, or a table that one points at is changed. */
final class ForeignKeyChecks {
  private ForeignKeyChecks() {}

  /**
   * Checks the keys that {@code after} has and {@code before} had not.
   *
   * @param before null for a new table
   */
  static void check(
      @Nullable Table before,
      Table after,
      Map<String, String> renamedColumns,
      Catalog catalog,
      boolean foreignKeyChecks) {
    for (ForeignKey key : after.foreignKeys()) {
      boolean isNew =
          before == null
              || before.foreignKeys().stream().noneMatch(old -> old.name().equals(key.name()));
      if (isNew) {
        checkParent(after, key, catalog, foreignKeyChecks);
      }
    }
  }

  private static void checkParent(
      Table child, ForeignKey key, Catalog catalog, boolean foreignKeyChecks) {
    boolean toItself =
        key.referencedDatabase().equals(child.database())
            && key.referencedTable().equals(child.name());
    Table parent =
        toItself
            ? child
            : catalog.relation(key.referencedDatabase(), key.referencedTable()) instanceof Table t
                ? t
                : null;
    if (parent == null) {
      if (foreignKeyChecks) {
        throw SqlException.of(ErrorCode.ER_FK_CANNOT_OPEN_PARENT, key.referencedTable());
      }
      return;
    }
    for (String column : key.referencedColumns()) {
      if (parent.column(column) == null) {
        throw SqlException.of(ErrorCode.ER_FK_NO_COLUMN_PARENT, column, key.name(), parent.name());
      }
    }
    if (!isIndexed(parent, key.referencedColumns())) {
      throw SqlException.of(ErrorCode.ER_FK_NO_INDEX_PARENT, key.name(), parent.name());
    }
  }

  private static boolean isIndexed(Table parent, List<String> columns) {
    for (Table.Key key : parent.keys()) {
      if (key.kind() == KeyKind.FULLTEXT || key.parts().size() < columns.size()) {
        continue;
      }
      boolean all = true;
      for (int i = 0; i < columns.size(); i++) {
        all &= columns.get(i).equalsIgnoreCase(key.parts().get(i).column());
      }
      if (all) {
        return true;
      }
    }
    return false;
  }
}
