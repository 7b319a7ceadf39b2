package io.edgesql.dialect.translate;

import io.edgesql.dialect.bind.BoundQuery;
import io.edgesql.dialect.types.Representation.Kind;
import java.util.ArrayList;
import java.util.List;

/**
 * LATERAL: SQLite lets no subquery in FROM see its neighbours, but a table-valued function's
 * argument may. The rows travel as one JSON array.
 *
 * <pre>{@code
 * FROM t, LATERAL (SELECT a, x FROM u WHERE u.b = t.b) AS l
 *    FROM t JOIN json_each((SELECT json_group_array(json_array(c1, c2)) FROM
 *                           (SELECT u.a AS c1, u.x AS c2 FROM u WHERE u.b = t.b))) AS l
 *    with l.a as l.value ->> 0
 * }</pre>
 */
final class LateralLowering {
  private LateralLowering() {}

  static SqlQuery.From lower(Lowering lowering, BoundQuery.DerivedSource derived) {
    QueryLowering.Result result = lowering.queries().lower(derived.query(), null);
    List<Sql> cells = new ArrayList<>();
    List<Lowered> columns = new ArrayList<>();
    String alias = Lowering.alias(derived.id());
    for (int i = 0; i < result.outputs().size(); i++) {
      Lowered output = result.outputs().get(i);
      Sql cell = new Sql.Column(null, QueryLowering.columnName(i));
      Sql back = Sql.f("{0} ->> " + i, new Sql.Column(alias, "value"));
      if (output.kind() == Kind.BLOB) {
        throw Conversions.unsupported("LATERAL with binary columns");
      }
      boolean isReal = output.kind() == Kind.REAL;
      // JSON's numbers have fifteen digits only.
      cells.add(isReal ? Sql.f("iif({0} IS NULL, NULL, printf('%!.17g', {0}))", cell) : cell);
      columns.add(
          new Lowered(
              isReal ? new Sql.Cast(back, "REAL") : back, output.representation(), output.type()));
    }
    Sql rows = Sql.call("json_group_array", new Sql.Function("json_array", List.copyOf(cells)));
    SqlQuery gathered =
        new SqlQuery.Select(
            false,
            List.of(new SqlQuery.Item(rows, null)),
            new SqlQuery.QueryFrom(result.query(), "r"),
            null,
            List.of(),
            null);
    lowering.addSource(derived.id(), columns);
    return new SqlQuery.TableFrom("json_each", List.of(new Sql.Scalar(gathered)), alias);
  }
}
