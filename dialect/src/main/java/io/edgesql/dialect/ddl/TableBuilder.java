package io.edgesql.dialect.ddl;

import io.edgesql.dialect.ErrorCode;
import io.edgesql.dialect.SqlException;
import io.edgesql.dialect.catalog.Table;
import io.edgesql.dialect.catalog.Table.Check;
import io.edgesql.dialect.catalog.Table.Column;
import io.edgesql.dialect.catalog.Table.ForeignKey;
import io.edgesql.dialect.catalog.Table.KeyKind;
import io.edgesql.dialect.tree.SchemaStatement.CheckDefinition;
import io.edgesql.dialect.tree.SchemaStatement.ColumnDefinition;
import io.edgesql.dialect.tree.SchemaStatement.ForeignKeyDefinition;
import io.edgesql.dialect.tree.SchemaStatement.KeyDefinition;
import io.edgesql.dialect.tree.SchemaStatement.KeyPart;
import io.edgesql.dialect.types.Collation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A table while it is put together by CREATE or ALTER TABLE. {@link #finish} checks the whole and
 * gives the catalog's form.
 */
final class TableBuilder {
  /** SQLite's limit inside a Durable Object. */
  static final int MAX_COLUMNS = 100;

  private final String database;
  private final List<Column> columns = new ArrayList<>();
  private final List<Table.Key> keys = new ArrayList<>();
  private final List<ForeignKey> foreignKeys = new ArrayList<>();
  private final List<Check> checks = new ArrayList<>();
  private final List<Table.Trigger> triggers = new ArrayList<>();
  private final Map<String, String> options = new LinkedHashMap<>();
  private final Map<String, String> columnChecks = new HashMap<>();
  private final DefaultValues defaults;
  private final String name;
  private Collation collation;
  private long autoIncrementStart = 1;
  private final String createdAt;

  TableBuilder(
      String database, String name, Collation collation, String createdAt, DefaultValues defaults) {
    this.database = database;
    this.name = name;
    this.collation = collation;
    this.createdAt = createdAt;
    this.defaults = defaults;
  }

  TableBuilder(Table table, DefaultValues defaults) {
    this(table.database(), table.name(), table.collation(), table.createdAt(), defaults);
    columns.addAll(table.columns());
    keys.addAll(table.keys());
    foreignKeys.addAll(table.foreignKeys());
    checks.addAll(table.checks());
    triggers.addAll(table.triggers());
    options.putAll(table.options());
    autoIncrementStart = table.autoIncrementStart();
  }

  List<Column> columns() {
    return columns;
  }

  List<Table.Key> keys() {
    return keys;
  }

  List<ForeignKey> foreignKeys() {
    return foreignKeys;
  }

  List<Check> checks() {
    return checks;
  }

  Collation collation() {
    return collation;
  }

  ColumnBuilder columnBuilder() {
    return new ColumnBuilder(collation, defaults);
  }

  /** Takes table options; those that change no answer are kept for SHOW CREATE TABLE. */
  void options(Map<String, String> given) {
    collation = ColumnBuilder.chosen(given.get("CHARSET"), given.get("COLLATE"), collation);
    given.forEach(
        (option, value) -> {
          switch (option) {
            case "CHARSET", "COLLATE" -> {}
            case "AUTO_INCREMENT" -> autoIncrementStart = Math.max(1, Long.parseLong(value));
            case "ENGINE" -> options.put("ENGINE", Engines.canonical(value));
            default -> options.put(option, value);
          }
        });
  }

  /**
   * Adds a column at a place (-1: the end) with the keys and checks that its definition carries.
   */
  void addColumn(ColumnDefinition definition, int at, boolean inPrimaryKey) {
    if (indexOf(definition.name()) >= 0) {
      throw SqlException.of(ErrorCode.ER_DUP_FIELDNAME, definition.name());
    }
    Column column = columnBuilder().build(definition, inPrimaryKey);
    columns.add(at < 0 ? columns.size() : at, column);
    attachments(definition);
  }

  void attachments(ColumnDefinition definition) {
    List<KeyPart> part = List.of(new KeyPart(definition.name(), 0, false, null, null));
    if (definition.primaryKey()) {
      addKey(key(io.edgesql.dialect.tree.SchemaStatement.KeyKind.PRIMARY, part));
    }
    if (definition.unique()) {
      addKey(key(io.edgesql.dialect.tree.SchemaStatement.KeyKind.UNIQUE, part));
    }
    for (CheckDefinition check : definition.checks()) {
      addCheck(check);
      columnChecks.put(checks.get(checks.size() - 1).name(), definition.name());
    }
    // InnoDB reads over REFERENCES behind a column: only FOREIGN KEY clauses count.
  }

  private static KeyDefinition key(
      io.edgesql.dialect.tree.SchemaStatement.KeyKind kind, List<KeyPart> parts) {
    return new KeyDefinition(kind, null, parts, "", false, null, null);
  }

  void addKey(KeyDefinition definition) {
    KeyKind kind = KeyKind.valueOf(definition.kind().name());
    if (kind == KeyKind.PRIMARY && keys.stream().anyMatch(key -> key.kind() == KeyKind.PRIMARY)) {
      throw SqlException.of(ErrorCode.ER_MULTIPLE_PRI_KEY);
    }
    String keyName = kind == KeyKind.PRIMARY ? "PRIMARY" : keyName(definition);
    if (kind != KeyKind.PRIMARY && keyName.equalsIgnoreCase("PRIMARY")) {
      throw SqlException.of(ErrorCode.ER_WRONG_NAME_FOR_INDEX, keyName);
    }
    if (keys.stream().anyMatch(key -> key.name().equalsIgnoreCase(keyName))) {
      throw SqlException.of(ErrorCode.ER_DUP_KEYNAME, keyName);
    }
    List<Table.Part> parts = new ArrayList<>();
    for (KeyPart part : definition.parts()) {
      String text = part.text();
      parts.add(
          new Table.Part(
              part.column(),
              part.prefix(),
              part.descending(),
              text == null ? null : defaults.canonical(text)));
    }
    Table.Key key =
        new Table.Key(
            keyName,
            SpatialKeys.kind(kind, columns, parts),
            parts,
            definition.comment(),
            !definition.invisible(),
            "");
    // As MySQL lists them: the primary key, then unique keys, then the others; full-text keys last.
    int at = 0;
    while (at < keys.size() && rank(keys.get(at)) <= rank(key)) {
      at++;
    }
    keys.add(at, key);
  }

  private static int rank(Table.Key key) {
    return switch (key.kind()) {
      case PRIMARY -> 0;
      case UNIQUE -> 1;
      case INDEX, SPATIAL -> 2;
      case FULLTEXT -> 3;
    };
  }

  private String keyName(KeyDefinition definition) {
    String given = definition.name();
    if (given != null) {
      return given;
    }
    String column = definition.parts().get(0).column();
    String base = column == null ? "functional_index" : column;
    String candidate = base.equalsIgnoreCase("PRIMARY") ? base + "_2" : base;
    for (int n = 2; hasKey(candidate); n++) {
      candidate = base + "_" + n;
    }
    return candidate;
  }

  private boolean hasKey(String wanted) {
    return keys.stream().anyMatch(key -> key.name().equalsIgnoreCase(wanted));
  }

  void addForeignKey(ForeignKeyDefinition definition) {
    String fkName = definition.name() == null ? nextForeignKeyName() : definition.name();
    String referencedDatabase =
        definition.references().database() == null ? database : definition.references().database();
    List<String> own = new ArrayList<>();
    for (String column : definition.columns()) {
      int at = indexOf(column);
      if (at < 0) {
        throw SqlException.of(ErrorCode.ER_KEY_COLUMN_DOES_NOT_EXITS, column);
      }
      own.add(columns.get(at).name());
      if (columns.get(at).type().name().isGeometry()) {
        throw new SqlException(
            1821,
            "HY000",
            "Failed to add the foreign key constraint. Missing index for constraint '"
                + fkName
                + "' in the foreign table '"
                + name
                + "'");
      }
    }
    if (foreignKeys.stream().anyMatch(key -> key.name().equalsIgnoreCase(fkName))) {
      throw SqlException.of(ErrorCode.ER_FK_DUP_NAME, fkName);
    }
    if (definition.columns().size() != definition.referencedColumns().size()) {
      throw SqlException.of(
          ErrorCode.ER_WRONG_FK_DEF,
          definition.name() == null ? "foreign key without name" : fkName,
          "Key reference and table reference don't match");
    }
    foreignKeys.add(
        new ForeignKey(
            fkName,
            List.copyOf(own),
            referencedDatabase,
            definition.references().table(),
            definition.referencedColumns(),
            action(definition.onDelete()),
            action(definition.onUpdate())));
    if (!isIndexed(own)) {
      String index = definition.indexName() != null ? definition.indexName() : fkName;
      List<KeyPart> parts = new ArrayList<>();
      own.forEach(column -> parts.add(new KeyPart(column, 0, false, null, null)));
      addKey(
          new KeyDefinition(
              io.edgesql.dialect.tree.SchemaStatement.KeyKind.INDEX,
              hasKey(index)
                  ? null
                  : definition.name() == null && definition.indexName() == null ? null : index,
              parts,
              "",
              false,
              null,
              null));
    }
  }

  private static String action(@Nullable String written) {
    return written == null ? "NO ACTION" : written;
  }

  /** One more than the greatest number of a name in this form, even if a capital one is taken. */
  private String nextForeignKeyName() {
    String prefix = name + "_ibfk_";
    long greatest = 0;
    for (ForeignKey key : foreignKeys) {
      String digits = key.name().startsWith(prefix) ? key.name().substring(prefix.length()) : "";
      boolean isNumber = !digits.isEmpty() && digits.length() < 10;
      for (int i = 0; i < digits.length(); i++) {
        isNumber &= digits.charAt(i) >= '0' && digits.charAt(i) <= '9';
      }
      greatest = isNumber ? Math.max(greatest, Long.parseLong(digits)) : greatest;
    }
    return prefix + (greatest + 1);
  }

  private String nextName(String infix) {
    int n = 1;
    while (isTaken(name + infix + n)) {
      n++;
    }
    return name + infix + n;
  }

  private boolean isTaken(String wanted) {
    return foreignKeys.stream().anyMatch(key -> key.name().equalsIgnoreCase(wanted))
        || checks.stream().anyMatch(check -> check.name().equalsIgnoreCase(wanted));
  }

  private boolean isIndexed(List<String> wanted) {
    return keys.stream()
        .filter(key -> key.kind() != KeyKind.FULLTEXT && key.parts().size() >= wanted.size())
        .anyMatch(
            key -> {
              for (int i = 0; i < wanted.size(); i++) {
                Table.Part part = key.parts().get(i);
                if (part.prefix() != 0 || !wanted.get(i).equalsIgnoreCase(part.column())) {
                  return false;
                }
              }
              return true;
            });
  }

  void addCheck(CheckDefinition definition) {
    String checkName = definition.name() == null ? nextName("_chk_") : definition.name();
    checks.add(new Check(checkName, defaults.canonical(definition.text()), definition.enforced()));
  }

  int indexOf(String column) {
    for (int i = 0; i < columns.size(); i++) {
      if (columns.get(i).name().equalsIgnoreCase(column)) {
        return i;
      }
    }
    return -1;
  }

  /** Names of checks that were written behind a column, to that column. */
  Map<String, String> columnChecks() {
    return columnChecks;
  }

  /**
   * The finished table.
   *
   * @param physical its name inside SQLite
   */
  Table finish(String physical) {
    if (columns.isEmpty()) {
      throw SqlException.of(ErrorCode.ER_TABLE_MUST_HAVE_COLUMNS);
    }
    if (columns.size() > MAX_COLUMNS) {
      throw SqlException.of(ErrorCode.ER_TOO_MANY_FIELDS);
    }
    TableChecks.check(columns, keys);
    List<Column> finished = new ArrayList<>();
    for (Column column : columns) {
      finished.add(isPrimary(column) ? ColumnCopies.notNull(column) : column);
    }
    options.putIfAbsent("ENGINE", "InnoDB");
    return DefinitionTexts.spelled(table(physical, finished));
  }

  private Table table(String physical, List<Column> finished) {
    return new Table(
        database,
        name,
        physical,
        List.copyOf(finished),
        ShardTable.named(TableChecks.spelled(keys, finished), physical),
        List.copyOf(foreignKeys),
        List.copyOf(checks),
        List.copyOf(triggers),
        collation,
        Map.copyOf(options),
        autoIncrementStart,
        createdAt);
  }

  private boolean isPrimary(Column column) {
    return keys.stream()
        .filter(key -> key.kind() == KeyKind.PRIMARY)
        .flatMap(key -> key.parts().stream())
        .anyMatch(part -> column.name().equalsIgnoreCase(part.column()));
  }
}
