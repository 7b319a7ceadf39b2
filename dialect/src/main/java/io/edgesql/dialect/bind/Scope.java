package io.edgesql.dialect.bind;

import io.edgesql.dialect.ErrorCode;
import io.edgesql.dialect.SqlException;
import io.edgesql.dialect.catalog.Table;
import io.edgesql.dialect.catalog.View;
import io.edgesql.dialect.tree.Expr;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The names that an expression may use. Immutable but for {@link #state}, which all scopes of one
 * SELECT share.
 *
 * @param sources the tables of FROM, for qualified names
 * @param columns what {@code *} and unqualified names mean, in the order of {@code *}; a column
 *     joined by USING or NATURAL stands here once
 * @param outer the scope of the query around this one
 * @param clause MySQL's name of the clause, for errors
 * @param inserted the row being inserted, in ON DUPLICATE KEY UPDATE
 */
public record Scope(
    List<Entry> sources,
    List<Visible> columns,
    @Nullable Scope outer,
    String clause,
    Surroundings surroundings,
    SelectState state,
    @Nullable InsertedRow inserted) {
  static final String FIELD_LIST = "field list";
  static final String WHERE = "where clause";
  static final String ON = "on clause";
  static final String GROUP = "group statement";
  static final String HAVING = "having clause";
  static final String ORDER = "order clause";

  /**
   * A table of FROM.
   *
   * @param database "" for derived and common tables
   * @param table the base table, if it is one
   * @param ignoresCase names of virtual tables are case-insensitive
   * @param isMerged a view or derived table that MySQL merges into the query around it: result
   *     columns then have its columns' names, however the query spells them
   */
  public record Entry(
      int source,
      String database,
      String alias,
      List<Visible> columns,
      @Nullable Table table,
      boolean ignoresCase,
      boolean isMerged) {
    boolean isNamed(@Nullable String wantedDatabase, String wantedAlias) {
      if (ignoresCase) {
        return alias.equalsIgnoreCase(wantedAlias)
            && (wantedDatabase == null || database.equalsIgnoreCase(wantedDatabase));
      }
      return alias.equals(wantedAlias)
          && (wantedDatabase == null || database.equals(wantedDatabase));
    }

    @Nullable Visible column(String name) {
      for (Visible column : columns) {
        if (column.reference().name().equalsIgnoreCase(name)) {
          return column;
        }
      }
      return null;
    }

    Entry asNullable() {
      return new Entry(
          source, database, alias, Scope.asNullable(columns), table, ignoresCase, isMerged);
    }
  }

  /**
   * A column that may be named.
   *
   * @param isStarred invisible columns are not part of {@code *}
   */
  public record Visible(
      Typed.ColumnReference reference, BoundQuery.@Nullable Origin origin, boolean isStarred) {
    Visible asNullable() {
      Typed.ColumnReference r = reference;
      return new Visible(
          new Typed.ColumnReference(r.source(), r.column(), r.name(), r.type(), true),
          origin,
          isStarred);
    }
  }

  /**
   * What is the same for a whole query block and its subqueries: where unqualified names look.
   *
   * @param isOpen whether tables may be read whatever the session's rights are
   */
  public record Surroundings(
      @Nullable String database, @Nullable CommonScope commons, int viewDepth, boolean isOpen) {
    /** Where the session's rights count. */
    public Surroundings(@Nullable String database, @Nullable CommonScope commons, int viewDepth) {
      this(database, commons, viewDepth, false);
    }

    /** Inside of a view: what its definer may read is open, unless it says that rights count. */
    Surroundings inside(View view) {
      boolean counts = view.security().equalsIgnoreCase("INVOKER") && !isOpen;
      return new Surroundings(view.defaultDatabase(), null, viewDepth + 1, !counts);
    }
  }

  /** The common tables in sight, innermost first. */
  public record CommonScope(
      int id,
      String name,
      List<BoundQuery.Output> columns,
      boolean isMerged,
      @Nullable CommonScope next) {
    /** The columns of a recursive table that must not be read yet. */
    static final List<BoundQuery.Output> UNREADY = List.of();

    static @Nullable CommonScope find(@Nullable CommonScope from, String name) {
      for (CommonScope each = from; each != null; each = each.next()) {
        if (each.name().equals(name)) {
          return each;
        }
      }
      return null;
    }
  }

  /**
   * The row to insert.
   *
   * @param alias of {@code AS alias(columns)}; null: only VALUES(column) names it
   * @param columns the names of the table's columns in the alias; equal to the table's own, if none
   *     were given; null for columns that are not inserted
   */
  public record InsertedRow(@Nullable String alias, List<@Nullable String> columns, Table table) {}

  /** What is learnt while a SELECT is bound. */
  static final class SelectState {
    /** An aggregate that belongs to this SELECT was seen. */
    boolean hasAggregates;

    /** Inside the arguments of an aggregate of this SELECT. */
    boolean insideAggregate;

    /** Outside of a SELECT: UPDATE, CHECK, generated columns. */
    boolean forbidsAggregates;

    /** Inside a window function's arguments. */
    boolean insideWindow;

    List<Expr.Window> windows = List.of();
    List<String> windowNames = List.of();

    /** The select list, once it is bound: its names for ORDER BY, GROUP BY and HAVING. */
    List<SelectItem> items = List.of();

    /** The bound GROUP BY, for HAVING. */
    List<Typed> groupBy = List.of();

    static SelectState withoutAggregates() {
      SelectState state = new SelectState();
      state.forbidsAggregates = true;
      return state;
    }

    boolean allowsAggregates(String clause) {
      return clause.equals(FIELD_LIST) || clause.equals(HAVING) || clause.equals(ORDER);
    }
  }

  /** An item of the select list with the name it can be called by. */
  record SelectItem(String name, Typed expr, boolean isAlias) {}

  /** The scope of a statement on one table: UPDATE, DELETE, CHECK, generated columns. */
  public static Scope ofTable(int source, Table table, String alias) {
    Entry entry = entry(source, table, alias);
    return new Scope(
        List.of(entry),
        entry.columns(),
        null,
        FIELD_LIST,
        new Surroundings(table.database(), null, 0),
        SelectState.withoutAggregates(),
        null);
  }

  /** A scope without any table. */
  public static Scope empty(@Nullable String database) {
    return new Scope(
        List.of(),
        List.of(),
        null,
        FIELD_LIST,
        new Surroundings(database, null, 0),
        SelectState.withoutAggregates(),
        null);
  }

  /** Whether this is no SELECT's scope, and has no table. */
  boolean isBare() {
    return sources.isEmpty() && state.forbidsAggregates;
  }

  static Entry entry(int source, Table table, String alias) {
    List<Visible> columns = new ArrayList<>();
    for (int i = 0; i < table.columns().size(); i++) {
      Table.Column column = table.columns().get(i);
      columns.add(
          new Visible(
              new Typed.ColumnReference(source, i, column.name(), column.type(), column.nullable()),
              Origins.of(table, column, alias),
              !column.invisible()));
    }
    return new Entry(source, table.database(), alias, List.copyOf(columns), table, false, false);
  }

  static List<Visible> asNullable(List<Visible> columns) {
    return columns.stream().map(Visible::asNullable).toList();
  }

  /** The same names in another clause. */
  public Scope in(String otherClause) {
    return new Scope(sources, columns, outer, otherClause, surroundings, state, inserted);
  }

  /** The same names and the row being inserted. */
  public Scope with(InsertedRow row) {
    return new Scope(sources, columns, outer, clause, surroundings, state, row);
  }

  /** The same names, with those of {@code around} behind them. */
  public Scope within(Scope around) {
    return new Scope(sources, columns, around, clause, surroundings, state, inserted);
  }

  /**
   * The same tables as a trigger sees NEW and OLD: their columns are named with the table only, in
   * upper or lower case.
   */
  public Scope asTriggerRows() {
    List<Entry> rows = new ArrayList<>();
    for (Entry e : sources) {
      rows.add(new Entry(e.source(), e.database(), e.alias(), e.columns(), e.table(), true, false));
    }
    return new Scope(List.copyOf(rows), List.of(), outer, clause, surroundings, state, inserted);
  }

  /** The same names and those of more tables, without their qualifiers too if they may be. */
  public Scope and(List<Entry> tables, boolean unqualified) {
    List<Entry> allSources = new ArrayList<>(sources);
    List<Visible> allColumns = new ArrayList<>(columns);
    for (Entry entry : tables) {
      allSources.add(entry);
      if (unqualified) {
        allColumns.addAll(entry.columns());
      }
    }
    return new Scope(allSources, allColumns, outer, clause, surroundings, state, inserted);
  }

  /** Both tables' names, as a multi-table statement sees them. */
  public Scope and(Scope other) {
    List<Entry> allSources = new ArrayList<>(sources);
    allSources.addAll(other.sources);
    List<Visible> allColumns = new ArrayList<>(columns);
    allColumns.addAll(other.columns);
    return new Scope(
        List.copyOf(allSources),
        List.copyOf(allColumns),
        outer,
        clause,
        surroundings,
        state,
        inserted);
  }

  /** The table of FROM with this name, or null. */
  @Nullable Entry source(@Nullable String database, String alias) {
    for (Entry entry : sources) {
      if (entry.isNamed(database, alias)) {
        return entry;
      }
    }
    return null;
  }

  /**
   * The column of this scope's own tables, or null.
   *
   * @throws SqlException 1052: several tables have it
   */
  @Nullable Visible find(Expr.ColumnName name) {
    if (name.table() != null) {
      Entry entry = source(name.database(), name.table());
      return entry == null ? null : entry.column(name.column());
    }
    Visible found = null;
    for (Visible column : columns) {
      if (column.reference().name().equalsIgnoreCase(name.column())) {
        if (found != null) {
          throw SqlException.of(ErrorCode.ER_NON_UNIQ_ERROR, name.column(), clause);
        }
        found = column;
      }
    }
    return found;
  }

  /** The source with this id among this scope's own tables, or null. */
  @Nullable Entry source(int id) {
    for (Entry entry : sources) {
      if (entry.source() == id) {
        return entry;
      }
    }
    return null;
  }

  boolean owns(int source) {
    for (Entry entry : sources) {
      if (entry.source() == source) {
        return true;
      }
    }
    return false;
  }
}
