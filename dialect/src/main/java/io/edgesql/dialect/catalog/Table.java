package io.edgesql.dialect.catalog;

import io.edgesql.dialect.types.Collation;
import io.edgesql.dialect.types.SqlType;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A base table.
 *
 * @param physical its name inside SQLite: the name reduced to [a-z0-9_], then '_' and the schema
 *     version that made it; never changed by RENAME. That of a temporary table begins with {@link
 *     #TEMPORARY}
 * @param options what SHOW CREATE TABLE and information_schema show: ENGINE, COMMENT, ROW_FORMAT …
 *     upper case
 * @param autoIncrementStart AUTO_INCREMENT= of CREATE or ALTER TABLE; 1 otherwise
 * @param createdAt 'YYYY-MM-DD HH:MM:SS', UTC
 */
public record Table(
    String database,
    String name,
    String physical,
    List<Column> columns,
    List<Key> keys,
    List<ForeignKey> foreignKeys,
    List<Check> checks,
    List<Trigger> triggers,
    Collation collation,
    Map<String, String> options,
    long autoIncrementStart,
    String createdAt)
    implements Catalog.Relation {
  /** Begins the name inside SQLite of a temporary table: temporary:session:number:name. */
  public static final String TEMPORARY = "temporary:";

  /**
   * A column. Its name inside SQLite is its name here.
   *
   * @param defaultValue never null; see {@link Default}
   * @param onUpdateNow ON UPDATE CURRENT_TIMESTAMP
   * @param generated MySQL text of the generating expression, or null
   * @param namesCollation its definition names a character set or collation, be it the table's
   */
  public record Column(
      String name,
      SqlType type,
      boolean nullable,
      Default defaultValue,
      boolean autoIncrement,
      boolean onUpdateNow,
      @Nullable String generated,
      boolean stored,
      String comment,
      boolean invisible,
      boolean namesCollation) {
    /** A column in the table's collation, or of a type without one. */
    public Column(
        String name,
        SqlType type,
        boolean nullable,
        Default defaultValue,
        boolean autoIncrement,
        boolean onUpdateNow,
        @Nullable String generated,
        boolean stored,
        String comment,
        boolean invisible) {
      this(
          name,
          type,
          nullable,
          defaultValue,
          autoIncrement,
          onUpdateNow,
          generated,
          stored,
          comment,
          invisible,
          false);
    }

    /** The same column without NOT NULL. */
    public Column asNullable() {
      return with(true, autoIncrement);
    }

    /** The same column without AUTO_INCREMENT, which gives no values to rows that are there. */
    public Column asGiven() {
      return autoIncrement ? with(nullable, false) : this;
    }

    /** The largest AUTO_INCREMENT value that the column takes, 2^63-1 at most. */
    public long largestId() {
      int bits =
          switch (type.name()) {
            case TINYINT -> 8;
            case SMALLINT -> 16;
            case MEDIUMINT -> 24;
            case INT -> 32;
            default -> 64;
          };
      return bits == 64 ? Long.MAX_VALUE : (1L << (type.unsigned() ? bits : bits - 1)) - 1;
    }

    private Column with(boolean isNullable, boolean hasIncrement) {
      return new Column(
          name,
          type,
          isNullable,
          defaultValue,
          hasIncrement,
          onUpdateNow,
          generated,
          stored,
          comment,
          invisible,
          namesCollation);
    }
  }

  /**
   * A default.
   *
   * @param text for LITERAL the value as MySQL shows it
   *     (information_schema.COLUMNS.COLUMN_DEFAULT); for EXPRESSION MySQL text; otherwise ""
   */
  public record Default(DefaultKind kind, String text) {
    public static final Default NONE = new Default(DefaultKind.NONE, "");
    public static final Default NULL = new Default(DefaultKind.NULL, "");
  }

  public enum DefaultKind {
    /** No default: a value must be given in strict mode. */
    NONE,
    NULL,
    LITERAL,
    EXPRESSION,
    /** CURRENT_TIMESTAMP with the column's fractional digits. */
    NOW
  }

  public enum KeyKind {
    PRIMARY,
    UNIQUE,
    INDEX,
    FULLTEXT,
    SPATIAL
  }

  /**
   * A key.
   *
   * @param physical the index's name inside SQLite ("" where SQLite needs none: a rowid or WITHOUT
   *     ROWID primary key)
   */
  public record Key(
      String name,
      KeyKind kind,
      List<Part> parts,
      String comment,
      boolean visible,
      String physical) {
    public boolean isUnique() {
      return kind == KeyKind.PRIMARY || kind == KeyKind.UNIQUE;
    }
  }

  /**
   * A key part: a column (prefix in characters or bytes, 0: whole), or MySQL text of an expression.
   */
  public record Part(
      @Nullable String column, int prefix, boolean descending, @Nullable String expression) {}

  /** Actions as MySQL names them: RESTRICT, CASCADE, SET NULL, NO ACTION. */
  public record ForeignKey(
      String name,
      List<String> columns,
      String referencedDatabase,
      String referencedTable,
      List<String> referencedColumns,
      String onDelete,
      String onUpdate) {}

  /** A CHECK constraint: MySQL text. */
  public record Check(String name, String condition, boolean enforced) {}

  /**
   * A trigger: MySQL text of its body.
   *
   * @param connectionCollation collation_connection of the session that made it; null: not known
   */
  public record Trigger(
      String name,
      boolean before,
      String event,
      String body,
      String definer,
      String sqlMode,
      String createdAt,
      @Nullable String connectionCollation) {}

  /** Whether only the session that made it sees it. */
  public boolean isTemporary() {
    return physical.startsWith(TEMPORARY);
  }

  /** By name, ASCII case ignored as MySQL does for columns; null if there is none. */
  public @Nullable Column column(String wanted) {
    for (Column column : columns) {
      if (column.name().equalsIgnoreCase(wanted)) {
        return column;
      }
    }
    return null;
  }

  public @Nullable Key primaryKey() {
    for (Key key : keys) {
      if (key.kind() == KeyKind.PRIMARY) {
        return key;
      }
    }
    return null;
  }

  public @Nullable Column autoIncrementColumn() {
    for (Column column : columns) {
      if (column.autoIncrement()) {
        return column;
      }
    }
    return null;
  }

  /**
   * Whether the primary key is SQLite's rowid: one signed or small unsigned integer column. All
   * other tables with a primary key are WITHOUT ROWID (clustered, as InnoDB), unless they have a
   * FULLTEXT key; tables without one are rowid tables.
   */
  public boolean primaryKeyIsRowid() {
    Key key = primaryKey();
    if (key == null || key.parts().size() != 1 || key.parts().get(0).column() == null) {
      return false;
    }
    Column column = column(String.valueOf(key.parts().get(0).column()));
    return column != null
        && column.generated() == null
        && column.type().name().isInteger()
        && !(column.type().name() == io.edgesql.dialect.types.TypeName.BIGINT
            && column.type().unsigned());
  }

  /**
   * Whether the primary key is a unique index to SQLite: its PRIMARY KEY takes neither prefixes nor
   * generated columns.
   */
  public boolean primaryKeyIsIndex() {
    Key key = primaryKey();
    if (key == null) {
      return false;
    }
    for (Part part : key.parts()) {
      Column column = column(String.valueOf(part.column()));
      if (part.prefix() > 0 || (column != null && column.generated() != null)) {
        return true;
      }
    }
    return false;
  }
}
