package io.edgesql.dialect.bind;

import io.edgesql.dialect.ErrorCode;
import io.edgesql.dialect.SqlException;
import io.edgesql.dialect.bind.BoundQuery.Output;
import io.edgesql.dialect.tree.Expr;
import io.edgesql.dialect.tree.Query;
import io.edgesql.dialect.types.SqlType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Binds query expressions: WITH, set operations, VALUES, ORDER BY and LIMIT around them. */
final class QueryBinder {
  private final Binder binder;

  QueryBinder(Binder binder) {
    this.binder = binder;
  }

  record BoundWith(
      boolean recursive, List<BoundQuery.CommonTable> tables, Scope.Surroundings surroundings) {}

  /**
   * Binds a query.
   *
   * @param outer the scope around it, or null
   * @param namesVisible whether somebody can see the columns' names, so that literals in unnamed
   *     columns are part of the shape
   */
  BoundQuery bind(
      Query query, @Nullable Scope outer, Scope.Surroundings surroundings, boolean namesVisible) {
    BoundWith with = bindWith(query.with(), outer, surroundings);
    BoundQuery inner = bindBody(query, outer, with.surroundings(), namesVisible);
    if (with.tables().isEmpty()) {
      return inner;
    }
    return new BoundQuery(
        with.recursive(),
        with.tables(),
        inner.body(),
        inner.orderBy(),
        inner.limit(),
        inner.offset(),
        inner.locking(),
        inner.outputs());
  }

  BoundWith bindWith(
      Query.@Nullable With with, @Nullable Scope outer, Scope.Surroundings surroundings) {
    if (with == null) {
      return new BoundWith(false, List.of(), surroundings);
    }
    List<BoundQuery.CommonTable> tables = new ArrayList<>();
    Set<String> names = new HashSet<>();
    Scope.Surroundings seen = surroundings;
    for (Query.CommonTable table : with.tables()) {
      if (!names.add(table.name())) {
        throw SqlException.of(ErrorCode.ER_NONUNIQ_TABLE, table.name());
      }
      int reads = binder.reads();
      BoundQuery.CommonTable bound =
          with.recursive()
              ? bindRecursive(table, outer, seen, tables)
              : bindCommon(table, binder.newCommonTable(), outer, seen);
      if (!Merging.merges(bound.query())) {
        binder.forgetReads(reads);
      }
      tables.add(bound);
      seen =
          plus(
              seen,
              bound.id(),
              table.name(),
              bound.query().outputs(),
              Merging.merges(bound.query()));
    }
    return new BoundWith(with.recursive(), List.copyOf(tables), seen);
  }

  private static Scope.Surroundings plus(
      Scope.Surroundings seen, int id, String name, List<Output> columns, boolean isMerged) {
    return new Scope.Surroundings(
        seen.database(),
        new Scope.CommonScope(id, name, columns, isMerged, seen.commons()),
        seen.viewDepth(),
        seen.isOpen());
  }

  private BoundQuery.CommonTable bindCommon(
      Query.CommonTable table, int id, @Nullable Scope outer, Scope.Surroundings surroundings) {
    BoundQuery bound = bind(table.query(), outer, surroundings, table.columns().isEmpty());
    return new BoundQuery.CommonTable(id, table.name(), named(bound, table.columns()));
  }

  /**
   * Binds a table of WITH RECURSIVE, which may read itself.
   *
   * @param tables where those of its parts go that must stand before it
   */
  private BoundQuery.CommonTable bindRecursive(
      Query.CommonTable table,
      @Nullable Scope outer,
      Scope.Surroundings surroundings,
      List<BoundQuery.CommonTable> tables) {
    int id = binder.newCommonTable();
    Query query = RecursiveTables.flat(table.query());
    boolean isRecursive = RecursiveTables.isRecursive(query, table.name());
    // Before its first part is known it has no columns, and no subquery may read it.
    Scope.Surroundings unready =
        plus(surroundings, id, table.name(), Scope.CommonScope.UNREADY, false);
    if (!isRecursive) {
      return bindCommon(table, id, outer, unready);
    }
    BoundQuery first = bind(anchor(query), outer, unready, true);
    List<Output> columns = new ArrayList<>();
    for (Output output : named(first, table.columns()).outputs()) {
      columns.add(new Output(output.name(), output.type(), true, null));
    }
    Scope.Surroundings seen = plus(surroundings, id, table.name(), columns, false);
    int before = binder.commonReads(id);
    BoundQuery whole = bind(query, outer, seen, table.columns().isEmpty());
    int parts = RecursiveTables.reading(query, whole, table.name());
    if (binder.commonReads(id) - before > parts) {
      throw SqlException.of(ErrorCode.ER_CTE_RECURSIVE_REQUIRES_SINGLE_REFERENCE, table.name());
    }
    return new BoundQuery.CommonTable(
        id, table.name(), withOutputs(RecursiveTables.lifted(whole, tables), columns));
  }

