package io.edgesql.proxy.execute;

import io.edgesql.dialect.lex.Literals;
import io.edgesql.dialect.lex.ReadHints;
import io.edgesql.dialect.plan.Plan;
import java.util.List;

/**
 * A statement that is ready to run.
 *
 * @param text as the client wrote it
 * @param literals the values lifted out of it, by ordinal
 * @param snapshot the schema it was planned for
 * @param hints what its hints say about reading
 */
public record Compiled(
    String text,
    Plan plan,
    List<Literals.Token> literals,
    int parameterCount,
    CatalogSnapshot snapshot,
    ReadHints hints) {
  /** Without hints. */
  public Compiled(
      String text,
      Plan plan,
      List<Literals.Token> literals,
      int parameterCount,
      CatalogSnapshot snapshot) {
    this(text, plan, literals, parameterCount, snapshot, ReadHints.NONE);
  }
}
