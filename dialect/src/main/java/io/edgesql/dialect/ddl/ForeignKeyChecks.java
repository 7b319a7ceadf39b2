package io.edgesql.dialect.ddl;

import io.edgesql.dialect.ErrorCode;
import io.edgesql.dialect.SqlException;
import io.edgesql.dialect.catalog.Catalog;
import io.edgesql.dialect.catalog.Catalog.Relation;
import io.edgesql.dialect.catalog.Table;
import io.edgesql.dialect.catalog.Table.Column;
import io.edgesql.dialect.catalog.Table.ForeignKey;
import io.edgesql.dialect.catalog.Table.KeyKind;
import io.edgesql.dialect.types.SqlType;
import io.edgesql.dialect.types.TypeName;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What InnoDB refuses when a foreign key is made, or when a table on either of its sides is made or
 * changed.
 */
final class ForeignKeyChecks {
  private final SchemaDraft draft;
  private final boolean foreignKeyChecks;

  /**
   * @param foreignKeyChecks the session's switch; without it a parent may be missing and types may
   *     be changed
   */
  ForeignKeyChecks(SchemaDraft draft, boolean foreignKeyChecks) {
    this.draft = draft;
    this.foreignKeyChecks = foreignKeyChecks;
  }

  /** Whether the table had no key of this name. */
  static boolean isNew(@Nullable Table before, ForeignKey key) {
    return before == null
        || before.foreignKeys().stream().noneMatch(old -> old.name().equals(key.name()));
  }

  /** A new table, its own keys' parent columns spelled as the parents spell them. */
  Table created(Table table) {
    Table spelled = checked(null, table);
    for (Table child : draft.referencing(table)) {
      for (ForeignKey key : child.foreignKeys()) {
        if (SchemaDraft.references(key, table)) {
          checkColumns(child, key, table);
          checkIndex(key, table);
        }
      }
    }
    return spelled;
  }

  /**
   * A changed table.
   *
   * @param origins new column's name in lower case to the old column's
   */
  Table altered(Table before, Table after, Map<String, String> origins) {
    Table spelled = checked(before, after);
    for (ForeignKey key : after.foreignKeys()) {
      if (!isNew(before, key) && foreignKeyChecks) {
        checkOwnIndex(before, after, key);
        for (String name : key.columns()) {
          Column now = after.column(name);
          Column old = now == null ? null : original(before, now, origins);
          if (now != null && old != null && !CopiedRows.isInPlace(old.type(), now.type())) {
            throw SqlException.of(ErrorCode.ER_FK_COLUMN_CANNOT_CHANGE, old.name(), key.name());
          }
        }
      }
    }
    for (Table child : draft.referencing(before)) {
      if (child.physical().equals(before.physical())) {
        continue;
      }
      for (ForeignKey key : child.foreignKeys()) {
        if (SchemaDraft.references(key, before) && foreignKeyChecks) {
          checkParentSide(child, key, before, after, origins);
        }
      }
    }
    return spelled;
  }

  private Table checked(@Nullable Table before, Table after) {
    List<ForeignKey> keys = new ArrayList<>();
    for (ForeignKey key : after.foreignKeys()) {
      boolean fresh = isNew(before, key);
      if (fresh) {
        refuseTaken(after, key);
        refuseNull(after, key);
      }
      Table parent = parent(after, key);
      if (parent == null) {
        if (fresh && foreignKeyChecks) {
          throw SqlException.of(ErrorCode.ER_FK_CANNOT_OPEN_PARENT, key.referencedTable());
        }
        keys.add(key);
        continue;
      }
      if (fresh || foreignKeyChecks) {
        checkColumns(after, key, parent);
        refuseNull(after, key);
      }
      if (fresh) {
        checkIndex(key, parent);
      }
      List<String> columns = new ArrayList<>();
      for (String name : key.referencedColumns()) {
        Column column = parent.column(name);
        columns.add(column == null ? name : column.name());
      }
      keys.add(TableCopies.withReferencedColumns(key, columns));
    }
    return TableCopies.withForeignKeys(after, keys);
  }

  private @Nullable Table parent(Table child, ForeignKey key) {
    if (SchemaDraft.references(key, child)) {
      return child;
    }
    Relation relation = draft.catalog().relation(key.referencedDatabase(), key.referencedTable());
    return relation instanceof Table table ? table : null;
  }

  /** Names of foreign keys are unique in a database. */
  private void refuseTaken(Table table, ForeignKey key) {
    Catalog.Database database = draft.requireDatabase(table.database());
    for (Relation relation : database.relations().values()) {
      if (relation instanceof Table other
          && !other.name().equals(table.name())
          && other.foreignKeys().stream().anyMatch(k -> k.name().equalsIgnoreCase(key.name()))) {
        throw SqlException.of(ErrorCode.ER_FK_DUP_NAME, key.name());
      }
    }
  }

