package io.edgesql.bench.load;

import io.edgesql.bench.load.Workload.Client;
import io.edgesql.bench.load.Workload.WrongAnswer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.SplittableRandom;

/**
 * Adds one to a row: UPDATE, COMMIT, or the UPDATE alone, which then is a transaction by itself.
 */
final class PointWrites implements Client {
  private final Connection connection;
  private final PreparedStatement statement;
  private final int rows;
  private final boolean commits;
  private final SplittableRandom random;

  PointWrites(Connection connection, int rows, boolean commits, SplittableRandom random)
      throws SQLException {
    this.connection = connection;
    this.statement =
        connection.prepareStatement("UPDATE " + Tables.ITEM + " SET n = n + 1 WHERE id = ?");
    this.rows = rows;
    this.commits = commits;
    this.random = random;
  }

  @Override
  public int runOnce() throws SQLException, WrongAnswer {
    int id = random.nextInt(rows) + 1;
    if (commits) {
      Transaction.run(connection, () -> update(id));
    } else {
      update(id);
    }
    return 1;
  }

  private void update(int id) throws SQLException, WrongAnswer {
    statement.setInt(1, id);
    int changed = statement.executeUpdate();
    if (changed != 1) {
      throw new WrongAnswer("Changed " + changed + " rows instead of item " + id);
    }
  }
}
