package io.edgesql.dialect.translate;

import io.edgesql.dialect.SqlException;
import io.edgesql.dialect.bind.BoundQuery;
import io.edgesql.dialect.bind.Typed;
import io.edgesql.dialect.catalog.SortColumn;
import io.edgesql.dialect.catalog.Table;
import io.edgesql.dialect.lex.Literals;
import io.edgesql.dialect.plan.Program;
import io.edgesql.dialect.plan.Session;
import io.edgesql.dialect.types.Representation;
import io.edgesql.dialect.types.Representation.Kind;
import io.edgesql.dialect.types.SqlType;
import io.edgesql.dialect.types.TypeName;
import io.edgesql.dialect.types.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Typed expressions to SQLite expressions, for one statement.
 *
 * <p>A subtree without columns becomes a placeholder; the rest goes to the rule that its function's
 * name finds. What no rule can do is MySQL's error 1235 naming the function.
 */
public final class Lowering {
  /** Lowers the calls of one function. */
  interface Rule {
    Lowered lower(Lowering lowering, Typed.Call call);
  }

  private static final Map<String, Rule> RULES = new HashMap<>();

  static {
    RULES.putAll(LogicRules.RULES);
    RULES.putAll(ComparisonRules.RULES);
    RULES.putAll(ArithmeticRules.RULES);
    RULES.putAll(NumericRules.RULES);
    RULES.putAll(ConditionalRules.RULES);
    RULES.putAll(LikeRules.RULES);
    RULES.putAll(TextRules.RULES);
    RULES.putAll(TextSearchRules.RULES);
    RULES.putAll(CastRules.RULES);
    RULES.putAll(TemporalRules.RULES);
    RULES.putAll(IntervalRules.RULES);
    RULES.putAll(DateFormatRules.RULES);
    RULES.putAll(JsonRules.RULES);
  }

  private final Literals literals;
  private final Session session;
  private final Map<Integer, List<Lowered>> sources = new HashMap<>();
  private final Map<Integer, Table> tables = new HashMap<>();
  private final Map<Typed, Lowered> replacements = new HashMap<>();
  private final QueryLowering queries = new QueryLowering(this);
  private @Nullable Table inserted;
  private boolean subqueries = true;
  private boolean guarded;
  private boolean guards = true;
  private boolean strict;
  private boolean select;
  private boolean strictChange;
  private boolean exactOnly = true;
  private @Nullable String definitionError;

  public Lowering(Literals literals, Session session) {
    this.literals = literals;
    this.session = session;
  }

  public Literals literals() {
    return literals;
  }

  public Session session() {
    return session;
  }

  public QueryLowering queries() {
    return queries;
  }

  /** The SQLite alias of a source. */
  public static String alias(int source) {
    return "t" + source;
  }

  /** Makes a table's columns known under its alias. */
  public void addTable(int source, Table table, String alias) {
    sources.put(source, columns(table, alias));
    tables.put(source, table);
  }

  /** A table's columns under a qualifier, those of its indexes with their sort keys. */
  public static List<Lowered> columns(Table table, @Nullable String qualifier) {
    Map<Integer, Sql> keys = new HashMap<>();
    for (SortColumn sort : SortColumn.of(table)) {
      if (sort.prefix() == 0) {
        keys.put(sort.index(), new Sql.Column(qualifier, sort.name()));
      }
    }
    List<Lowered> columns = new ArrayList<>();
    for (int i = 0; i < table.columns().size(); i++) {
      Table.Column column = table.columns().get(i);
      columns.add(
          new Lowered(
              new Sql.Column(qualifier, column.name()),
              Representation.ofColumn(column.type()),
              column.type(),
              true,
              keys.get(i)));
    }
    return columns;
  }

  /** From now on a table's definition is lowered; what MySQL refuses raises this error, or its. */
  public void forDefinition(@Nullable String error) {
    subqueries = false;
    strict = true;
    definitionError = error;
  }

  /** What a definition raises where MySQL's error would be this one. */
  Sql refusal(String error) {
    return SingleRow.raise(definitionError == null ? error : definitionError);
  }

  boolean allowsSubqueries() {
    return subqueries;
  }

  /** From now on what Java computes better is left to it. */
  public void forSelect() {
    select = true;
  }

  /**
   * From now on calls are written though {@link Exactness} does not vouch for them: the last way,
   * where nothing else can be done. What then differs from MySQL is listed.
   */
  public void allowInexact() {
    exactOnly = false;
  }

  boolean isExactOnly() {
    return exactOnly;
  }

  /** From now on what MySQL may warn of is not written: the warning would be an error. */
  public void forStrictChange() {
    strictChange = true;
  }

  boolean isStrictChange() {
    return strictChange;
  }

  boolean isSelect() {
    return select;
  }

  boolean allowsGuards() {
    return guards;
  }

