package io.edgesql.consistency.workload;

import io.edgesql.consistency.check.Anomaly;
import io.edgesql.consistency.check.IsolationLevel;
import io.edgesql.consistency.check.Model;
import io.edgesql.consistency.check.TransactionChecker;
import io.edgesql.consistency.client.Attempt;
import io.edgesql.consistency.client.Client;
import io.edgesql.consistency.client.Undo;
import io.edgesql.consistency.history.Action;
import io.edgesql.consistency.history.Transaction;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Transactions that append to lists and read them. A list shows every version that it ever had, so
 * the checker sees all dependencies. Even keys are there from the start and are appended to by
 * UPDATE, odd ones by INSERT … ON DUPLICATE KEY UPDATE.
 */
final class ListAppend implements Workload {
  /** Keys in use at a time: few enough for transactions to meet. */
  private static final int ACTIVE_KEYS = 5;

  /** Appends after which the keys in use move on by one: lists stay short. */
  private static final int APPENDS_PER_KEY = 30;

  private static final int MAX_OPERATIONS = 4;
  private static final int KEYS_PER_FINAL_READ = 10;

  /** Of a hundred transactions, how many roll back on purpose. */
  private static final int UNDO_PERCENT = 5;

  private final AtomicInteger values = new AtomicInteger();

  @Override
  public void prepare(Statement statement, int steps) throws SQLException {
    statement.execute("CREATE TABLE list_row (k INT PRIMARY KEY, val TEXT NOT NULL)");
    statement.execute("CREATE TABLE list_new (k INT PRIMARY KEY, val TEXT NOT NULL)");
    int keys = steps * MAX_OPERATIONS / APPENDS_PER_KEY + ACTIVE_KEYS + 1;
    StringBuilder rows = new StringBuilder("INSERT INTO list_row VALUES (0, '')");
    for (int key = 2; key <= keys; key += 2) {
      rows.append(", (").append(key).append(", '')");
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
    int key = values.get() / APPENDS_PER_KEY + random.nextInt(ACTIVE_KEYS);
    if (random.nextInt(100) < 50) {
      // A row that is not there yet cannot be locked against being made, so only those that are.
      read(attempt, key, key % 2 == 0 && random.nextInt(4) == 0);
      return;
    }
    long value = values.incrementAndGet();
    if (key % 2 == 0) {
      attempt.write(
          Action.APPEND,
          String.valueOf(key),
          value,
          "UPDATE list_row SET val = CONCAT(val, ',', ?) WHERE k = ?",
          value,
          key);
    } else {
      attempt.write(
          Action.APPEND,
          String.valueOf(key),
          value,
          "INSERT INTO list_new VALUES (?, ?)"
              + " ON DUPLICATE KEY UPDATE val = CONCAT(val, ',', VALUES(val))",
          key,
          String.valueOf(value));
    }
  }

  private static void read(Attempt attempt, int key, boolean isLocking) throws SQLException {
    attempt.read(
        String.valueOf(key),
        isLocking,
        ListAppend::elements,
        "SELECT val FROM " + (key % 2 == 0 ? "list_row" : "list_new") + " WHERE k = ?",
        key);
  }

  private static List<Long> elements(ResultSet row) throws SQLException {
    return Arrays.stream(row.getString(1).split(","))
        .filter(element -> !element.isEmpty())
        .map(Long::valueOf)
        .toList();
  }

  @Override
  public void finish(Client client) throws SQLException {
    int last = values.get() / APPENDS_PER_KEY + ACTIVE_KEYS;
    List<Integer> keys = new ArrayList<>();
    for (int key = 0; key <= last; key++) {
      keys.add(key);
      if (keys.size() == KEYS_PER_FINAL_READ || key == last) {
        client.transact(
            attempt -> {
              for (int each : keys) {
                read(attempt, each, false);
              }
            });
        keys.clear();
      }
    }
  }

  @Override
  public List<Anomaly> check(List<Transaction> history, IsolationLevel level) {
    return TransactionChecker.check(Model.LIST, history, level);
  }
}
