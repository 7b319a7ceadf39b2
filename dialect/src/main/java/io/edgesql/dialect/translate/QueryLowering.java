package io.edgesql.dialect.translate;

import io.edgesql.dialect.bind.BoundQuery;
import io.edgesql.dialect.bind.Typed;
import io.edgesql.dialect.catalog.Table;
import io.edgesql.dialect.plan.Program;
import io.edgesql.dialect.tree.Query;
import io.edgesql.dialect.types.Representation;
import io.edgesql.dialect.types.Representation.Kind;
import io.edgesql.dialect.types.SqlType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Bound queries to SQLite queries, for one statement. Result columns are named c1, c2, … */
public final class QueryLowering {
  /** The alias of a set operation's rows. */
  private static final String ALL = "u";

  private final Lowering lowering;
  private final Map<Integer, List<Lowered>> commonTables = new HashMap<>();
  private final Map<Integer, String> commonNames = new HashMap<>();
  private final Map<String, Table> tables = new TreeMap<>();
  private BoundQuery.@Nullable SetOperation recursive;
  private int sources;

  QueryLowering(Lowering lowering) {
    this.lowering = lowering;
  }

  /**
   * A lowered query.
   *
   * @param outputs how each result column stands; their {@code sql} is of no use outside
   */
  public record Result(SqlQuery query, List<Lowered> outputs) {}

  public static String columnName(int index) {
    return "c" + (index + 1);
  }

  /** Physical names of all tables read so far. */
  public List<String> tables() {
    return List.copyOf(tables.keySet());
  }

  /** All tables read so far. */
  public List<Table> readTables() {
    return List.copyOf(tables.values());
  }

  /** Notes that a table is read. */
  public void reads(Table table) {
    tables.put(table.physical(), table);
  }

  int nextSource() {
    return ++sources;
  }

  Lowered scalar(BoundQuery query) {
    Result result = lower(query, null);
    Lowered output = result.outputs().get(0);
    return new Lowered(
        SingleRow.scalar(lowering, query, result.query()), output.representation(), output.type());
  }

  /**
   * The query with its WITH, ORDER BY and LIMIT.
   *
   * @param targets representations that the result columns must have, or null
   */
  public Result lower(BoundQuery query, @Nullable List<Representation> targets) {
    List<SqlQuery.Common> common = commonTables(query);
    Result body = body(query, targets);
    if (body.query() instanceof SqlQuery.Ordered whole
        && (isPlain(query) || query.body() instanceof BoundQuery.Select)) {
      // WITH ROLLUP has sorted its groups, and cut them.
      return new Result(
          new SqlQuery.Ordered(
              common, whole.body(), whole.orderBy(), whole.limit(), whole.offset()),
          body.outputs());
    }
    List<Sql.Order> orders = new ArrayList<>();
    for (BoundQuery.Order order : query.orderBy()) {
      orders.add(new Sql.Order(orderKey(query, order), order.descending()));
    }
    if (common.isEmpty() && orders.isEmpty() && query.limit() == null) {
      return body;
    }
    return new Result(
        new SqlQuery.Ordered(
            common, body.query(), orders, count(query.limit()), count(query.offset())),
        body.outputs());
  }

  private static boolean isPlain(BoundQuery query) {
    return query.orderBy().isEmpty() && query.limit() == null && query.offset() == null;
  }

  /** LIMIT or OFFSET. */
  public @Nullable Sql count(@Nullable Typed e) {
    return e == null ? null : lowering.bound(e, Representation.of(Kind.INTEGER));
  }

  @SuppressWarnings("ReferenceEquality") // Which set operation it is, not what it says.
  private Sql orderKey(BoundQuery query, BoundQuery.Order order) {
    if (query.body() instanceof BoundQuery.Select select && !select.withRollup()) {
      Typed e = order.output() >= 0 ? select.items().get(order.output()) : order.expr();
      return orderKey(e);
    }
    if (order.output() < 0) {
      throw Conversions.unsupported("ORDER BY an expression over UNION or WITH ROLLUP");
    }
    SqlType type = query.outputs().get(order.output()).type();
    if (query.body() instanceof BoundQuery.SetOperation set
        && set != recursive
        && KeySql.isNeeded(type)) {
      return KeySql.of(new Sql.Column(ALL, columnName(order.output())), type.collation());
    }
    return new Sql.Word(String.valueOf(order.output() + 1));
  }

