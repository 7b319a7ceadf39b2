package io.edgesql.dialect.eval.json;

/** A text is no JSON; the message is the one that MySQL quotes in errors 3140 and 3141. */
public final class JsonSyntaxException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Byte of the text where reading stopped. */
  private final int position;

  JsonSyntaxException(String message, int position) {
    super(message, null, false, false);
    this.position = position;
  }

  public int position() {
    return position;
  }

  public String text() {
    return String.valueOf(getMessage());
  }
}
