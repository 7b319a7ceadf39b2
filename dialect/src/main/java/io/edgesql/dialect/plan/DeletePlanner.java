package io.edgesql.dialect.plan;

import io.edgesql.dialect.ErrorCode;
import io.edgesql.dialect.SqlException;
import io.edgesql.dialect.bind.BoundQuery;
import io.edgesql.dialect.catalog.Table;
import io.edgesql.dialect.translate.Lowering;
import io.edgesql.dialect.translate.Renderer;
import io.edgesql.dialect.translate.Sql;
import io.edgesql.dialect.translate.SqlQuery;
import io.edgesql.dialect.tree.Query;
import io.edgesql.dialect.tree.Statement;
import io.edgesql.dialect.tree.TableName;
import io.edgesql.dialect.types.Representation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

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
  private final Planning planning;
  private final Statement.Delete delete;
  private final Lowering lowering;
  private final Targets targets;

  private DeletePlanner(Planning planning, Statement.Delete delete) {
    for (TableName target : delete.targets()) {
      if (target.database() == null && planning.session().database() == null) {
        throw SqlException.of(ErrorCode.ER_NO_DB_ERROR);
      }
      requireNamed(target, delete.from());
    }
    this.planning = planning;
    this.delete = delete;
    this.lowering = planning.lowering();
    if (planning.session().mode().strict() && !delete.ignore()) {
      lowering.refuseMalformed();
    }
    this.targets =
        Targets.bind(
            planning,
            delete.with(),
            delete.from(),
            delete.where(),
            delete.orderBy(),
            delete.limit());
  }

  /**
   * What is deleted from must stand in FROM, whether there are such tables or not.
   *
   * @throws SqlException 1109
   */
  private static void requireNamed(TableName target, Query.TableReference from) {
    if (!isNamed(target, from)) {
      throw SqlException.of(ErrorCode.ER_UNKNOWN_TABLE, target.table(), "MULTI DELETE");
    }
  }

  private static boolean isNamed(TableName target, Query.TableReference from) {
    if (from instanceof Query.Join join) {
      return isNamed(target, join.left()) || isNamed(target, join.right());
    }
    if (from instanceof Query.Table table) {
      String alias = table.alias();
      return target.table().equals(alias == null ? table.name().table() : alias);
    }
    // Derived tables are refused by another error.
    return true;
  }

  static Plan plan(Statement.Delete delete, Planning planning) {
    DeletePlanner planner = new DeletePlanner(planning, delete);
    boolean plain =
        planner.targets.isSingleTable() && planner.targets.from().commonTables().isEmpty();
    boolean isView = planner.targets.from().source() instanceof BoundQuery.DerivedSource;
    return plain || isView ? planner.single() : planner.several();
  }

  /** With a condition that Java decides; null where SQLite must find the rows. */
  static @Nullable Plan gathered(Statement.Delete delete, Planning planning) {
    DeletePlanner planner = new DeletePlanner(planning, delete);
    Targets targets = planner.targets;
    if (!targets.isSingleTable()
        || !targets.from().commonTables().isEmpty()
        || !targets.from().views().isEmpty()) {
      return null;
    }
    BoundQuery.TableSource source = targets.single("DELETE");
    Table table = source.table();
    planning.binder().refuseReads(targets.reads(), table, source.alias(), "DELETE");
    if (GatheredWrites.keys(table).isEmpty()) {
      return null;
    }
    Plan.Lock lock = Keys.lock(table, source.id(), targets.where(), true);
    return GatheredWrites.change(
        targets,
        source,
        List.of(),
        planning,
        rows ->
            GatheredWrites.write(planning.anew(), table, List.of(), rows, lock, delete.ignore()));
  }

  private Plan single() {
    BoundQuery.TableSource source = targets.single("DELETE");
    planning.binder().refuseReads(targets.reads(), source.table(), source.alias(), "DELETE");
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
      planning.binder().refuseReads(targets.reads(), source.table(), source.alias(), "DELETE");
      byTable.computeIfAbsent(source.table().physical(), k -> new ArrayList<>()).add(source);
    }
    List<Program.Step> steps = new ArrayList<>();
    List<Integer> changed = new ArrayList<>();
    List<Plan.Lock> locks = new ArrayList<>();
    boolean keep = byTable.size() > 1;
    Scratch scratch = new Scratch("delete");
    if (keep) {
      int number = 0;
      for (List<BoundQuery.TableSource> sources : byTable.values()) {
        steps.add(scratch.keep(number++, keys(sources), kinds(sources)));
      }
    }
    int number = 0;
    for (List<BoundQuery.TableSource> sources : byTable.values()) {
      Table table = sources.get(0).table();
      SqlQuery keys = keep ? scratch.rows(number++, kinds(sources)) : keys(sources);
      Renderer out = new Renderer().text("DELETE FROM ").name(table.physical());
      changed.add(steps.size());
      steps.add(Steps.write(out.where(among(Keys.identity(table, table.physical()), keys))));
      locks.add(new Plan.Lock(table.physical(), List.of(), true));
    }
    if (keep) {
      steps.add(scratch.clear());
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

  private static List<Representation.Kind> kinds(List<BoundQuery.TableSource> sources) {
    return Keys.identityKinds(sources.get(0).table());
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