  /** A sort key; a constant must not look like a column's number. */
  public Sql orderKey(Typed e) {
    Sql key = lowering.sortKey(e);
    if (key instanceof Sql.Chain chain && chain.operator().equals("AND")) {
      // SQLite makes a 0 of "0 AND x" before it looks for column numbers.
      return Sql.f("({0})+0", key);
    }
    return key instanceof Sql.Word ? Sql.f("CAST({0} AS INTEGER)", key) : key;
  }

  /** WITH's tables, which become known to the rest of the statement. */
  public List<SqlQuery.Common> commonTables(BoundQuery query) {
    List<SqlQuery.Common> out = new ArrayList<>();
    for (BoundQuery.CommonTable table : query.commonTables()) {
      List<Representation> targets = new ArrayList<>();
      List<Lowered> columns = new ArrayList<>();
      List<String> names = new ArrayList<>();
      for (int i = 0; i < table.query().outputs().size(); i++) {
        SqlType type = table.query().outputs().get(i).type();
        targets.add(Conversions.computed(type));
        names.add(columnName(i));
        columns.add(new Lowered(Terms.NULL, targets.get(i), type, true));
      }
      boolean isRecursive =
          query.recursive() && table.query().body() instanceof BoundQuery.SetOperation;
      if (isRecursive) {
        commonTables.put(table.id(), columns);
        recursive = (BoundQuery.SetOperation) table.query().body();
      }
      Result result = lower(table.query(), targets);
      commonTables.put(table.id(), result.outputs());
      if (!isRecursive) {
        out.add(new SqlQuery.Common(commonName(table.id()), names, result.query(), false));
        continue;
      }
      String name = commonName(table.id());
      List<SqlQuery.Common> bounded = new Recursion(lowering, name).bounded(names, result.query());
      out.addAll(bounded);
      commonNames.put(table.id(), bounded.get(bounded.size() - 1).name());
    }
    return out;
  }

  private String commonName(int id) {
    return commonNames.getOrDefault(id, "w" + id);
  }

  private Result body(BoundQuery query, @Nullable List<Representation> targets) {
    if (query.body() instanceof BoundQuery.Select select) {
      return select.withRollup()
          ? RollupLowering.lower(lowering, query, select, targets)
          : select(select, targets);
    }
    if (query.body() instanceof BoundQuery.SetOperation set) {
      return setOperation(query, set, targets);
    }
    return values((BoundQuery.Values) query.body(), query, targets);
  }

  @SuppressWarnings("ReferenceEquality") // Which set operation it is, not what it says.
  private Result setOperation(
      BoundQuery query, BoundQuery.SetOperation set, @Nullable List<Representation> targets) {
    List<Representation> common = new ArrayList<>();
    for (int i = 0; i < query.outputs().size(); i++) {
      common.add(
          targets != null ? targets.get(i) : Conversions.computed(query.outputs().get(i).type()));
    }
    Result left = lower(set.left(), common);
    Result right = lower(set.right(), common);
    String operator =
        switch (set.operator()) {
          case UNION -> set.all() ? "UNION ALL" : "UNION";
          case EXCEPT -> "EXCEPT";
          case INTERSECT -> "INTERSECT";
        };
    if (set.all() && set.operator() != Query.SetOperator.UNION) {
      throw Conversions.unsupported(operator + " ALL");
    }
    List<Lowered> outputs = new ArrayList<>();
    for (int i = 0; i < common.size(); i++) {
      outputs.add(new Lowered(Terms.NULL, common.get(i), query.outputs().get(i).type(), true));
    }
    SqlQuery compound = new SqlQuery.Compound(operator, left.query(), right.query());
    return new Result(set == recursive ? compound : byKeys(query, set, common, compound), outputs);
  }

