package io.edgesql.bench.load;

import io.edgesql.bench.load.Workload.Client;
import io.edgesql.bench.load.Workload.WrongAnswer;
import java.sql.SQLException;
import java.util.SplittableRandom;

/** Four reads to one write. */
record Mixed(Client reads, Client writes, SplittableRandom random) implements Client {
  @Override
  public int runOnce() throws SQLException, WrongAnswer {
    return random.nextInt(5) == 0 ? writes.runOnce() : reads.runOnce();
  }
}
