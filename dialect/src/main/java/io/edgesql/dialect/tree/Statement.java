package io.edgesql.dialect.tree;

import io.edgesql.dialect.tree.Expr.OrderItem;
import io.edgesql.dialect.tree.Query.TableReference;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A MySQL statement as written. */
public sealed interface Statement {
  /** SELECT, TABLE, VALUES, WITH … SELECT. */
  record Select(Query query) implements Statement {}

  /**
   * INSERT and REPLACE; INSERT … SET is one row of values.
   *
   * @param columns empty: all, in order
   * @param source the rows
   * @param rowAlias {@code AS new(a, b)}; null: none
   * @param onDuplicate assignments of ON DUPLICATE KEY UPDATE; empty: none
   */
  record Insert(
      boolean replace,
      boolean ignore,
      TableName table,
      List<String> columns,
      InsertSource source,
      @Nullable String rowAlias,
      List<String> rowAliasColumns,
      List<Assignment> onDuplicate)
      implements Statement {}

  /** Where inserted rows come from. */
  sealed interface InsertSource {}

  /**
   * VALUES; a row may be empty ({@code INSERT t () VALUES ()}), a value may be {@link
   * Expr.Default}.
   */
  record InsertRows(List<List<Expr>> rows) implements InsertSource {}

  record InsertQuery(Query query) implements InsertSource {}

  record Assignment(Expr.ColumnName column, Expr value) {}

  /** UPDATE of one or several tables. */
  record Update(
      Query.@Nullable With with,
      boolean ignore,
      TableReference from,
      List<Assignment> assignments,
      @Nullable Expr where,
      List<OrderItem> orderBy,
      @Nullable Expr limit)
      implements Statement {}

  /**
   * DELETE of one or several tables.
   *
   * @param targets the names or aliases that rows are deleted from; for the one-table form the
   *     table itself
   */
  record Delete(
      Query.@Nullable With with,
      boolean ignore,
      List<TableName> targets,
      TableReference from,
      @Nullable Expr where,
      List<OrderItem> orderBy,
      @Nullable Expr limit)
      implements Statement {}

  /**
   * LOAD DATA [LOCAL] INFILE.
   *
   * @param setColumns targets in file order: ColumnName or UserVariable
   */
  record LoadData(
      boolean local,
      String file,
      boolean replace,
      boolean ignore,
      TableName table,
      @Nullable String charset,
      String fieldsTerminatedBy,
      String fieldsEnclosedBy,
      boolean optionallyEnclosed,
      String fieldsEscapedBy,
      String linesStartingBy,
      String linesTerminatedBy,
      long ignoreLines,
      List<Expr> setColumns,
      List<Assignment> assignments)
      implements Statement {}

  // Schema: see SchemaStatement for the records.

  /** Wraps a schema statement; text is kept for the schema log. */
  record Schema(SchemaStatement statement, String text) implements Statement {}

  // Session.

  /** SET of one or more variables, in order. */
  record SetVariables(List<VariableAssignment> assignments) implements Statement {}

  /**
   * {@code target} is a UserVariable or SystemVariable; value null: DEFAULT. Bare words arrive as
   * text literals.
   */
  record VariableAssignment(Expr target, @Nullable Expr value) {}

  /** SET NAMES; null charset: DEFAULT. */
  record SetNames(@Nullable String charset, @Nullable String collation) implements Statement {}

  /** SET CHARACTER SET; null: DEFAULT. */
  record SetCharacterSet(@Nullable String charset) implements Statement {}

  /**
   * {@code SET a = 1, NAMES utf8mb4, b = 2}: what no single one of the above can hold, in order.
   */
  record SetSeveral(List<Statement> parts) implements Statement {}

  /** SET [SESSION|GLOBAL] TRANSACTION. */
  record SetTransaction(
      Expr.VariableScope scope, @Nullable String isolation, @Nullable Boolean readOnly)
      implements Statement {}

  record Use(String database) implements Statement {}

  /**
   * BEGIN, START TRANSACTION.
   *
   * @param readOnly null: as the session's transactions are
   */
  record Begin(@Nullable Boolean readOnly, boolean consistentSnapshot) implements Statement {}

  record Commit(boolean chain, boolean release) implements Statement {}

  record Rollback(boolean chain, boolean release) implements Statement {}

  record Savepoint(String name) implements Statement {}

  record RollbackTo(String name) implements Statement {}

  record ReleaseSavepoint(String name) implements Statement {}

  record LockTables(List<TableName> tables, List<Boolean> write) implements Statement {}

  record UnlockTables() implements Statement {}

  record Kill(boolean queryOnly, Expr connection) implements Statement {}

  record Do(List<Expr> expressions) implements Statement {}

  /** PREPARE name FROM 'text' | @variable. */
  record Prepare(String name, Expr source) implements Statement {}

  record Execute(String name, List<Expr.UserVariable> arguments) implements Statement {}