  /**
   * A UNION whose texts are compared by keys: equal rows fall together in a GROUP BY, and ORDER BY
   * finds the columns under a name.
   */
  private static SqlQuery byKeys(
      BoundQuery query,
      BoundQuery.SetOperation set,
      List<Representation> common,
      SqlQuery compound) {
    List<SqlQuery.Item> items = new ArrayList<>();
    List<Sql> groups = new ArrayList<>();
    boolean hasKeys = false;
    for (int i = 0; i < common.size(); i++) {
      SqlType type = query.outputs().get(i).type();
      Sql column = new Sql.Column(ALL, columnName(i));
      boolean isKeyed = common.get(i).kind() == Kind.TEXT && KeySql.isNeeded(type);
      hasKeys |= isKeyed;
      items.add(new SqlQuery.Item(column, columnName(i)));
      groups.add(isKeyed ? KeySql.of(column, type.collation()) : column);
    }
    boolean merges = !set.all() && set.operator() == Query.SetOperator.UNION;
    if (!hasKeys || (!merges && query.orderBy().isEmpty())) {
      return compound;
    }
    SqlQuery all =
        merges && compound instanceof SqlQuery.Compound union
            ? new SqlQuery.Compound("UNION ALL", union.left(), union.right())
            : compound;
    return new SqlQuery.Select(
        false, items, new SqlQuery.QueryFrom(all, ALL), null, merges ? groups : List.of(), null);
  }

  private Result values(
      BoundQuery.Values values, BoundQuery query, @Nullable List<Representation> targets) {
    List<List<Sql>> rows = new ArrayList<>();
    List<Lowered> outputs = new ArrayList<>();
    List<SqlQuery.Item> items = new ArrayList<>();
    for (int i = 0; i < query.outputs().size(); i++) {
      SqlType type = query.outputs().get(i).type();
      Representation target = targets == null ? Conversions.computed(type) : targets.get(i);
      outputs.add(new Lowered(Terms.NULL, target, type, true));
      items.add(new SqlQuery.Item(new Sql.Column(null, "column" + (i + 1)), columnName(i)));
    }
    for (List<Typed> row : values.rows()) {
      List<Sql> cells = new ArrayList<>();
      for (int i = 0; i < row.size(); i++) {
        cells.add(cell(row.get(i), outputs.get(i)).sql());
      }
      rows.add(cells);
    }
    return new Result(
        new SqlQuery.Select(
            false,
            items,
            new SqlQuery.QueryFrom(new SqlQuery.Values(rows), "v"),
            null,
            List.of(),
            null),
        outputs);
  }

  private Lowered cell(Typed e, Lowered target) {
    if (Shapes.isNullConstant(e)) {
      return new Lowered(Terms.NULL, target.representation(), target.type());
    }
    return target.kind() == Kind.TEXT
        ? Lowered.text(lowering.text(e), target.type())
        : lowering.lowerAs(e, target.representation(), target.type());
  }

  /** A plain or grouped SELECT with all of its items in SQLite. */
  private Result select(BoundQuery.Select select, @Nullable List<Representation> targets) {
    SqlQuery.From from = select.from() == null ? null : from(select.from());
    return select(select, from, targets);
  }

  Result select(
      BoundQuery.Select select,
      SqlQuery.@Nullable From from,
      @Nullable List<Representation> targets) {
    List<SqlQuery.Item> items = new ArrayList<>();
    List<Lowered> outputs = new ArrayList<>();
    for (int i = 0; i < select.items().size(); i++) {
      Lowered value = item(select.items().get(i), targets == null ? null : targets.get(i));
      items.add(new SqlQuery.Item(Collations.carrying(value), columnName(i)));
      outputs.add(new Lowered(Terms.NULL, value.representation(), value.type(), true));
    }
    return new Result(assemble(select, items, from), outputs);
  }

  /** SELECT with the given items; the filter, the groups and HAVING come from {@code select}. */
  public SqlQuery.Select assemble(
      BoundQuery.Select select, List<SqlQuery.Item> items, SqlQuery.@Nullable From from) {
    List<Sql> conditions = new ArrayList<>();
    Typed where = select.where();
    if (where != null) {
      conditions.add(lowering.condition(where));
    }
    Typed having = select.having();
    if (having != null && !select.isGrouped()) {
      conditions.add(lowering.condition(having));
    }
    List<Sql> distinct = distinctKeys(select);
    return new SqlQuery.Select(
        select.distinct() && distinct.isEmpty(),
        items,
        from,
        conditions.isEmpty() ? null : Sql.and(conditions),
        distinct.isEmpty() ? groupKeys(select.groupBy()) : distinct,
        having != null && select.isGrouped() ? lowering.condition(having) : null);
  }

  /** DISTINCT over texts that are compared by keys is a GROUP BY; empty: it stays DISTINCT. */
  private List<Sql> distinctKeys(BoundQuery.Select select) {
    boolean hasKeys = false;
    for (Typed item : select.items()) {
      hasKeys |= !lowering.isConstant(item) && KeySql.isNeeded(item.type());
      if (Shapes.contains(
          item, n -> n instanceof Typed.WindowCall || n instanceof Typed.Aggregate)) {
        return List.of();
      }
    }
    return select.distinct() && hasKeys && !select.isGrouped()
        ? groupKeys(select.items())
        : List.of();
  }