  private static void refuseNull(Table child, ForeignKey key) {
    if (!key.onDelete().equals("SET NULL") && !key.onUpdate().equals("SET NULL")) {
      return;
    }
    for (String name : key.columns()) {
      Column column = child.column(name);
      if (column != null && !column.nullable()) {
        throw SqlException.of(ErrorCode.ER_FK_COLUMN_NOT_NULL, name, key.name());
      }
    }
  }

  private static void checkColumns(Table child, ForeignKey key, Table parent) {
    for (int i = 0; i < key.columns().size(); i++) {
      String wanted = key.referencedColumns().get(i);
      Column referenced = parent.column(wanted);
      if (referenced == null) {
        throw SqlException.of(ErrorCode.ER_FK_NO_COLUMN_PARENT, wanted, key.name(), parent.name());
      }
      Column own = child.column(key.columns().get(i));
      if (own != null && !isCompatible(own.type(), referenced.type())) {
        throw SqlException.of(
            ErrorCode.ER_FK_INCOMPATIBLE_COLUMNS, own.name(), referenced.name(), key.name());
      }
    }
  }

  /** Texts may differ in length; everything else is of the same type. */
  private static boolean isCompatible(SqlType a, SqlType b) {
    if (a.name().isCharacter() && b.name().isCharacter()) {
      return a.collation().equals(b.collation());
    }
    if (a.name().isBinary() && b.name().isBinary()) {
      return true;
    }
    return a.name() == b.name()
        && a.unsigned() == b.unsigned()
        && (!a.is(TypeName.DECIMAL) || (a.precision() == b.precision() && a.scale() == b.scale()));
  }

  private static void checkIndex(ForeignKey key, Table parent) {
    if (!isIndexed(parent, key.referencedColumns())) {
      throw SqlException.of(ErrorCode.ER_FK_NO_INDEX_PARENT, key.name(), parent.name());
    }
  }

  private static void checkOwnIndex(Table before, Table after, ForeignKey key) {
    if (!isIndexed(after, key.columns())) {
      throw SqlException.of(
          ErrorCode.ER_DROP_INDEX_FK, String.valueOf(index(before, key.columns())));
    }
  }

  private static void checkParentSide(
      Table child, ForeignKey key, Table before, Table after, Map<String, String> origins) {
    List<String> now = new ArrayList<>();
    for (String old : key.referencedColumns()) {
      Column column = continued(after, old, origins);
      if (column == null) {
        throw SqlException.of(
            ErrorCode.ER_FK_COLUMN_CANNOT_DROP_CHILD, old, key.name(), child.name());
      }
      now.add(column.name());
    }
    checkColumns(child, TableCopies.withReferencedColumns(key, now), after);
    for (int i = 0; i < now.size(); i++) {
      Column old = before.column(key.referencedColumns().get(i));
      Column column = after.column(now.get(i));
      if (old != null && column != null && !CopiedRows.isInPlace(old.type(), column.type())) {
        throw SqlException.of(
            ErrorCode.ER_FK_COLUMN_CANNOT_CHANGE_CHILD,
            old.name(),
            key.name(),
            child.database() + "." + child.name());
      }
    }
    if (!isIndexed(after, now)) {
      throw SqlException.of(
          ErrorCode.ER_DROP_INDEX_FK, String.valueOf(index(before, key.referencedColumns())));
    }
  }

  private static @Nullable Column original(Table before, Column now, Map<String, String> origins) {
    String old = origins.get(now.name().toLowerCase(Locale.ROOT));
    return old == null ? null : before.column(old);
  }

  private static @Nullable Column continued(Table after, String old, Map<String, String> origins) {
    for (Column column : after.columns()) {
      if (old.equalsIgnoreCase(origins.get(column.name().toLowerCase(Locale.ROOT)))) {
        return column;
      }
    }
    return null;
  }

  private static boolean isIndexed(Table table, List<String> columns) {
    return index(table, columns) != null;
  }

  /** The name of the last key that begins with the columns: the one whose end is noticed. */
  private static @Nullable String index(Table table, List<String> columns) {
    String found = null;
    for (Table.Key key : table.keys()) {
      if (key.kind() != KeyKind.FULLTEXT && begins(key, columns)) {
        found = key.name();
      }
    }
    return found;
  }

  private static boolean begins(Table.Key key, List<String> columns) {
    if (key.parts().size() < columns.size()) {
      return false;
    }
    for (int i = 0; i < columns.size(); i++) {
      Table.Part part = key.parts().get(i);
      if (part.prefix() != 0 || !columns.get(i).equalsIgnoreCase(part.column())) {
        return false;
      }
    }
    return true;
  }
}
