package io.edgesql.proxy.policy;

/**
 * A table policy that cannot be used; the message names the line, the place and what is allowed.
 */
public final class PolicyException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  PolicyException(int line, String path, String problem) {
    super("line " + line + ": " + (path.isEmpty() ? "the file" : path) + " " + problem);
  }
}
