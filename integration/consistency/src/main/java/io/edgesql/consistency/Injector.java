package io.edgesql.consistency;

import io.edgesql.consistency.client.Address;
import io.edgesql.consistency.client.Client;
import io.edgesql.consistency.cluster.Target;
import io.edgesql.consistency.fault.Fault;
import io.edgesql.consistency.fault.Schedule;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;

/** Does the faults of a schedule as the work goes on. */
final class Injector {
  private static final int POLL_MS = 5;

  private final Target target;
  private final Schedule schedule;
  private final List<Client> clients;
  private final Map<Fault, Integer> done = new EnumMap<>(Fault.class);

  Injector(Target target, Schedule schedule, List<Client> clients) {
    this.target = target;
    this.schedule = schedule;
    this.clients = clients;
  }

  /** Returns when all are done, or when the work is. */
  void run(IntSupplier begun, BooleanSupplier isOver) throws IOException, InterruptedException {
    for (Schedule.Entry entry : schedule.entries()) {
      while (begun.getAsInt() < entry.afterSteps() && !isOver.getAsBoolean()) {
        TimeUnit.MILLISECONDS.sleep(POLL_MS);
      }
      if (isOver.getAsBoolean()) {
        return;
      }
      if (inject(entry)) {
        done.merge(entry.fault(), 1, Integer::sum);
      }
    }
  }

  Map<Fault, Integer> done() {
    return done;
  }

  private boolean inject(Schedule.Entry entry) throws IOException, InterruptedException {
    switch (entry.fault()) {
      case KILL_QUERY -> {
        return kill("KILL QUERY ", entry.random());
      }
      case KILL_CONNECTION -> {
        return kill("KILL ", entry.random());
      }
      default -> {
        target.inject(entry);
        return true;
      }
    }
  }

  /** Kills what one of the clients runs; false if it had no connection any more. */
  private boolean kill(String sql, long random) {
    long id = clients.get(new Random(random).nextInt(clients.size())).connectionId();
    if (id == 0) {
      return false;
    }
    try (Connection admin = target.direct().connect(Address.Driver.MYSQL, "");
        Statement statement = admin.createStatement()) {
      statement.execute(sql + id);
      return true;
    } catch (SQLException e) {
      // It was gone before.
      return false;
    }
  }
}
