package io.edgesql.bench.load;

import io.edgesql.bench.load.Workload.WrongAnswer;
import java.sql.Connection;
import java.sql.SQLException;

/** A transaction as drivers make one: autocommit off, statements, COMMIT. */
final class Transaction {
  /** What happens inside. */
  interface Body {
    void run() throws SQLException, WrongAnswer;
  }

  private Transaction() {}

  /** Runs and commits; a failure rolls back. */
  static void run(Connection connection, Body body) throws SQLException, WrongAnswer {
    if (connection.getAutoCommit()) {
      connection.setAutoCommit(false);
    }
    try {
      body.run();
      connection.commit();
    } catch (SQLException | WrongAnswer failure) {
      try {
        connection.rollback();
      } catch (SQLException second) {
        failure.addSuppressed(second);
      }
      throw failure;
    }
  }
}
