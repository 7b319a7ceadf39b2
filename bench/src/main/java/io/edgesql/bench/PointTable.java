package io.edgesql.bench;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** The table that point operations go to. It is made anew for every comparison. */
final class PointTable {

  static final String NAME = "edgesql_bench_point";
  private static final int ROWS_PER_INSERT = 500;

  private PointTable() {}

  /** Fills the table with the keys 1 to {@code rows}. */
  static void create(Target target, int rows) throws SQLException {
    try (Connection connection = target.connect();
        Statement statement = connection.createStatement()) {
      statement.execute("DROP TABLE IF EXISTS " + NAME);
      statement.execute(
          "CREATE TABLE " + NAME + " (id INT PRIMARY KEY, v VARCHAR(64) NOT NULL, n INT NOT NULL)");
      for (int first = 1; first <= rows; first += ROWS_PER_INSERT) {
        statement.executeUpdate(insert(first, Math.min(rows, first + ROWS_PER_INSERT - 1)));
      }
    }
  }

  private static String insert(int first, int last) {
    StringBuilder sql = new StringBuilder("INSERT INTO " + NAME + " (id, v, n) VALUES ");
    for (int id = first; id <= last; id++) {
      sql.append(id == first ? "(" : ",(").append(id).append(",'value ").append(id).append("',0)");
    }
    return sql.toString();
  }

  static void drop(Target target) throws SQLException {
    try (Connection connection = target.connect();
        Statement statement = connection.createStatement()) {
      statement.execute("DROP TABLE IF EXISTS " + NAME);
    }
  }
}
