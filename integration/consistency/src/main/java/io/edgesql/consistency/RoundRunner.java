package io.edgesql.consistency;

import io.edgesql.consistency.check.Anomaly;
import io.edgesql.consistency.client.Address;
import io.edgesql.consistency.client.Client;
import io.edgesql.consistency.cluster.Target;
import io.edgesql.consistency.fault.Fault;
import io.edgesql.consistency.fault.Schedule;
import io.edgesql.consistency.history.History;
import io.edgesql.consistency.history.Outcome;
import io.edgesql.consistency.workload.Workload;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Runs rounds on a server, one after the other, each in a database of its own. */
final class RoundRunner {
  /** Longer than any client waits for the server: then something hangs that must not. */
  private static final Duration MAX_ROUND = Duration.ofMinutes(15);

  private final Target target;
  private final Collection<Fault> kinds;
  private final String databases;
  private int rounds;

  /**
   * @param kinds the faults to draw from
   * @param databases how the names of the databases begin
   */
  RoundRunner(Target target, Collection<Fault> kinds, String databases) {
    this.target = target;
    this.kinds = kinds;
    this.databases = databases;
  }

  RoundResult run(Round round) throws InterruptedException {
    long began = System.nanoTime();
    History history = new History();
    Workload workload = round.workload().make();
    String database = databases + ++rounds;
    List<Client> clients = clients(round, database, history);
    Injector injector =
        new Injector(
            target, Schedule.of(round.seed(), round.steps(), round.faults(), kinds), clients);
    Queue<String> failures = new ConcurrentLinkedQueue<>();
    List<Anomaly> anomalies = List.of();
    try {
      prepare(workload, database, round.steps());
      work(round, workload, clients, injector, failures);
      target.heal();
      try (Client last = client(round, round.clients(), database, history)) {
        finish(workload, last);
      }
      if (history.count(Outcome.OK) == 0) {
        failures.add("no transaction was done at all");
      }
      anomalies = workload.check(history.all(), round.level());
      drop(database);
    } catch (SQLException e) {
      failures.add("the harness itself: " + e);
    } finally {
      target.heal();
      clients.forEach(Client::close);
    }
    return new RoundResult(
        round,
        history,
        anomalies,
        Map.copyOf(injector.done()),
        Duration.ofNanos(System.nanoTime() - began),
        failures.isEmpty() ? null : String.join("; ", failures));
  }

  private void work(
      Round round,
      Workload workload,
      List<Client> clients,
      Injector injector,
      Queue<String> failures)
      throws InterruptedException {
    AtomicInteger begun = new AtomicInteger();
    AtomicInteger running = new AtomicInteger(clients.size());
    List<Thread> threads = new ArrayList<>();
    for (Client client : clients) {
      Random random = new Random(round.seed() * 31 + client.process());
      threads.add(
          new Thread(
              () -> {
                try {
                  while (begun.getAndIncrement() < round.steps()) {
                    workload.step(client, random);
                  }
                } catch (SQLException | RuntimeException e) {
                  failures.add("client " + client.process() + ": " + e);
                } finally {
                  running.decrementAndGet();
                }
              },
              "client-" + client.process()));
    }
    threads.forEach(thread -> thread.setDaemon(true));
    threads.forEach(Thread::start);
    try {
      injector.run(begun::get, () -> running.get() == 0);
    } catch (java.io.IOException | RuntimeException e) {
      failures.add("a fault: " + e);
    }
    long until = System.nanoTime() + MAX_ROUND.toNanos();
    for (Thread thread : threads) {
      TimeUnit.NANOSECONDS.timedJoin(thread, Math.max(1, until - System.nanoTime()));
      if (thread.isAlive()) {
        failures.add(thread.getName() + " hangs");
      }
    }
  }

  /** The last reads must succeed: all faults are over. */
  private static void finish(Workload workload, Client client) throws SQLException {
    workload.finish(client);
  }

  private List<Client> clients(Round round, String database, History history) {
    List<Client> clients = new ArrayList<>();
    for (int process = 0; process < round.clients(); process++) {
      clients.add(client(round, process, database, history));
    }
    return clients;
  }

  private Client client(Round round, int process, String database, History history) {
    Address.Driver[] drivers = Address.Driver.values();
    return new Client(
        process,
        target.clients(),
        drivers[process % drivers.length],
        database,
        round.level(),
        history);
  }

  private void prepare(Workload workload, String database, int steps) throws SQLException {
    try (Connection connection = target.direct().connect(Address.Driver.MYSQL, "");
        Statement statement = connection.createStatement()) {
      statement.execute("DROP DATABASE IF EXISTS " + database);
      statement.execute("CREATE DATABASE " + database);
      statement.execute("USE " + database);
      workload.prepare(statement, steps);
    }
  }

  private void drop(String database) throws SQLException {
    try (Connection connection = target.direct().connect(Address.Driver.MYSQL, "");
        Statement statement = connection.createStatement()) {
      statement.execute("DROP DATABASE " + database);
    }
  }
}
