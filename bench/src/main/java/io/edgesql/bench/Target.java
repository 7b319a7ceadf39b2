package io.edgesql.bench;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/**
 * A server to measure.
 *
 * @param name for the report
 * @param url {@code jdbc:mysql:} or {@code jdbc:mariadb:}, which also chooses the driver, with
 *     database, user and password
 */
record Target(String name, String url) {

  Target {
    if (!url.startsWith("jdbc:mysql:") && !url.startsWith("jdbc:mariadb:")) {
      throw new IllegalArgumentException("Neither a jdbc:mysql: nor a jdbc:mariadb: URL: " + url);
    }
  }

  /** Parses {@code name=url}. */
  static Target parse(String option) {
    int separator = option.indexOf('=');
    if (separator < 1) {
      throw new IllegalArgumentException("A target is name=jdbcurl, not " + option);
    }
    return new Target(option.substring(0, separator), option.substring(separator + 1));
  }

  Connection connect() throws SQLException {
    return DriverManager.getConnection(url);
  }
}
