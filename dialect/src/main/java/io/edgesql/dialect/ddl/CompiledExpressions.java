package io.edgesql.dialect.ddl;

import io.edgesql.dialect.bind.Binder;
import io.edgesql.dialect.bind.Scope;
import io.edgesql.dialect.bind.Typed;
import io.edgesql.dialect.catalog.Catalog;
import io.edgesql.dialect.catalog.Table;
import io.edgesql.dialect.catalog.Table.Column;
import io.edgesql.dialect.lex.Literals;
import io.edgesql.dialect.parse.Parser;
import io.edgesql.dialect.plan.Session;
import io.edgesql.dialect.plan.Session.SqlMode;
import io.edgesql.dialect.translate.DefinitionRules;
import io.edgesql.dialect.translate.Lowering;
import io.edgesql.dialect.translate.Renderer;
import io.edgesql.dialect.translate.Sql;
import io.edgesql.dialect.translate.Unfolded;
import java.util.List;

/** Expressions of a table's definition, by the same binder and lowering as every statement's. */
final class CompiledExpressions implements ExpressionSql {
  private static final int SOURCE = 0;

  private final Session session;
  private final DefinitionEnvironment environment;

  CompiledExpressions(Session session) {
    this.session = session;
    this.environment = new DefinitionEnvironment(session);
  }

  @Override
  public String condition(Table.Check check, Table table) {
    Bound bound = bind(check.condition(), table);
    bound.lowering().forDefinition("ER_CHECK_CONSTRAINT_VIOLATED|" + check.name());
    return inline(bound.lowering().condition(bound.expr()), environment);
  }

  @Override
  public String value(String mysqlText, Table table, Column target) {
    Bound bound = bind(mysqlText, table);
    return inline(
        DefinitionRules.stored(bound.lowering(), bound.expr(), target.type()), environment);
  }

  @Override
  public String indexed(String mysqlText, Table table) {
    Bound bound = bind(mysqlText, table);
    return inline(bound.lowering().lower(bound.expr()).sql(), environment);
  }

  private record Bound(Typed expr, Lowering lowering) {}

  /**
   * The expression over the table's columns.
   *
   * @param clause what error 1054 calls the place
   */
  Typed bound(String mysqlText, Table table, String clause) {
    return bind(mysqlText, table, clause).expr();
  }

  private Bound bind(String mysqlText, Table table) {
    return bind(mysqlText, table, "field list");
  }

  private Bound bind(String mysqlText, Table table, String clause) {
    Literals literals = new Literals(List.of());
    Binder binder = new Binder(Catalog.EMPTY, session, literals, (database, name) -> null);
    Scope scope = Scope.ofTable(SOURCE, table, table.name()).in(clause);
    Typed expr = binder.bind(Parser.parseExpression(mysqlText, SqlMode.DEFAULT), scope);
    Lowering lowering = new Lowering(literals, session);
    lowering.forDefinition(null);
    lowering.addSource(SOURCE, Lowering.columns(table, Lowering.alias(SOURCE)));
    return new Bound(expr, lowering);
  }

  /** SQLite text with every placeholder's value written out. */
  static String inline(Sql sql, DefinitionEnvironment environment) {
    Sql flat = Unfolded.of(sql, Lowering.alias(SOURCE));
    return new Renderer().expr(flat).inlined(new InlineValues(environment)::text);
  }
}
