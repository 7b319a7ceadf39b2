package io.edgesql.proxy.execute;

import io.edgesql.dialect.bind.VirtualTables;
import io.edgesql.dialect.lex.Lexed;
import io.edgesql.dialect.lex.Lexer;
import io.edgesql.dialect.lex.Literals;
import io.edgesql.dialect.lex.ReadHints;
import io.edgesql.dialect.parse.Parser;
import io.edgesql.dialect.plan.Plan;
import io.edgesql.dialect.plan.Planner;
import io.edgesql.dialect.plan.Session;
import io.edgesql.dialect.tree.Statement;
import io.edgesql.proxy.execute.metadata.VirtualCatalog;

/**
 * Text to plan: lex, look into the cache, else parse and plan. Pure but for the cache; any thread.
 */
public final class Compiler {
  private final PlanCache cache;
  private final VirtualCatalog virtual;

  public Compiler(PlanCache cache, VirtualCatalog virtual) {
    this.cache = cache;
    this.virtual = virtual;
  }

  public PlanCache cache() {
    return cache;
  }

  /** Compiles a statement. */
  Compiled compile(String text, Session session, CatalogSnapshot snapshot) {
    Lexed lexed = Lexer.lex(text, session.mode());
    Literals literals = lexed.literals();
    Plan known =
        cache.find(lexed.fingerprint(), session, snapshot.planVersion(), literals.tokens());
    if (known == null) {
      Statement statement = Parser.parse(lexed, session.mode());
      known = plan(statement, session, snapshot, literals, virtual);
      cache.put(lexed.fingerprint(), session, snapshot.planVersion(), literals, known);
    }
    return new Compiled(
        text, known, literals.tokens(), lexed.parameterCount(), snapshot, ReadHints.of(lexed));
  }

  /** Plans a statement that was made from another one: its literals stay those of that one. */
  Compiled compile(Statement statement, Compiled origin, Session session, VirtualTables tables) {
    Literals literals = new Literals(origin.literals());
    Plan plan = plan(statement, session, origin.snapshot(), literals, tables);
    return new Compiled(
        origin.text(),
        plan,
        origin.literals(),
        origin.parameterCount(),
        origin.snapshot(),
        origin.hints());
  }

  private static Plan plan(
      Statement statement,
      Session session,
      CatalogSnapshot snapshot,
      Literals literals,
      VirtualTables tables) {
    return Planner.plan(statement, snapshot.catalog(), session, literals, tables);
  }
}
