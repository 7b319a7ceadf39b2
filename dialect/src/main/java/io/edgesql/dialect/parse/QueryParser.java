package io.edgesql.dialect.parse;

import io.edgesql.dialect.ErrorCode;
import io.edgesql.dialect.SqlException;
import io.edgesql.dialect.lex.Token;
import io.edgesql.dialect.lex.Token.Kind;
import io.edgesql.dialect.routine.Instruction;
import io.edgesql.dialect.routine.Instruction.Target;
import io.edgesql.dialect.tree.Expr;
import io.edgesql.dialect.tree.Expr.OrderItem;
import io.edgesql.dialect.tree.Locals.Local;
import io.edgesql.dialect.tree.Query;
import io.edgesql.dialect.tree.Query.Body;
import io.edgesql.dialect.tree.Query.LockStrength;
import io.edgesql.dialect.tree.Query.Locking;
import io.edgesql.dialect.tree.Query.SetOperator;
import io.edgesql.dialect.tree.TableName;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Query expressions: WITH, SELECT, VALUES, TABLE, set operations, ORDER BY, LIMIT, locking. */
final class QueryParser {
  private final Tokens tokens;
  private final Grammar grammar;

  /** Variables of an INTO that stood before FROM. */
  private List<Expr.UserVariable> earlyInto = List.of();

  QueryParser(Tokens tokens, Grammar grammar) {
    this.tokens = tokens;
    this.grammar = grammar;
  }

  Query query() {
    return query(null);
  }

  /** A query whose WITH may have been read already. */
  Query query(Query.@Nullable With read) {
    tokens.enter();
    List<Expr.UserVariable> outerInto = earlyInto;
    earlyInto = List.of();
    Query.With with = read == null ? with() : read;
    Query body = union();
    List<OrderItem> orderBy = grammar.calls.orderBy();
    Expr offset = null;
    Expr limit = null;
    if (tokens.accept("LIMIT")) {
      limit = limitValue();
      if (tokens.accept(",")) {
        offset = limit;
        limit = limitValue();
      } else if (tokens.accept("OFFSET")) {
        offset = limitValue();
      }
    }
    List<Expr.UserVariable> into = tokens.at("INTO") ? into() : List.of();
    Locking locking = locking();
    into = into.isEmpty() && tokens.at("INTO") ? into() : into;
    into = into.isEmpty() ? earlyInto : into;
    earlyInto = outerInto;
    tokens.leave();
    return completed(with, body, orderBy, limit, offset, locking, into);
  }

  /** Puts clauses to a query that was parsed without them, or around one that has its own. */
  private static Query completed(
      Query.@Nullable With with,
      Query body,
      List<OrderItem> orderBy,
      @Nullable Expr limit,
      @Nullable Expr offset,
      Locking locking,
      List<Expr.UserVariable> into) {
    boolean hasClauses = with != null || !orderBy.isEmpty() || limit != null;
    boolean adds = hasClauses || !locking.equals(Locking.NONE) || !into.isEmpty();
    if (!adds) {
      return body;
    }
    Body core = isPlain(body) ? body.body() : around(body);
    return new Query(with, core, orderBy, limit, offset, locking, into);
  }

  private static boolean isPlain(Query query) {
    return query.with() == null
        && query.orderBy().isEmpty()
        && query.limit() == null
        && query.locking().equals(Locking.NONE)
        && query.into().isEmpty();
  }

  /** {@code (SELECT … LIMIT 3) LIMIT 1}: the inner query as a derived table. */
  private static Body around(Query inner) {
    return new Query.Select(
        false,
        false,
        List.of(new Query.Star(null, null)),
        new Query.Derived(inner, "(query)", List.of(), false),
        null,
        List.of(),
        false,
        null,
        List.of());
  }

  private static Query plain(Body body) {
    return new Query(null, body, List.of(), null, null, Locking.NONE, List.of());
  }

  Expr limitValue() {
    Kind kind = tokens.peek().kind();
    if (kind == Kind.INTEGER) {
      return tokens.literal();
    }
    if (kind == Kind.PARAMETER) {
      return new Expr.Parameter(tokens.take().ordinal());
    }
    if (tokens.atName()) {
      Token token = tokens.peek();
      String name = tokens.name();
      Local local = tokens.local(name);
      if (local != null && !local.type().name().isInteger()) {
        throw tokens.error(token);
      }
      return local == null ? new Expr.ColumnName(null, null, name) : new Expr.LocalVariable(local);
    }
    throw tokens.error();
  }

