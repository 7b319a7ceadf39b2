package io.edgesql.dialect.bind;

import io.edgesql.dialect.ErrorCode;
import io.edgesql.dialect.SqlException;
import io.edgesql.dialect.catalog.Catalog;
import io.edgesql.dialect.catalog.Table;
import io.edgesql.dialect.lex.Literals;
import io.edgesql.dialect.plan.Rights;
import io.edgesql.dialect.plan.Session;
import io.edgesql.dialect.plan.Session.SqlMode;
import io.edgesql.dialect.tree.Expr;
import io.edgesql.dialect.tree.Query;
import io.edgesql.dialect.types.Collation;
import io.edgesql.dialect.types.SqlType;
import io.edgesql.dialect.types.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Resolves the names of one statement against the catalog and types its expressions as MySQL does.
 * Source ids are unique within one binder, so one binder serves one statement. Not thread-safe.
 */
public final class Binder {
  private final Catalog catalog;
  private final Session session;
  private final Literals literals;
  private final VirtualTables virtualTables;
  private final VariableTypes variableTypes;
  private final BindLimits limits;
  private final ExpressionBinder expressions;
  private final QueryBinder queries;
  private final Parameters parameters = new Parameters(this);
  private final Map<String, String> temporaries = new LinkedHashMap<>();
  private final Map<Integer, Integer> commonReads = new HashMap<>();
  private final List<Read> reads = new ArrayList<>();
  private int nextSource;
  private int nextCommonTable;
  private int pinning;
  private boolean readsVariables;

  public Binder(Catalog catalog, Session session, Literals literals, VirtualTables virtualTables) {
    this(catalog, session, literals, virtualTables, VariableTypes.BY_NAME, BindLimits.DEFAULT);
  }

  public Binder(
      Catalog catalog,
      Session session,
      Literals literals,
      VirtualTables virtualTables,
      VariableTypes variableTypes,
      BindLimits limits) {
    this.catalog = catalog;
    this.session = session;
    this.literals = literals;
    this.virtualTables = virtualTables;
    this.variableTypes = variableTypes;
    this.limits = limits;
    this.expressions = new ExpressionBinder(this);
    this.queries = new QueryBinder(this);
  }

  /**
   * Binds a whole query expression.
   *
   * @throws io.edgesql.dialect.SqlException as MySQL: unknown and ambiguous names, misused
   *     aggregates, wrong counts of columns …
   */
  public BoundQuery bind(Query query) {
    return queries.bind(query, null, topSurroundings(), true);
  }

  /** Binds a query with the names of {@code outer} in sight, as INSERT … SELECT or a view's use. */
  public BoundQuery bind(Query query, Scope outer) {
    return queries.bind(query, outer, outer.surroundings(), false);
  }

  /** Binds an expression; {@code scope} names the clause it stands in. */
  public Typed bind(Expr e, Scope scope) {
    return parameters.closed(expressions.bind(e, scope));
  }

  /** Binds a value for a column, of whose type a parameter is. */
  public Typed bind(Expr e, Scope scope, SqlType column) {
    return parameters.assigned(expressions.bind(e, scope), column);
  }

  /**
   * Binds a FROM clause by itself, for UPDATE and DELETE of several tables.
   *
   * @param with the statement's WITH, or null
   */
  public BoundFrom bindFrom(Query.@Nullable With with, Query.TableReference from) {
    QueryBinder.BoundWith bound = queries.bindWith(with, null, topSurroundings());
    ChangedViews views = new ChangedViews();
    FromBinder.From result =
        new FromBinder(this, null, bound.surroundings()).changing(views).bind(from);
    Scope scope =
        new Scope(
            result.sources(),
            result.columns(),
            null,
            Scope.WHERE,
            bound.surroundings(),
            Scope.SelectState.withoutAggregates(),
            null);
    return new BoundFrom(bound.recursive(), bound.tables(), result.source(), scope, views);
  }

  /** A FROM clause with the scope that it makes. */
  public record BoundFrom(
      boolean recursive,
      List<BoundQuery.CommonTable> commonTables,
      BoundQuery.Source source,
      Scope scope,
      ChangedViews views) {}

