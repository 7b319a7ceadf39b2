package io.edgesql.bench.load;

import io.edgesql.bench.load.Workload.Client;
import io.edgesql.bench.load.Workload.WrongAnswer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;

/**
 * Five rows by key are read and five others are changed, one statement each, in one transaction.
 * The changes go in the order of the keys, so that no two clients wait for each other.
 */
final class TenStatements implements Client {
  private static final int EACH = 5;

  private final Connection connection;
  private final PointReads reads;
  private final PreparedStatement write;
  private final int rows;
  private final SplittableRandom random;

  TenStatements(Connection connection, int rows, SplittableRandom random) throws SQLException {
    this.connection = connection;
    this.reads = new PointReads(connection, "", rows, random);
    this.write =
        connection.prepareStatement("UPDATE " + Tables.ITEM + " SET n = n + 1 WHERE id = ?");
    this.rows = rows;
    this.random = random;
  }

  @Override
  public int runOnce() throws SQLException, WrongAnswer {
    Set<Integer> read = drawn(Set.of());
    Set<Integer> changed = drawn(read);
    Transaction.run(
        connection,
        () -> {
          for (int id : read) {
            reads.read(id);
          }
          for (int id : changed) {
            change(id);
          }
        });
    return EACH;
  }

  private Set<Integer> drawn(Set<Integer> without) {
    Set<Integer> ids = new TreeSet<>();
    while (ids.size() < EACH) {
      int id = random.nextInt(rows) + 1;
      if (!without.contains(id)) {
        ids.add(id);
      }
    }
    return ids;
  }

  private void change(int id) throws SQLException, WrongAnswer {
    write.setInt(1, id);
    int changed = write.executeUpdate();
    if (changed != 1) {
      throw new WrongAnswer("Changed " + changed + " rows instead of item " + id);
    }
  }
}
