package io.edgesql.dialect.plan;

import io.edgesql.dialect.bind.BoundQuery;
import io.edgesql.dialect.bind.Typed;
import io.edgesql.dialect.catalog.Table;
import io.edgesql.dialect.plan.CacheVerdict.Reason;
import io.edgesql.dialect.plan.CacheVerdict.Refusal;
import io.edgesql.dialect.plan.CacheVerdict.TableRead;
import io.edgesql.dialect.translate.Shapes;
import io.edgesql.dialect.tree.Query;
import io.edgesql.dialect.types.Representation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Walks a whole bound query and finds what speaks against keeping its rows. */
final class CacheAnalysis {
  /** As many as the gateway takes for one copy. */
  private static final int MAX_TABLES = 64;

  private final Set<Refusal> refusals = new LinkedHashSet<>();
  private final Map<Integer, Table> sources = new HashMap<>();
  private final Map<String, Set<String>> columns = new LinkedHashMap<>();
  private final Map<String, Table> tables = new HashMap<>();

  /** A subquery may read other tables, or other rows of the same one. */
  private boolean hasSubquery;

  private CacheAnalysis() {}

  /**
   * Looks at a query.
   *
   * @param read every table that the SQLite text mentions
   * @param into whether the rows go to variables
   */
  static CacheVerdict of(BoundQuery query, List<Table> read, boolean into) {
    CacheAnalysis analysis = new CacheAnalysis();
    analysis.query(query);
    for (Table table : read) {
      analysis.table(table);
      if (table.isTemporary()) {
        analysis.refuse(Reason.TEMPORARY_TABLE, table.name());
      }
    }
    if (into) {
      analysis.refuse(Reason.INTO, "");
    }
    if (query.locking().strength() != Query.LockStrength.NONE) {
      analysis.refuse(
          Reason.LOCKING,
          query.locking().strength() == Query.LockStrength.UPDATE ? "FOR UPDATE" : "FOR SHARE");
    }
    if (analysis.tables.isEmpty()) {
      analysis.refuse(Reason.NO_TABLE, "");
    }
    if (analysis.tables.size() > MAX_TABLES) {
      analysis.refuse(Reason.TOO_MANY_TABLES, "more than " + MAX_TABLES);
    }
    List<TableRead> reads = new ArrayList<>();
    analysis.columns.forEach(
        (physical, names) -> {
          Table table = analysis.tables.get(physical);
          if (table != null) {
            reads.add(new TableRead(table, Set.copyOf(names)));
          }
        });
    boolean isPlain = !analysis.hasSubquery;
    return new CacheVerdict(
        List.copyOf(analysis.refusals),
        List.copyOf(reads),
        isPlain ? row(query) : null,
        isPlain ? index(query) : null);
  }

  private void refuse(Reason reason, String detail) {
    refusals.add(new Refusal(reason, detail));
  }

  private void table(Table table) {
    tables.put(table.physical(), table);
    columns.computeIfAbsent(table.physical(), name -> new HashSet<>());
  }

  private void query(BoundQuery query) {
    for (BoundQuery.CommonTable common : query.commonTables()) {
      query(common.query());
    }
    body(query.body());
    orders(query.orderBy());
    each(query.limit());
    each(query.offset());
  }

  private void body(BoundQuery.Body body) {
    if (body instanceof BoundQuery.Select select) {
      // First, so that the columns' sources are known.
      source(select.from());
      select.items().forEach(this::each);
      each(select.where());
      select.groupBy().forEach(this::each);
      each(select.having());
      if (select.calculateFoundRows()) {
        refuse(Reason.FOUND_ROWS, "SQL_CALC_FOUND_ROWS");
      }
    } else if (body instanceof BoundQuery.SetOperation operation) {
      query(operation.left());
      query(operation.right());
    } else if (body instanceof BoundQuery.Values values) {
      values.rows().forEach(row -> row.forEach(this::each));
    }
  }

