package io.edgesql.dialect.ddl;

import io.edgesql.dialect.eval.BoundStep;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConnection;
import org.sqlite.SQLiteLimits;

/** A shard's SQLite, in memory, with a Durable Object's limits and tables. */
final class ScriptShard implements AutoCloseable {
  private final Connection sqlite;

  ScriptShard() {
    try {
      sqlite = DriverManager.getConnection("jdbc:sqlite::memory:");
      SQLiteConnection limits = sqlite.unwrap(SQLiteConnection.class);
      limits.setLimit(SQLiteLimits.SQLITE_LIMIT_COLUMN, 100);
      limits.setLimit(SQLiteLimits.SQLITE_LIMIT_SQL_LENGTH, 100_000);
      limits.setLimit(SQLiteLimits.SQLITE_LIMIT_EXPR_DEPTH, 100);
      limits.setLimit(SQLiteLimits.SQLITE_LIMIT_COMPOUND_SELECT, 5);
      limits.setLimit(SQLiteLimits.SQLITE_LIMIT_FUNCTION_ARG, 32);
      limits.setLimit(SQLiteLimits.SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 50);
      limits.setLimit(SQLiteLimits.SQLITE_LIMIT_VARIABLE_NUMBER, 100);
      update("CREATE TABLE _edge_auto (tbl TEXT PRIMARY KEY, next INTEGER) WITHOUT ROWID");
      update("CREATE TABLE _edge_flags (name TEXT PRIMARY KEY, value INTEGER) WITHOUT ROWID");
      update("INSERT INTO _edge_flags VALUES ('foreign_keys', 1), ('unique_checks', 1)");
      io.edgesql.dialect.engine.WeightsTable.create(sqlite);
    } catch (SQLException broken) {
      throw new IllegalStateException(broken);
    }
  }

  @Override
  public void close() {
    try {
      sqlite.close();
    } catch (SQLException broken) {
      throw new IllegalStateException(broken);
    }
  }

  void setForeignKeys(boolean on) {
    try {
      update("UPDATE _edge_flags SET value = " + (on ? 1 : 0) + " WHERE name = 'foreign_keys'");
    } catch (SQLException broken) {
      throw new IllegalStateException(broken);
    }
  }

  /** Names of everything that SQLite's schema holds, without its own tables. */
  List<String> objects() throws SQLException {
    List<String> names = new ArrayList<>();
    try (Statement statement = sqlite.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT type || ' ' || name FROM sqlite_schema"
                    + " WHERE name NOT LIKE 'sqlite_%' AND name NOT GLOB '_edge_*' ORDER BY 1")) {
      while (rows.next()) {
        names.add(rows.getString(1));
      }
    }
    return names;
  }

  /** A schema change: all of it or nothing. */
  void change(List<String> steps) throws SQLException {
    sqlite.setAutoCommit(false);
    try {
      for (String step : steps) {
        update(step);
      }
      sqlite.commit();
    } catch (SQLException failed) {
      sqlite.rollback();
      throw failed;
    } finally {
      sqlite.setAutoCommit(true);
    }
  }

  private void update(String sql) throws SQLException {
    try (Statement statement = sqlite.createStatement()) {
      statement.executeUpdate(sql);
    } catch (SQLException failed) {
      throw new SQLException(failed.getMessage() + ShardFailures.IN + sql, failed);
    }
  }

  /**
   * Runs a program's steps in one transaction.
   *
   * @param changes gets the number of changed rows of each step
   * @return rows by step
   */
  List<List<List<@Nullable Object>>> run(List<BoundStep> steps, int count, List<Long> changes)
      throws SQLException {
    List<List<List<@Nullable Object>>> results = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      results.add(new ArrayList<>());
      changes.add(0L);
    }
    sqlite.setAutoCommit(false);
    try {
      for (BoundStep step : steps) {
        if (step.onlyIfUnchanged() < 0 || changes.get(step.onlyIfUnchanged()) == 0) {
          run(step, results.get(step.step()), changes);
        }
      }
      sqlite.commit();
    } catch (SQLException failed) {
      sqlite.rollback();
      throw failed;
    } finally {
      sqlite.setAutoCommit(true);
    }
    return results;
  }

  private void run(BoundStep step, List<List<@Nullable Object>> rows, List<Long> changes)
      throws SQLException {
    List<@Nullable Object> parameters = new ArrayList<>(step.parameters());
    BoundStep.BoundAuto auto = step.auto();
    if (auto != null && auto.parameter() >= 0) {
      parameters.set(auto.parameter(), ids(auto));
    }
    try (PreparedStatement statement = sqlite.prepareStatement(step.sql())) {
      for (int i = 0; i < parameters.size(); i++) {
        statement.setObject(i + 1, parameters.get(i));
      }
      if (!step.returnsRows()) {
        changes.set(step.step(), changes.get(step.step()) + statement.executeUpdate());
        return;
      }
      try (ResultSet result = statement.executeQuery()) {
        int columns = result.getMetaData().getColumnCount();
        while (result.next()) {
          List<@Nullable Object> row = new ArrayList<>();
          for (int i = 1; i <= columns; i++) {
            Object value = result.getObject(i);
            row.add(value instanceof Integer number ? (Object) number.longValue() : value);
          }
          rows.add(row);
        }
      }
    } catch (SQLException failed) {
      throw new SQLException(failed.getMessage() + ShardFailures.IN + step.sql(), failed);
    }
  }

  /** AUTO_INCREMENT as the shard gives it out: §3.4 of the gateway protocol. */
  private String ids(BoundStep.BoundAuto auto) throws SQLException {
    long next = next(auto.table());
    StringBuilder out = new StringBuilder("[");
    if (auto.countSql() != null) {
      List<List<@Nullable Object>> count = new ArrayList<>();
      List<Long> none = new ArrayList<>(List.of(0L));
      run(
          new BoundStep(0, auto.countSql(), auto.countParameters(), true, false, -1, null, -1, 0),
          count,
          none);
      raise(auto.table(), next + Long.parseLong(String.valueOf(count.get(0).get(0))));
      return String.valueOf(next);
    }
    for (String given : auto.ids()) {
      long value = given == null ? next : Long.parseLong(given);
      next = Math.max(next, value + 1);
      out.append(out.length() > 1 ? "," : "").append('"').append(value).append('"');
    }
    raise(auto.table(), next);
    return out.append(']').toString();
  }

  private long next(String table) throws SQLException {
    try (PreparedStatement statement =
        sqlite.prepareStatement("SELECT next FROM _edge_auto WHERE tbl = ?")) {
      statement.setString(1, table);
      try (ResultSet rows = statement.executeQuery()) {
        return rows.next() ? rows.getLong(1) : 1;
      }
    }
  }

  private void raise(String table, long next) throws SQLException {
    try (PreparedStatement statement =
        sqlite.prepareStatement("INSERT OR REPLACE INTO _edge_auto VALUES (?, ?)")) {
      statement.setString(1, table);
      statement.setLong(2, next);
      statement.executeUpdate();
    }
  }
}
