package io.edgesql.dialect.plan;

import io.edgesql.dialect.ErrorCode;
import io.edgesql.dialect.SqlException;
import io.edgesql.dialect.bind.BoundQuery;
import io.edgesql.dialect.catalog.Table;
import io.edgesql.dialect.translate.Sql;
import io.edgesql.dialect.translate.SqlQuery;
import io.edgesql.dialect.tree.Query;
import io.edgesql.dialect.tree.Query.LockStrength;
import io.edgesql.dialect.types.Representation;
import io.edgesql.dialect.types.Representation.Kind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What FOR UPDATE and FOR SHARE of a query lock.
 *
 * <p>Usually rows are locked before the query runs, by the keys that it names, or else their
 * tables. With SKIP LOCKED the shard tells the query which rows others have locked; the query
 * leaves them out, and says which rows it has found, to be locked behind it:
 *
 * <pre>{@code
 * SELECT a FROM t ORDER BY a LIMIT 2 FOR UPDATE SKIP LOCKED
 *   SELECT t0.a, json_array(t0.id) FROM t AS t0
 *   WHERE NOT (t0.id IN (SELECT json_extract(k.value, '$[0]') FROM json_each(?1) AS k))
 *   ORDER BY t0.a LIMIT 2
 * }</pre>
 */
final class LockingRead {
  private final Query.Locking locking;
  private final BoundQuery.@Nullable Select select;
  private final List<BoundQuery.Source> leaves = new ArrayList<>();
  private boolean hasOuterJoin;

  private LockingRead(BoundQuery query) {
    this.locking = query.locking();
    this.select = query.body() instanceof BoundQuery.Select plain ? plain : null;
    if (select != null && select.from() != null) {
      gather(select.from());
    }
    checkNames();
  }

  /** What a query locks; it may be nothing. */
  static LockingRead of(BoundQuery query) {
    return new LockingRead(query);
  }

  private void gather(BoundQuery.Source source) {
    if (source instanceof BoundQuery.JoinSource join) {
      hasOuterJoin |= join.isLeft();
      gather(join.left());
      gather(join.right());
    } else {
      leaves.add(source);
    }
  }

  private void checkNames() {
    Set<String> seen = new HashSet<>();
    for (Query.LockedTable locked : locking.of()) {
      String name = locked.table().table();
      if (leaves.stream().noneMatch(leaf -> name.equals(alias(leaf)))) {
        throw SqlException.of(ErrorCode.ER_UNRESOLVED_TABLE_LOCK, name);
      }
      if (!seen.add(name)) {
        throw SqlException.of(ErrorCode.ER_DUPLICATE_TABLE_LOCK, name);
      }
    }
  }

  private static @Nullable String alias(BoundQuery.Source leaf) {
    if (leaf instanceof BoundQuery.TableSource table) {
      return table.alias();
    }
    return leaf instanceof BoundQuery.DerivedSource derived ? derived.alias() : null;
  }

  private LockStrength strength(BoundQuery.Source leaf) {
    if (locking.of().isEmpty()) {
      return locking.strength();
    }
    for (Query.LockedTable locked : locking.of()) {
      if (locked.table().table().equals(alias(leaf))) {
        return locked.strength();
      }
    }
    return LockStrength.NONE;
  }

  /**
   * The locks to take before the query runs.
   *
   * @param read every table that the query reads, those of subqueries and views included
   */
  List<Plan.Lock> locks(List<Table> read) {
    List<Plan.Lock> locks = new ArrayList<>();
    if (locking.strength() == LockStrength.NONE) {
      return locks;
    }
    if (select == null || select.from() == null) {
      for (Table table : read) {
        locks.add(whole(table, locking.strength()));
      }
      return locks;
    }
    Set<String> named = new HashSet<>();
    LockStrength others = LockStrength.NONE;
    for (BoundQuery.Source leaf : leaves) {
      LockStrength strength = strength(leaf);
      if (leaf instanceof BoundQuery.TableSource source) {
        named.add(source.table().physical());
        if (strength != LockStrength.NONE) {
          boolean isExclusive = strength == LockStrength.UPDATE;
          locks.add(Keys.lock(source.table(), source.id(), select.where(), isExclusive));
        }
      } else if (strength.compareTo(others) > 0) {
        others = strength;
      }
    }
    for (Table table : others == LockStrength.NONE ? List.<Table>of() : read) {
      if (!named.contains(table.physical())) {
        locks.add(whole(table, others));
      }
    }
    return locks;
  }

  private static Plan.Lock whole(Table table, LockStrength strength) {
    return new Plan.Lock(table.physical(), List.of(), strength == LockStrength.UPDATE);
  }

  /**
   * Whether locked rows can be skipped: where each row of the result stands for one row of each
   * table, whose key can be told.
   */
  boolean canSkip() {
    if (!locking.skipLocked()
        || select == null
        || select.isGrouped()
        || select.distinct()
        || hasOuterJoin
        || leaves.isEmpty()) {
      return false;
    }
    for (BoundQuery.Source leaf : leaves) {
      boolean isTable =
          leaf instanceof BoundQuery.TableSource source && hasPlainKey(source.table());
      if (!isTable && strength(leaf) != LockStrength.NONE) {
        return false;
      }
    }
    return true;
  }

  private static boolean hasPlainKey(Table table) {
    Table.Key primary = table.primaryKey();
    if (primary == null) {
      return true;
    }
    for (Table.Part part : primary.parts()) {
      Table.Column column = part.column() == null ? null : table.column(part.column());
      Kind kind = column == null ? Kind.REAL : Representation.ofColumn(column.type()).kind();
      if (kind == Kind.REAL || kind == Kind.BLOB) {
        return false;
      }
    }
    return true;
  }

  /** The query without the rows that others have locked, and with the keys of those it finds. */
  SqlQuery.Select skipping(SqlQuery.Select query) {
    List<SqlQuery.Item> items = new ArrayList<>(query.items());
    List<Sql> conditions = new ArrayList<>();
    Sql where = query.where();
    if (where != null) {
      conditions.add(where);
    }
    for (BoundQuery.Source leaf : leaves) {
      LockStrength strength = strength(leaf);
      if (strength == LockStrength.NONE || !(leaf instanceof BoundQuery.TableSource source)) {
        continue;
      }
      List<Sql> key = Keys.primary(source.table(), source.id());
      Program.LockedRows locked =
          new Program.LockedRows(
              source.table().physical(), strength == LockStrength.UPDATE, items.size());
      conditions.add(new Sql.Not(among(key, locked)));
      items.add(new SqlQuery.Item(new Sql.Function("json_array", key), null));
    }
    Cells.checkCount(items.size());
    return new SqlQuery.Select(
        query.distinct(),
        items,
        query.from(),
        Sql.and(conditions),
        query.groupBy(),
        query.having());
  }

  private static Sql among(List<Sql> key, Program.LockedRows locked) {
    List<SqlQuery.Item> parts = new ArrayList<>();
    for (int i = 0; i < key.size(); i++) {
      Sql part =
          Sql.call("json_extract", new Sql.Column("k", "value"), new Sql.Text("$[" + i + "]"));
      parts.add(new SqlQuery.Item(part, null));
    }
    SqlQuery.From each =
        new SqlQuery.TableFrom("json_each", List.of(new Sql.Bind(locked, Sql.Form.PLAIN)), "k");
    SqlQuery keys = new SqlQuery.Select(false, parts, each, null, List.of(), null);
    return new Sql.InQuery(key.size() == 1 ? key.get(0) : new Sql.Tuple(key), keys);
  }
}
