package io.edgesql.bench.load;

import io.edgesql.bench.load.Workload.Client;
import io.edgesql.bench.load.Workload.WrongAnswer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/** Many INSERTs of one row each, in one transaction. */
final class LongTransaction implements Client {
  private final Connection connection;
  private final PreparedStatement statement;
  private final int rows;

  LongTransaction(Connection connection, int rows) throws SQLException {
    this.connection = connection;
    this.statement =
        connection.prepareStatement(
            "INSERT INTO " + Tables.ENTRY + " (client, n, note) VALUES (?, ?, ?)");
    this.rows = rows;
  }

  @Override
  public int runOnce() throws SQLException, WrongAnswer {
    Transaction.run(
        connection,
        () -> {
          for (int row = 0; row < rows; row++) {
            statement.setInt(1, rows);
            statement.setInt(2, row);
            statement.setString(3, "a note on entry number " + row);
            int inserted = statement.executeUpdate();
            if (inserted != 1) {
              throw new WrongAnswer("Inserted " + inserted + " rows instead of one");
            }
          }
        });
    return rows;
  }
}
