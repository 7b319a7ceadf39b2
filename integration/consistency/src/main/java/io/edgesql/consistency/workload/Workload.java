package io.edgesql.consistency.workload;

import io.edgesql.consistency.check.Anomaly;
import io.edgesql.consistency.check.IsolationLevel;
import io.edgesql.consistency.client.Client;
import io.edgesql.consistency.history.Transaction;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Random;

/**
 * What the clients do in one run, and what must be true afterwards. An object serves one run;
 * {@link #step} is called by all clients at the same time.
 */
public interface Workload {
  /** Makes the tables in the database that is in use. */
  void prepare(Statement statement, int steps) throws SQLException;

  /** One transaction, more or less. */
  void step(Client client, Random random) throws SQLException;

  /** Reads what is left, after all clients have stopped and all faults are over. */
  void finish(Client client) throws SQLException;

  /** Everything wrong with a history, whether the level allows it or not. */
  List<Anomaly> check(List<Transaction> history, IsolationLevel level);
}
