package io.edgesql.consistency.workload;

import io.edgesql.consistency.check.Anomaly;
import io.edgesql.consistency.check.AnomalyKind;
import io.edgesql.consistency.check.IsolationLevel;
import io.edgesql.consistency.client.Attempt;
import io.edgesql.consistency.client.Client;
import io.edgesql.consistency.history.Action;
import io.edgesql.consistency.history.Operation;
import io.edgesql.consistency.history.Outcome;
import io.edgesql.consistency.history.Transaction;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Children come while their parents go, and clients claim the same names at the same time: no child
 * is ever without its parent, and each name belongs to one claimant, who was not refused.
 */
final class Constraints implements Workload {
  private static final int PARENTS = 8;
  private static final int CLAIMS_PER_NAME = 4;
  private static final String ORPHANS = "orphans";

  private final AtomicLong claims = new AtomicLong();

  @Override
  public void prepare(Statement statement, int steps) throws SQLException {
    statement.execute("CREATE TABLE parent (id INT PRIMARY KEY)");
    statement.execute(
        "CREATE TABLE child (id BIGINT PRIMARY KEY AUTO_INCREMENT, parent INT NOT NULL,"
            + " FOREIGN KEY (parent) REFERENCES parent (id))");
    statement.execute(
        "CREATE TABLE part (id BIGINT PRIMARY KEY AUTO_INCREMENT, parent INT NOT NULL,"
            + " FOREIGN KEY (parent) REFERENCES parent (id) ON DELETE CASCADE)");
    statement.execute(
        "CREATE TABLE claim (id BIGINT PRIMARY KEY AUTO_INCREMENT, name VARCHAR(20) NOT NULL,"
            + " owner BIGINT NOT NULL, UNIQUE KEY by_name (name))");
  }

  @Override
  public void step(Client client, Random random) throws SQLException {
    int parent = random.nextInt(PARENTS);
    switch (random.nextInt(12)) {
      case 0, 1 ->
          client.autocommit(attempt -> attempt.update("INSERT INTO parent VALUES (?)", parent));
      case 2 ->
          client.autocommit(attempt -> attempt.update("DELETE FROM parent WHERE id = ?", parent));
      case 3 ->
          client.transact(
              attempt -> {
                attempt.update("DELETE FROM child WHERE parent = ?", parent);
                attempt.update("DELETE FROM parent WHERE id = ?", parent);
              });
      case 4 ->
          client.autocommit(
              attempt -> attempt.update("INSERT INTO child (parent) VALUES (?)", parent));
      case 5 ->
          client.transact(
              attempt -> {
                attempt.update("INSERT INTO part (parent) VALUES (?)", parent);
                attempt.update("INSERT INTO child (parent) VALUES (?)", parent);
              });
      case 6 ->
          client.autocommit(
              attempt ->
                  attempt.update(
                      "UPDATE part SET parent = ? WHERE parent = ?",
                      parent,
                      (parent + 1) % PARENTS));
      case 7 -> client.autocommit(Constraints::countOrphans);
      case 8, 9 -> client.transact(this::claim);
      default -> client.autocommit(this::claim);
    }
  }

  private static void countOrphans(Attempt attempt) throws SQLException {
    attempt.read(
        ORPHANS,
        false,
        "SELECT (SELECT COUNT(*) FROM child c LEFT JOIN parent p ON p.id = c.parent"
            + " WHERE p.id IS NULL) + (SELECT COUNT(*) FROM part c LEFT JOIN parent p"
            + " ON p.id = c.parent WHERE p.id IS NULL)");
  }

  private void claim(Attempt attempt) throws SQLException {
    long owner = claims.incrementAndGet();
    String name = "name " + owner / CLAIMS_PER_NAME;
    attempt.write(
        Action.ADD, name, owner, "INSERT INTO claim (name, owner) VALUES (?, ?)", name, owner);
  }

  @Override
  public void finish(Client client) throws SQLException {
    client.autocommit(Constraints::countOrphans);
    client.autocommit(
        attempt -> {
          long invoked = System.nanoTime();
          Map<String, List<Long>> owners = new HashMap<>();
          for (long name = 0; name <= claims.get() / CLAIMS_PER_NAME; name++) {
            owners.put("name " + name, new ArrayList<>());
          }
          List<Map.Entry<String, Long>> rows =
              attempt.query(
                  row -> Map.entry(row.getString(1), row.getLong(2)),
                  "SELECT name, owner FROM claim");
          rows.forEach(
              row ->
                  owners.computeIfAbsent(row.getKey(), n -> new ArrayList<>()).add(row.getValue()));
          long completed = System.nanoTime();
          owners.forEach(
              (name, all) -> attempt.note(Operation.read(name, all, invoked, completed)));
        });
  }

  @Override
  public List<Anomaly> check(List<Transaction> history, IsolationLevel level) {
    List<Anomaly> found = new ArrayList<>();
    Map<String, Map<Long, Transaction>> claimants = new HashMap<>();
    for (Transaction transaction : history) {
      for (Operation operation : transaction.operations()) {
        if (operation.action() == Action.ADD) {
          claimants
              .computeIfAbsent(operation.key(), any -> new HashMap<>())
              .put(operation.value(), transaction);
        }
      }
    }
    for (Transaction transaction : history) {
      for (Operation read : transaction.operations()) {
        if (!transaction.isOk() || !read.isRead()) {
          continue;
        }
        if (!read.key().equals(ORPHANS)) {
          checkName(read, claimants.getOrDefault(read.key(), Map.of()), found);
        } else if (!read.seen().equals(List.of(0L))) {
          found.add(new Anomaly(AnomalyKind.INVARIANT, "orphans: " + transaction.words()));
        }
      }
    }
    return found;
  }

  private static void checkName(
      Operation read, Map<Long, Transaction> claimants, List<Anomaly> found) {
    if (read.seen().size() > 1) {
      found.add(new Anomaly(AnomalyKind.DUPLICATE, "several owners: " + read.words()));
    }
    for (long owner : read.seen()) {
      Transaction claimant = claimants.get(owner);
      if (claimant == null) {
        found.add(new Anomaly(AnomalyKind.GARBAGE, "nobody claimed: " + read.words()));
      } else if (claimant.outcome() == Outcome.FAIL) {
        found.add(new Anomaly(AnomalyKind.G1A, read.words() + ", but\n  " + claimant.words()));
      }
    }
    claimants.forEach(
        (owner, claimant) -> {
          if (claimant.isOk() && !read.seen().contains(owner)) {
            found.add(
                new Anomaly(AnomalyKind.LOST_WRITE, read.words() + ", but\n  " + claimant.words()));
          }
        });
  }
}
