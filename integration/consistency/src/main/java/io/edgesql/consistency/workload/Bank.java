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

/**
 * Transfers between accounts. The total of what one statement reads never changes, nor does what a
 * snapshot reads account by account; no balance is ever negative.
 */
final class Bank implements Workload {
  private static final int ACCOUNTS = 6;
  private static final long START = 100;
  private static final int MAX_AMOUNT = 60;
  private static final String ALL = "all accounts";

  /** MySQL's ER_CHECK_CONSTRAINT_VIOLATED. */
  private static final int CHECK_VIOLATED = 3819;

  @Override
  public void prepare(Statement statement, int steps) throws SQLException {
    statement.execute(
        "CREATE TABLE account (id INT PRIMARY KEY, balance BIGINT NOT NULL, CHECK (balance >= 0))");
    for (int id = 0; id < ACCOUNTS; id++) {
      statement.execute("INSERT INTO account VALUES (%d, %d)".formatted(id, START));
    }
  }

  @Override
  public void step(Client client, Random random) throws SQLException {
    int from = random.nextInt(ACCOUNTS);
    int to = (from + 1 + random.nextInt(ACCOUNTS - 1)) % ACCOUNTS;
    long amount = 1L + random.nextInt(MAX_AMOUNT);
    switch (random.nextInt(6)) {
      case 0 -> client.autocommit(Bank::readAll);
      case 1 -> readOneByOne(client);
      case 2 -> client.transact(attempt -> lockAndSet(attempt, from, to, amount));
      case 3 -> client.transact(attempt -> relyOnCheck(attempt, from, to, amount));
      default -> client.transact(attempt -> conditionally(attempt, from, to, amount));
    }
  }

  private static void readAll(Attempt attempt) throws SQLException {
    attempt.read(ALL, false, "SELECT balance FROM account ORDER BY id");
  }

  /** Of READ COMMITTED nothing is known of several statements together. */
  private static void readOneByOne(Client client) throws SQLException {
    if (client.level() == IsolationLevel.READ_COMMITTED) {
      client.transact(Bank::readAll);
      return;
    }
    client.transact(
        attempt -> {
          List<Long> seen = new ArrayList<>();
          long invoked = System.nanoTime();
          for (int id = 0; id < ACCOUNTS; id++) {
            seen.addAll(
                attempt.query(
                    row -> row.getLong(1), "SELECT balance FROM account WHERE id = ?", id));
          }
          attempt.note(Operation.read(ALL, seen, invoked, System.nanoTime()));
        });
  }

  /** Reads with locks and writes what it has computed itself. */
  private static void lockAndSet(Attempt attempt, int from, int to, long amount)
      throws SQLException {
    List<Long> found =
        attempt.query(
            row -> row.getLong(1),
            "SELECT balance FROM account WHERE id IN (?, ?) ORDER BY id = ? DESC FOR UPDATE",
            from,
            to,
            from);
    if (found.size() != 2 || found.get(0) < amount) {
      throw new Undo();
    }
    set(attempt, from, found.get(0) - amount, -amount);
    set(attempt, to, found.get(1) + amount, amount);
  }

  private static void set(Attempt attempt, int account, long balance, long amount)
      throws SQLException {
    attempt.write(
        Action.INCREMENT,
        "account " + account,
        amount,
        "UPDATE account SET balance = ? WHERE id = ?",
        balance,
        account);
  }

  /** Adds first; the CHECK refuses what would be negative, and then all of it is undone. */
  private static void relyOnCheck(Attempt attempt, int from, int to, long amount)
      throws SQLException {
    add(attempt, to, amount);
    try {
      add(attempt, from, -amount);
    } catch (SQLException e) {
      if (e.getErrorCode() == CHECK_VIOLATED) {
        throw new Undo();
      }
      throw e;
    }
  }

  private static void conditionally(Attempt attempt, int from, int to, long amount)
      throws SQLException {
    int changed =
        attempt.write(
            Action.INCREMENT,
            "account " + from,
            -amount,
            "UPDATE account SET balance = balance - ? WHERE id = ? AND balance >= ?",
            amount,
            from,
            amount);
    if (changed != 1) {
      throw new Undo();
    }
    add(attempt, to, amount);
  }

  private static void add(Attempt attempt, int account, long amount) throws SQLException {
    attempt.write(
        Action.INCREMENT,
        "account " + account,
        amount,
        "UPDATE account SET balance = balance + ? WHERE id = ?",
        amount,
        account);
  }

  @Override
  public void finish(Client client) throws SQLException {
    client.autocommit(Bank::readAll);
  }

  @Override
  public List<Anomaly> check(List<Transaction> history, IsolationLevel level) {
    List<Anomaly> found = new ArrayList<>();
    for (Transaction transaction : history) {
      for (Operation read : transaction.operations()) {
        if (!transaction.isOk() || !read.isRead()) {
          continue;
        }
        long total = read.seen().stream().mapToLong(Long::longValue).sum();
        if (total != ACCOUNTS * START || read.seen().size() != ACCOUNTS) {
          found.add(
              new Anomaly(
                  AnomalyKind.INVARIANT,
                  "the total is "
                      + total
                      + " instead of "
                      + ACCOUNTS * START
                      + ": "
                      + transaction.words()));
        }
        if (read.seen().stream().anyMatch(balance -> balance < 0)) {
          found.add(
              new Anomaly(AnomalyKind.INVARIANT, "a balance is negative: " + transaction.words()));
        }
      }
    }
    return found;
  }
}
