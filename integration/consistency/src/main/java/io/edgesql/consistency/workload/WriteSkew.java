package io.edgesql.consistency.workload;

import io.edgesql.consistency.check.Anomaly;
import io.edgesql.consistency.check.AnomalyKind;
import io.edgesql.consistency.check.IsolationLevel;
import io.edgesql.consistency.client.Attempt;
import io.edgesql.consistency.client.Client;
import io.edgesql.consistency.client.Undo;
import io.edgesql.consistency.history.Action;
import io.edgesql.consistency.history.Operation;
import io.edgesql.consistency.history.Transaction;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The doctors on call: of each shift's two, one may leave if the other stays. Each looks before
 * leaving; only serializable transactions, or locking reads, keep both from leaving.
 */
final class WriteSkew implements Workload {
  private final AtomicInteger turns = new AtomicInteger();

  @Override
  public void prepare(Statement statement, int steps) throws SQLException {
    statement.execute(
        "CREATE TABLE doctor (shift INT NOT NULL, who INT NOT NULL, on_call INT NOT NULL,"
            + " PRIMARY KEY (shift, who))");
    int shifts = steps / 2 + 1;
    for (int shift = 0; shift < shifts; shift += 50) {
      StringBuilder rows = new StringBuilder("INSERT INTO doctor VALUES ");
      for (int each = shift; each < Math.min(shifts, shift + 50); each++) {
        rows.append(each == shift ? "" : ", ").append("(%1$d, 0, 1), (%1$d, 1, 1)".formatted(each));
      }
      statement.execute(rows.toString());
    }
  }

  @Override
  public void step(Client client, Random random) throws SQLException {
    int turn = turns.getAndIncrement();
    int shift = turn / 2;
    boolean isLocking = shift % 4 == 0;
    client.transact(
        attempt -> {
          List<Long> onCall = read(attempt, shift, isLocking);
          if (onCall.size() < 2) {
            throw new Undo();
          }
          attempt.write(
              Action.REMOVE,
              name(shift),
              turn % 2 + 1,
              "UPDATE doctor SET on_call = 0 WHERE shift = ? AND who = ?",
              shift,
              turn % 2);
        });
  }

  /** Who is on call, counted from 1. */
  private static List<Long> read(Attempt attempt, int shift, boolean isLocking)
      throws SQLException {
    return attempt.read(
        name(shift),
        isLocking,
        "SELECT who + 1 FROM doctor WHERE shift = ? AND on_call = 1",
        shift);
  }

  private static String name(int shift) {
    return "shift " + shift + (shift % 4 == 0 ? " with locks" : "");
  }

  @Override
  public void finish(Client client) throws SQLException {
    int shifts = turns.get() / 2;
    client.transact(
        attempt -> {
          for (int shift = 0; shift < shifts; shift++) {
            read(attempt, shift, false);
          }
        });
  }

  @Override
  public List<Anomaly> check(List<Transaction> history, IsolationLevel level) {
    List<Anomaly> found = new ArrayList<>();
    for (Transaction transaction : history) {
      for (Operation read : transaction.operations()) {
        if (transaction.isOk() && read.isRead() && read.seen().isEmpty()) {
          // Locking reads forbid it at every level.
          AnomalyKind kind =
              read.key().endsWith("with locks") ? AnomalyKind.INVARIANT : AnomalyKind.WRITE_SKEW;
          String involved =
              history.stream()
                  .filter(each -> each.operations().stream().anyMatch(one -> leaves(one, read)))
                  .map(Transaction::words)
                  .reduce("", (all, one) -> all + "\n  " + one);
          found.add(new Anomaly(kind, "nobody is on call in " + read.key() + involved));
        }
      }
    }
    return found;
  }

  private static boolean leaves(Operation operation, Operation read) {
    return operation.action() == Action.REMOVE && operation.key().equals(read.key());
  }
}
