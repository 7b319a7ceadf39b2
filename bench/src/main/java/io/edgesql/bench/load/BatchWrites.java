package io.edgesql.bench.load;

import io.edgesql.bench.load.Workload.Client;
import io.edgesql.bench.load.Workload.WrongAnswer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.SplittableRandom;

/** Inserts ten rows with generated keys by one statement, in a transaction of its own. */
final class BatchWrites implements Client {
  private static final int ROWS = 10;

  private final Connection connection;
  private final PreparedStatement statement;
  private final SplittableRandom random;

  BatchWrites(Connection connection, SplittableRandom random) throws SQLException {
    this.connection = connection;
    this.statement =
        connection.prepareStatement(
            "INSERT INTO "
                + Tables.ENTRY
                + " (client, n, note) VALUES "
                + ",(?,?,?)".repeat(ROWS).substring(1));
    this.random = random;
  }

  @Override
  public int runOnce() throws SQLException, WrongAnswer {
    Transaction.run(
        connection,
        () -> {
          for (int row = 0; row < ROWS; row++) {
            statement.setInt(3 * row + 1, random.nextInt(1_000));
            statement.setInt(3 * row + 2, row);
            statement.setString(3 * row + 3, "a note on entry number " + row);
          }
          int inserted = statement.executeUpdate();
          if (inserted != ROWS) {
            throw new WrongAnswer("Inserted " + inserted + " rows instead of " + ROWS);
          }
        });
    return ROWS;
  }
}
