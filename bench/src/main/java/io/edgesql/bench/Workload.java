package io.edgesql.bench;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** What a client does over and over: one statement by key, checked. */
enum Workload {
  SELECT("SELECT v FROM " + PointTable.NAME + " WHERE id = ?") {
    @Override
    void runOnce(PreparedStatement statement) throws SQLException {
      try (ResultSet rows = statement.executeQuery()) {
        if (!rows.next() || rows.getString(1) == null) {
          throw new SQLException("The row is missing");
        }
      }
    }
  },
  UPDATE("UPDATE " + PointTable.NAME + " SET n = n + 1 WHERE id = ?") {
    @Override
    void runOnce(PreparedStatement statement) throws SQLException {
      int changed = statement.executeUpdate();
      if (changed != 1) {
        throw new SQLException("Changed " + changed + " rows instead of one");
      }
    }
  };

  private final String sql;

  Workload(String sql) {
    this.sql = sql;
  }

  PreparedStatement prepare(Connection connection) throws SQLException {
    return connection.prepareStatement(sql);
  }

  /** Runs the statement, whose key is bound already. */
  abstract void runOnce(PreparedStatement statement) throws SQLException;
}
