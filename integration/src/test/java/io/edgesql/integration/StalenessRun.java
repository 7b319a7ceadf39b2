package io.edgesql.integration;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Writers, each of a row of its own whose value it raises, and readers that know what must have
 * been committed when they ask.
 */
final class StalenessRun {
  private static final int BOUND_MS = 700;

  /** By row: what was known to be committed, by the time when it was known. */
  private final List<ConcurrentNavigableMap<Long, Integer>> commits = new ArrayList<>();

  private final CountDownLatch ready;
  private final CountDownLatch begun = new CountDownLatch(1);
  private volatile long endNanos;
  private final Queue<String> violations = new ConcurrentLinkedQueue<>();
  private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();

  /**
   * A run that has not begun.
   *
   * @param rows as many as writers
   */
  StalenessRun(int rows, int readers) {
    this.ready = new CountDownLatch(rows + readers);
    for (int id = 0; id < rows; id++) {
      commits.add(new ConcurrentSkipListMap<>(Map.of(System.nanoTime() - (1L << 50), 0)));
    }
  }

  /** Lets all go to work at once, when each has its session. */
  void begin(Duration length) throws InterruptedException {
    ready.await();
    endNanos = System.nanoTime() + length.toNanos();
    begun.countDown();
  }

  boolean isOver() {
    return begun.getCount() == 0 && System.nanoTime() - endNanos >= 0;
  }

  List<String> violations() {
    return List.copyOf(violations);
  }

  long writes() {
    LongAdder writes = counts.get("writes");
    return writes == null ? 0 : writes.sum();
  }

  /** The newest value of a row that is known to be committed. */
  int known(int id) {
    return commits.get(id).lastEntry().getValue();
  }

  Map<String, LongAdder> counts() {
    return new TreeMap<>(counts);
  }

  void count(String what, long by) {
    counts.computeIfAbsent(what, name -> new LongAdder()).add(by);
  }

  /** A session, made again when a fault has ended it. */
  private final class Session implements AutoCloseable {
    private final EdgeSql server;
    private final String options;
    private @Nullable Connection connection;

    Session(EdgeSql server, int number) {
      this.server = server;
      this.options = number % 4 < 2 ? "useServerPrepStmts=true" : "useServerPrepStmts=false";
    }

    /** Opens it, and waits for the others. */
    void begin() throws SQLException, InterruptedException {
      try (Statement first = open().createStatement()) {
        first.execute("SELECT COUNT(*) FROM t");
      }
      ready.countDown();
      begun.await();
    }

    Connection open() throws SQLException {
      Connection known = connection;
      if (known == null || known.isClosed()) {
        known = server.connect("app", options);
        connection = known;
      }
      return known;
    }

    @Override
    public void close() throws SQLException {
      if (connection != null) {
        connection.close();
      }
    }
  }

  /** Raises its own row's value, and reads it at once from wherever it may. */
  Callable<Void> writer(EdgeSql server, int id) {
    return () -> {
      SplittableRandom random = new SplittableRandom(id);
      try (Session session = new Session(server, id)) {
        int value = 0;
        session.begin();
        while (!isOver()) {
          value++;
          try {
            Connection connection = session.open();
            write(connection, id, value);
            commits.get(id).put(System.nanoTime(), value);
            count("writes", 1);
            String mode = random.nextBoolean() ? "cached" : "bounded=60000";
            for (int read : read(connection, mode, id, random.nextInt(4) == 0)) {
              count("own reads", 1);
              if (read < value) {
                violations.add("Session of row " + id + " wrote " + value + ", read " + read);
              }
            }
          } catch (SQLException e) {
            // Perhaps it was written and perhaps not: the next value is larger in any case.
            count("failed", 1);
          }
          TimeUnit.MILLISECONDS.sleep(random.nextInt(20));
        }
      }
      return null;
    };
  }

  private static void write(Connection connection, int id, int value) throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement("UPDATE t SET v = ? WHERE id = ?")) {
      update.setInt(1, value);
      update.setInt(2, id);
      update.executeUpdate();
    }
  }

  /** The row's value, by its key or out of all rows. */
  private static int[] read(Connection connection, String mode, int id, boolean isQuery)
      throws SQLException {
    String sql =
        isQuery
            ? "SELECT /*+ " + mode + " */ id, v FROM t ORDER BY id"
            : "SELECT /*+ " + mode + " */ id, v FROM t WHERE id = ?";
    try (PreparedStatement select = connection.prepareStatement(sql)) {
      if (!isQuery) {
        select.setInt(1, id);
      }
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          if (rows.getInt(1) == id) {
            return new int[] {rows.getInt(2)};
          }
        }
      }
    }
    return new int[] {-1};
  }

  /** Whatever was known to be committed a bound before the question must be in the answer. */
  Callable<Void> reader(EdgeSql server, int number) {
    return () -> {
      SplittableRandom random = new SplittableRandom(1000 + number);
      try (Session session = new Session(server, number)) {
        session.begin();
        while (!isOver()) {
          int id = random.nextInt(commits.size());
          boolean isQuery = random.nextInt(8) == 0;
          try {
            Connection connection = session.open();
            long asked = System.nanoTime();
            int value = read(connection, "bounded=" + BOUND_MS, id, isQuery)[0];
            count("bounded reads", 1);
            int least =
                commits
                    .get(id)
                    .floorEntry(asked - TimeUnit.MILLISECONDS.toNanos(BOUND_MS))
                    .getValue();
            if (value < least || random.nextInt(16) == 0) {
              String receipt = receipt(connection);
              count(receipt.substring(0, receipt.indexOf(',')), 1);
              if (value < least) {
                violations.add("Row " + id + " is " + value + ", not " + least + ": " + receipt);
              }
            }
            if (random.nextInt(4) == 0) {
              read(connection, "cached", id, isQuery);
              count("cached reads", 1);
            }
          } catch (SQLException e) {
            count("failed", 1);
          }
          TimeUnit.MILLISECONDS.sleep(random.nextInt(25));
        }
      }
      return null;
    };
  }

  /** Where the last answer came from; its age must be within the bound as well. */
  private String receipt(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SHOW EDGE LAST")) {
      row.next();
      String receipt =
          "source="
              + row.getString("source")
              + ", age="
              + row.getLong("age_ms")
              + " ms, ver="
              + row.getLong("ver")
              + ", "
              + row.getString("verdict");
      if (row.getLong("age_ms") > BOUND_MS && !row.getString("source").equals("shard")) {
        violations.add("Older than its bound: " + receipt);
      }
      return receipt;
    }
  }
}
