package io.edgesql.dialect.translate;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A SQLite query. */
public sealed interface SqlQuery {
  /** SELECT … FROM … WHERE … GROUP BY … HAVING. */
  record Select(
      boolean distinct,
      List<Item> items,
      @Nullable From from,
      @Nullable Sql where,
      List<Sql> groupBy,
      @Nullable Sql having)
      implements SqlQuery {}

  /** A result column; {@code name} null: unnamed. */
  record Item(Sql expr, @Nullable String name) {}

  /**
   * Two operands under UNION, UNION ALL, EXCEPT or INTERSECT. Each is rendered as {@code SELECT *
   * FROM (…)}, so that a statement never has more than two compound terms in a row.
   */
  record Compound(String operator, SqlQuery left, SqlQuery right) implements SqlQuery {}

  /** A query with WITH, ORDER BY and LIMIT around its body. */
  record Ordered(
      List<Common> with,
      SqlQuery body,
      List<Sql.Order> orderBy,
      @Nullable Sql limit,
      @Nullable Sql offset)
      implements SqlQuery {}

  record Values(List<List<Sql>> rows) implements SqlQuery {}

  /** A common table; {@code recursive} bodies are rendered flat, as SQLite demands. */
  record Common(String name, List<String> columns, SqlQuery query, boolean recursive) {}

  /** What FROM is made of. */
  sealed interface From {}

  /** A table, or a table-valued function when {@code arguments} is not null. */
  record TableFrom(String table, @Nullable List<Sql> arguments, String alias) implements From {}

  record QueryFrom(SqlQuery query, String alias) implements From {}

  /** {@code on} null: CROSS JOIN in the order written by SQLite's choice (plain JOIN). */
  record JoinFrom(boolean left, From first, From second, @Nullable Sql on) implements From {}
}
