package io.edgesql.dialect.ddl;

import io.edgesql.dialect.ErrorCode;
import io.edgesql.dialect.SqlException;
import io.edgesql.dialect.catalog.Table;
import io.edgesql.dialect.catalog.Table.Check;
import io.edgesql.dialect.catalog.Table.Column;
import io.edgesql.dialect.catalog.Table.Default;
import io.edgesql.dialect.catalog.Table.ForeignKey;
import io.edgesql.dialect.catalog.Table.KeyKind;
import io.edgesql.dialect.tree.SchemaStatement;
import io.edgesql.dialect.tree.SchemaStatement.ColumnDefinition;
import io.edgesql.dialect.tree.SchemaStatement.Position;
import io.edgesql.dialect.tree.SchemaStatement.TableChange;
import io.edgesql.dialect.types.Collation;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The changes of one ALTER TABLE, applied in order to a {@link TableBuilder}. */
final class TableAlteration {
  private final Table before;
  private final TableBuilder table;
  private final DefinitionChecks definitions;
  private final Map<String, String> origins;

  TableAlteration(Table before, DefaultValues defaults, DefinitionChecks definitions) {
    this.definitions = definitions;
    this.before = before;
    this.table = new TableBuilder(before, defaults);
    this.origins = unchanged(before);
  }

  /** Every column's name in lower case to itself. */
  static Map<String, String> unchanged(Table table) {
    Map<String, String> names = new HashMap<>();
    table.columns().forEach(column -> names.put(lower(column.name()), column.name()));
    return names;
  }

  private static String lower(String name) {
    return name.toLowerCase(Locale.ROOT);
  }

  TableBuilder apply(List<TableChange> changes) {
    long drops = changes.stream().filter(c -> c instanceof SchemaStatement.DropColumn).count();
    if (drops == before.columns().size()
        && changes.stream().noneMatch(c -> c instanceof SchemaStatement.AddColumn)) {
      throw SqlException.of(ErrorCode.ER_CANT_REMOVE_ALL_FIELDS);
    }
    // MySQL drops before it adds: DROP KEY k, ADD KEY k (…) is one statement's way to change k.
    changes.stream()
        .filter(c -> isDrop(c) && !(c instanceof SchemaStatement.DropColumn))
        .forEach(this::change);
    changes.stream().filter(c -> c instanceof SchemaStatement.DropColumn).forEach(this::change);
    renameColumns(changes);
    // Keys and constraints may name columns that are added behind them.
    changes.stream().filter(c -> !isDrop(c) && !needsColumns(c)).forEach(this::change);
    changes.stream().filter(TableAlteration::needsColumns).forEach(this::change);
    return table;
  }

  /** New column's name in lower case to the name of the old column that it continues. */
  Map<String, String> origins() {
    return origins;
  }

  private static boolean isDrop(TableChange change) {
    return change instanceof SchemaStatement.DropColumn
        || change instanceof SchemaStatement.DropKey
        || change instanceof SchemaStatement.DropPrimaryKey
        || change instanceof SchemaStatement.DropForeignKey
        || change instanceof SchemaStatement.DropCheck;
  }

  private static boolean needsColumns(TableChange change) {
    return change instanceof SchemaStatement.AddKey
        || change instanceof SchemaStatement.AddForeignKey
        || change instanceof SchemaStatement.AddCheck;
  }

  private void change(TableChange change) {
    if (change instanceof SchemaStatement.AddColumn add) {
      table.addColumn(add.column(), place(add.position()), false);
    } else if (change instanceof SchemaStatement.ChangeColumn changed) {
      changeColumn(changed.name(), changed.column(), changed.position());
    } else if (change instanceof SchemaStatement.DropColumn drop) {
      dropColumn(drop.name());
    } else if (change instanceof SchemaStatement.SetDefault set) {
      setDefault(set);
    } else if (change instanceof SchemaStatement.SetColumnVisibility set) {
      edit(set.column(), column -> ColumnCopies.withVisibility(column, set.visible()));
    } else if (change instanceof SchemaStatement.AddKey add) {
      table.addKey(add.key());
    } else if (change instanceof SchemaStatement.DropKey drop) {
      dropKey(drop.name());
    } else if (change instanceof SchemaStatement.DropPrimaryKey) {
      dropKey("PRIMARY");
    } else if (change instanceof SchemaStatement.RenameKey rename) {
      renameKey(rename.name(), rename.newName());
    } else if (change instanceof SchemaStatement.SetKeyVisibility set) {
      editKey(
          set.name(),
          key ->
              new Table.Key(
                  key.name(),
                  key.kind(),
                  key.parts(),
                  key.comment(),
                  set.visible(),
                  key.physical()));
    } else if (change instanceof SchemaStatement.AddForeignKey add) {
      table.addForeignKey(add.foreignKey());
    } else if (change instanceof SchemaStatement.DropForeignKey drop) {
      dropForeignKey(drop.name());
    } else if (change instanceof SchemaStatement.AddCheck add) {
      table.addCheck(add.check());
    } else if (change instanceof SchemaStatement.DropCheck drop) {
      dropCheck(drop);
    } else if (change instanceof SchemaStatement.SetCheckEnforced set) {
      setEnforced(set);
    } else if (change instanceof SchemaStatement.SetOptions set) {
      setOptions(set.options());
    }
    // RenameTo is SchemaPlanner's: it touches other tables.
  }

