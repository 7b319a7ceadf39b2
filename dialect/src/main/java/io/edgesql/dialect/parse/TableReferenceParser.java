package io.edgesql.dialect.parse;

import io.edgesql.dialect.ErrorCode;
import io.edgesql.dialect.SqlException;
import io.edgesql.dialect.tree.Expr;
import io.edgesql.dialect.tree.Query;
import io.edgesql.dialect.tree.Query.Join;
import io.edgesql.dialect.tree.Query.JoinType;
import io.edgesql.dialect.tree.Query.TableReference;
import io.edgesql.dialect.tree.TableName;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** FROM: tables, derived tables, JSON_TABLE and joins. */
final class TableReferenceParser {
  private final Tokens tokens;
  private final Grammar grammar;

  /** Joins that stood in parentheses: nothing is grafted into them. */
  private final Set<TableReference> closed = Collections.newSetFromMap(new IdentityHashMap<>());

  TableReferenceParser(Tokens tokens, Grammar grammar) {
    this.tokens = tokens;
    this.grammar = grammar;
  }

  /** As many tables as MySQL joins; SQLite stops at 64. */
  private static final int MAX_TABLES = 61;

  private int joined;

  /** A join that waits for its ON; the first entry of a list has no join. */
  private static final class Pending {
    final JoinType type;
    TableReference right;

    Pending(JoinType type, TableReference right) {
      this.type = type;
      this.right = right;
    }
  }

  /** References with commas between them: a comma is a CROSS join that binds weaker. */
  TableReference references() {
    int outer = joined;
    joined = 0;
    TableReference left = reference();
    while (tokens.accept(",")) {
      left = new Join(JoinType.CROSS, left, reference(), null, List.of(), false);
    }
    joined = outer;
    return left;
  }

  /**
   * A table with its joins. An ON belongs to the nearest join that has none, so joins are kept open
   * until it comes; what stays open at the end are inner joins without a condition, which MySQL
   * turns to the left.
   */
  TableReference reference() {
    tokens.enter();
    List<Pending> open = new ArrayList<>();
    open.add(new Pending(JoinType.CROSS, factor()));
    while (true) {
      Pending last = open.get(open.size() - 1);
      if (tokens.accept("NATURAL")) {
        JoinType type = outerOrInner();
        tokens.expect("JOIN");
        last.right = new Join(type, last.right, factor(), null, List.of(), true);
      } else if (open.size() > 1 && tokens.atAny("ON", "USING")) {
        close(open);
      } else {
        JoinType type = joinType();
        if (type == null) {
          break;
        }
        open.add(new Pending(type, factor()));
      }
    }
    tokens.leave();
    return folded(open);
  }

  private void close(List<Pending> open) {
    Pending join = open.remove(open.size() - 1);
    Pending left = open.get(open.size() - 1);
    Expr on = null;
    List<String> using = List.of();
    if (tokens.accept("ON")) {
      on = grammar.expressions.expression();
    } else {
      tokens.expect("USING");
      using = List.copyOf(tokens.namesInParentheses());
    }
    JoinType type = join.type == JoinType.CROSS ? JoinType.INNER : join.type;
    left.right = new Join(type, left.right, join.right, on, using, false);
  }

  private TableReference folded(List<Pending> open) {
    TableReference left = open.get(0).right;
    for (Pending join : open.subList(1, open.size())) {
      if (join.type == JoinType.LEFT || join.type == JoinType.RIGHT) {
        throw tokens.error();
      }
      left = grafted(left, join.right);
    }
    return left;
  }

  /** {@code a JOIN (b LEFT JOIN c ON x)} as {@code (a JOIN b) LEFT JOIN c ON x}. */
  private TableReference grafted(TableReference left, TableReference right) {
    if (right instanceof Join join && !closed.contains(right)) {
      return new Join(
          join.type(),
          grafted(left, join.left()),
          join.right(),
          join.on(),
          join.using(),
          join.natural());
    }
    return new Join(JoinType.CROSS, left, right, null, List.of(), false);
  }

  private @Nullable JoinType joinType() {
    if (tokens.accept("JOIN") || tokens.accept("STRAIGHT_JOIN")) {
      return JoinType.INNER;
    }
    if (tokens.accept("INNER", "JOIN")) {
      return JoinType.INNER;
    }
    if (tokens.accept("CROSS")) {
      tokens.expect("JOIN");
      return JoinType.CROSS;
    }
    if (tokens.atAny("LEFT", "RIGHT")) {
      JoinType type = outerOrInner();
      tokens.expect("JOIN");
      return type;
    }
    return null;
  }

