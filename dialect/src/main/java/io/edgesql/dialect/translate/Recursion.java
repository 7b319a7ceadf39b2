package io.edgesql.dialect.translate;

import io.edgesql.dialect.bind.Typed;
import io.edgesql.dialect.types.Representation;
import io.edgesql.dialect.types.Representation.Kind;
import io.edgesql.dialect.types.SqlType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Ends recursive common tables where MySQL does: SQLite would go on for ever, and nothing can stop
 * a statement inside a shard.
 *
 * <pre>{@code
 * WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n+1 FROM t)
 *    w1(c1, d) AS (SELECT 1, 0 UNION ALL
 *                  SELECT w1.c1+1, CASE WHEN w1.d+1 >= ?max THEN <error 3636> ELSE w1.d+1 END FROM w1)
 * WITH RECURSIVE t(n) AS (SELECT 1 UNION SELECT n+1 FROM t)
 *    w1(c1) AS (SELECT 1 UNION SELECT w1.c1+1 FROM w1 LIMIT 1000001),
 *    w1b(c1) AS (SELECT c1 FROM w1
 *                WHERE CASE WHEN (SELECT count(*) FROM w1) > 1000000 THEN <error 3636> ELSE 1 END)
 * }</pre>
 *
 * <p>Differs: a UNION that drops duplicates is bounded by its rows, not by its levels, since a
 * level's number would make every row different.
 */
final class Recursion {
  /** The column that counts levels. */
  static final String DEPTH = "d";

  /** Rows of a UNION [DISTINCT] before it is ended. */
  private static final long MAX_DISTINCT_ROWS = 1_000_000;

  private final Lowering lowering;
  private final String name;

  Recursion(Lowering lowering, String name) {
    this.lowering = lowering;
    this.name = name;
  }

  /** The tables that stand for one recursive table; the last one is what others read. */
  List<SqlQuery.Common> bounded(List<String> columns, SqlQuery query) {
    Sql limit = query instanceof SqlQuery.Ordered ordered ? ordered.limit() : null;
    Sql offset = query instanceof SqlQuery.Ordered ordered ? ordered.offset() : null;
    SqlQuery body = query instanceof SqlQuery.Ordered ordered ? ordered.body() : query;
    if (!(body instanceof SqlQuery.Compound compound)) {
      return List.of(new SqlQuery.Common(name, columns, query, true));
    }
    if (compound.operator().equals("UNION ALL")) {
      List<String> counted = new ArrayList<>(columns);
      counted.add(DEPTH);
      return List.of(
          new SqlQuery.Common(name, counted, limited(counted(body), limit, offset), true));
    }
    Sql bound = limit == null ? Sql.number(MAX_DISTINCT_ROWS + 1) : limit;
    return List.of(
        new SqlQuery.Common(name, columns, limited(body, bound, offset), true),
        new SqlQuery.Common(name + "b", columns, checked(columns), false));
  }

  private static SqlQuery limited(SqlQuery body, @Nullable Sql limit, @Nullable Sql offset) {
    return limit == null && offset == null
        ? body
        : new SqlQuery.Ordered(List.of(), body, List.of(), limit, offset);
  }

  private SqlQuery checked(List<String> columns) {
    List<SqlQuery.Item> items = new ArrayList<>();
    columns.forEach(c -> items.add(new SqlQuery.Item(new Sql.Column(name, c), c)));
    SqlQuery.From from = new SqlQuery.TableFrom(name, null, name);
    SqlQuery count =
        new SqlQuery.Select(
            false,
            List.of(new SqlQuery.Item(Sql.f("count(*)"), null)),
            new SqlQuery.TableFrom(name, null, "n"),
            null,
            List.of(),
            null);
    Sql tooMany = new Sql.Binary(">", new Sql.Scalar(count), Sql.number(MAX_DISTINCT_ROWS));
    return new SqlQuery.Select(
        false, items, from, Sql.when(tooMany, aborted(), Sql.number(1)), List.of(), null);
  }

  private SqlQuery counted(SqlQuery member) {
    if (member instanceof SqlQuery.Compound compound) {
      return new SqlQuery.Compound(
          compound.operator(), counted(compound.left()), counted(compound.right()));
    }
    if (!(member instanceof SqlQuery.Select select)) {
      return new SqlQuery.Select(
          false,
          List.of(
              new SqlQuery.Item(new Sql.Word("*"), null), new SqlQuery.Item(Sql.number(0), DEPTH)),
          new SqlQuery.QueryFrom(member, "s"),
          null,
          List.of(),
          null);
    }
    String alias = alias(select.from());
    List<SqlQuery.Item> items = new ArrayList<>(select.items());
    items.add(new SqlQuery.Item(alias == null ? Sql.number(0) : next(alias), DEPTH));
    return new SqlQuery.Select(
        select.distinct(), items, select.from(), select.where(), select.groupBy(), select.having());
  }

  private Sql next(String alias) {
    Sql next = Sql.f("{0}+1", new Sql.Column(alias, DEPTH));
    return Sql.when(new Sql.Binary(">=", next, bound()), aborted(), next);
  }

  private Sql bound() {
    return lowering.bound(
        new Typed.SystemVariable(false, "cte_max_recursion_depth", SqlType.BIGINT),
        Representation.of(Kind.INTEGER));
  }

  private Sql aborted() {
    Sql path = Sql.concat(List.of(new Sql.Text("ER_CTE_MAX_RECURSION_DEPTH|"), next(bound())));
    return Sql.call("json_extract", new Sql.Text("{}"), path);
  }

  private static Sql next(Sql number) {
    return Sql.f("({0}+1)", number);
  }

  /** Under which name the recursive table stands in FROM; null if it does not. */
  private @Nullable String alias(SqlQuery.@Nullable From from) {
    if (from instanceof SqlQuery.TableFrom table) {
      return table.table().equals(name) ? table.alias() : null;
    }
    if (from instanceof SqlQuery.JoinFrom join) {
      String first = alias(join.first());
      return first == null ? alias(join.second()) : first;
    }
    return null;
  }
}
