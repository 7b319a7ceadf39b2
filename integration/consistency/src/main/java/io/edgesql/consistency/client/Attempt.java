package io.edgesql.consistency.client;

import io.edgesql.consistency.history.Action;
import io.edgesql.consistency.history.Operation;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** A transaction while it runs: its statements, and the operations that they were. */
public final class Attempt {
  private final Connection connection;
  private final List<Operation> operations = new ArrayList<>();

  Attempt(Connection connection) {
    this.connection = connection;
  }

  /** A column of a row, or whatever else a row holds. */
  public interface RowReader<T> {
    T read(ResultSet row) throws SQLException;
  }

  /** Runs a query that is no operation, or one that the caller notes itself. */
  public <T> List<T> query(RowReader<T> reader, String sql, Object... parameters)
      throws SQLException {
    try (PreparedStatement statement = prepare(sql, parameters);
        ResultSet rows = statement.executeQuery()) {
      List<T> all = new ArrayList<>();
      while (rows.next()) {
        all.add(reader.read(rows));
      }
      return all;
    }
  }

  /** Runs a statement that is no operation; gives the rows that it changed. */
  public int update(String sql, Object... parameters) throws SQLException {
    if (parameters.length == 0) {
      // SAVEPOINT and its like cannot be prepared.
      try (Statement statement = connection.createStatement()) {
        return statement.executeUpdate(sql);
      }
    }
    try (PreparedStatement statement = prepare(sql, parameters)) {
      return statement.executeUpdate();
    }
  }

  /** Reads a key by a query that gives its numbers, each a row. */
  public List<Long> read(String key, boolean isLocking, String sql, Object... parameters)
      throws SQLException {
    return read(key, isLocking, row -> List.of(row.getLong(1)), sql, parameters);
  }

  /** Reads a key by a query each of whose rows holds some of its numbers. */
  public List<Long> read(
      String key, boolean isLocking, RowReader<List<Long>> reader, String sql, Object... parameters)
      throws SQLException {
    long invoked = System.nanoTime();
    List<Long> seen =
        query(reader, isLocking ? sql + " FOR UPDATE" : sql, parameters).stream()
            .flatMap(List::stream)
            .toList();
    note(new Operation(Action.READ, key, 0, seen, isLocking, invoked, System.nanoTime()));
    return seen;
  }

  /** Writes a value. The operation is noted even when no answer comes. */
  public int write(Action action, String key, long value, String sql, Object... parameters)
      throws SQLException {
    return write(List.of(new Written(action, key, value)), sql, parameters);
  }

  /** What a statement writes; one statement may write several values. */
  public record Written(Action action, String key, long value) {}

  /** Writes values by one statement. */
  public int write(List<Written> all, String sql, Object... parameters) throws SQLException {
    long invoked = System.nanoTime();
    try {
      return update(sql, parameters);
    } finally {
      for (Written each : all) {
        note(
            new Operation(
                each.action, each.key, each.value, List.of(), false, invoked, System.nanoTime()));
      }
    }
  }

  /** Adds an operation that statements of the caller's own were. */
  public void note(Operation operation) {
    operations.add(operation);
  }

  public Connection connection() {
    return connection;
  }

  List<Operation> operations() {
    return List.copyOf(operations);
  }

  private PreparedStatement prepare(String sql, Object... parameters) throws SQLException {
    PreparedStatement statement = connection.prepareStatement(sql);
    try {
      for (int at = 0; at < parameters.length; at++) {
        statement.setObject(at + 1, parameters[at]);
      }
      return statement;
    } catch (SQLException e) {
      statement.close();
      throw e;
    }
  }
}