  private JoinType outerOrInner() {
    if (tokens.atAny("LEFT", "RIGHT")) {
      JoinType type = JoinType.valueOf(tokens.take().word());
      tokens.accept("OUTER");
      return type;
    }
    tokens.accept("INNER");
    return JoinType.INNER;
  }

  private TableReference factor() {
    if (++joined > MAX_TABLES) {
      throw SqlException.of(ErrorCode.ER_TOO_MANY_TABLES, MAX_TABLES);
    }
    if (tokens.accept("LATERAL")) {
      return derived(true);
    }
    if (tokens.at("(")) {
      return grammar.expressions.isSubquery() ? derived(false) : parenthesised();
    }
    if (tokens.accept("{")) {
      tokens.expect("OJ");
      TableReference inner = reference();
      tokens.expect("}");
      closed.add(inner);
      return inner;
    }
    if (tokens.accept("JSON_TABLE")) {
      return jsonTable();
    }
    return table();
  }

  private TableReference parenthesised() {
    tokens.expect("(");
    TableReference inner = references();
    tokens.expect(")");
    closed.add(inner);
    return inner;
  }

  private TableReference derived(boolean lateral) {
    Query query = grammar.expressions.subquery();
    String alias = alias();
    if (alias == null) {
      throw SqlException.of(ErrorCode.ER_DERIVED_MUST_HAVE_ALIAS);
    }
    List<String> columns = tokens.at("(") ? tokens.namesInParentheses() : List.of();
    return new Query.Derived(query, alias, List.copyOf(columns), lateral);
  }

  /** A table or view with its alias; index hints are read and dropped. */
  Query.Table table() {
    TableName name = tokens.tableName();
    tokens.refusePartition();
    String alias = alias();
    indexHints();
    return new Query.Table(name, alias);
  }

  @Nullable String alias() {
    if (tokens.accept("AS")) {
      return tokens.nameOrText();
    }
    return tokens.atName() ? tokens.name() : null;
  }

  private void indexHints() {
    while (tokens.atAny("USE", "IGNORE", "FORCE")
        && (tokens.peek(1).word().equals("INDEX") || tokens.peek(1).word().equals("KEY"))) {
      tokens.take();
      tokens.take();
      if (tokens.accept("FOR")) {
        if (!tokens.accept("JOIN")) {
          tokens.expectAny("ORDER", "GROUP");
          tokens.expect("BY");
        }
      }
      tokens.expect("(");
      while (!tokens.accept(")")) {
        if (!tokens.accept("PRIMARY")) {
          tokens.name();
        }
        if (!tokens.at(")")) {
          tokens.expect(",");
        }
      }
    }
  }

  private TableReference jsonTable() {
    tokens.expect("(");
    Expr document = grammar.expressions.expression();
    tokens.expect(",");
    String path = tokens.text();
    List<Query.JsonTableColumn> columns = jsonColumns();
    tokens.expect(")");
    String alias = alias();
    if (alias == null) {
      throw SqlException.of(ErrorCode.ER_DERIVED_MUST_HAVE_ALIAS);
    }
    return new Query.JsonTable(document, path, columns, alias);
  }

  private List<Query.JsonTableColumn> jsonColumns() {
    tokens.enter();
    tokens.expect("COLUMNS", "(");
    List<Query.JsonTableColumn> columns = new ArrayList<>();
    do {
      columns.add(jsonColumn());
    } while (tokens.accept(","));
    tokens.expect(")");
    tokens.leave();
    return List.copyOf(columns);
  }

  private Query.JsonTableColumn jsonColumn() {
    if (tokens.accept("NESTED")) {
      tokens.accept("PATH");
      String path = tokens.text();
      return new Query.JsonTableColumn("", null, path, false, null, null, jsonColumns());
    }
    String name = tokens.name();
    if (tokens.accept("FOR", "ORDINALITY")) {
      return new Query.JsonTableColumn(name, null, "", false, null, null, List.of());
    }
    TypeParser.ColumnType type = grammar.types.columnType();
    boolean exists = tokens.accept("EXISTS");
    tokens.expect("PATH");
    String path = tokens.text();
    String onEmpty = null;
    String onError = null;
    while (tokens.atAny("NULL", "ERROR", "DEFAULT")) {
      String action = tokens.take().word();
      String value = action.equals("DEFAULT") ? "DEFAULT " + tokens.text() : action;
      tokens.expect("ON");
      if (tokens.expectAny("EMPTY", "ERROR").equals("EMPTY")) {
        onEmpty = value;
      } else {
        onError = value;
      }
    }
    return new Query.JsonTableColumn(name, type.type(), path, exists, onEmpty, onError, List.of());
  }
}
