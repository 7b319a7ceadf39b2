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
import io.edgesql.dialect.types.ParameterType;
import io.edgesql.dialect.types.SqlType;
import io.edgesql.proxy.execute.metadata.VirtualCatalog;
import java.util.Map;

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

  /** What an unused parameter is taken for. */
  private static ParameterType unused(Session session) {
    return new ParameterType(SqlType.varchar(0, session.collation()), ParameterType.Use.ASSIGNED);
  }

  /**
   * Compiles a statement; one for given types of parameters is not remembered.
   *
   * @param given types of values by parameter; those that are left out take their types from what
   *     stands around them
   */
  Compiled compile(
      String text, Session session, CatalogSnapshot snapshot, Map<Integer, SqlType> given) {
    Lexed lexed = Lexer.lex(text, session.mode());
    PlanCache.Planned planned =
        given.isEmpty()
            ? cached(lexed, session, snapshot)
            : plan(lexed, session, snapshot, new Literals(lexed.literals().tokens(), given));
    return new Compiled(
        text,
        planned.plan(),
        lexed.literals().tokens(),
        planned.parameters(),
        snapshot,
        ReadHints.of(lexed).with(planned.warnings()),
        given);
  }

  private PlanCache.Planned cached(Lexed lexed, Session session, CatalogSnapshot snapshot) {
    Literals literals = lexed.literals();
    PlanCache.Planned known =
        cache.find(lexed.fingerprint(), session, snapshot.planVersion(), literals.tokens());
    if (known == null) {
      known = plan(lexed, session, snapshot, literals);
      cache.put(lexed.fingerprint(), session, snapshot.planVersion(), literals, known);
    }
    return known;
  }

  private PlanCache.Planned plan(
      Lexed lexed, Session session, CatalogSnapshot snapshot, Literals literals) {
    Parser.Warned parsed = Parser.parse(lexed, session.mode(), session.locals());
    Plan plan = plan(parsed.statement(), session, snapshot, literals, virtual);
    return new PlanCache.Planned(
        plan, literals.parameters(lexed.parameterCount(), unused(session)), parsed.warnings());
  }

  /** Plans a statement that was made from another one: its literals stay those of that one. */
  Compiled compile(Statement statement, Compiled origin, Session session, VirtualTables tables) {
    Literals literals = new Literals(origin.literals(), origin.given());
    Plan plan = plan(statement, session, origin.snapshot(), literals, tables);
    return new Compiled(
        origin.text(),
        plan,
        origin.literals(),
        origin.parameters(),
        origin.snapshot(),
        origin.hints(),
        origin.given());
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
