package io.edgesql.bench.load;

import io.edgesql.bench.load.Workload.Client;
import io.edgesql.bench.load.Workload.WrongAnswer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.SplittableRandom;

/** Reads the newest events of a tenant: so many, of this tenant, newest first. */
final class RangeReads implements Client {
  private final PreparedStatement statement;
  private final int tenants;
  private final SplittableRandom random;

  RangeReads(Connection connection, int tenants, SplittableRandom random) throws SQLException {
    this.statement =
        connection.prepareStatement(
            "SELECT id, tenant, seq, kind, body FROM "
                + Tables.EVENT
                + " WHERE tenant = ? ORDER BY seq DESC LIMIT "
                + Data.NEWEST);
    this.tenants = tenants;
    this.random = random;
  }

  @Override
  public int runOnce() throws SQLException, WrongAnswer {
    int tenant = random.nextInt(tenants) + 1;
    statement.setInt(1, tenant);
    try (ResultSet found = statement.executeQuery()) {
      int count = 0;
      int before = Integer.MAX_VALUE;
      while (found.next()) {
        count++;
        if (found.getInt(2) != tenant
            || found.getInt(3) >= before
            || found.getString(5).isEmpty()) {
          throw new WrongAnswer("Event " + found.getInt(1) + " is out of place");
        }
        before = found.getInt(3);
      }
      if (count != Data.NEWEST) {
        throw new WrongAnswer(count + " events instead of " + Data.NEWEST);
      }
    }
    return 0;
  }
}