  /** From now on malformed texts are errors where numbers are wanted, as in strict changes. */
  public void refuseMalformed() {
    strict = true;
  }

  /** Whether the shard may refuse values while it computes; see {@link #guard}. */
  public boolean isGuarded() {
    return guarded;
  }

  /** From now on what would need a guard is refused while planning. */
  public void refuseGuards() {
    guards = false;
  }

  /**
   * What SQLite computes in the place of a value that it cannot make as MySQL does: error 1235.
   *
   * @throws SqlException 1235 where guards are not wanted
   */
  Sql guard(String what) {
    if (!guards) {
      throw Conversions.unsupported(what);
    }
    guarded = true;
    return SingleRow.raise("ER_NOT_SUPPORTED_YET|" + what);
  }

  /** An integer or scaled value; not what passed 64 bits, which SQLite makes a REAL of. */
  Sql within64Bits(Sql value) {
    Sql refused = guard("numbers beyond 64 bits inside the shard");
    return Let.of(
        value, v -> Sql.f("CASE typeof({0}) WHEN 'real' THEN {1} ELSE {0} END", v, refused));
  }

  /** A finite REAL: MySQL gives 1690 for the others. */
  Sql finite(Sql value) {
    Sql refused = guard("numbers beyond DOUBLE inside the shard");
    return Let.of(
        value,
        v -> Sql.f("CASE WHEN abs({0})>1.7976931348623157e308 THEN {1} ELSE {0} END", v, refused));
  }

  public void addSource(int source, List<Lowered> columns) {
    sources.put(source, columns);
  }

  public @Nullable Table table(int source) {
    return tables.get(source);
  }

  /** The table whose proposed row {@link Typed.Inserted} means. */
  public void setInserted(Table table) {
    inserted = table;
  }

  /** From now on {@code e} is written as {@code lowered}. */
  public void replace(Typed e, Lowered lowered) {
    replacements.put(e, lowered);
  }

  public Map<Typed, Lowered> replacements() {
    return replacements;
  }

  /** The expression in its natural representation. */
  public Lowered lower(Typed e) {
    Lowered replaced = replacements.isEmpty() ? null : replacements.get(e);
    if (replaced != null) {
      return replaced;
    }
    if (isConstant(e)) {
      return constant(e, Conversions.computed(e.type()));
    }
    if (e instanceof Typed.ColumnReference column) {
      List<Lowered> columns = sources.get(column.source());
      if (columns == null) {
        throw new IllegalStateException("no source " + column.source() + " for " + column.name());
      }
      return columns.get(column.column());
    }
    if (e instanceof Typed.Call call) {
      Rule rule = RULES.get(call.name());
      if (rule == null || (subqueries && exactOnly && !Exactness.holds(this, call))) {
        throw Conversions.unsupported(call.name());
      }
      return subqueries ? rule.lower(this, call) : DefinitionRules.lower(this, call, rule);
    }
    if (e instanceof Typed.Aggregate || e instanceof Typed.WindowCall) {
      return AggregateRules.lower(this, e);
    }
    if (e instanceof Typed.Subquery subquery) {
      return queries.scalar(subquery.query());
    }
    if (e instanceof Typed.Exists exists) {
      return Lowered.truth(new Sql.Exists(queries.lower(exists.query(), null).query()));
    }
    if (e instanceof Typed.InQuery in) {
      return SubqueryRules.in(this, in);
    }
    if (e instanceof Typed.Quantified quantified) {
      return SubqueryRules.quantified(this, quantified);
    }
    if (e instanceof Typed.Match match) {
      return MatchRules.lower(this, match);
    }
    Table target = inserted;
    if (e instanceof Typed.Inserted column && target != null) {
      Table.Column definition = target.columns().get(column.column());
      return new Lowered(
          new Sql.Column("excluded", definition.name()),
          Representation.ofColumn(definition.type()),
          definition.type(),
          true);
    }
    throw Conversions.unsupported(e.getClass().getSimpleName());
  }

  /** A value that leaves the shard, or a subquery, as it is. */
  public Lowered item(Typed e) {
    checkShown(e);
    boolean isDivision = e instanceof Typed.Call call && call.name().equals("DIVIDE");
    if (isDivision && !isConstant(e) && !strictChange) {
      // Exact as long as nobody computes with it: MySQL keeps more digits than it shows.
      return Objects.requireNonNull(ArithmeticRules.RULES.get("DIVIDE"))
          .lower(this, (Typed.Call) e);
    }
    return lower(e);
  }

  private void checkShown(Typed e) {
    if (subqueries && exactOnly && !Exactness.isShown(e)) {
      throw Conversions.unsupported("branches with other fractional digits inside the shard");
    }
  }

