package io.edgesql.consistency.history;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.List;

/**
 * One statement of a transaction.
 *
 * @param value what is written; 0 for reads. Values of one key are never written twice, and never 0
 * @param seen what a read found; empty otherwise. A list's elements in order; a register's value
 *     and the one before it; whatever a workload says
 * @param isLocking whether a read took locks (FOR UPDATE, FOR SHARE)
 * @param invokedNanos when it was sent
 * @param completedNanos when it was answered
 */
public record Operation(
    Action action,
    String key,
    long value,
    List<Long> seen,
    boolean isLocking,
    long invokedNanos,
    long completedNanos) {

  public static Operation append(String key, long value, long invoked, long completed) {
    return new Operation(Action.APPEND, key, value, List.of(), false, invoked, completed);
  }

  public static Operation write(String key, long value, long invoked, long completed) {
    return new Operation(Action.WRITE, key, value, List.of(), false, invoked, completed);
  }

  public static Operation read(String key, List<Long> seen, long invoked, long completed) {
    return new Operation(Action.READ, key, 0, List.copyOf(seen), false, invoked, completed);
  }

  public static Operation lockingRead(String key, List<Long> seen, long invoked, long completed) {
    return new Operation(Action.READ, key, 0, List.copyOf(seen), true, invoked, completed);
  }

  @JsonIgnore
  public boolean isRead() {
    return action == Action.READ;
  }

  /** A few words for reports. */
  public String words() {
    return switch (action) {
      case READ -> "read " + key + (isLocking ? " for update" : "") + " = " + brief(seen);
      case APPEND -> "append " + value + " to " + key;
      case WRITE -> "write " + key + " := " + value;
      case ADD -> "add " + value + " to " + key;
      case REMOVE -> "remove " + value + " from " + key;
      case INCREMENT -> "increment " + key + " by " + value;
    };
  }

  private static String brief(List<Long> seen) {
    int last = seen.size();
    return last <= 8 ? seen.toString() : "[… " + seen.subList(last - 6, last) + ", " + last + "]";
  }
}
