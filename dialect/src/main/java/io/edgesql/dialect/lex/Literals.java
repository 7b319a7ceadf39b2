package io.edgesql.dialect.lex;

import io.edgesql.dialect.types.ParameterType;
import io.edgesql.dialect.types.SqlType;
import io.edgesql.dialect.types.Value;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The liftable literals of one statement text, in order, and which of them planning had to look at.
 *
 * <p>A plan is reused for another text with the same fingerprint if the types of all literals and
 * the values of the pinned ones are equal. Whoever makes a decision from a literal's value while
 * binding, planning or lowering (a position in ORDER BY, a format of DATE_FORMAT, a path of
 * JSON_EXTRACT, an unaliased literal in the select list, whose text names the column) takes it
 * through {@link #pin}. Not thread-safe: one for each planning.
 */
public final class Literals {
  private final List<Token> tokens;
  private final Map<Integer, SqlType> given;
  private final BitSet pinned = new BitSet();
  private final Map<Integer, ParameterType> parameters = new TreeMap<>();

  public Literals(List<Token> tokens) {
    this(tokens, Map.of());
  }

  /**
   * For a statement that is prepared again.
   *
   * @param given types of the values of parameters, by index; those that are NULL are left out
   */
  public Literals(List<Token> tokens, Map<Integer, SqlType> given) {
    this.tokens = List.copyOf(tokens);
    this.given = Map.copyOf(given);
  }

  /**
   * A literal: its value and type, and its source text as written.
   *
   * @param malformed the first bytes of a string that are no text, in hexadecimal, for warning
   *     1300; null: none
   */
  public record Token(Value value, SqlType type, String text, @Nullable String malformed) {
    public Token(Value value, SqlType type, String text) {
      this(value, type, text, null);
    }
  }

  /** The value, from now on part of the plan's shape. */
  public Value pin(int ordinal) {
    pinned.set(ordinal);
    return tokens.get(ordinal).value();
  }

  public SqlType type(int ordinal) {
    return tokens.get(ordinal).type();
  }

  public List<Token> tokens() {
    return tokens;
  }

  /** The type of the value that a parameter was given; null: nothing was given, or NULL. */
  public @Nullable SqlType given(int parameter) {
    return given.get(parameter);
  }

  /** Notes what a parameter is taken for. */
  public void note(int parameter, ParameterType type) {
    parameters.put(parameter, type);
  }

  /**
   * What the parameters are taken for.
   *
   * @param count of all of them; those that no expression has are taken for {@code otherwise}
   */
  public List<ParameterType> parameters(int count, ParameterType otherwise) {
    List<ParameterType> all = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      all.add(parameters.getOrDefault(i, otherwise));
    }
    return List.copyOf(all);
  }

  /** Ordinals that were pinned so far; a copy. */
  public BitSet pinned() {
    return (BitSet) pinned.clone();
  }
}
