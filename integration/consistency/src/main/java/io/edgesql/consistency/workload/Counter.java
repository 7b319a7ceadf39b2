package io.edgesql.consistency.workload;

import io.edgesql.consistency.check.Anomaly;
import io.edgesql.consistency.check.CounterChecker;
import io.edgesql.consistency.check.IsolationLevel;
import io.edgesql.consistency.client.Attempt;
import io.edgesql.consistency.client.Client;
import io.edgesql.consistency.history.Action;
import io.edgesql.consistency.history.Transaction;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Random;

/** Counters incremented by plain UPDATEs, and by SELECT … FOR UPDATE and then UPDATE. */
final class Counter implements Workload {
  private static final int COUNTERS = 2;

  @Override
  public void prepare(Statement statement, int steps) throws SQLException {
    statement.execute("CREATE TABLE counter (id INT PRIMARY KEY, n BIGINT NOT NULL)");
    for (int id = 0; id < COUNTERS; id++) {
      statement.execute("INSERT INTO counter VALUES (%d, 0)".formatted(id));
    }
  }

  @Override
  public void step(Client client, Random random) throws SQLException {
    int id = random.nextInt(COUNTERS);
    switch (random.nextInt(8)) {
      case 0 -> client.autocommit(attempt -> read(attempt, id, false));
      case 1, 2, 3 -> client.transact(attempt -> lockAndSet(attempt, id));
      case 4 ->
          client.transact(
              attempt -> {
                increment(attempt, id);
                increment(attempt, id);
              });
      default -> client.autocommit(attempt -> increment(attempt, id));
    }
  }

  private static List<Long> read(Attempt attempt, int id, boolean isLocking) throws SQLException {
    return attempt.read(name(id), isLocking, "SELECT n FROM counter WHERE id = ?", id);
  }

  private static void lockAndSet(Attempt attempt, int id) throws SQLException {
    long found = read(attempt, id, true).get(0);
    attempt.write(
        Action.INCREMENT, name(id), 1, "UPDATE counter SET n = ? WHERE id = ?", found + 1, id);
  }

  private static void increment(Attempt attempt, int id) throws SQLException {
    attempt.write(Action.INCREMENT, name(id), 1, "UPDATE counter SET n = n + 1 WHERE id = ?", id);
  }

  private static String name(int id) {
    return "counter " + id;
  }

  @Override
  public void finish(Client client) throws SQLException {
    for (int id = 0; id < COUNTERS; id++) {
      int each = id;
      client.autocommit(attempt -> read(attempt, each, false));
    }
  }

  @Override
  public List<Anomaly> check(List<Transaction> history, IsolationLevel level) {
    return CounterChecker.check(history);
  }
}
