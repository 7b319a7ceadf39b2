package io.edgesql.consistency.cluster;

import io.edgesql.consistency.client.Address;
import io.edgesql.consistency.fault.Fault;
import io.edgesql.consistency.fault.Schedule;
import java.io.IOException;
import java.util.Set;

/** A server under test. */
public interface Target extends AutoCloseable {
  /** Where the clients connect: connections there can be disturbed. */
  Address clients();

  /** Where the harness connects: connections there cannot. */
  Address direct();

  /** What {@link #inject} can do, apart from the two kinds of KILL. */
  Set<Fault> faults();

  /** Does a fault; what was stopped runs again when it returns. */
  void inject(Schedule.Entry entry) throws IOException, InterruptedException;

  /** Ends all disturbances. */
  void heal();

  @Override
  void close() throws IOException;
}