  /** The first part of a recursive common table: it alone decides the types. */
  private static Query anchor(Query query) {
    Query each = query;
    while (each.body() instanceof Query.SetOperation operation) {
      each = operation.left();
    }
    return each;
  }

  /**
   * Gives the columns new names.
   *
   * @throws SqlException 1353: another number of columns
   */
  BoundQuery named(BoundQuery query, List<String> names) {
    if (names.isEmpty()) {
      return query;
    }
    if (names.size() != query.outputs().size()) {
      throw SqlException.of(ErrorCode.ER_VIEW_WRONG_LIST);
    }
    List<Output> outputs = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      Output old = query.outputs().get(i);
      outputs.add(new Output(names.get(i), old.type(), old.nullable(), old.origin()));
    }
    return withOutputs(query, outputs);
  }

  private static BoundQuery withOutputs(BoundQuery query, List<Output> outputs) {
    return new BoundQuery(
        query.recursive(),
        query.commonTables(),
        query.body(),
        query.orderBy(),
        query.limit(),
        query.offset(),
        query.locking(),
        List.copyOf(outputs));
  }

  private BoundQuery bindBody(
      Query query, @Nullable Scope outer, Scope.Surroundings surroundings, boolean namesVisible) {
    if (query.body() instanceof Query.Select select) {
      return new SelectBinder(binder, outer, surroundings, namesVisible).bind(query, select);
    }
    BoundQuery plain =
        query.body() instanceof Query.SetOperation operation
            ? bindSet(query, operation, outer, surroundings, namesVisible)
            : bindValues(query, (Query.Values) query.body(), outer, surroundings);
    return ordered(query, plain, outer, surroundings);
  }

  private BoundQuery bindSet(
      Query query,
      Query.SetOperation operation,
      @Nullable Scope outer,
      Scope.Surroundings surroundings,
      boolean namesVisible) {
    BoundQuery left = bind(operation.left(), outer, surroundings, namesVisible);
    BoundQuery right = bind(operation.right(), outer, surroundings, false);
    if (left.outputs().size() != right.outputs().size()) {
      throw SqlException.of(ErrorCode.ER_WRONG_NUMBER_OF_COLUMNS_IN_SELECT);
    }
    List<Output> outputs = new ArrayList<>();
    for (int i = 0; i < left.outputs().size(); i++) {
      outputs.add(common(left.outputs().get(i), right.outputs().get(i)));
    }
    return new BoundQuery(
        false,
        List.of(),
        new BoundQuery.SetOperation(operation.operator(), operation.all(), left, right),
        List.of(),
        null,
        null,
        query.locking(),
        List.copyOf(outputs));
  }

  private Output common(Output left, Output right) {
    List<Typed> pair = List.of(place(left), place(right));
    SqlType type = TypeMerge.of(pair, binder.connection(), "UNION");
    return new Output(left.name(), type, left.nullable() || right.nullable(), null);
  }

  private static Typed place(Output output) {
    return new Typed.ColumnReference(-1, 0, output.name(), output.type(), output.nullable());
  }

  private BoundQuery bindValues(
      Query query, Query.Values values, @Nullable Scope outer, Scope.Surroundings surroundings) {
    Scope scope = emptyScope(outer, surroundings);
    List<List<Typed>> rows = new ArrayList<>();
    for (List<Expr> row : values.rows()) {
      rows.add(binder.expressions().bindAll(row, scope));
    }
    int width = rows.get(0).size();
    List<Output> outputs = new ArrayList<>();
    for (int i = 0; i < width; i++) {
      List<Typed> column = new ArrayList<>();
      boolean nullable = false;
      for (int r = 0; r < rows.size(); r++) {
        if (rows.get(r).size() != width) {
          throw SqlException.of(ErrorCode.ER_WRONG_VALUE_COUNT_ON_ROW, r + 1);
        }
        column.add(rows.get(r).get(i));
        nullable |= Nullability.of(rows.get(r).get(i));
      }
      SqlType type = TypeMerge.of(column, binder.connection(), "UNION");
      outputs.add(new Output("column_" + i, type, nullable, null));
    }
    return new BoundQuery(
        false,
        List.of(),
        new BoundQuery.Values(List.copyOf(rows)),
        List.of(),
        null,
        null,
        query.locking(),
        List.copyOf(outputs));
  }

  private static Scope emptyScope(@Nullable Scope outer, Scope.Surroundings surroundings) {
    return new Scope(
        List.of(), List.of(), outer, Scope.FIELD_LIST, surroundings, new Scope.SelectState(), null);
  }

  /** ORDER BY and LIMIT around a set operation or VALUES: only the result's columns have names. */
  private BoundQuery ordered(
      Query query, BoundQuery plain, @Nullable Scope outer, Scope.Surroundings surroundings) {
    List<BoundQuery.Order> order = new ArrayList<>();
    int source = binder.newSource();
    Scope scope = outputScope(plain, source, outer, surroundings);
    boolean isPlain = true;
    for (Expr.OrderItem item : query.orderBy()) {
      Typed expr = position(item.expr(), plain, source);
      if (expr == null) {
        expr = binder.expressions().bindScalar(item.expr(), scope);
      }
      if (scope.state().hasAggregates) {
        throw SqlException.of(ErrorCode.ER_AGGREGATE_ORDER_FOR_UNION, order.size() + 1);
      }
      boolean isColumn = expr instanceof Typed.ColumnReference r && r.source() == source;
      int output = isColumn ? ((Typed.ColumnReference) expr).column() : -1;
      isPlain &= isColumn;
      order.add(new BoundQuery.Order(expr, output, item.descending()));
    }
    Typed limit = bindLimit(query.limit(), scope);
    Typed offset = bindLimit(query.offset(), scope);
    BoundQuery.Body body = plain.body();
    if (!isPlain) {
      body = selectAll(plain, source, scope);
    }
    return new BoundQuery(
        false,
        List.of(),
        body,
        List.copyOf(order),
        limit,
        offset,
        query.locking(),
        plain.outputs());
  }

  /** ORDER BY an expression over a set operation: the operation becomes a derived table. */
  private static BoundQuery.Select selectAll(BoundQuery plain, int source, Scope scope) {
    List<Typed> items = new ArrayList<>();
    for (Scope.Visible column : scope.columns()) {
      items.add(column.reference());
    }
    return new BoundQuery.Select(
        false,
        List.copyOf(items),
        new BoundQuery.DerivedSource(source, plain, "", false),
        null,
        false,
        List.of(),
        false,
        null,
        false);
  }

  private static Scope outputScope(
      BoundQuery plain, int source, @Nullable Scope outer, Scope.Surroundings surroundings) {
    List<Scope.Visible> columns = new ArrayList<>();
    for (int i = 0; i < plain.outputs().size(); i++) {
      Output output = plain.outputs().get(i);
      columns.add(
          new Scope.Visible(
              new Typed.ColumnReference(source, i, output.name(), output.type(), output.nullable()),
              null,
              true));
    }
    return new Scope(
        List.of(),
        List.copyOf(columns),
        outer,
        Scope.ORDER,
        surroundings,
        new Scope.SelectState(),
        null);
  }

  private @Nullable Typed position(Expr e, BoundQuery query, int source) {
    Integer position = position(e, query.outputs().size(), Scope.ORDER);
    if (position == null) {
      return null;
    }
    Output output = query.outputs().get(position);
    return new Typed.ColumnReference(
        source, position, output.name(), output.type(), output.nullable());
  }

  /**
   * The place that an integer literal of ORDER BY or GROUP BY means, counted from 0; null if it is
   * none.
   *
   * @throws SqlException 1054: there is no such place
   */
  @Nullable Integer position(Expr e, int count, String clause) {
    boolean isNumber =
        e instanceof Expr.Literal number
            && number.type().name().isInteger()
            && !number.type().equals(SqlType.BOOLEAN);
    if (!isNumber || !(e instanceof Expr.Literal literal)) {
      return null;
    }
    io.edgesql.dialect.types.Value value =
        literal.ordinal() >= 0 ? binder.literals().pin(literal.ordinal()) : literal.value();
    long position = value instanceof io.edgesql.dialect.types.Value.Int i ? i.bits() : 0;
    if (position < 1 || position > count) {
      throw SqlException.of(ErrorCode.ER_BAD_FIELD_ERROR, position, clause);
    }
    return (int) position - 1;
  }

  /** LIMIT's and OFFSET's value: a literal or a parameter. */
  @Nullable Typed bindLimit(@Nullable Expr e, Scope scope) {
    if (e == null) {
      return null;
    }
    return binder.parameters().count(binder.expressions().bind(e, scope));
  }
}
