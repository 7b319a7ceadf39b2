package io.edgesql.consistency.workload;

import io.edgesql.consistency.check.Anomaly;
import io.edgesql.consistency.check.AnomalyKind;
import io.edgesql.consistency.check.IsolationLevel;
import io.edgesql.consistency.check.SetChecker;
import io.edgesql.consistency.client.Attempt;
import io.edgesql.consistency.client.Client;
import io.edgesql.consistency.history.Action;
import io.edgesql.consistency.history.Operation;
import io.edgesql.consistency.history.Transaction;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Transactions with savepoints, nested and rolled back to, beside a model of what they must have
 * written. A key is a transaction's own, so its rows are the model's or, if it failed, none.
 */
final class Savepoints implements Workload {
  private static final int MAX_ACTIONS = 10;
  private final AtomicLong keys = new AtomicLong();
  private final AtomicLong values = new AtomicLong();
  private final Queue<Anomaly> found = new ConcurrentLinkedQueue<>();

  @Override
  public void prepare(Statement statement, int steps) throws SQLException {
    statement.execute(
        "CREATE TABLE step (owner BIGINT NOT NULL, v BIGINT NOT NULL, PRIMARY KEY (owner, v))");
  }

  /** What the transaction has written so far. */
  private static final class Model {
    TreeSet<Long> rows = new TreeSet<>();
    final Deque<TreeSet<Long>> marks = new ArrayDeque<>();
  }

  @Override
  public void step(Client client, Random random) throws SQLException {
    long key = keys.incrementAndGet();
    int actions = 2 + random.nextInt(MAX_ACTIONS);
    client.transact(
        attempt -> {
          Model model = new Model();
          for (int action = 0; action < actions; action++) {
            act(attempt, key, model, random);
          }
          compare(attempt, key, model);
          long now = System.nanoTime();
          for (long value : model.rows) {
            attempt.note(new Operation(Action.ADD, name(key), value, List.of(), false, now, now));
          }
        });
  }

  private void act(Attempt attempt, long key, Model model, Random random) throws SQLException {
    // Savepoints are named by their depth: a name is used again and again.
    int depth = model.marks.size();
    switch (random.nextInt(8)) {
      case 0 -> {
        attempt.update("SAVEPOINT s" + depth);
        model.marks.push(new TreeSet<>(model.rows));
      }
      case 1 -> {
        if (depth > 0) {
          attempt.update("ROLLBACK TO SAVEPOINT s" + (depth - 1));
          model.rows = new TreeSet<>(model.marks.element());
        }
      }
      case 2 -> {
        if (depth > 0) {
          attempt.update("RELEASE SAVEPOINT s" + (depth - 1));
          model.marks.pop();
        }
      }
      case 3 -> compare(attempt, key, model);
      case 4 -> {
        if (!model.rows.isEmpty()) {
          long value = model.rows.first();
          attempt.update("DELETE FROM step WHERE owner = ? AND v = ?", key, value);
          model.rows.remove(value);
        }
      }
      default -> {
        long value = values.incrementAndGet();
        attempt.update("INSERT INTO step VALUES (?, ?)", key, value);
        model.rows.add(value);
      }
    }
  }

  private void compare(Attempt attempt, long key, Model model) throws SQLException {
    List<Long> seen =
        attempt.query(row -> row.getLong(1), "SELECT v FROM step WHERE owner = ? ORDER BY v", key);
    if (!seen.equals(List.copyOf(model.rows))) {
      found.add(
          new Anomaly(
              AnomalyKind.INTERNAL,
              "transaction %d must see %s and sees %s".formatted(key, model.rows, seen)));
    }
  }

  private static String name(long key) {
    return "owner " + key;
  }

  @Override
  public void finish(Client client) throws SQLException {
    long last = keys.get();
    client.autocommit(
        attempt -> {
          long invoked = System.nanoTime();
          List<List<Long>> rows =
              attempt.query(
                  row -> List.of(row.getLong(1), row.getLong(2)), "SELECT owner, v FROM step");
          long completed = System.nanoTime();
          for (long key = 1; key <= last; key++) {
            long each = key;
            List<Long> seen =
                rows.stream().filter(row -> row.get(0) == each).map(row -> row.get(1)).toList();
            attempt.note(Operation.read(name(key), seen, invoked, completed));
          }
        });
  }

  @Override
  public List<Anomaly> check(List<Transaction> history, IsolationLevel level) {
    List<Anomaly> all = new ArrayList<>(found);
    all.addAll(SetChecker.check(history));
    return all;
  }
}