  record Deallocate(String name) implements Statement {}

  /**
   * SHOW in all its forms.
   *
   * @param subject upper case, words joined by one space: "TABLES", "FULL TABLES" is "TABLES" with
   *     full, "CREATE TABLE", "INDEX", "COLUMNS", "VARIABLES", "STATUS", "WARNINGS", "GRANTS",
   *     "ENGINE INNODB STATUS" …
   * @param scope of VARIABLES and STATUS
   * @param database FROM/IN database, or SHOW CREATE DATABASE's
   * @param table the table, view, trigger or routine named
   * @param like pattern text, or null
   * @param where condition over the result's columns, or null
   * @param limit SHOW WARNINGS LIMIT [offset,] n, or null
   * @param countOnly SHOW COUNT(*) WARNINGS
   * @param account of GRANTS FOR and CREATE USER; null is the session's own
   */
  record Show(
      String subject,
      boolean full,
      boolean extended,
      Expr.VariableScope scope,
      @Nullable String database,
      @Nullable TableName table,
      @Nullable String like,
      @Nullable Expr where,
      @Nullable Expr offset,
      @Nullable Expr limit,
      boolean countOnly,
      @Nullable AccountName account)
      implements Statement {}

  /** {@code user@host}; the host is {@code %} where none is written. */
  record AccountName(String user, String host) {}

  /** DESCRIBE table [column or pattern]. */
  record Describe(TableName table, @Nullable String column) implements Statement {}

  /** EXPLAIN [FORMAT=…] [ANALYZE] statement; format upper case ("TRADITIONAL", "JSON", "TREE"). */
  record Explain(String format, boolean analyze, Statement statement) implements Statement {}

  /** SHOW EDGE LAST, LOCKS, MIRROR, POLICIES or STATUS, with LIKE for the last three. */
  record ShowEdge(String subject, @Nullable String like) implements Statement {}

  /** EXPLAIN EDGE statement: where it runs, as what, and whether a copy may answer it. */
  record ExplainEdge(Statement statement) implements Statement {}

  /** ANALYZE, CHECK, OPTIMIZE, REPAIR TABLE; CHECKSUM TABLE. */
  record TableMaintenance(String verb, List<TableName> tables) implements Statement {}

  /** FLUSH …, RESET …: words upper case. */
  record Flush(String what) implements Statement {}

  /**
   * DROP of a stored procedure, function or event.
   *
   * @param verb DROP
   * @param kind PROCEDURE, FUNCTION or EVENT
   * @param lenient with IF EXISTS or IF NOT EXISTS
   */
  record Routine(String verb, String kind, TableName name, boolean lenient) implements Statement {}

  /**
   * CREATE PROCEDURE and CREATE FUNCTION; the texts are source texts.
   *
   * @param returns a function's type; null: a procedure
   * @param definer null: the session's account
   */
  record CreateRoutine(
      TableName name,
      boolean ifNotExists,
      @Nullable String definer,
      String parameters,
      @Nullable String returns,
      Characteristics characteristics,
      String body)
      implements Statement {}

  /** ALTER PROCEDURE and ALTER FUNCTION. */
  record AlterRoutine(String kind, TableName name, Characteristics changes) implements Statement {}

  /**
   * CREATE EVENT and ALTER EVENT; what is null is not said.
   *
   * @param verb CREATE or ALTER
   * @param status ENABLED, DISABLED or SLAVESIDE_DISABLED
   * @param body source text
   */
  record EventDefinition(
      String verb,
      TableName name,
      boolean ifNotExists,
      @Nullable String definer,
      @Nullable EventSchedule schedule,
      @Nullable Boolean preserve,
      @Nullable TableName newName,
      @Nullable String status,
      @Nullable String comment,
      @Nullable String body)
      implements Statement {}

  /** ON SCHEDULE AT time, or EVERY amount unit [STARTS time] [ENDS time]. */
  record EventSchedule(
      @Nullable Expr at,
      @Nullable Expr every,
      @Nullable String unit,
      @Nullable Expr starts,
      @Nullable Expr ends) {}

  /** What is said about a routine; null: nothing. */
  record Characteristics(
      @Nullable Boolean deterministic,
      @Nullable String dataAccess,
      @Nullable String security,
      @Nullable String comment) {}

  record Call(TableName procedure, List<Expr> arguments) implements Statement {}

  /**
   * SIGNAL, RESIGNAL and GET DIAGNOSTICS outside of routines.
   *
   * @param isGet GET DIAGNOSTICS, which leaves what it reads
   */
  record OfCondition(boolean isGet) implements Statement {}

  /**
   * A statement that is well known and not done here (CREATE PROCEDURE, XA, GRANT …): MySQL's error
   * 1235 names {@code feature}.
   */
  record Unsupported(String feature, Map<String, String> details) implements Statement {}
}
