package io.edgesql.dialect.plan;

import io.edgesql.dialect.translate.Renderer;
import io.edgesql.dialect.translate.Sql;
import io.edgesql.dialect.translate.SqlQuery;
import java.util.List;

/** Steps of a program. */
final class Steps {
  private Steps() {}

  /** A query whose rows are wanted. */
  static Program.Step read(SqlQuery query) {
    Renderer.Rendered rendered = Renderer.render(query);
    return new Program.Step(rendered.sql(), rendered.bindings(), true, false, -1, null, -1);
  }

  /** A query whose rows are wanted if an earlier step changed nothing. */
  static Program.Step readIfUnchanged(SqlQuery query, int step) {
    Renderer.Rendered rendered = Renderer.render(query);
    return new Program.Step(rendered.sql(), rendered.bindings(), true, false, step, null, -1);
  }

  static Program.Step write(Renderer renderer) {
    Renderer.Rendered rendered = renderer.finish();
    return new Program.Step(rendered.sql(), rendered.bindings(), false, true, -1, null, -1);
  }

  /** SELECT count(*) FROM (query). */
  static SqlQuery count(SqlQuery query) {
    return new SqlQuery.Select(
        false,
        List.of(new SqlQuery.Item(Sql.call("count", new Sql.Word("*")), null)),
        new SqlQuery.QueryFrom(query, "q"),
        null,
        List.of(),
        null);
  }
}