  List<Sql> groupKeys(List<Typed> groupBy) {
    List<Sql> keys = new ArrayList<>();
    for (Typed key : groupBy) {
      if (!lowering.isConstant(key)) {
        keys.add(orderKey(key));
      }
    }
    if (keys.isEmpty() && !groupBy.isEmpty()) {
      keys.add(new Sql.Text(""));
    }
    return keys;
  }

  Lowered item(Typed e, @Nullable Representation target) {
    if (target == null) {
      return lowering.item(e);
    }
    if (Shapes.isNullConstant(e)) {
      return new Lowered(Terms.NULL, target, e.type());
    }
    return target.kind() == Kind.TEXT && lowering.isConstant(e)
        ? Lowered.text(lowering.text(e), e.type())
        : lowering.lowerAs(e, target, e.type());
  }

  /** FROM; the columns of all its sources become known. */
  public SqlQuery.From from(BoundQuery.Source source) {
    if (source instanceof BoundQuery.TableSource table) {
      lowering.addTable(table.id(), table.table(), Lowering.alias(table.id()));
      reads(table.table());
      return new SqlQuery.TableFrom(table.table().physical(), null, Lowering.alias(table.id()));
    }
    if (source instanceof BoundQuery.DerivedSource derived) {
      if (derived.lateral()) {
        return LateralLowering.lower(lowering, derived);
      }
      Result result = lower(derived.query(), null);
      known(derived.id(), result.outputs());
      return new SqlQuery.QueryFrom(result.query(), Lowering.alias(derived.id()));
    }
    if (source instanceof BoundQuery.CommonSource common) {
      List<Lowered> outputs = commonTables.get(common.commonTable());
      if (outputs == null) {
        throw new IllegalStateException("common table " + common.commonTable());
      }
      known(common.id(), outputs);
      return new SqlQuery.TableFrom(
          commonName(common.commonTable()), null, Lowering.alias(common.id()));
    }
    if (source instanceof BoundQuery.VirtualSource virtual) {
      return virtual(virtual);
    }
    if (source instanceof BoundQuery.JsonTableSource json) {
      return JsonTableLowering.lower(lowering, json);
    }
    BoundQuery.JoinSource join = (BoundQuery.JoinSource) source;
    SqlQuery.From left = from(join.left());
    SqlQuery.From right = from(join.right());
    Typed on = join.on();
    Sql condition = on == null ? null : lowering.condition(on);
    return new SqlQuery.JoinFrom(
        join.isLeft(), left, right, condition == null && join.isLeft() ? Terms.ONE : condition);
  }

  private void known(int source, List<Lowered> outputs) {
    List<Lowered> columns = new ArrayList<>();
    for (int i = 0; i < outputs.size(); i++) {
      Lowered output = outputs.get(i);
      columns.add(
          new Lowered(
              new Sql.Column(Lowering.alias(source), columnName(i)),
              output.representation(),
              output.type(),
              true));
    }
    lowering.addSource(source, columns);
  }

  /** Rows that the proxy sends as JSON: (SELECT value ->> 0 AS c1, … FROM json_each(?n)). */
  private SqlQuery.From virtual(BoundQuery.VirtualSource source) {
    Sql rows =
        new Sql.Bind(new Program.VirtualRows(source.database(), source.table()), Sql.Form.PLAIN);
    List<SqlQuery.Item> items = new ArrayList<>();
    List<Lowered> outputs = new ArrayList<>();
    for (int i = 0; i < source.columns().size(); i++) {
      SqlType type = source.columns().get(i).type();
      Lowered cell = new Lowered(Sql.f("value ->> " + i), Conversions.computed(type), type);
      items.add(new SqlQuery.Item(Collations.carrying(cell), columnName(i)));
      outputs.add(cell);
    }
    known(source.id(), outputs);
    SqlQuery query =
        new SqlQuery.Select(
            false,
            items,
            new SqlQuery.TableFrom("json_each", List.of(rows), "j"),
            null,
            List.of(),
            null);
    return new SqlQuery.QueryFrom(query, Lowering.alias(source.id()));
  }
}
