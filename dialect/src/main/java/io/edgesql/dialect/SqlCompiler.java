package io.edgesql.dialect;

import io.edgesql.dialect.bind.VirtualTables;
import io.edgesql.dialect.catalog.Catalog;
import io.edgesql.dialect.lex.Lexed;
import io.edgesql.dialect.lex.Literals;
import io.edgesql.dialect.parse.Parser;
import io.edgesql.dialect.plan.Plan;
import io.edgesql.dialect.plan.Planner;
import io.edgesql.dialect.plan.Program;
import io.edgesql.dialect.plan.Session;
import io.edgesql.dialect.tree.Statement;
import io.edgesql.dialect.types.Value;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** From text to plan: the SQL brain's front door. Pure and without state. */
public final class SqlCompiler {
  private SqlCompiler() {}

  /**
   * A compiled statement.
   *
   * @param columns the result's columns; empty when there is no result
   * @param parameterCount number of {@code ?}
   * @param pinned literals whose values are part of the plan's shape
   */
  public record Compiled(
      Statement statement,
      Plan plan,
      List<Program.ResultColumn> columns,
      int parameterCount,
      BitSet pinned) {}

  /**
   * What a cached plan depends on. Two statements with equal keys have the same plan; the
   * fingerprint holds the types of literals.
   *
   * @param pinned for each pinned literal its ordinal and value, in order
   */
  public record CacheKey(
      String fingerprint, long catalogVersion, Session session, List<Pin> pinned) {}

  /** A pinned literal. */
  public record Pin(int ordinal, Value value) {}

  /**
   * Compiles one statement.
   *
   * @throws SqlException MySQL's error for it
   */
  public static Compiled compile(
      Lexed lexed, Catalog catalog, Session session, VirtualTables virtualTables) {
    Statement statement = Parser.parse(lexed, session.mode());
    Plan plan = Planner.plan(statement, catalog, session, lexed.literals(), virtualTables);
    return new Compiled(
        statement, plan, columns(plan), lexed.parameterCount(), lexed.literals().pinned());
  }

  private static List<Program.ResultColumn> columns(Plan plan) {
    if (plan instanceof Plan.Rows rows) {
      return rows.columns();
    }
    return plan instanceof Plan.ConstantRows rows ? rows.columns() : List.of();
  }

  /**
   * The key of a plan for this text.
   *
   * @param pinned what the plan, once made, was found to depend on
   */
  public static CacheKey cacheKey(
      Lexed lexed, Catalog catalog, Session session, @Nullable BitSet pinned) {
    List<Pin> pins = new ArrayList<>();
    List<Literals.Token> tokens = lexed.literals().tokens();
    for (int i = 0; i < tokens.size(); i++) {
      if (pinned != null && pinned.get(i)) {
        pins.add(new Pin(i, tokens.get(i).value()));
      }
    }
    return new CacheKey(lexed.fingerprint(), catalog.version(), session, pins);
  }
}
