package io.edgesql.dialect.parse;

import io.edgesql.dialect.tree.Expr;
import io.edgesql.dialect.tree.Expr.OrderItem;
import io.edgesql.dialect.tree.Query;
import io.edgesql.dialect.tree.Query.TableReference;
import io.edgesql.dialect.tree.Statement;
import io.edgesql.dialect.tree.Statement.Assignment;
import io.edgesql.dialect.tree.TableName;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** INSERT, REPLACE, UPDATE, DELETE. */
final class DmlParser {
  private final Tokens tokens;
  private final Grammar grammar;

  DmlParser(Tokens tokens, Grammar grammar) {
    this.tokens = tokens;
    this.grammar = grammar;
  }

  /** An expression, or DEFAULT. */
  Expr valueOrDefault() {
    if (tokens.at("DEFAULT") && !tokens.peek(1).word().equals("(")) {
      tokens.take();
      return new Expr.Default(null);
    }
    return grammar.expressions.expression();
  }

  List<Assignment> assignments() {
    List<Assignment> list = new ArrayList<>();
    do {
      Expr.ColumnName column = grammar.expressions.columnName();
      if (!tokens.accept(":=")) {
        tokens.expect("=");
      }
      list.add(new Assignment(column, valueOrDefault()));
    } while (tokens.accept(","));
    return List.copyOf(list);
  }

  // INSERT and REPLACE.

  Statement insert() {
    boolean replace = tokens.expectAny("INSERT", "REPLACE").equals("REPLACE");
    boolean ignore = false;
    while (tokens.atAny("LOW_PRIORITY", "HIGH_PRIORITY", "DELAYED", "IGNORE")) {
      String option = tokens.take().word();
      ignore |= option.equals("IGNORE");
      if (option.equals("DELAYED")) {
        tokens.deprecations().delayed(replace ? "REPLACE" : "INSERT");
      }
    }
    tokens.accept("INTO");
    TableName table = tokens.tableName();
    tokens.refusePartition();
    List<String> columns = new ArrayList<>();
    Statement.InsertSource source;
    if (tokens.accept("SET")) {
      List<Expr> row = new ArrayList<>();
      for (Assignment assignment : assignments()) {
        columns.add(assignment.column().column());
        row.add(assignment.value());
      }
      source = new Statement.InsertRows(List.of(List.copyOf(row)));
    } else {
      columns = columns();
      source = source();
    }
    String alias = null;
    List<String> aliasColumns = List.of();
    if (tokens.accept("AS")) {
      alias = tokens.name();
      aliasColumns = tokens.at("(") ? List.copyOf(tokens.namesInParentheses()) : List.of();
    }
    List<Assignment> onDuplicate = List.of();
    if (!replace && tokens.accept("ON", "DUPLICATE")) {
      tokens.expect("KEY", "UPDATE");
      onDuplicate = assignments();
    }
    return new Statement.Insert(
        replace, ignore, table, List.copyOf(columns), source, alias, aliasColumns, onDuplicate);
  }

  /** {@code (a, t.b)} if it is no query in parentheses. */
  private List<String> columns() {
    List<String> columns = new ArrayList<>();
    if (!tokens.at("(") || grammar.expressions.isSubquery()) {
      return columns;
    }
    tokens.expect("(");
    if (tokens.accept(")")) {
      return columns;
    }
    do {
      columns.add(grammar.expressions.columnName().column());
    } while (tokens.accept(","));
    tokens.expect(")");
    return columns;
  }

  private Statement.InsertSource source() {
    boolean isRows =
        tokens.at("VALUE") || (tokens.at("VALUES") && !tokens.peek(1).word().equals("ROW"));
    if (!isRows) {
      return new Statement.InsertQuery(grammar.queries.query());
    }
    tokens.take();
    List<List<Expr>> rows = new ArrayList<>();
    do {
      tokens.expect("(");
      List<Expr> row = new ArrayList<>();
      while (!tokens.at(")")) {
        row.add(valueOrDefault());
        if (!tokens.at(")")) {
          tokens.expect(",");
          if (tokens.at(")")) {
            throw tokens.error();
          }
        }
      }
      tokens.expect(")");
      rows.add(List.copyOf(row));
    } while (tokens.accept(","));
    return new Statement.InsertRows(List.copyOf(rows));
  }

  // UPDATE and DELETE.

  Statement update(Query.@Nullable With with) {
    tokens.expect("UPDATE");
    tokens.accept("LOW_PRIORITY");
    boolean ignore = tokens.accept("IGNORE");
    TableReference from = grammar.references.references();
    tokens.expect("SET");
    List<Assignment> assignments = assignments();
    Expr where = where();
    List<OrderItem> orderBy = grammar.calls.orderBy();
    Expr limit = limit();
    return new Statement.Update(with, ignore, from, assignments, where, orderBy, limit);
  }

  private @Nullable Expr where() {
    return tokens.accept("WHERE") ? grammar.expressions.expression() : null;
  }

  private @Nullable Expr limit() {
    return tokens.accept("LIMIT") ? grammar.queries.limitValue() : null;
  }

  Statement delete(Query.@Nullable With with) {
    tokens.expect("DELETE");
    boolean ignore = false;
    while (tokens.atAny("LOW_PRIORITY", "QUICK", "IGNORE") && !tokens.at("QUICK", ",")) {
      ignore |= tokens.take().word().equals("IGNORE");
    }
    if (!tokens.accept("FROM")) {
      List<TableName> targets = targets();
      tokens.expect("FROM");
      return joined(with, ignore, targets);
    }
    int from = tokens.index();
    List<TableName> targets = targets();
    if (tokens.accept("USING")) {
      return joined(with, ignore, targets);
    }
    if (targets.size() != 1 || tokens.token(tokens.index() - 1).word().equals("*")) {
      throw tokens.error(tokens.token(targets.size() != 1 ? tokens.index() : from));
    }
    TableName target = targets.get(0);
    tokens.refusePartition();
    String alias = grammar.references.alias();
    tokens.refusePartition();
    Expr where = where();
    List<OrderItem> orderBy = grammar.calls.orderBy();
    Expr limit = limit();
    TableName named = alias == null ? target : new TableName(null, alias);
    return new Statement.Delete(
        with, ignore, List.of(named), new Query.Table(target, alias), where, orderBy, limit);
  }

  private Statement joined(Query.@Nullable With with, boolean ignore, List<TableName> targets) {
    TableReference from = grammar.references.references();
    return new Statement.Delete(with, ignore, targets, from, where(), List.of(), null);
  }

  private List<TableName> targets() {
    List<TableName> targets = new ArrayList<>();
    do {
      targets.add(target());
    } while (tokens.accept(","));
    return List.copyOf(targets);
  }

  /** {@code t}, {@code db.t}, each perhaps with {@code .*}. */
  private TableName target() {
    String first = tokens.name();
    if (tokens.accept(".", "*") || !tokens.accept(".")) {
      return new TableName(null, first);
    }
    String table = tokens.nameAfterPoint();
    tokens.accept(".", "*");
    return new TableName(first, table);
  }
}
