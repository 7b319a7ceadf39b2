package io.edgesql.dialect.tree;

import io.edgesql.dialect.tree.Expr.ColumnName;
import io.edgesql.dialect.types.SqlType;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A statement that changes the schema. */
public sealed interface SchemaStatement {
  /** CREATE DATABASE; null charset and collation: the server's defaults. */
  record CreateDatabase(
      String name, boolean ifNotExists, @Nullable String charset, @Nullable String collation)
      implements SchemaStatement {}

  /** ALTER DATABASE; null name: the session's. */
  record AlterDatabase(@Nullable String name, @Nullable String charset, @Nullable String collation)
      implements SchemaStatement {}

  record DropDatabase(String name, boolean ifExists) implements SchemaStatement {}

  /**
   * CREATE TABLE.
   *
   * @param like CREATE TABLE … LIKE; null otherwise
   * @param query CREATE TABLE … SELECT; null otherwise
   * @param options table options by upper-case name with '_' for blanks: ENGINE, CHARSET, COLLATE,
   *     COMMENT, AUTO_INCREMENT, ROW_FORMAT …
   */
  record CreateTable(
      TableName name,
      boolean temporary,
      boolean ifNotExists,
      List<ColumnDefinition> columns,
      List<KeyDefinition> keys,
      List<ForeignKeyDefinition> foreignKeys,
      List<CheckDefinition> checks,
      Map<String, String> options,
      @Nullable String partitioning,
      @Nullable TableName like,
      @Nullable Query query,
      boolean replaceDuplicates,
      boolean ignoreDuplicates)
      implements SchemaStatement {}

  /**
   * A column.
   *
   * @param type its collation is {@code null}-like only through {@code charset} and {@code
   *     collation}: those were written, or null for the table's default
   * @param nullable null: not written
   * @param defaultValue a Literal, an expression, or null: not written
   * @param defaultText source text of the default, for SHOW CREATE TABLE
   * @param onUpdate ON UPDATE CURRENT_TIMESTAMP's fractional digits, or -1
   * @param generated the expression, or null
   * @param binaryAttribute BINARY: use the character set's _bin collation
   */
  record ColumnDefinition(
      String name,
      SqlType type,
      @Nullable String charset,
      @Nullable String collation,
      boolean binaryAttribute,
      @Nullable Boolean nullable,
      @Nullable Expr defaultValue,
      @Nullable String defaultText,
      int onUpdate,
      boolean autoIncrement,
      boolean primaryKey,
      boolean unique,
      @Nullable Expr generated,
      @Nullable String generatedText,
      boolean stored,
      String comment,
      boolean invisible,
      @Nullable Integer srid,
      List<CheckDefinition> checks,
      @Nullable ForeignKeyDefinition references) {}

  enum KeyKind {
    PRIMARY,
    UNIQUE,
    INDEX,
    FULLTEXT,
    SPATIAL
  }

  record KeyDefinition(
      KeyKind kind,
      @Nullable String name,
      List<KeyPart> parts,
      String comment,
      boolean invisible,
      @Nullable String using,
      @Nullable String parser) {}

  /** A key part: a column with an optional prefix length (0: whole), or an expression. */
  record KeyPart(
      @Nullable String column,
      int prefix,
      boolean descending,
      @Nullable Expr expression,
      @Nullable String text) {}

  /**
   * Actions are upper case: RESTRICT, CASCADE, SET NULL, NO ACTION, SET DEFAULT; null: not written.
   */
  record ForeignKeyDefinition(
      @Nullable String name,
      @Nullable String indexName,
      List<String> columns,
      TableName references,
      List<String> referencedColumns,
      @Nullable String onDelete,
      @Nullable String onUpdate) {}

  record CheckDefinition(@Nullable String name, Expr condition, String text, boolean enforced) {}

  /** ALTER TABLE with its changes in order. */
  record AlterTable(TableName table, List<TableChange> changes) implements SchemaStatement {}

  /** One change of ALTER TABLE. */
  sealed interface TableChange {}

  /** Position: first, or after a column, or (both unset) where it is or at the end. */
  record Position(boolean first, @Nullable String after) {
    public static final Position UNCHANGED = new Position(false, null);
  }

  record AddColumn(ColumnDefinition column, Position position) implements TableChange {}

  /** MODIFY (same name) and CHANGE. */
  record ChangeColumn(String name, ColumnDefinition column, Position position)
      implements TableChange {}

