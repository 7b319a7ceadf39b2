package io.edgesql.dialect.translate;

import io.edgesql.dialect.bind.Typed;
import io.edgesql.dialect.tree.Expr.BinaryOperator;
import io.edgesql.dialect.types.SqlType;
import java.util.ArrayList;
import java.util.List;

/**
 * IN, ANY and ALL over queries, and rows compared with queries.
 *
 * <pre>{@code
 * a IN (SELECT b ...)       a IN (SELECT c1 FROM (...))
 * a > ALL (SELECT b ...)    (SELECT CASE WHEN min(a > c1) = 0 THEN 0 ... FROM (...))
 * }</pre>
 */
final class SubqueryRules {
  /** Stands for a column of the subquery while both sides are brought together. */
  private static final int INNER = Integer.MIN_VALUE;

  private SubqueryRules() {}

  /** The subquery as a source whose columns are typed. */
  private record Inner(QueryLowering.Result result, List<Typed> columns, SqlQuery.From from) {}

  private static Inner inner(Lowering l, io.edgesql.dialect.bind.BoundQuery query) {
    QueryLowering.Result result = l.queries().lower(query, null);
    int source = INNER + l.queries().nextSource();
    String alias = "q" + (source - INNER);
    List<Lowered> columns = new ArrayList<>();
    List<Typed> typed = new ArrayList<>();
    for (int i = 0; i < result.outputs().size(); i++) {
      Lowered output = result.outputs().get(i);
      columns.add(
          new Lowered(
              new Sql.Column(alias, QueryLowering.columnName(i)),
              output.representation(),
              output.type(),
              true));
      typed.add(
          new Typed.ColumnReference(source, i, QueryLowering.columnName(i), output.type(), true));
    }
    l.addSource(source, columns);
    return new Inner(result, typed, new SqlQuery.QueryFrom(result.query(), alias));
  }

  static Lowered in(Lowering l, Typed.InQuery in) {
    List<Typed> left =
        in.left() instanceof Typed.Call row && row.name().equals("ROW")
            ? row.arguments()
            : List.of(in.left());
    Inner inner = inner(l, in.query());
    List<Sql> tests = new ArrayList<>();
    List<SqlQuery.Item> items = new ArrayList<>();
    boolean direct = true;
    for (int i = 0; i < left.size(); i++) {
      ComparisonRules.Pair pair = ComparisonRules.pair(l, left.get(i), inner.columns().get(i));
      tests.add(pair.isPadded() ? pair.trimmedLeft() : pair.left());
      Sql right = pair.isPadded() ? pair.trimmedRight() : pair.right();
      direct &= right instanceof Sql.Column;
      items.add(new SqlQuery.Item(right, null));
    }
    Sql subject = tests.size() == 1 ? tests.get(0) : new Sql.Tuple(tests);
    SqlQuery list =
        direct
            ? inner.result().query()
            : new SqlQuery.Select(false, items, inner.from(), null, List.of(), null);
    return Lowered.truth(new Sql.InQuery(subject, list));
  }

  static Lowered quantified(Lowering l, Typed.Quantified q) {
    if (q.operator() == BinaryOperator.EQUAL && !q.all()) {
      return in(l, new Typed.InQuery(q.left(), q.query(), q.type()));
    }
    Inner inner = inner(l, q.query());
    Sql test = ComparisonRules.compare(l, q.operator(), q.left(), inner.columns().get(0));
    SqlQuery tests =
        new SqlQuery.Select(
            false, List.of(new SqlQuery.Item(test, "b")), inner.from(), null, List.of(), null);
    Sql answer =
        Sql.f(
            q.all()
                ? "CASE WHEN count(*)=0 THEN 1 WHEN min(b)=0 THEN 0 WHEN count(b)=count(*) THEN 1"
                    + " END"
                : "CASE WHEN max(b)=1 THEN 1 WHEN count(b)=count(*) THEN 0 END");
    return Lowered.truth(
        new Sql.Scalar(
            new SqlQuery.Select(
                false,
                List.of(new SqlQuery.Item(answer, null)),
                new SqlQuery.QueryFrom(tests, "b"),
                null,
                List.of(),
                null)));
  }

  /** (a, b) = (SELECT c, d …): NULL when there is no row. */
  static Sql row(Lowering l, BinaryOperator operator, Typed a, Typed b) {
    boolean queryRight = b instanceof Typed.Subquery;
    Typed.Subquery subquery = (Typed.Subquery) (queryRight ? b : a);
    Inner inner = inner(l, subquery.query());
    Typed row = new Typed.Call("ROW", inner.columns(), SqlType.NULL);
    Sql test =
        queryRight
            ? ComparisonRules.compare(l, operator, a, row)
            : ComparisonRules.compare(l, operator, row, b);
    String name = QueryLowering.columnName(0);
    SqlQuery tests =
        new SqlQuery.Select(
            false, List.of(new SqlQuery.Item(test, name)), inner.from(), null, List.of(), null);
    return SingleRow.scalar(l, subquery.query(), tests);
  }
}
