package io.edgesql.consistency.workload;

import io.edgesql.consistency.check.Anomaly;
import io.edgesql.consistency.check.IsolationLevel;
import io.edgesql.consistency.check.Model;
import io.edgesql.consistency.check.TransactionChecker;
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
import java.util.concurrent.atomic.AtomicLong;

/**
 * Rows that hold a value and the one before it, written and read one by one or a group at a time.
 * What a write replaces it keeps, so that reads show which version followed which.
 */
final class Register implements Workload {
  private static final int KEYS = 12;
  private static final int GROUPS = 4;
  private static final int MAX_OPERATIONS = 4;
  private static final int UNDO_PERCENT = 5;

  /** A group's write gives each of its rows a value of its own: this many apart, plus the key. */
  private static final int VALUE_STEP = 100;

  private final AtomicLong values = new AtomicLong();

  @Override
  public void prepare(Statement statement, int steps) throws SQLException {
    statement.execute(
        "CREATE TABLE reg (k INT PRIMARY KEY, g INT NOT NULL, v BIGINT NOT NULL,"
            + " prev BIGINT NOT NULL, KEY by_group (g))");
    StringBuilder rows = new StringBuilder("INSERT INTO reg VALUES ");
    for (int key = 0; key < KEYS; key++) {
      rows.append(key == 0 ? "" : ", ").append("(%d, %d, 0, 0)".formatted(key, key % GROUPS));
    }
    statement.execute(rows.toString());
  }

  @Override
  public void step(Client client, Random random) throws SQLException {
    int count = 1 + random.nextInt(MAX_OPERATIONS);
    boolean isUndone = random.nextInt(100) < UNDO_PERCENT;
    if (count == 1 && !isUndone) {
      client.autocommit(attempt -> operate(attempt, random));
      return;
    }
    client.transact(
        attempt -> {
          for (int operation = 0; operation < count; operation++) {
            operate(attempt, random);
          }
          if (isUndone) {
            throw new Undo();
          }
        });
  }

  private void operate(Attempt attempt, Random random) throws SQLException {
    int key = random.nextInt(KEYS);
    int group = key % GROUPS;
    switch (random.nextInt(8)) {
      case 0, 1, 2 -> read(attempt, List.of(key), false, "k", key);
      case 3 -> read(attempt, List.of(key), true, "k", key);
      case 4 -> read(attempt, members(group), false, "g", group);
      case 5 -> write(attempt, members(group), "g", group);
      default -> write(attempt, List.of(key), "k", key);
    }
  }

  private static List<Integer> members(int group) {
    List<Integer> keys = new ArrayList<>();
    for (int key = group; key < KEYS; key += GROUPS) {
      keys.add(key);
    }
    return keys;
  }

  private void write(Attempt attempt, List<Integer> keys, String column, int value)
      throws SQLException {
    long base = values.addAndGet(VALUE_STEP);
    attempt.write(
        keys.stream()
            .map(key -> new Attempt.Written(Action.WRITE, String.valueOf(key), base + key))
            .toList(),
        "UPDATE reg SET prev = v, v = ? + k WHERE " + column + " = ?",
        base,
        value);
  }

  private static void read(
      Attempt attempt, List<Integer> keys, boolean isLocking, String column, int value)
      throws SQLException {
    long invoked = System.nanoTime();
    List<List<Long>> rows =
        attempt.query(
            row -> List.of(row.getLong(1), row.getLong(2), row.getLong(3)),
            "SELECT k, v, prev FROM reg WHERE "
                + column
                + " = ?"
                + (isLocking ? " FOR UPDATE" : ""),
            value);
    long completed = System.nanoTime();
    for (int key : keys) {
      List<Long> seen =
          rows.stream()
              .filter(row -> row.get(0) == key)
              .flatMap(row -> row.subList(1, 3).stream())
              .toList();
      attempt.note(
          new Operation(Action.READ, String.valueOf(key), 0, seen, isLocking, invoked, completed));
    }
  }

  @Override
  public void finish(Client client) throws SQLException {
    client.transact(
        attempt -> {
          for (int key = 0; key < KEYS; key++) {
            read(attempt, List.of(key), false, "k", key);
          }
        });
  }

  @Override
  public List<Anomaly> check(List<Transaction> history, IsolationLevel level) {
    return TransactionChecker.check(Model.REGISTER, history, level);
  }
}