  private int place(Position position) {
    if (position.first()) {
      return 0;
    }
    String after = position.after();
    return after == null ? -1 : require(after) + 1;
  }

  private int require(String column) {
    int at = table.indexOf(column);
    if (at < 0) {
      throw SqlException.of(ErrorCode.ER_BAD_FIELD_ERROR, column, before.name());
    }
    return at;
  }

  private void changeColumn(String name, ColumnDefinition definition, Position position) {
    int at = require(name);
    String oldName = table.columns().get(at).name();
    int clash = table.indexOf(definition.name());
    if (clash >= 0 && clash != at) {
      throw SqlException.of(ErrorCode.ER_DUP_FIELDNAME, definition.name());
    }
    boolean primary =
        table.keys().stream()
            .filter(key -> key.kind() == KeyKind.PRIMARY)
            .flatMap(key -> key.parts().stream())
            .anyMatch(part -> oldName.equalsIgnoreCase(part.column()));
    Column column = table.columnBuilder().build(definition, primary);
    table.columns().remove(at);
    int target =
        position.equals(Position.UNCHANGED)
            ? at
            : position.first() ? 0 : require(String.valueOf(position.after())) + 1;
    table.columns().add(target, column);
    if (!oldName.equals(column.name())) {
      release(oldName, true);
      renameUses(Map.of(lower(oldName), column.name()));
    }
    table.attachments(definition);
  }

  /** All names change at once: two columns may swap theirs. */
  private void renameColumns(List<TableChange> changes) {
    Map<String, String> renames = new HashMap<>();
    for (TableChange change : changes) {
      if (change instanceof SchemaStatement.RenameColumn rename) {
        release(table.columns().get(require(rename.name())).name(), true);
        renames.put(lower(rename.name()), rename.newName());
      }
    }
    if (renames.isEmpty()) {
      return;
    }
    Set<String> seen = new HashSet<>();
    for (Column column : table.columns()) {
      String name = renames.getOrDefault(lower(column.name()), column.name());
      if (!seen.add(lower(name))) {
        throw SqlException.of(ErrorCode.ER_DUP_FIELDNAME, name);
      }
    }
    table
        .columns()
        .replaceAll(
            column ->
                ColumnCopies.withName(
                    column, renames.getOrDefault(lower(column.name()), column.name())));
    renameUses(renames);
  }

  /**
   * Keys follow their columns.
   *
   * @param renames old name in lower case to the new one
   */
  private void renameUses(Map<String, String> renames) {
    Map<String, String> old = new HashMap<>(origins);
    renames.forEach((name, newName) -> origins.remove(name));
    renames.forEach(
        (name, newName) -> {
          String origin = old.get(name);
          if (origin != null) {
            origins.put(lower(newName), origin);
          }
        });
    KeyRenames keys = new KeyRenames(before, renames);
    table.keys().replaceAll(keys::of);
    table.foreignKeys().replaceAll(keys::of);
  }

  private void dropColumn(String name) {
    int at = table.indexOf(name);
    if (at < 0) {
      throw SqlException.of(ErrorCode.ER_CANT_DROP_FIELD_OR_KEY, name);
    }
    String dropped = table.columns().get(at).name();
    for (ForeignKey key : table.foreignKeys()) {
      if (key.columns().stream().anyMatch(dropped::equalsIgnoreCase)) {
        throw SqlException.of(ErrorCode.ER_FK_COLUMN_CANNOT_DROP, dropped, key.name());
      }
    }
    release(dropped, false);
    table.columns().remove(at);
    origins.remove(lower(dropped));
    // A key loses the column, and goes when it was the last.
    table
        .keys()
        .replaceAll(
            key ->
                new Table.Key(
                    key.name(),
                    key.kind(),
                    key.parts().stream()
                        .filter(part -> !dropped.equalsIgnoreCase(part.column()))
                        .toList(),
                    key.comment(),
                    key.visible(),
                    key.physical()));
    table.keys().removeIf(key -> key.parts().isEmpty());
  }

