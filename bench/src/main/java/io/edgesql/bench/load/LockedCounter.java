package io.edgesql.bench.load;

import io.edgesql.bench.load.Workload.Client;
import io.edgesql.bench.load.Workload.WrongAnswer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * Adds one to the row that all clients want as programs do that compute the value themselves:
 * SELECT … FOR UPDATE, UPDATE, COMMIT.
 */
final class LockedCounter implements Client {
  private final Connection connection;
  private final PreparedStatement read;
  private final PreparedStatement write;
  private long lastWritten;

  LockedCounter(Connection connection) throws SQLException {
    this.connection = connection;
    this.read =
        connection.prepareStatement("SELECT n FROM " + Tables.COUNTER + " WHERE id = ? FOR UPDATE");
    this.write =
        connection.prepareStatement("UPDATE " + Tables.COUNTER + " SET n = ? WHERE id = ?");
  }

  @Override
  public int runOnce() throws SQLException, WrongAnswer {
    Transaction.run(
        connection,
        () -> {
          long next = counter() + 1;
          write.setLong(1, next);
          write.setInt(2, 1);
          int changed = write.executeUpdate();
          if (changed != 1) {
            throw new WrongAnswer("Changed " + changed + " counters");
          }
          lastWritten = next;
        });
    return 1;
  }

  private long counter() throws SQLException, WrongAnswer {
    read.setInt(1, 1);
    try (ResultSet result = read.executeQuery()) {
      if (!result.next()) {
        throw new WrongAnswer("There is no counter");
      }
      long n = result.getLong(1);
      if (n < lastWritten) {
        throw new WrongAnswer("The counter is " + n + ", it was " + lastWritten + " before");
      }
      return n;
    }
  }
}
