package io.edgesql.dialect.plan;

import io.edgesql.dialect.ErrorCode;
import io.edgesql.dialect.SqlException;
import io.edgesql.dialect.bind.BoundQuery;
import io.edgesql.dialect.catalog.Table;
import io.edgesql.dialect.translate.Lowering;
import io.edgesql.dialect.translate.Renderer;
import io.edgesql.dialect.translate.Sql;
import io.edgesql.dialect.translate.SqlQuery;
import io.edgesql.dialect.tree.Statement;
import io.edgesql.dialect.tree.TableName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * DELETE from one table or several.
 *
 * <pre>{@code
 * DELETE FROM t WHERE a = 1               DELETE FROM t AS t0 WHERE t0.a = ?1
 * DELETE FROM t ORDER BY a LIMIT 2        DELETE FROM t AS t0 WHERE rowid IN (SELECT … LIMIT …)
 * DELETE a, b FROM a JOIN b ON …          keys of all tables are kept as JSON first
 * }</pre>
 */
final class DeletePlanner {
  /** Where the keys of a multi-table DELETE wait: a row of the shard's own table. */
  private static final String SCRATCH = "_edge_meta";

  private final Planning planning;
  private final Statement.Delete delete;
  private final Lowering lowering;
  private final Targets targets;

  private DeletePlanner(Planning planning, Statement.Delete delete) {
    this.planning = planning;
    this.delete = delete;
    this.lowering = planning.lowering();
    this.targets =
        Targets.bind(
            planning,
            delete.with(),
            delete.from(),
            delete.where(),
            delete.orderBy(),
            delete.limit());
  }

  static Plan plan(Statement.Delete delete, Planning planning) {
    DeletePlanner planner = new DeletePlanner(planning, delete);
    boolean plain =
        planner.targets.isSingleTable() && planner.targets.from().commonTables().isEmpty();
    return plain ? planner.single() : planner.several();
  }

  private Plan single() {
    BoundQuery.TableSource source = targets.single("DELETE");
    String alias = Lowering.alias(source.id());
    lowering.queries().from(source);
    Renderer out = new Renderer().text("DELETE FROM ").name(source.table().physical());
    out.text(" AS ").name(alias);
    if (targets.limit() != null) {
      out.where(among(source, targets.select(lowering, Keys.identity(source.table(), alias))));
    } else if (targets.where() != null) {
      out.where(lowering.condition(targets.where()));
    }
    Plan.Lock lock = Keys.lock(source.table(), source.id(), targets.where(), true);
    return write(List.of(Steps.write(out)), List.of(0), source.table(), List.of(lock));
  }

  private static Sql among(BoundQuery.TableSource source, SqlQuery keys) {
    return among(Keys.identity(source.table(), Lowering.alias(source.id())), keys);
  }

  private static Sql among(List<Sql> identity, SqlQuery keys) {
    Sql left = identity.size() == 1 ? identity.get(0) : new Sql.Tuple(identity);
    return new Sql.InQuery(left, keys);
  }

  private Plan several() {
    Map<String, List<BoundQuery.TableSource>> byTable = new LinkedHashMap<>();
    for (TableName name : delete.targets()) {
      BoundQuery.TableSource source = find(name);
      byTable.computeIfAbsent(source.table().physical(), k -> new ArrayList<>()).add(source);
    }
    List<Program.Step> steps = new ArrayList<>();
    List<Integer> changed = new ArrayList<>();
    List<Plan.Lock> locks = new ArrayList<>();
    boolean keep = byTable.size() > 1;
    if (keep) {
      int number = 0;
      for (List<BoundQuery.TableSource> sources : byTable.values()) {
        steps.add(keep(number++, keys(sources), identity(sources)));
      }
    }
    int number = 0;
    for (List<BoundQuery.TableSource> sources : byTable.values()) {
      Table table = sources.get(0).table();
      SqlQuery keys = keep ? kept(number++, identity(sources)) : keys(sources);
      Renderer out = new Renderer().text("DELETE FROM ").name(table.physical());
      changed.add(steps.size());
      steps.add(Steps.write(out.where(among(Keys.identity(table, table.physical()), keys))));
      locks.add(new Plan.Lock(table.physical(), List.of(), true));
    }
    if (keep) {
      Renderer out = new Renderer().text("DELETE FROM ").name(SCRATCH);
      steps.add(Steps.write(out.text(" WHERE key GLOB 'delete:*'")));
    }
    Table first = byTable.values().iterator().next().get(0).table();
    return write(steps, changed, first, locks);
  }

  private BoundQuery.TableSource find(TableName name) {
    for (BoundQuery.TableSource source : targets.sources()) {
      boolean database =
          name.database() == null || name.database().equals(source.table().database());
      if (source.alias().equals(name.table()) && database) {
        return source;
      }
    }
    throw SqlException.of(ErrorCode.ER_UNKNOWN_TABLE, name.table(), "MULTI DELETE");
  }

  private static int identity(List<BoundQuery.TableSource> sources) {
    return Keys.identityColumns(sources.get(0).table()).size();
  }

  /** The keys of the rows to delete; a table may be named by several aliases. */
  private SqlQuery keys(List<BoundQuery.TableSource> sources) {
    SqlQuery all = null;
    for (BoundQuery.TableSource source : sources) {
      List<Sql> identity = Keys.identity(source.table(), Lowering.alias(source.id()));
      SqlQuery one = targets.select(lowering, identity);
      all = all == null ? one : new SqlQuery.Compound("UNION ALL", all, one);
    }
    return java.util.Objects.requireNonNull(all);
  }

  private static Sql scratchKey(int number) {
    return new Sql.Text("delete:" + number);
  }

  private Program.Step keep(int number, SqlQuery keys, int columns) {
    List<Sql> cells = new ArrayList<>();
    for (int i = 0; i < columns; i++) {
      cells.add(new Sql.Column("k", "c" + (i + 1)));
    }
    Sql array = Sql.call("json_group_array", new Sql.Function("json_array", cells));
    SqlQuery row =
        new SqlQuery.Select(
            false,
            List.of(new SqlQuery.Item(scratchKey(number), null), new SqlQuery.Item(array, null)),
            new SqlQuery.QueryFrom(keys, "k"),
            null,
            List.of(),
            null);
    Renderer out = new Renderer().text("INSERT OR REPLACE INTO ").name(SCRATCH);
    return Steps.write(out.text(" (key, value) ").query(row));
  }

  private static SqlQuery kept(int number, int columns) {
    Sql array = Sql.f("(SELECT value FROM `" + SCRATCH + "` WHERE key={0})", scratchKey(number));
    List<SqlQuery.Item> items = new ArrayList<>();
    for (int i = 0; i < columns; i++) {
      items.add(new SqlQuery.Item(Sql.f("j.value ->> " + i), null));
    }
    return new SqlQuery.Select(
        false,
        items,
        new SqlQuery.TableFrom("json_each", List.of(array), "j"),
        null,
        List.of(),
        null);
  }

  private Plan write(
      List<Program.Step> steps, List<Integer> changed, Table table, List<Plan.Lock> locks) {
    List<Integer> weights = new ArrayList<>();
    for (int i = 0; i < changed.size(); i++) {
      weights.add(1);
    }
    return new Plan.Write(
        planning.shard(lowering.queries().readTables()),
        new Program(steps),
        new Plan.Counting(changed, weights, -1),
        Plan.WriteKind.DELETE,
        table,
        lowering.queries().tables(),
        locks,
        -1,
        delete.ignore());
  }
}
