package io.edgesql.dialect.ddl;

import io.edgesql.dialect.ErrorCode;
import io.edgesql.dialect.SqlException;
import io.edgesql.dialect.bind.Typed;
import io.edgesql.dialect.eval.Evaluator;
import io.edgesql.dialect.eval.SqliteCodec;
import io.edgesql.dialect.plan.Program;
import io.edgesql.dialect.types.Representation;
import io.edgesql.dialect.types.Value;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** What a statement would bind, as text inside a definition, where nothing can be bound. */
final class InlineValues {
  private final DefinitionEnvironment environment;
  private final Deferred deferred;

  /** Expressions whose value SQLite finds each time, as text; null for all others. */
  interface Deferred {
    @Nullable String text(Typed expr, Representation representation);
  }

  InlineValues(DefinitionEnvironment environment) {
    this(environment, (expr, representation) -> null);
  }

  InlineValues(DefinitionEnvironment environment, Deferred deferred) {
    this.environment = environment;
    this.deferred = deferred;
  }

  String text(Program.Binding binding) {
    if (binding instanceof Program.Scalar scalar) {
      String later = deferred.text(scalar.expr(), scalar.representation());
      if (later != null) {
        return later;
      }
      return value(scalar.expr(), scalar.representation());
    }
    if (binding instanceof Program.ScalarList list) {
      StringJoiner array = new StringJoiner(",", "[", "]");
      for (Typed expr : list.exprs()) {
        String text = value(expr, list.representation());
        array.add(text.startsWith("'") ? json(text) : text.equals("NULL") ? "null" : text);
      }
      return SqliteText.string(array.toString());
    }
    throw SqlException.of(
        ErrorCode.ER_NOT_SUPPORTED_YET, "this expression inside a table's definition");
  }

  private String value(Typed expr, Representation representation) {
    Value value = Evaluator.evaluate(expr, environment);
    return DefaultValues.encoded(
        SqliteCodec.encode(value, expr.type(), representation, environment), representation);
  }

  /** A SQLite string literal as a JSON string. */
  private static String json(String literal) {
    String plain = literal.substring(1, literal.length() - 1).replace("''", "'");
    StringBuilder out = new StringBuilder("\"");
    for (int i = 0; i < plain.length(); i++) {
      char c = plain.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < ' ') {
        out.append(String.format("\\u%04x", (int) c));
      } else {
        out.append(c);
      }
    }
    return out.append('"').toString();
  }
}
