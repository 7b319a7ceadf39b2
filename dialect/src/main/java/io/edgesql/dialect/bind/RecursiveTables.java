package io.edgesql.dialect.bind;

import io.edgesql.dialect.ErrorCode;
import io.edgesql.dialect.SqlException;
import io.edgesql.dialect.tree.Query;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What MySQL demands of a common table of WITH RECURSIVE that reads itself, and its parts. */
final class RecursiveTables {
  private RecursiveTables() {}

  /**
   * Whether a part of the query reads the table in its FROM clause.
   *
   * @param query with its parts in one row, see {@link #flat}
   * @throws SqlException 3573: there is no UNION; 3574: parts that do not read it must come first;
   *     1235: ORDER BY, LIMIT or DISTINCT where it recurses
   */
  static boolean isRecursive(Query query, String name) {
    List<Query> parts = new ArrayList<>();
    boolean isUnion = parts(query, parts);
    boolean hasBegun = false;
    for (int i = 0; i < parts.size(); i++) {
      boolean reads = reads(parts.get(i), name);
      if (reads && !isUnion) {
        throw SqlException.of(ErrorCode.ER_CTE_RECURSIVE_REQUIRES_UNION, name);
      }
      if (reads ? i == 0 : hasBegun) {
        throw SqlException.of(ErrorCode.ER_CTE_RECURSIVE_REQUIRES_NONRECURSIVE_FIRST, name);
      }
      if (reads && isCut(parts.get(i))) {
        throw SqlException.of(
            ErrorCode.ER_NOT_SUPPORTED_YET,
            "ORDER BY / LIMIT / SELECT DISTINCT in recursive query block of Common Table"
                + " Expression");
      }
      hasBegun |= reads;
    }
    if (hasBegun && !query.orderBy().isEmpty()) {
      throw SqlException.of(
          ErrorCode.ER_NOT_SUPPORTED_YET,
          "ORDER BY over UNION in recursive Common Table Expression");
    }
    return hasBegun;
  }

  /** The parts of a UNION, in order; whether it is one, and of nothing but UNION. */
  private static boolean parts(Query query, List<Query> out) {
    if (query.body() instanceof Query.SetOperation operation && query.with() == null) {
      boolean isUnion = operation.operator() == Query.SetOperator.UNION;
      if (operation.left().body() instanceof Query.SetOperation) {
        isUnion &= parts(operation.left(), out);
      } else {
        out.add(operation.left());
      }
      if (operation.right().body() instanceof Query.SetOperation) {
        isUnion &= parts(operation.right(), out);
      } else {
        out.add(operation.right());
      }
      return isUnion;
    }
    out.add(query);
    return false;
  }

  private static boolean isCut(Query part) {
    return !part.orderBy().isEmpty()
        || part.limit() != null
        || (part.body() instanceof Query.Select select && select.distinct());
  }

  /**
   * The same union with the parts of {@code A UNION (B UNION C)} in one row, as SQLite wants them
   * to recurse.
   */
  static Query flat(Query query) {
    if (!(query.body() instanceof Query.SetOperation operation)
        || operation.operator() != Query.SetOperator.UNION) {
      return query;
    }
    Query left = flat(operation.left());
    Query right = flat(operation.right());
    if (right.body() instanceof Query.SetOperation inner
        && inner.operator() == Query.SetOperator.UNION
        && (inner.all() || !operation.all())
        && right.with() == null
        && right.orderBy().isEmpty()
        && right.limit() == null) {
      boolean all = operation.all();
      Query first =
          flat(
              with(
                  query,
                  new Query.SetOperation(operation.operator(), all, left, inner.left()),
                  false));
      return with(
          query, new Query.SetOperation(operation.operator(), all, first, inner.right()), true);
    }
    return with(
        query, new Query.SetOperation(operation.operator(), operation.all(), left, right), true);
  }

  private static Query with(Query query, Query.Body body, boolean isOuter) {
    return new Query(
        isOuter ? query.with() : null,
        body,
        isOuter ? query.orderBy() : List.of(),
        isOuter ? query.limit() : null,
        isOuter ? query.offset() : null,
        query.locking(),
        isOuter ? query.into() : List.of());
  }

  /**
   * How many parts of a recursive common table read it.
   *
   * @param written the query of the table, in one row
   * @throws SqlException 3575: one of them aggregates or looks through a window
   */
  static int reading(Query written, BoundQuery bound, String name) {
    if (written.body() instanceof Query.SetOperation operation
        && bound.body() instanceof BoundQuery.SetOperation both) {
      return reading(operation.left(), both.left(), name)
          + reading(operation.right(), both.right(), name);
    }
    if (!reads(written, name)) {
      return 0;
    }
    if (bound.body() instanceof BoundQuery.Select select
        && (select.isGrouped() || select.items().stream().anyMatch(Aggregation::hasWindow))) {
      throw SqlException.of(ErrorCode.ER_CTE_RECURSIVE_FORBIDS_AGGREGATION, name);
    }
    return 1;
  }

  /**
   * The bound union without the common tables of its parts, which are put before it: SQLite has no
   * WITH in a part that recurses.
   */
  static BoundQuery lifted(BoundQuery bound, List<BoundQuery.CommonTable> lifted) {
    lifted.addAll(bound.commonTables());
    BoundQuery.Body body = bound.body();
    if (body instanceof BoundQuery.SetOperation both) {
      body =
          new BoundQuery.SetOperation(
              both.operator(),
              both.all(),
              lifted(both.left(), lifted),
              lifted(both.right(), lifted));
    }
    return new BoundQuery(
        false,
        List.of(),
        body,
        bound.orderBy(),
        bound.limit(),
        bound.offset(),
        bound.locking(),
        bound.outputs());
  }

  /** Whether a FROM clause of this SELECT names the common table, and not one of its own. */
  private static boolean reads(Query query, String name) {
    if (query.with() != null) {
      for (Query.CommonTable own : query.with().tables()) {
        if (own.name().equals(name)) {
          return false;
        }
      }
    }
    return query.body() instanceof Query.Select select && reads(select.from(), name);
  }

  private static boolean reads(Query.@Nullable TableReference from, String name) {
    if (from instanceof Query.Table table) {
      return table.name().database() == null && table.name().table().equals(name);
    }
    return from instanceof Query.Join join
        && (reads(join.left(), name) || reads(join.right(), name));
  }
}