  /** A column goes, or changes its name: nothing else may need it. */
  private void release(String column, boolean isRename) {
    Table now = TableCopies.withChecks(before, table.checks());
    if (now.column(column) != null) {
      Set<String> checks = definitions.release(now, column, isRename);
      table.checks().removeIf(check -> checks.contains(check.name()));
    }
  }

  private void setDefault(SchemaStatement.SetDefault set) {
    edit(
        set.column(),
        column -> {
          Default value =
              set.value() == null
                  ? Default.NONE
                  : table.columnBuilder().writtenDefault(column, set.value(), set.text());
          return ColumnCopies.withDefault(column, value);
        });
  }

  private void edit(String column, UnaryOperator<Column> change) {
    int at = require(column);
    table.columns().set(at, change.apply(table.columns().get(at)));
  }

  private Table.@Nullable Key findKey(String name) {
    for (Table.Key key : table.keys()) {
      if (key.name().equalsIgnoreCase(name)) {
        return key;
      }
    }
    return null;
  }

  private void dropKey(String name) {
    Table.Key key = findKey(name);
    if (key == null) {
      throw SqlException.of(ErrorCode.ER_CANT_DROP_FIELD_OR_KEY, name);
    }
    table.keys().remove(key);
  }

  private void renameKey(String name, String newName) {
    if (findKey(newName) != null && !name.equalsIgnoreCase(newName)) {
      throw SqlException.of(ErrorCode.ER_DUP_KEYNAME, newName);
    }
    editKey(
        name,
        key ->
            new Table.Key(
                newName, key.kind(), key.parts(), key.comment(), key.visible(), key.physical()));
  }

  private void editKey(String name, UnaryOperator<Table.Key> change) {
    Table.Key key = findKey(name);
    if (key == null) {
      throw SqlException.of(ErrorCode.ER_KEY_DOES_NOT_EXITS, name, before.name());
    }
    table.keys().set(table.keys().indexOf(key), change.apply(key));
  }

  private void dropForeignKey(String name) {
    if (!table.foreignKeys().removeIf(key -> key.name().equalsIgnoreCase(name))) {
      throw SqlException.of(ErrorCode.ER_CANT_DROP_FIELD_OR_KEY, name);
    }
  }

  private void dropCheck(SchemaStatement.DropCheck drop) {
    boolean found = table.checks().removeIf(check -> check.name().equalsIgnoreCase(drop.name()));
    if (!found && drop.anyConstraint()) {
      found = table.foreignKeys().removeIf(key -> key.name().equalsIgnoreCase(drop.name()));
      Table.Key key = findKey(drop.name());
      if (!found && key != null && key.isUnique()) {
        found = table.keys().remove(key);
      }
    }
    if (!found) {
      throw SqlException.of(
          drop.anyConstraint()
              ? ErrorCode.ER_CONSTRAINT_NOT_FOUND
              : ErrorCode.ER_CHECK_CONSTRAINT_NOT_FOUND,
          drop.name());
    }
  }

  private void setEnforced(SchemaStatement.SetCheckEnforced set) {
    for (int i = 0; i < table.checks().size(); i++) {
      Check check = table.checks().get(i);
      if (check.name().equalsIgnoreCase(set.name())) {
        table.checks().set(i, new Check(check.name(), check.condition(), set.enforced()));
        return;
      }
    }
    throw SqlException.of(ErrorCode.ER_CHECK_CONSTRAINT_NOT_FOUND, set.name());
  }

  /** CONVERT TO changes every character column as well as the default. */
  private void setOptions(Map<String, String> given) {
    Map<String, String> options = new HashMap<>(given);
    String charset = options.remove("CONVERT_CHARSET");
    String collation = options.remove("CONVERT_COLLATE");
    if (charset != null || collation != null) {
      Collation chosen = ColumnBuilder.chosen(charset, collation, table.collation());
      options.put("COLLATE", chosen.name());
      table
          .columns()
          .replaceAll(
              column ->
                  column.type().name().isCharacter() || !column.type().members().isEmpty()
                      ? ColumnCopies.withCollation(column, chosen)
                      : column);
    }
    table.options(options);
  }
}
