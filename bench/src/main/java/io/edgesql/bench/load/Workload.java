package io.edgesql.bench.load;

import io.edgesql.bench.server.Engine;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** What a client does over and over. */
public enum Workload {
  HOT_CACHED("one of a few rows by key, any copy will do", null),
  HOT_BOUNDED("one of a few rows by key, a copy may be 1.5 s old", null),
  HOT_STRONG("one of a few rows by key", null),
  COLD_RANGE("the newest 50 events of a tenant", null),
  POINT_WRITE("UPDATE of a row by key in a transaction", "SELECT SUM(n) FROM " + Tables.ITEM),
  BATCH_WRITE("INSERT of 10 rows in a transaction", "SELECT COUNT(*) FROM " + Tables.ENTRY),
  CONTENTION("UPDATE of one counter by all clients", "SELECT n FROM " + Tables.COUNTER),
  CONTENTION_LOCKED(
      "SELECT … FOR UPDATE and UPDATE of one counter by all clients, in a transaction",
      "SELECT n FROM " + Tables.COUNTER),
  TRANSACTION(
      "five reads and five UPDATEs by key in a transaction", "SELECT SUM(n) FROM " + Tables.ITEM),
  MIXED("four reads by key to one UPDATE by key", "SELECT SUM(n) FROM " + Tables.ITEM),
  LARGE_RESULT("a result of 100,000 rows, read row by row", null),
  LONG_1000("1,000 INSERTs of one row in a transaction", "SELECT COUNT(*) FROM " + Tables.ENTRY),
  LONG_10000("10,000 INSERTs of one row in a transaction", "SELECT COUNT(*) FROM " + Tables.ENTRY);

  /** Rows of {@link #LARGE_RESULT}. */
  public static final int LARGE_ROWS = 100_000;

  private final String description;
  private final @Nullable String effectSql;

  Workload(String description, @Nullable String effectSql) {
    this.description = description;
    this.effectSql = effectSql;
  }

  public String description() {
    return description;
  }

  /** As it is written in options and reports. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** All that `all` stands for. */
  public static List<Workload> usual() {
    return Arrays.stream(values()).filter(one -> one.compareTo(LARGE_RESULT) < 0).toList();
  }

  /**
   * The workload of a label.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static Workload named(String label) {
    for (Workload workload : values()) {
      if (workload.label().equalsIgnoreCase(label)) {
        return workload;
      }
    }
    throw new IllegalArgumentException(
        "There is no workload '"
            + label
            + "'; there are all, "
            + String.join(", ", Arrays.stream(values()).map(Workload::label).toList()));
  }

  /** One value of the database that grows by each effect of the workload; null if it has none. */
  @Nullable String effectSql() {
    return effectSql;
  }

  Client open(Connection connection, Engine engine, Data data, SplittableRandom random)
      throws SQLException {
    return switch (this) {
      case HOT_CACHED ->
          new PointReads(connection, hint(engine, "/*+ cached */ "), data.hotRows(), random);
      case HOT_BOUNDED ->
          new PointReads(connection, hint(engine, "/*+ bounded=1500 */ "), data.hotRows(), random);
      case HOT_STRONG -> new PointReads(connection, "", data.hotRows(), random);
      case COLD_RANGE -> new RangeReads(connection, data.tenants(), random);
      case POINT_WRITE -> new PointWrites(connection, data.rows(), true, random);
      case BATCH_WRITE -> new BatchWrites(connection, random);
      case CONTENTION -> new CounterWrites(connection);
      case CONTENTION_LOCKED -> new LockedCounter(connection);
      case TRANSACTION -> new TenStatements(connection, data.rows(), random);
      case MIXED ->
          new Mixed(
              new PointReads(connection, "", data.rows(), random),
              new PointWrites(connection, data.rows(), false, random),
              random);
      case LARGE_RESULT -> new LargeReads(connection);
      case LONG_1000 -> new LongTransaction(connection, 1_000);
      case LONG_10000 -> new LongTransaction(connection, 10_000);
    };
  }

  /** Other engines ignore these hints, some with a warning each time. */
  private static String hint(Engine engine, String hint) {
    return engine == Engine.EDGE ? hint : "";
  }

  /** One client, on a connection of its own. */
  interface Client {
    /**
     * Does it once.
     *
     * @return by how much {@link #effectSql} must have grown
     * @throws SQLException when the server refuses
     * @throws WrongAnswer when it answers something else than it must
     */
    int runOnce() throws SQLException, WrongAnswer;
  }

  /** The server has answered, and wrongly. */
  static final class WrongAnswer extends Exception {
    WrongAnswer(String message) {
      super(message);
    }
  }
}
