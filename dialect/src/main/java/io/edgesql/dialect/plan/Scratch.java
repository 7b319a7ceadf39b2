package io.edgesql.dialect.plan;

import io.edgesql.dialect.translate.Renderer;
import io.edgesql.dialect.translate.Sql;
import io.edgesql.dialect.translate.SqlQuery;
import io.edgesql.dialect.types.Representation;
import java.util.ArrayList;
import java.util.List;

/**
 * Rows that wait between the steps of one statement: a JSON array in a row of the shard's own
 * table, which the statement takes out again.
 *
 * <pre>{@code
 * keep   INSERT OR REPLACE INTO _edge_meta (key, value)
 *        SELECT 'delete:0', json_group_array(json_array(k.c1)) FROM (SELECT …) AS k
 * rows   SELECT j.value ->> 0 AS c1 FROM json_each((SELECT value FROM _edge_meta WHERE key=…)) AS j
 * }</pre>
 */
final class Scratch {
  private static final String TABLE = "_edge_meta";

  private final String verb;

  /**
   * @param verb begins the keys of the rows
   */
  Scratch(String verb) {
    this.verb = verb;
  }

  /** Whether JSON gives back every value of the representation as it was. */
  static boolean holds(Representation representation) {
    return representation.kind() != Representation.Kind.REAL;
  }

  /**
   * Keeps the rows of a query.
   *
   * @param columns how the query's columns c1, c2 … are stored
   */
  Program.Step keep(int number, SqlQuery rows, List<Representation.Kind> columns) {
    List<Sql> cells = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      Sql cell = new Sql.Column("k", "c" + (i + 1));
      cells.add(columns.get(i) == Representation.Kind.BLOB ? Sql.call("hex", cell) : cell);
    }
    Sql array = Sql.call("json_group_array", new Sql.Function("json_array", cells));
    SqlQuery row =
        new SqlQuery.Select(
            false,
            List.of(new SqlQuery.Item(key(number), null), new SqlQuery.Item(array, null)),
            new SqlQuery.QueryFrom(rows, "k"),
            null,
            List.of(),
            null);
    Renderer out = new Renderer().text("INSERT OR REPLACE INTO ").name(TABLE);
    return Steps.write(out.text(" (key, value) ").query(row));
  }

  /** The rows that were kept, with the same columns. */
  SqlQuery rows(int number, List<Representation.Kind> columns) {
    Sql array = Sql.f("(SELECT value FROM `" + TABLE + "` WHERE key={0})", key(number));
    List<SqlQuery.Item> items = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      Sql cell = Sql.f("j.value ->> " + i);
      boolean isBlob = columns.get(i) == Representation.Kind.BLOB;
      items.add(new SqlQuery.Item(isBlob ? Sql.call("unhex", cell) : cell, "c" + (i + 1)));
    }
    return new SqlQuery.Select(
        false,
        items,
        new SqlQuery.TableFrom("json_each", List.of(array), "j"),
        null,
        List.of(),
        null);
  }

  /** Takes everything out again. */
  Program.Step clear() {
    Renderer out = new Renderer().text("DELETE FROM ").name(TABLE);
    return Steps.write(out.text(" WHERE key GLOB '" + verb + ":*'"));
  }

  private Sql key(int number) {
    return new Sql.Text(verb + ":" + number);
  }
}