  record RenameColumn(String name, String newName) implements TableChange {}

  record DropColumn(String name) implements TableChange {}

  /** ALTER COLUMN c SET DEFAULT value; null: DROP DEFAULT. */
  record SetDefault(String column, @Nullable Expr value, @Nullable String text)
      implements TableChange {}

  record SetColumnVisibility(String column, boolean visible) implements TableChange {}

  record AddKey(KeyDefinition key) implements TableChange {}

  record DropKey(String name) implements TableChange {}

  record DropPrimaryKey() implements TableChange {}

  record RenameKey(String name, String newName) implements TableChange {}

  record SetKeyVisibility(String name, boolean visible) implements TableChange {}

  record AddForeignKey(ForeignKeyDefinition foreignKey) implements TableChange {}

  record DropForeignKey(String name) implements TableChange {}

  record AddCheck(CheckDefinition check) implements TableChange {}

  /**
   * DROP CHECK; {@code anyConstraint}: DROP CONSTRAINT, which may name a key or foreign key too.
   */
  record DropCheck(String name, boolean anyConstraint) implements TableChange {}

  record SetCheckEnforced(String name, boolean enforced) implements TableChange {}

  record RenameTo(TableName name) implements TableChange {}

  /**
   * Table options, CONVERT TO CHARACTER SET (CONVERT_CHARSET, CONVERT_COLLATE), ORDER BY and the
   * like that change no rows.
   */
  record SetOptions(Map<String, String> options) implements TableChange {}

  record DropTables(List<TableName> tables, boolean temporary, boolean ifExists)
      implements SchemaStatement {}

  record RenameTables(List<TableName> from, List<TableName> to) implements SchemaStatement {}

  record TruncateTable(TableName table) implements SchemaStatement {}

  record CreateIndex(KeyDefinition key, TableName table) implements SchemaStatement {}

  record DropIndex(String name, TableName table) implements SchemaStatement {}

  /**
   * CREATE [OR REPLACE] VIEW, ALTER VIEW.
   *
   * @param text the SELECT's source text
   * @param checkOption null, LOCAL or CASCADED
   */
  record CreateView(
      TableName name,
      boolean orReplace,
      boolean alter,
      List<String> columns,
      Query query,
      String text,
      String algorithm,
      @Nullable String definer,
      String security,
      @Nullable String checkOption)
      implements SchemaStatement {
    /** The same for a session: without a definer it is the session's account. */
    public CreateView by(String account) {
      return new CreateView(
          name,
          orReplace,
          alter,
          columns,
          query,
          text,
          algorithm,
          definer == null ? account : definer,
          security,
          checkOption);
    }
  }

  record DropViews(List<TableName> views, boolean ifExists) implements SchemaStatement {}

  /**
   * CREATE TRIGGER.
   *
   * @param event INSERT, UPDATE or DELETE
   * @param body statements in order; IF and SET NEW.c = e are {@link TriggerStatement}s
   * @param text the body's source text
   * @param sqlMode of the session; null: not known
   */
  record CreateTrigger(
      TableName name,
      boolean ifNotExists,
      boolean before,
      String event,
      TableName table,
      @Nullable String definer,
      List<TriggerStatement> body,
      String text,
      @Nullable String sqlMode)
      implements SchemaStatement {
    /** The same for a session: what it leaves out is the session's. */
    public CreateTrigger by(String account, String mode) {
      return new CreateTrigger(
          name,
          ifNotExists,
          before,
          event,
          table,
          definer == null ? account : definer,
          body,
          text,
          mode);
    }
  }

  record DropTrigger(TableName name, boolean ifExists) implements SchemaStatement {}

  /** What a trigger's body is made of. NEW.c and OLD.c are ColumnNames with table NEW or OLD. */
  sealed interface TriggerStatement {}

  record TriggerDml(Statement statement) implements TriggerStatement {}

  /**
   * IF … ELSEIF … ELSE; {@code conditions} is one shorter than {@code branches} when there is an
   * ELSE.
   */
  record TriggerIf(List<Expr> conditions, List<List<TriggerStatement>> branches)
      implements TriggerStatement {}

  /** SET NEW.c = value. */
  record TriggerSet(ColumnName column, Expr value) implements TriggerStatement {}

  /** SIGNAL SQLSTATE 'state' SET MESSAGE_TEXT = text. */
  record TriggerSignal(String sqlState, @Nullable String message, int code)
      implements TriggerStatement {}
}