  /**
   * Notes that the statement reads or writes a table.
   *
   * @throws io.edgesql.dialect.SqlException 1137 when it is a temporary one and was noted before
   */
  public void open(Table table, String alias) {
    reads.add(new Read(table.physical(), null));
    String first = table.isTemporary() ? temporaries.put(table.physical(), alias) : null;
    if (first != null) {
      throw SqlException.of(ErrorCode.ER_CANT_REOPEN_TABLE, first);
    }
  }

  void readVariable() {
    readsVariables = true;
  }

  /** Whether variables of the session or the server have been read, or assigned to. */
  public boolean readsVariables() {
    return readsVariables;
  }

  void readCommon(int id) {
    commonReads.merge(id, 1, Integer::sum);
  }

  /** How often a common table has been read so far. */
  int commonReads(int id) {
    return commonReads.getOrDefault(id, 0);
  }

  /** How many tables have been read so far, for {@link #refuseReads}. */
  public int reads() {
    return reads.size();
  }

  /** A query that was bound since then gives rows of its own: what it reads it has read before. */
  void forgetReads(int since) {
    reads.subList(since, reads.size()).clear();
  }

  /**
   * A statement must not read the table that it changes.
   *
   * @param since what {@link #reads} gave before the parts that count
   * @param name of the changed table in the statement
   * @param verb UPDATE, DELETE or INSERT
   * @throws io.edgesql.dialect.SqlException 1093, or 1443 when a view reads it
   */
  public void refuseReads(int since, Table changed, String name, String verb) {
    for (Read read : reads.subList(since, reads.size())) {
      if (read.physical().equals(changed.physical())) {
        String view = read.view();
        throw view == null
            ? SqlException.of(ErrorCode.ER_UPDATE_TABLE_USED, name)
            : SqlException.of(ErrorCode.ER_VIEW_PREVENT_UPDATE, view, verb, name);
      }
    }
  }

  /** A table that is read; {@code view} is the outermost view that it is read through, or null. */
  private record Read(String physical, @Nullable String view) {}

  /** What was read since then was read through a view. */
  void readThrough(String view, int since) {
    reads.subList(since, reads.size()).replaceAll(read -> new Read(read.physical(), view));
  }

  /** The alias of the first temporary table that was noted, or null. */
  public @Nullable String temporary() {
    return temporaries.isEmpty() ? null : temporaries.values().iterator().next();
  }

  /** A source id that is not used yet. */
  public int newSource() {
    return nextSource++;
  }

  int newCommonTable() {
    return nextCommonTable++;
  }

  private Scope.Surroundings topSurroundings() {
    return new Scope.Surroundings(session.database(), null, 0);
  }

  Catalog catalog() {
    return catalog;
  }

  Collation connection() {
    return session.collation();
  }

  /** What the session may read. */
  Rights rights() {
    return session.rights();
  }

  SqlMode mode() {
    return session.mode();
  }

  VirtualTables virtualTables() {
    return virtualTables;
  }

  VariableTypes variableTypes() {
    return variableTypes;
  }

  BindLimits limits() {
    return limits;
  }

  Parameters parameters() {
    return parameters;
  }

  ExpressionBinder expressions() {
    return expressions;
  }

  QueryBinder queries() {
    return queries;
  }

  Literals literals() {
    return literals;
  }

  /** From here to {@link #stopPinning} all literals become part of the plan's shape. */
  void startPinning() {
    pinning++;
  }

  void stopPinning() {
    pinning--;
  }

  boolean isPinning() {
    return pinning > 0;
  }

  /** The value of a literal, pinned; null for anything else. */
  @Nullable Value pinned(@Nullable Typed e) {
    if (e instanceof Typed.Constant constant) {
      return constant.value();
    }
    return e instanceof Typed.Lifted lifted ? literals.pin(lifted.ordinal()) : null;
  }

  /** The text that literals alone make, pinned; null for anything else. */
  @Nullable String constantText(Typed e) {
    return ConstantText.of(e, literals, session);
  }
}
