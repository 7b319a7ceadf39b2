package io.edgesql.dialect.plan;

import io.edgesql.dialect.bind.Typed;
import io.edgesql.dialect.catalog.Table;
import io.edgesql.dialect.tree.Statement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a statement means for the proxy. */
public sealed interface Plan {
  PlanType type();

  /** The kinds of plan; the one switch on them is in the proxy's executor. */
  enum PlanType {
    ROWS,
    CONSTANT_ROWS,
    WRITE,
    STATEMENT
  }

  /**
   * A query for the shard.
   *
   * @param resultStep the step whose rows are the result
   * @param foundRowsStep the step that counts for SQL_CALC_FOUND_ROWS, or -1
   * @param tables physical names of the tables read
   * @param locks what FOR UPDATE / FOR SHARE must lock
   * @param only the one row that can matter, by its whole primary key; null: others can too
   * @param byKeyAlone whether {@code only} is the one row of the result wherever it is there
   * @param into variables of SELECT … INTO; empty: none
   * @param hasLimit whether the query has a LIMIT, so that sql_select_limit does not apply
   * @param cache whether the rows may be answered from a copy
   * @param finish what Java does with the rows before they are the result's; null: nothing
   * @param exact what is run instead when the shard met values that SQLite does not compute with as
   *     MySQL does; null: there is nothing else
   * @param scan the same rows, read along the primary key; null: not to be had like that
   */
  record Rows(
      String shard,
      Program program,
      int resultStep,
      int foundRowsStep,
      List<Program.ResultColumn> columns,
      List<String> tables,
      List<Lock> locks,
      @Nullable Lock only,
      boolean byKeyAlone,
      boolean noWait,
      boolean skipLocked,
      List<String> into,
      boolean hasLimit,
      CacheVerdict cache,
      @Nullable Finish finish,
      @Nullable Rows exact,
      @Nullable Scan scan)
      implements Plan {
    /** The same rows, read for a change: with other locks. */
    Rows withLocks(List<Lock> others) {
      return new Rows(
          shard,
          program,
          resultStep,
          foundRowsStep,
          columns,
          tables,
          others,
          only,
          byKeyAlone,
          noWait,
          skipLocked,
          into,
          hasLimit,
          cache.withRefusal(CacheVerdict.Reason.LOCKING),
          finish,
          null,
          null);
    }

    /** The same rows with another way to them, should this one fail. */
    public Rows withExact(@Nullable Rows other) {
      return new Rows(
          shard,
          program,
          resultStep,
          foundRowsStep,
          columns,
          tables,
          locks,
          only,
          byKeyAlone,
          noWait,
          skipLocked,
          into,
          hasLimit,
          cache,
          finish,
          other,
          scan);
    }

    @Override
    public PlanType type() {
      return PlanType.ROWS;
    }
  }

  /**
   * A query that the shard runs piece by piece (gateway protocol §3.3, {@code scan}).
   *
   * @param program its only step
   * @param columns how many the rows have besides the key, which goes first
   * @param from index of the binding that the shard replaces by the least key of a piece
   * @param limit index of the binding that it replaces by the number of its rows
   */
  record Scan(Program program, int columns, int from, int limit) {}

  /**
   * Rows that need no shard: every cell is evaluated in Java ({@link Program.ComputedCell} over
   * constants).
   */
  record ConstantRows(
      List<Program.ResultColumn> columns,
      List<List<Typed>> rows,
      @Nullable Typed limit,
      @Nullable Typed offset,
      List<String> into)
      implements Plan {
    @Override
    public PlanType type() {
      return PlanType.CONSTANT_ROWS;
    }
  }