  private void source(BoundQuery.@Nullable Source source) {
    if (source instanceof BoundQuery.TableSource table) {
      sources.put(table.id(), table.table());
      table(table.table());
    } else if (source instanceof BoundQuery.DerivedSource derived) {
      query(derived.query());
    } else if (source instanceof BoundQuery.VirtualSource virtual) {
      refuse(Reason.VIRTUAL_TABLE, virtual.database() + "." + virtual.table());
    } else if (source instanceof BoundQuery.JsonTableSource json) {
      each(json.document());
    } else if (source instanceof BoundQuery.JoinSource join) {
      source(join.left());
      source(join.right());
      each(join.on());
    }
  }

  private void orders(List<BoundQuery.Order> orders) {
    for (BoundQuery.Order order : orders) {
      if (order.output() < 0) {
        each(order.expr());
      }
    }
  }

  private void each(@Nullable Typed e) {
    if (e == null) {
      return;
    }
    node(e);
    for (Typed child : Shapes.children(e)) {
      each(child);
    }
  }

  private void node(Typed e) {
    if (e instanceof Typed.ColumnReference reference) {
      Table table = sources.get(reference.source());
      if (table != null) {
        columns
            .computeIfAbsent(table.physical(), name -> new HashSet<>())
            .add(reference.name().toLowerCase(Locale.ROOT));
      }
    } else if (e instanceof Typed.UserVariable variable) {
      refuse(Reason.USER_VARIABLE, "@" + variable.name());
    } else if (e instanceof Typed.AssignVariable variable) {
      refuse(Reason.USER_VARIABLE, "@" + variable.name());
    } else if (e instanceof Typed.SystemVariable variable) {
      refuse(Reason.SYSTEM_VARIABLE, "@@" + variable.name());
    } else if (e instanceof Typed.Call call) {
      if (!PureFunctions.contains(call.name(), call.arguments().size())) {
        refuse(Reason.FUNCTION, call.name() + "()");
      }
    } else if (e instanceof Typed.Subquery subquery) {
      subquery(subquery.query());
    } else if (e instanceof Typed.Exists exists) {
      subquery(exists.query());
    } else if (e instanceof Typed.InQuery in) {
      subquery(in.query());
    } else if (e instanceof Typed.Quantified quantified) {
      subquery(quantified.query());
    }
  }

  private void subquery(BoundQuery query) {
    hasSubquery = true;
    query(query);
  }

  /** One table, and a condition that names the whole primary key by constants. */
  private static CacheVerdict.@Nullable RowKey row(BoundQuery query) {
    BoundQuery.TableSource source = single(query);
    if (source == null) {
      return null;
    }
    BoundQuery.Select select = (BoundQuery.Select) query.body();
    Table.Key primary = source.table().primaryKey();
    if (primary == null) {
      return null;
    }
    for (Table.Part part : primary.parts()) {
      Table.Column column =
          part.column() == null ? null : source.table().column(String.valueOf(part.column()));
      // The log spells integers in one way only.
      if (column == null
          || part.prefix() > 0
          || !column.type().name().isInteger()
          || Representation.ofColumn(column.type()).kind() != Representation.Kind.INTEGER) {
        return null;
      }
    }
    List<Typed> values = Keys.lock(source.table(), source.id(), select.where(), false).key();
    return values.isEmpty() ? null : new CacheVerdict.RowKey(source.table(), values);
  }

  private static CacheVerdict.@Nullable IndexKey index(BoundQuery query) {
    BoundQuery.TableSource source = single(query);
    if (source == null
        || !(((BoundQuery.Select) query.body()).where() instanceof Typed.Call call)
        || !call.name().equals("EQUAL")) {
      return null;
    }
    Typed left = call.arguments().get(0);
    Typed right = call.arguments().get(1);
    if (!(left instanceof Typed.ColumnReference column) || !Shapes.isColumnFree(right)) {
      return null;
    }
    for (Table.Key key : source.table().keys()) {
      String first = key.parts().get(0).column();
      if (first != null && first.equalsIgnoreCase(column.name())) {
        return new CacheVerdict.IndexKey(source.table(), first, right);
      }
    }
    return null;
  }

  private static BoundQuery.@Nullable TableSource single(BoundQuery query) {
    return query.commonTables().isEmpty()
            && query.body() instanceof BoundQuery.Select select
            && select.from() instanceof BoundQuery.TableSource source
        ? source
        : null;
  }
}
