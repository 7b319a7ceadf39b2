package io.edgesql.consistency.workload;

import io.edgesql.consistency.check.Anomaly;
import io.edgesql.consistency.check.IsolationLevel;
import io.edgesql.consistency.check.SetChecker;
import io.edgesql.consistency.client.Attempt;
import io.edgesql.consistency.client.Client;
import io.edgesql.consistency.client.Undo;
import io.edgesql.consistency.history.Action;
import io.edgesql.consistency.history.Transaction;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * Inserts of values under generated keys: every acknowledged one is found from then on, none twice,
 * and of a statement or transaction all of them or none.
 */
final class SetFull implements Workload {
  private static final String SET = "set";
  private final AtomicLong values = new AtomicLong();

  @Override
  public void prepare(Statement statement, int steps) throws SQLException {
    statement.execute(
        "CREATE TABLE element (id BIGINT PRIMARY KEY AUTO_INCREMENT, v BIGINT NOT NULL)");
  }

  @Override
  public void step(Client client, Random random) throws SQLException {
    switch (random.nextInt(20)) {
      case 0 -> client.autocommit(SetFull::readAll);
      case 1, 2, 3 -> client.autocommit(attempt -> insert(attempt, 3));
      case 4, 5, 6 ->
          client.transact(
              attempt -> {
                insert(attempt, 1);
                insert(attempt, 2);
              });
      case 7 ->
          client.transact(
              attempt -> {
                insert(attempt, 1);
                throw new Undo();
              });
      default -> client.autocommit(attempt -> insert(attempt, 1));
    }
  }

  private void insert(Attempt attempt, int count) throws SQLException {
    long first = values.getAndAdd(count) + 1;
    List<Attempt.Written> written =
        LongStream.range(first, first + count)
            .mapToObj(value -> new Attempt.Written(Action.ADD, SET, value))
            .toList();
    String rows =
        written.stream().map(each -> "(" + each.value() + ")").collect(Collectors.joining(", "));
    attempt.write(written, "INSERT INTO element (v) VALUES " + rows);
  }

  private static void readAll(Attempt attempt) throws SQLException {
    attempt.read(SET, false, "SELECT v FROM element ORDER BY v");
  }

  @Override
  public void finish(Client client) throws SQLException {
    client.autocommit(SetFull::readAll);
  }

  @Override
  public List<Anomaly> check(List<Transaction> history, IsolationLevel level) {
    return new ArrayList<>(SetChecker.check(history));
  }
}