  /** The expression in the given representation. */
  public Lowered lowerAs(Typed e, Representation target, SqlType type) {
    // Binding a value coerces it as MySQL does, so no CAST is needed around it.
    if (isConstant(e)) {
      return constant(e, target);
    }
    Lowered value = lower(e);
    boolean isNumber =
        target.kind() == Kind.INTEGER || target.kind() == Kind.SCALED || target.kind() == Kind.REAL;
    if (strict && isNumber) {
      value = TextNumbers.number(this, value);
    }
    if (select && LongDecimals.mayPass(value, target)) {
      guard("DECIMAL of more than 18 digits inside the shard");
    }
    return Conversions.to(value, target, type);
  }

  /** Whether the expression becomes a placeholder. */
  public boolean isConstant(Typed e) {
    return !replacements.containsKey(e) && Shapes.isColumnFree(e) && !Shapes.isPerRow(e);
  }

  Lowered constant(Typed e, Representation representation) {
    return new Lowered(bound(e, representation), representation, e.type());
  }

  /** A value computed in Java; short known ones are written out. */
  Sql bound(Typed e, Representation representation) {
    if (e instanceof Typed.Constant constant) {
      Value value = constant.value();
      if (value.isNull()) {
        return Terms.NULL;
      }
      if (value instanceof Value.Int number
          && representation.kind() == Kind.INTEGER
          && !(number.unsigned() && number.bits() < 0)) {
        return Sql.number(number.bits());
      }
      if (value instanceof Value.Text text && representation.kind() == Kind.TEXT) {
        return new Sql.Text(text.text());
      }
    }
    return new Sql.Bind(new Program.Scalar(e, representation), Sql.Form.of(representation.kind()));
  }

  Sql integer(Typed e) {
    return lowerAs(e, Representation.of(Kind.INTEGER), SqlType.BIGINT).sql();
  }

  Sql real(Typed e) {
    return lowerAs(e, Representation.of(Kind.REAL), SqlType.DOUBLE).sql();
  }

  Sql scaled(Typed e, int scale) {
    return lowerAs(e, new Representation(Kind.SCALED, scale), SqlType.decimal(65, scale, false))
        .sql();
  }

  Sql text(Typed e) {
    if (isConstant(e)) {
      return bound(e, textual());
    }
    checkShown(e);
    return Conversions.text(lower(e));
  }

  static Representation textual() {
    return Representation.of(Kind.TEXT);
  }

  Sql date(Typed e) {
    return lowerAs(e, Representation.of(Kind.DATE), SqlType.DATE).sql();
  }

  Sql datetime(Typed e, int scale) {
    return lowerAs(
            e, new Representation(Kind.DATETIME, scale), SqlType.temporal(TypeName.DATETIME, scale))
        .sql();
  }

  Sql time(Typed e, int scale) {
    return lowerAs(e, new Representation(Kind.TIME, scale), SqlType.temporal(TypeName.TIME, scale))
        .sql();
  }

  /** The expression as a condition: true, false or NULL by MySQL's rules. */
  public Sql condition(Typed e) {
    return LogicRules.truth(this, e);
  }

  /** A literal or constant's value, which from now on is part of the plan's shape; else null. */
  @Nullable Value pinned(Typed e) {
    if (e instanceof Typed.Constant constant) {
      return constant.value();
    }
    if (e instanceof Typed.Lifted lifted) {
      return literals.pin(lifted.ordinal());
    }
    if (e instanceof Typed.Call call
        && call.arguments().size() == 1
        && (call.name().equals("COLLATE") || call.name().equals("CONVERT_USING"))) {
      return pinned(call.arguments().get(0));
    }
    return null;
  }

  /** The text of a constant argument that a rule must know while planning. */
  String pinnedText(Typed e, String function) {
    Value value = pinned(e);
    if (value instanceof Value.Text text) {
      return text.text();
    }
    throw Conversions.unsupported(function + " with an argument that is no literal");
  }

  /** The integer of a constant argument that a rule must know while planning; else null. */
  @Nullable Long pinnedInteger(Typed e) {
    if (e instanceof Typed.Call call && call.name().equals("MINUS")) {
      Long inner = pinnedInteger(call.arguments().get(0));
      return inner == null ? null : -inner;
    }
    return pinned(e) instanceof Value.Int number ? number.bits() : null;
  }

  /** What ORDER BY, GROUP BY and PARTITION BY use for an expression. */
  Sql sortKey(Typed e) {
    if (e.type().is(TypeName.JSON) && !isConstant(e)) {
      throw Conversions.unsupported("sorting or grouping JSON values");
    }
    return isConstant(e) || !subqueries ? Collations.carrying(lower(e)) : KeySql.sortKey(lower(e));
  }

  /** Lowered orders of an aggregate or window. */
  List<Sql.Order> orders(List<BoundQuery.Order> orders) {
    List<Sql.Order> out = new ArrayList<>();
    for (BoundQuery.Order order : orders) {
      out.add(new Sql.Order(sortKey(order.expr()), order.descending()));
    }
    return out;
  }
}
