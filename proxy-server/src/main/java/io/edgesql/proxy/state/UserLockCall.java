package io.edgesql.proxy.state;

import io.edgesql.dialect.eval.Environment.LockFunction;

/**
 * A call of GET_LOCK and its like that has to ask the shard.
 *
 * @param name lower case; empty for RELEASE_ALL_LOCKS
 * @param seconds how long to wait; negative: for ever
 */
public record UserLockCall(LockFunction function, String name, long seconds) {

  /**
   * Leaves the evaluation of a statement that needs an answer. Once the answer is there the
   * statement is evaluated again, with this answer and those before it.
   */
  public static final class Unanswered extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final transient UserLockCall call;

    Unanswered(UserLockCall call) {
      super(call.function() + " has no answer yet", null, false, false);
      this.call = call;
    }

    public UserLockCall call() {
      return call;
    }
  }
}
