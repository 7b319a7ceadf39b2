package io.edgesql.consistency.client;

/** Thrown by a transaction's body that wants to be rolled back. */
public final class Undo extends RuntimeException {
  private static final long serialVersionUID = 1;

  public Undo() {
    super("rolled back on purpose", null, false, false);
  }
}
