package io.edgesql.consistency.client;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;

/** Where a MySQL server listens, and who may log in. */
public record Address(String host, int port, String user, String password) {
  private static final String TIMES = "connectTimeout=4000&socketTimeout=20000";

  /** The driver of a connection. */
  public enum Driver {
    MYSQL("jdbc:mysql", "useSSL=false&allowPublicKeyRetrieval=true&useServerPrepStmts=false"),
    MYSQL_PREPARED(
        "jdbc:mysql", "useSSL=false&allowPublicKeyRetrieval=true&useServerPrepStmts=true"),
    MARIADB("jdbc:mariadb", "sslMode=disable&allowPublicKeyRetrieval=true"),
    MARIADB_PREPARED(
        "jdbc:mariadb", "sslMode=disable&allowPublicKeyRetrieval=true&useServerPrepStmts=true");

    private final String scheme;
    private final String options;

    Driver(String scheme, String options) {
      this.scheme = scheme;
      this.options = options;
    }
  }

  /** Connects; {@code database} may be empty. */
  public Connection connect(Driver driver, String database) throws SQLException {
    Properties login = new Properties();
    login.setProperty("user", user);
    login.setProperty("password", password);
    return DriverManager.getConnection(
        "%s://%s:%d/%s?%s&%s".formatted(driver.scheme, host, port, database, driver.options, TIMES),
        login);
  }
}
