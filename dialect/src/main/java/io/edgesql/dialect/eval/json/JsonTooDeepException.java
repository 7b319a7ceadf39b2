package io.edgesql.dialect.eval.json;

/** A document is nested more than {@link JsonReader#MAX_DEPTH} levels deep: error 3157. */
public final class JsonTooDeepException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  JsonTooDeepException() {
    super("The JSON document exceeds the maximum depth.", null, false, false);
  }
}
