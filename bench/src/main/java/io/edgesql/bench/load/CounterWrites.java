package io.edgesql.bench.load;

import io.edgesql.bench.load.Workload.Client;
import io.edgesql.bench.load.Workload.WrongAnswer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/** Adds one to the row that all clients want, each time in a transaction of one statement. */
final class CounterWrites implements Client {
  private final PreparedStatement statement;

  CounterWrites(Connection connection) throws SQLException {
    this.statement =
        connection.prepareStatement("UPDATE " + Tables.COUNTER + " SET n = n + 1 WHERE id = ?");
  }

  @Override
  public int runOnce() throws SQLException, WrongAnswer {
    statement.setInt(1, 1);
    int changed = statement.executeUpdate();
    if (changed != 1) {
      throw new WrongAnswer("Changed " + changed + " counters");
    }
    return 1;
  }
}
