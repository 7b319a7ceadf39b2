package io.edgesql.proxy.execute;

import io.edgesql.dialect.lex.Literals;
import io.edgesql.dialect.lex.ReadHints;
import io.edgesql.dialect.plan.Plan;
import io.edgesql.dialect.types.ParameterType;
import io.edgesql.dialect.types.SqlType;
import java.util.List;
import java.util.Map;

/**
 * A statement that is ready to run.
 *
 * @param text as the client wrote it
 * @param literals the values lifted out of it, by ordinal
 * @param parameters what its {@code ?} are taken for
 * @param snapshot the schema it was planned for
 * @param hints what its hints say about reading
 * @param given types of the values that it was compiled for, by parameter; empty: for any
 */
public record Compiled(
    String text,
    Plan plan,
    List<Literals.Token> literals,
    List<ParameterType> parameters,
    CatalogSnapshot snapshot,
    ReadHints hints,
    Map<Integer, SqlType> given) {
  /** Without hints. */
  public Compiled(
      String text,
      Plan plan,
      List<Literals.Token> literals,
      List<ParameterType> parameters,
      CatalogSnapshot snapshot) {
    this(text, plan, literals, parameters, snapshot, ReadHints.NONE, Map.of());
  }

  /** The same, run again: what MySQL warns of in the text has been told. */
  public Compiled told() {
    return hints.warnings().isEmpty()
        ? this
        : new Compiled(text, plan, literals, parameters, snapshot, hints.told(), given);
  }

  public int parameterCount() {
    return parameters.size();
  }
}