  Query.@Nullable With with() {
    if (!tokens.accept("WITH")) {
      return null;
    }
    boolean recursive = tokens.accept("RECURSIVE");
    List<Query.CommonTable> tables = new ArrayList<>();
    do {
      String name = tokens.name();
      List<String> columns = tokens.at("(") ? tokens.namesInParentheses() : List.of();
      tokens.expect("AS");
      tables.add(new Query.CommonTable(name, List.copyOf(columns), grammar.expressions.subquery()));
    } while (tokens.accept(","));
    return new Query.With(recursive, List.copyOf(tables));
  }

  // Set operations: INTERSECT binds tighter than UNION and EXCEPT.

  private Query union() {
    Query left = intersection();
    for (int chain = 0; tokens.atAny("UNION", "EXCEPT"); chain++) {
      bound(chain, left);
      SetOperator operator = SetOperator.valueOf(tokens.take().word());
      boolean all = all();
      left = plain(new Query.SetOperation(operator, all, left, intersection()));
    }
    return left;
  }

  private Query intersection() {
    Query left = primary();
    for (int chain = 0; tokens.accept("INTERSECT"); chain++) {
      bound(chain, left);
      boolean all = all();
      left = plain(new Query.SetOperation(SetOperator.INTERSECT, all, left, primary()));
    }
    return left;
  }

  private void bound(int chain, Query left) {
    if (chain > tokens.limits().chain()) {
      throw tokens.tooDeep();
    }
    if (!left.into().isEmpty() || !earlyInto.isEmpty()) {
      throw SqlException.of(ErrorCode.ER_MISPLACED_INTO);
    }
  }

  private boolean all() {
    if (tokens.accept("ALL")) {
      return true;
    }
    tokens.accept("DISTINCT");
    return false;
  }

  private Query primary() {
    if (tokens.accept("(")) {
      Query inner = query();
      tokens.expect(")");
      return inner;
    }
    if (tokens.accept("TABLE")) {
      return plain(tableBody(tokens.tableName()));
    }
    if (tokens.accept("VALUES")) {
      return plain(values());
    }
    return plain(select());
  }

  private static Body tableBody(TableName table) {
    return new Query.Select(
        false,
        false,
        List.of(new Query.Star(null, null)),
        new Query.Table(table, null),
        null,
        List.of(),
        false,
        null,
        List.of());
  }

  private Body values() {
    List<List<Expr>> rows = new ArrayList<>();
    do {
      tokens.expect("ROW", "(");
      List<Expr> row = new ArrayList<>();
      do {
        row.add(grammar.dml.valueOrDefault());
      } while (tokens.accept(","));
      tokens.expect(")");
      rows.add(List.copyOf(row));
    } while (tokens.accept(","));
    return new Query.Values(List.copyOf(rows));
  }

  // SELECT.

  private Body select() {
    tokens.expect("SELECT");
    boolean distinct = false;
    boolean calculateFoundRows = false;
    while (isSelectOption()) {
      String option = tokens.take().word();
      tokens.deprecations().word(option);
      distinct |= option.startsWith("DISTINCT");
      calculateFoundRows |= option.equals("SQL_CALC_FOUND_ROWS");
    }
    List<Query.Item> items = items();
    if (tokens.at("INTO")) {
      earlyInto = into();
    }
    Query.TableReference from = null;
    if (tokens.accept("FROM") && !tokens.accept("DUAL")) {
      from = grammar.references.references();
    }
    Expr where = tokens.accept("WHERE") ? grammar.expressions.expression() : null;
    List<Expr> groupBy = List.of();
    boolean withRollup = false;
    if (tokens.accept("GROUP")) {
      tokens.expect("BY");
      groupBy = List.copyOf(grammar.expressions.expressions());
      withRollup = tokens.accept("WITH", "ROLLUP");
    }
    Expr having = tokens.accept("HAVING") ? grammar.expressions.expression() : null;
    List<Query.NamedWindow> windows = windows();
    return new Query.Select(
        distinct, calculateFoundRows, items, from, where, groupBy, withRollup, having, windows);
  }

  private boolean isSelectOption() {
    return switch (tokens.peek().word()) {
      case "ALL",
          "DISTINCT",
          "DISTINCTROW",
          "HIGH_PRIORITY",
          "STRAIGHT_JOIN",
          "SQL_SMALL_RESULT",
          "SQL_BIG_RESULT",
          "SQL_BUFFER_RESULT",
          "SQL_NO_CACHE",
          "SQL_CALC_FOUND_ROWS" ->
          true;
      default -> false;
    };
  }

  private List<Query.NamedWindow> windows() {
    if (!tokens.accept("WINDOW")) {
      return List.of();
    }
    List<Query.NamedWindow> windows = new ArrayList<>();
    do {
      String name = tokens.name();
      tokens.expect("AS");
      windows.add(new Query.NamedWindow(name, grammar.calls.window()));
    } while (tokens.accept(","));
    return List.copyOf(windows);
  }

