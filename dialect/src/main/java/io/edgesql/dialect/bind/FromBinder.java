package io.edgesql.dialect.bind;

import io.edgesql.dialect.ErrorCode;
import io.edgesql.dialect.SqlException;
import io.edgesql.dialect.bind.BoundQuery.Output;
import io.edgesql.dialect.bind.Scope.Entry;
import io.edgesql.dialect.bind.Scope.Visible;
import io.edgesql.dialect.catalog.Catalog;
import io.edgesql.dialect.catalog.Table;
import io.edgesql.dialect.catalog.View;
import io.edgesql.dialect.parse.Parser;
import io.edgesql.dialect.plan.Privilege;
import io.edgesql.dialect.plan.Rights;
import io.edgesql.dialect.tree.Query;
import io.edgesql.dialect.tree.TableName;
import io.edgesql.dialect.types.SqlType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Binds one FROM clause. */
final class FromBinder {
  private final Binder binder;
  private final @Nullable Scope outer;
  private final Scope.Surroundings surroundings;
  private @Nullable ChangedViews changed;

  FromBinder(Binder binder, @Nullable Scope outer, Scope.Surroundings surroundings) {
    this.binder = binder;
    this.outer = outer;
    this.surroundings = surroundings;
  }

  /** Views of one table stand for that table: the statement may change it through them. */
  FromBinder changing(@Nullable ChangedViews views) {
    changed = views;
    return this;
  }

  /** A bound part of FROM; {@code columns} as in {@link Scope#columns}. */
  record From(BoundQuery.Source source, List<Entry> sources, List<Visible> columns) {}

  From bind(Query.TableReference reference) {
    return bind(reference, List.of(), List.of());
  }

  /** {@code left} and {@code leftColumns}: what stands before it, for LATERAL. */
  private From bind(Query.TableReference reference, List<Entry> left, List<Visible> leftColumns) {
    if (reference instanceof Query.Table table) {
      return bindTable(table);
    }
    if (reference instanceof Query.Derived derived) {
      return bindDerived(derived, left, leftColumns);
    }
    if (reference instanceof Query.JsonTable json) {
      return bindJsonTable(json, left, leftColumns);
    }
    return bindJoin((Query.Join) reference, left, leftColumns);
  }

  private From bindTable(Query.Table reference) {
    TableName name = reference.name();
    String alias = reference.alias() == null ? name.table() : reference.alias();
    if (name.database() == null) {
      Scope.CommonScope common = Scope.CommonScope.find(surroundings.commons(), name.table());
      if (common != null) {
        if (common.columns().isEmpty()) {
          throw SqlException.of(ErrorCode.ER_CTE_RECURSIVE_REQUIRES_SINGLE_REFERENCE, name.table());
        }
        int id = binder.newSource();
        binder.readCommon(common.id());
        return derived(
            new BoundQuery.CommonSource(id, common.id(), alias, common.columns()),
            id,
            alias,
            common.columns(),
            common.isMerged());
      }
    }
    String database = name.database() == null ? surroundings.database() : name.database();
    if (database == null) {
      throw SqlException.of(ErrorCode.ER_NO_DB_ERROR);
    }
    // A view stands for what it was made from: temporary tables hide nothing from it.
    Catalog.Relation relation =
        surroundings.viewDepth() > 0
            ? binder.catalog().lasting(database, name.table())
            : binder.catalog().relation(database, name.table());
    requireRead(relation, database, name.table());
    if (relation instanceof Table table) {
      binder.open(table, alias);
      Entry entry = Scope.entry(binder.newSource(), table, alias);
      return single(new BoundQuery.TableSource(entry.source(), table, alias), entry);
    }
    if (relation instanceof View view) {
      ChangedViews views = changed;
      From table =
          views == null ? null : new ViewTable(binder, surroundings, views).of(view, alias);
      return table == null ? bindView(view, alias) : table;
    }
    List<Output> columns = binder.virtualTables().columns(database, name.table());
    if (columns != null) {
      return virtual(database, name.table(), alias, columns);
    }
    if (binder.catalog().database(database) == null
        && !database.equalsIgnoreCase("information_schema")
        && !binder.virtualTables().isDatabase(database)) {
      throw SqlException.of(ErrorCode.ER_BAD_DB_ERROR, database);
    }
    if (database.equalsIgnoreCase("information_schema")) {
      throw SqlException.of(
          ErrorCode.ER_UNKNOWN_TABLE, name.table().toUpperCase(Locale.ROOT), database);
    }
    throw SqlException.of(ErrorCode.ER_NO_SUCH_TABLE, database, name.table());
  }

