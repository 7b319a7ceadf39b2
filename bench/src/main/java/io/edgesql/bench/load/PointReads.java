package io.edgesql.bench.load;

import io.edgesql.bench.load.Workload.Client;
import io.edgesql.bench.load.Workload.WrongAnswer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.SplittableRandom;

/** Reads rows by key; each must be the one that was asked for. */
final class PointReads implements Client {
  private final PreparedStatement statement;
  private final int rows;
  private final SplittableRandom random;

  /**
   * A client that reads.
   *
   * @param hint stands behind SELECT
   * @param rows keys from 1 to this
   */
  PointReads(Connection connection, String hint, int rows, SplittableRandom random)
      throws SQLException {
    this.statement =
        connection.prepareStatement("SELECT " + hint + "v FROM " + Tables.ITEM + " WHERE id = ?");
    this.rows = rows;
    this.random = random;
  }

  @Override
  public int runOnce() throws SQLException, WrongAnswer {
    read(random.nextInt(rows) + 1);
    return 0;
  }

  /** Reads this row. */
  void read(int id) throws SQLException, WrongAnswer {
    statement.setInt(1, id);
    try (ResultSet found = statement.executeQuery()) {
      String text = found.next() ? found.getString(1) : null;
      if (!Tables.itemText(id).equals(text) || found.next()) {
        throw new WrongAnswer("Item " + id + " is " + text);
      }
    }
  }
}
