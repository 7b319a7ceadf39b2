package io.edgesql.consistency.client;

import io.edgesql.consistency.check.IsolationLevel;
import io.edgesql.consistency.history.History;
import io.edgesql.consistency.history.Operation;
import io.edgesql.consistency.history.Outcome;
import io.edgesql.consistency.history.Transaction;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One client: a connection that is made again when it breaks. Confined to its thread, but for
 * {@link #connectionId}.
 */
public final class Client implements AutoCloseable {
  /** How long the server may be away; the harness never keeps it away so long. */
  private static final long MAX_AWAY_SECONDS = 180;

  private static final long RETRY_MS = 50;
  private static final int LOCK_WAIT_SECONDS = 2;

  private final int process;
  private final Address address;
  private final Address.Driver driver;
  private final String database;
  private final IsolationLevel level;
  private final History history;
  private @Nullable Connection connection;
  private volatile long connectionId;

  public Client(
      int process,
      Address address,
      Address.Driver driver,
      String database,
      IsolationLevel level,
      History history) {
    this.process = process;
    this.address = address;
    this.driver = driver;
    this.database = database;
    this.level = level;
    this.history = history;
  }

  /** The statements of a transaction. */
  public interface Body {
    void run(Attempt attempt) throws SQLException;
  }

  public int process() {
    return process;
  }

  public IsolationLevel level() {
    return level;
  }

  /** The server's number for the connection; 0 while there is none. Any thread may ask. */
  public long connectionId() {
    return connectionId;
  }

  /** Runs a transaction and notes it; gives what became of it. */
  public Outcome transact(Body body) throws SQLException {
    return run(body, false);
  }

  /** Runs one statement that commits by itself. */
  public Outcome autocommit(Body body) throws SQLException {
    return run(body, true);
  }

  private Outcome run(Body body, boolean isAutocommit) throws SQLException {
    Connection current = connected(isAutocommit);
    Attempt attempt = new Attempt(current);
    long invoked = System.nanoTime();
    long commit = isAutocommit ? invoked : 0;
    Outcome outcome = Outcome.OK;
    String error = "";
    try {
      body.run(attempt);
      if (!isAutocommit) {
        commit = System.nanoTime();
        current.commit();
      }
    } catch (SQLException e) {
      // Before COMMIT was sent nothing can have been done for good.
      outcome = commit > 0 && isLost(e) ? Outcome.UNKNOWN : Outcome.FAIL;
      error = e.getErrorCode() + " " + e.getSQLState() + " " + e.getMessage();
      leave(current, isLost(e));
    } catch (Undo e) {
      outcome = Outcome.FAIL;
      error = "rolled back on purpose";
      leave(current, false);
    }
    long completed = System.nanoTime();
    List<Operation> operations = attempt.operations();
    history.add(
        new Transaction(
            process,
            invoked,
            commit > 0 ? commit : completed,
            completed,
            outcome,
            operations,
            error.lines().findFirst().orElse("")));
    return outcome;
  }

  /**
   * Whether the connection is of no more use, or the server says that it does not know the outcome
   * (08007): in both cases nobody can tell whether the statement that failed so was done.
   */
  private static boolean isLost(SQLException e) {
    String state = e.getSQLState();
    return state == null || state.startsWith("08");
  }

  private void leave(Connection current, boolean isLost) {
    if (!isLost) {
      try {
        if (!current.getAutoCommit()) {
          current.rollback();
        }
        return;
      } catch (SQLException e) {
        // It broke meanwhile; what was not committed is gone with it.
      }
    }
    drop();
  }

  /** Ends the connection without a word to the server, as a client that is killed does. */
  public void drop() {
    Connection current = connection;
    connection = null;
    connectionId = 0;
    if (current != null) {
      try {
        current.abort(Runnable::run);
      } catch (SQLException e) {
        // It is of no use anyway.
      }
    }
  }

  private Connection connected(boolean isAutocommit) throws SQLException {
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(MAX_AWAY_SECONDS);
    while (true) {
      try {
        Connection current = connection;
        if (current == null) {
          current = open();
          connection = current;
        }
        if (current.getAutoCommit() != isAutocommit) {
          current.setAutoCommit(isAutocommit);
        }
        return current;
      } catch (SQLException e) {
        drop();
        if (System.nanoTime() > until) {
          throw e;
        }
        pause();
      }
    }
  }

  private Connection open() throws SQLException {
    Connection fresh = address.connect(driver, database);
    try (Statement statement = fresh.createStatement()) {
      fresh.setTransactionIsolation(level.jdbc());
      statement.execute("SET SESSION innodb_lock_wait_timeout = " + LOCK_WAIT_SECONDS);
      try (ResultSet row = statement.executeQuery("SELECT CONNECTION_ID()")) {
        row.next();
        connectionId = row.getLong(1);
      }
      return fresh;
    } catch (SQLException e) {
      fresh.abort(Runnable::run);
      throw e;
    }
  }

  private static void pause() throws SQLException {
    try {
      TimeUnit.MILLISECONDS.sleep(RETRY_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SQLException("interrupted", e);
    }
  }

  @Override
  public void close() {
    Connection current = connection;
    connection = null;
    connectionId = 0;
    if (current != null) {
      try {
        current.close();
      } catch (SQLException e) {
        // The server may be gone; there is nothing left to say to it.
      }
    }
  }
}
