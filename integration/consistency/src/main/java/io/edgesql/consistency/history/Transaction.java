package io.edgesql.consistency.history;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.List;
import java.util.stream.Collectors;

/**
 * One transaction of one client. Operations whose answer never came are the last, and only writes.
 *
 * @param process the client; its transactions follow each other
 * @param invokedNanos when its first statement was sent; {@link System#nanoTime} of this run
 * @param commitNanos when COMMIT was sent, or an autocommitted statement; {@code completedNanos} if
 *     it never was
 * @param completedNanos when the outcome was known, be it that nobody would tell it any more
 * @param error the client's error; empty if there was none
 */
public record Transaction(
    int process,
    long invokedNanos,
    long commitNanos,
    long completedNanos,
    Outcome outcome,
    List<Operation> operations,
    String error) {

  @JsonIgnore
  public boolean isOk() {
    return outcome == Outcome.OK;
  }

  /** Its operations in words. */
  public String words() {
    String all = operations.stream().map(Operation::words).collect(Collectors.joining("; "));
    return "client "
        + process
        + ": "
        + all
        + " → "
        + outcome
        + (error.isEmpty() ? "" : " (" + error + ")");
  }
}