  /**
   * INSERT, REPLACE, UPDATE, DELETE, and the data part of CREATE TABLE … SELECT.
   *
   * @param counting how affected rows follow from the steps' changes
   * @param table the (first) table that is written, for error texts
   * @param rowCount rows of VALUES, or -1
   * @param ignore warnings instead of errors for duplicate keys and the like
   * @param gathering the rows that are read first; null: the program says it all
   * @param exact what is run instead when the shard met values that SQLite does not compute with as
   *     MySQL does; null: there is nothing else
   * @param change what it makes of its row, where that can be told from the row; else null
   */
  record Write(
      String shard,
      Program program,
      Counting counting,
      WriteKind kind,
      Table table,
      List<String> tables,
      List<Lock> locks,
      int rowCount,
      boolean ignore,
      @Nullable Gathering gathering,
      @Nullable Alternative exact,
      @Nullable RowChange change)
      implements Plan {
    Write(
        String shard,
        Program program,
        Counting counting,
        WriteKind kind,
        Table table,
        List<String> tables,
        List<Lock> locks,
        int rowCount,
        boolean ignore) {
      this(
          shard, program, counting, kind, table, tables, locks, rowCount, ignore, null, null, null);
    }

    /** The same with another way to it, should this one fail. */
    Write withExact(Alternative other) {
      return new Write(
          shard, program, counting, kind, table, tables, locks, rowCount, ignore, gathering, other,
          change);
    }

    /** The same, of which is known what it makes of its row. */
    Write withChange(@Nullable RowChange known) {
      return new Write(
          shard, program, counting, kind, table, tables, locks, rowCount, ignore, gathering, exact,
          known);
    }

    /** The same after rows were gathered for it. */
    Write after(Gathering before) {
      List<String> all = new ArrayList<>(tables);
      for (String read : before.rows().tables()) {
        if (!all.contains(read)) {
          all.add(read);
        }
      }
      return new Write(
          shard, program, counting, kind, table, all, locks, rowCount, ignore, before, null, null);
    }

    /** Physical names of the tables whose rows it changes by itself, not through triggers. */
    public List<String> written() {
      List<String> written = new ArrayList<>(List.of(table.physical()));
      for (Lock lock : locks) {
        if (lock.exclusive()) {
          written.add(lock.table());
        }
      }
      return written;
    }

    @Override
    public PlanType type() {
      return PlanType.WRITE;
    }
  }

  /**
   * Rows that Java computes before they are written, because SQLite cannot do it as MySQL does.
   *
   * @param filling the write for the rows that were found: its program has no gathering of its own
   */
  record Gathering(Rows rows, Filling filling) {}

  /** Another plan for the same statement, made when it is needed. Pure. */
  interface Alternative {
    @Nullable Plan plan();
  }

  /** Makes the write of rows whose cells are constants. Pure. */
  interface Filling {
    Write with(List<List<Typed>> rows);
  }

  /**
   * Everything else: the session (SET, SHOW, transactions) or the schema planner takes the
   * statement itself.
   */
  record Other(Statement statement) implements Plan {
    @Override
    public PlanType type() {
      return PlanType.STATEMENT;
    }
  }

  enum WriteKind {
    INSERT,
    REPLACE,
    UPDATE,
    DELETE
  }

  /**
   * Affected rows: the sum of {@code changes} over {@code changedSteps}, and, with
   * CLIENT_FOUND_ROWS for UPDATE, the matched rows instead.
   *
   * @param changedSteps indices of steps whose changes are added up
   * @param weights by which each is multiplied (2 for rows updated by ON DUPLICATE KEY UPDATE, 1
   *     for deleted by REPLACE)
   * @param matchedStep a step that returns the count of matched rows as its one value; -1: the same
   *     as changed. When that step was skipped, matched equals changed. For INSERT … ON DUPLICATE
   *     KEY UPDATE it returns how many of the rows are new, which is taken from the sum once: a new
   *     row counts 1, an updated one 2.
   * @param tellsHitId the key of the row that was hit is LAST_INSERT_ID() afterwards
   */
  record Counting(
      List<Integer> changedSteps, List<Integer> weights, int matchedStep, boolean tellsHitId) {
    Counting(List<Integer> changedSteps, List<Integer> weights, int matchedStep) {
      this(changedSteps, weights, matchedStep, false);
    }
  }

  /**
   * A lock to take before the steps run.
   *
   * @param table physical name
   * @param key expressions (in key order) whose values name one row by its primary key, or empty:
   *     the table
   */
  record Lock(String table, List<Typed> key, boolean exclusive) {}
}
