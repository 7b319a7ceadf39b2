package io.edgesql.proxy.state;

import io.edgesql.dialect.eval.StoredFunctions;

/**
 * A call of a stored function that has to wait: for a shard, or for other sessions' turn.
 *
 * @param number its place among the calls of the statement, from 0
 */
public record FunctionCall(int number, StoredFunctions.Call call) {

  /**
   * Leaves the evaluation of a statement. Once the function has run the statement is evaluated
   * again, with its value and those before it.
   */
  public static final class Unanswered extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final transient FunctionCall call;

    public Unanswered(FunctionCall call) {
      super(call.call().name() + " has no answer yet", null, false, false);
      this.call = call;
    }

    public FunctionCall call() {
      return call;
    }
  }

  /** Runs functions inside the evaluation of a statement. */
  public interface Runner {
    /**
     * The function's value.
     *
     * @throws Unanswered if it takes longer than others may wait
     */
    io.edgesql.dialect.types.Value run(FunctionCall call);
  }
}