  private List<Query.Item> items() {
    List<Query.Item> items = new ArrayList<>();
    if (tokens.accept("*")) {
      items.add(new Query.Star(null, null));
    } else {
      items.add(item());
    }
    while (tokens.accept(",")) {
      items.add(item());
    }
    return List.copyOf(items);
  }

  private Query.Item item() {
    Query.Star star = qualifiedStar();
    if (star != null) {
      return star;
    }
    int from = tokens.index();
    Expr expr = grammar.expressions.expression();
    int to = tokens.index();
    String text =
        expr instanceof Expr.Literal ? ItemNames.ofLiteral(tokens, from) : tokens.source(from);
    String alias = null;
    if (tokens.accept("AS") || tokens.atName() || tokens.atString()) {
      alias = ItemNames.shown(tokens.nameOrText());
    }
    if (alias == null) {
      tokens.pin(from, to);
    }
    return new Query.Column(expr, alias, text);
  }

  /** {@code t.*} or {@code db.t.*}; null if something else is here. */
  private Query.@Nullable Star qualifiedStar() {
    if (!tokens.peek(1).word().equals(".") || !tokens.atName()) {
      return null;
    }
    if (tokens.peek(2).word().equals("*")) {
      String table = tokens.name();
      tokens.expect(".", "*");
      return new Query.Star(null, table);
    }
    if (tokens.peek(3).word().equals(".") && tokens.peek(4).word().equals("*")) {
      String database = tokens.name();
      tokens.expect(".");
      String table = tokens.nameAfterPoint();
      tokens.expect(".", "*");
      return new Query.Star(database, table);
    }
    return null;
  }

  private List<Expr.UserVariable> into() {
    tokens.expect("INTO");
    if (tokens.atAny("OUTFILE", "DUMPFILE")) {
      throw Tokens.unsupported("SELECT ... INTO " + tokens.peek().word());
    }
    if (tokens.inRoutine()) {
      return routineInto();
    }
    List<Expr.UserVariable> variables = new ArrayList<>();
    do {
      if (tokens.atName()) {
        // A routine's variable; there are none outside of routines.
        throw new SqlException(1327, "42000", "Undeclared variable: " + tokens.name());
      }
      if (tokens.peek().kind() != Kind.VARIABLE) {
        throw tokens.error();
      }
      variables.add(new Expr.UserVariable(tokens.take().text()));
    } while (tokens.accept(","));
    return List.copyOf(variables);
  }

  /** A routine takes INTO out of the statement: it may name variables of its own. */
  private List<Expr.UserVariable> routineInto() {
    int from = tokens.index() - 1;
    List<Target> targets = new ArrayList<>();
    do {
      if (tokens.peek().kind() == Kind.VARIABLE) {
        targets.add(new Instruction.ToUserVariable(tokens.take().text()));
      } else {
        String name = tokens.name();
        Local local = tokens.local(name);
        if (local == null) {
          throw SqlException.of(ErrorCode.ER_SP_UNDECLARED_VAR, name);
        }
        targets.add(new Instruction.ToLocal(local));
      }
    } while (tokens.accept(","));
    tokens.noteInto(new Tokens.Into(from, tokens.index(), List.copyOf(targets)));
    return List.of();
  }

  private Locking locking() {
    LockStrength strongest = LockStrength.NONE;
    boolean noWait = false;
    boolean skipLocked = false;
    List<Query.LockedTable> of = new ArrayList<>();
    while (true) {
      if (tokens.accept("LOCK", "IN")) {
        tokens.expect("SHARE", "MODE");
        strongest = strongest == LockStrength.NONE ? LockStrength.SHARE : strongest;
      } else if (tokens.accept("FOR")) {
        boolean update = tokens.expectAny("UPDATE", "SHARE").equals("UPDATE");
        LockStrength strength = update ? LockStrength.UPDATE : LockStrength.SHARE;
        strongest = strength.compareTo(strongest) > 0 ? strength : strongest;
        if (tokens.accept("OF")) {
          tokens.tableNames().forEach(name -> of.add(new Query.LockedTable(name, strength)));
        }
        if (tokens.accept("NOWAIT")) {
          noWait = true;
        } else if (tokens.accept("SKIP", "LOCKED")) {
          skipLocked = true;
        }
      } else {
        return strongest == LockStrength.NONE
            ? Locking.NONE
            : new Locking(strongest, noWait, skipLocked, List.copyOf(of));
      }
    }
  }
}
