package io.edgesql.dialect.eval.spatial;

/** A text or some bytes are no geometry: error 3037 or 1416, by who asked. */
public final class InvalidShapeException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public InvalidShapeException() {
    super("no geometry", null, false, false);
  }
}