  private void requireRead(Catalog.@Nullable Relation relation, String database, String table) {
    Rights rights = binder.rights();
    if (rights.isAll() || surroundings.isOpen()) {
      return;
    }
    if (relation == null && binder.virtualTables().columns(database, table) != null) {
      rights.requireVirtual(database, table);
    } else if (!(relation instanceof Table found && found.isTemporary())) {
      rights.require(database, table, Privilege.SELECT);
    }
  }

  private From virtual(String database, String table, String alias, List<Output> columns) {
    int id = binder.newSource();
    List<Visible> visible = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      Output column = columns.get(i);
      visible.add(
          new Visible(
              new Typed.ColumnReference(id, i, column.name(), column.type(), column.nullable()),
              new BoundQuery.Origin(
                  database, alias, table, column.name(), null, false, false, false),
              true));
    }
    Entry entry =
        new Entry(
            id,
            database,
            alias,
            List.copyOf(visible),
            null,
            true,
            binder.virtualTables().isView(database, table));
    return single(new BoundQuery.VirtualSource(id, database, table, alias, columns), entry);
  }

  private static From single(BoundQuery.Source source, Entry entry) {
    return new From(source, List.of(entry), entry.columns());
  }

  private static From derived(
      BoundQuery.Source source, int id, String alias, List<Output> columns, boolean isMerged) {
    return single(source, derivedEntry(id, "", alias, columns, isMerged));
  }

  private static Entry derivedEntry(
      int id, String database, String alias, List<Output> columns, boolean isMerged) {
    List<Visible> visible = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      Output column = columns.get(i);
      visible.add(
          new Visible(
              new Typed.ColumnReference(id, i, column.name(), column.type(), column.nullable()),
              Origins.ofDerived(column, alias),
              true));
    }
    return new Entry(id, database, alias, List.copyOf(visible), null, false, isMerged);
  }

  private From bindView(View view, String alias) {
    int depth = surroundings.viewDepth() + 1;
    if (depth > binder.limits().viewDepth()) {
      throw SqlException.of(ErrorCode.ER_VIEW_RECURSIVE, view.database(), view.name());
    }
    int id = binder.newSource();
    int reads = binder.reads();
    BoundQuery query;
    try {
      Query parsed = Parser.parseQuery(view.query(), binder.mode().reading(view.sqlMode()));
      query =
          binder.queries().bind(parsed, null, surroundings.inside(view), view.columns().isEmpty());
    } catch (SqlException e) {
      throw isDefinitionStale(e)
          ? SqlException.of(ErrorCode.ER_VIEW_INVALID, view.database(), view.name())
          : e;
    }
    BoundQuery named = binder.queries().named(query, view.columns());
    if (Merging.merges(named)) {
      binder.readThrough(alias, reads);
      if (changed != null) {
        changed.addUnsupported(id);
      }
    } else {
      binder.forgetReads(reads);
    }
    Entry entry = derivedEntry(id, view.database(), alias, named.outputs(), Merging.merges(named));
    return single(new BoundQuery.DerivedSource(id, named, alias, false), viewOrigins(entry, view));
  }

  /** Clients see a view's columns as its own: its name stands for the table's. */
  private static Entry viewOrigins(Entry entry, View view) {
    List<Visible> columns = new ArrayList<>();
    for (Visible column : entry.columns()) {
      BoundQuery.Origin old = column.origin();
      columns.add(
          new Visible(
              column.reference(),
              new BoundQuery.Origin(
                  view.database(),
                  entry.alias(),
                  view.name(),
                  column.reference().name(),
                  old != null ? old.definition() : null,
                  old != null && old.isPrimaryKey(),
                  old != null && old.isUniqueKey(),
                  old != null && old.isKey()),
              true));
    }
    return new Entry(
        entry.source(),
        entry.database(),
        entry.alias(),
        List.copyOf(columns),
        null,
        false,
        entry.isMerged());
  }

  private static boolean isDefinitionStale(SqlException e) {
    return e.code() == ErrorCode.ER_NO_SUCH_TABLE.code()
        || e.code() == ErrorCode.ER_BAD_FIELD_ERROR.code()
        || e.code() == ErrorCode.ER_BAD_DB_ERROR.code()
        || e.code() == ErrorCode.ER_TABLEACCESS_DENIED_ERROR.code()
        || e.code() == ErrorCode.ER_SP_DOES_NOT_EXIST.code();
  }

  private From bindDerived(Query.Derived derived, List<Entry> left, List<Visible> leftColumns) {
    int id = binder.newSource();
    Scope around = derived.lateral() ? lateralScope(left, leftColumns) : outer;
    int reads = binder.reads();
    BoundQuery query =
        binder
            .queries()
            .named(
                binder
                    .queries()
                    .bind(derived.query(), around, surroundings, derived.columns().isEmpty()),
                derived.columns());
    checkNames(query.outputs());
    binder.forgetReads(reads);
    return derived(
        new BoundQuery.DerivedSource(id, query, derived.alias(), derived.lateral()),
        id,
        derived.alias(),
        query.outputs(),
        Merging.merges(query));
  }

  private static void checkNames(List<Output> outputs) {
    Set<String> seen = new HashSet<>();
    for (Output output : outputs) {
      if (!seen.add(output.name().toLowerCase(Locale.ROOT))) {
        throw SqlException.of(ErrorCode.ER_DUP_FIELDNAME, output.name());
      }
    }
  }

  private Scope lateralScope(List<Entry> left, List<Visible> columns) {
    return new Scope(
        left, columns, outer, Scope.FIELD_LIST, surroundings, new Scope.SelectState(), null);
  }

  private From bindJsonTable(Query.JsonTable json, List<Entry> left, List<Visible> leftColumns) {
    int id = binder.newSource();
    Typed document = binder.bind(json.document(), lateralScope(left, leftColumns));
    List<Output> columns = new ArrayList<>();
    addJsonColumns(json.columns(), columns);
    checkNames(columns);
    return derived(
        new BoundQuery.JsonTableSource(id, json, document, List.copyOf(columns)),
        id,
        json.alias(),
        columns,
        false);
  }

  private static void addJsonColumns(List<Query.JsonTableColumn> columns, List<Output> into) {
    for (Query.JsonTableColumn column : columns) {
      if (!column.nested().isEmpty()) {
        addJsonColumns(column.nested(), into);
        continue;
      }
      SqlType type = column.type();
      into.add(
          new Output(
              column.name(),
              type == null ? SqlType.integer(io.edgesql.dialect.types.TypeName.INT, true) : type,
              true,
              null));
    }
  }

  private From bindJoin(Query.Join join, List<Entry> left, List<Visible> leftColumns) {
    From first = bind(join.left(), left, leftColumns);
    From second =
        bind(join.right(), joined(left, first.sources()), joined(leftColumns, first.columns()));
    checkAliases(first, second);
    boolean isRight = join.type() == Query.JoinType.RIGHT;
    boolean isLeft = isRight || join.type() == Query.JoinType.LEFT;
    List<Entry> sources = joined(first.sources(), second.sources());
    Typed on = null;
    if (join.on() != null) {
      on = binder.expressions().bindCondition(join.on(), onScope(sources, first, second));
    }
    From kept = isRight ? second : first;
    From optional = isRight ? first : second;
    List<Visible> columns = joined(first.columns(), second.columns());
    if (join.natural() || !join.using().isEmpty()) {
      UsingJoin using = UsingJoin.of(join, kept, optional);
      on = using.condition();
      columns = using.columns();
    }
    if (isLeft) {
      Set<Integer> nullable = new HashSet<>();
      optional.sources().forEach(entry -> nullable.add(entry.source()));
      sources =
          sources.stream()
              .map(entry -> nullable.contains(entry.source()) ? entry.asNullable() : entry)
              .toList();
      columns =
          columns.stream()
              .map(c -> nullable.contains(c.reference().source()) ? c.asNullable() : c)
              .toList();
    }
    return new From(
        new BoundQuery.JoinSource(isLeft, kept.source(), optional.source(), on), sources, columns);
  }

  private Scope onScope(List<Entry> sources, From first, From second) {
    return new Scope(
        sources,
        joined(first.columns(), second.columns()),
        outer,
        Scope.ON,
        surroundings,
        new Scope.SelectState(),
        null);
  }

  private static <T> List<T> joined(List<T> a, List<T> b) {
    List<T> all = new ArrayList<>(a);
    all.addAll(b);
    return List.copyOf(all);
  }

  private static void checkAliases(From first, From second) {
    for (Entry a : first.sources()) {
      for (Entry b : second.sources()) {
        if (a.alias().equals(b.alias()) && a.database().equals(b.database())) {
          throw SqlException.of(ErrorCode.ER_NONUNIQ_TABLE, b.alias());
        }
      }
    }
  }

  /** NATURAL and USING: the condition, and the columns with the common ones once and first. */
  private record UsingJoin(@Nullable Typed condition, List<Visible> columns) {
    static UsingJoin of(Query.Join join, From kept, From optional) {
      List<Visible> common = new ArrayList<>();
      List<Visible> hidden = new ArrayList<>();
      List<Typed> equalities = new ArrayList<>();
      for (Visible column : kept.columns()) {
        String name = column.reference().name();
        if (!join.natural() && !contains(join.using(), name)) {
          continue;
        }
        Visible other = named(optional, name);
        if (other == null) {
          continue;
        }
        named(kept, name);
        common.add(column);
        hidden.add(other);
        equalities.add(
            new Typed.Call(
                "EQUAL", List.of(column.reference(), other.reference()), SqlType.BOOLEAN));
      }
      for (String name : join.using()) {
        if (common.stream().noneMatch(c -> c.reference().name().equalsIgnoreCase(name))) {
          throw SqlException.of(ErrorCode.ER_BAD_FIELD_ERROR, name, "from clause");
        }
      }
      List<Visible> columns = new ArrayList<>(common);
      kept.columns().stream().filter(c -> !common.contains(c)).forEach(columns::add);
      optional.columns().stream().filter(c -> !hidden.contains(c)).forEach(columns::add);
      return new UsingJoin(conjunction(equalities), List.copyOf(columns));
    }

    private static boolean contains(List<String> names, String name) {
      return names.stream().anyMatch(name::equalsIgnoreCase);
    }

    private static @Nullable Visible named(From from, String name) {
      Visible found = null;
      for (Visible column : from.columns()) {
        if (column.reference().name().equalsIgnoreCase(name)) {
          if (found != null) {
            throw SqlException.of(ErrorCode.ER_NON_UNIQ_ERROR, name, "from clause");
          }
          found = column;
        }
      }
      return found;
    }

    private static @Nullable Typed conjunction(List<Typed> equalities) {
      return switch (equalities.size()) {
        case 0 -> null;
        case 1 -> equalities.get(0);
        default -> new Typed.Call("AND", List.copyOf(equalities), SqlType.BOOLEAN);
      };
    }
  }
}
