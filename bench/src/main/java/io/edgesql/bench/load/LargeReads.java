package io.edgesql.bench.load;

import io.edgesql.bench.load.Workload.Client;
import io.edgesql.bench.load.Workload.WrongAnswer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** Reads a large table to its end, as a client does that does not want it in memory. */
final class LargeReads implements Client {
  private static final int FETCH_ROWS = 1_000;

  private final PreparedStatement statement;

  LargeReads(Connection connection) throws SQLException {
    if (connection.getMetaData().getURL().startsWith("jdbc:postgresql:")) {
      // Its driver fetches in steps only inside a transaction.
      connection.setAutoCommit(false);
    }
    this.statement = connection.prepareStatement("SELECT id, v, n FROM " + Tables.LARGE);
    boolean isConnectorJ = connection.getMetaData().getURL().startsWith("jdbc:mysql:");
    statement.setFetchSize(isConnectorJ ? Integer.MIN_VALUE : FETCH_ROWS);
  }

  @Override
  public int runOnce() throws SQLException, WrongAnswer {
    long sum = 0;
    int count = 0;
    try (ResultSet found = statement.executeQuery()) {
      while (found.next()) {
        count++;
        sum +=
            found.getInt(1) + found.getString(2).length() + found.getInt(3) - 3L * found.getInt(1);
      }
    }
    if (count != Workload.LARGE_ROWS || sum < (long) count * (count + 1) / 2) {
      throw new WrongAnswer(count + " rows, sum " + sum);
    }
    return 0;
  }
}
