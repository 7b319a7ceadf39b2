package io.edgesql.differential;

import com.mysql.cj.jdbc.StatementImpl;
import com.mysql.cj.jdbc.result.ResultSetMetaData;
import com.mysql.cj.result.Field;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** One of the two servers, on a connection of its own. */
public final class Server implements AutoCloseable {
  /** NOT_NULL, BLOB, UNSIGNED, BINARY, ENUM, SET: what drivers decide by. Keys come with tables. */
  private static final int FLAGS = 1 | 16 | 32 | 128 | 256 | 2048;

  private final String url;
  private Connection connection;
  private boolean warned = true;

  private Server(String url, Connection connection) {
    this.url = url;
    this.connection = connection;
  }

  /**
   * Connects as root.
   *
   * @param address host:port
   */
  public static Server connect(String address) throws SQLException {
    String url =
        "jdbc:mysql://"
            + address
            + "/?useAffectedRows=true&useServerPrepStmts=true&characterEncoding=UTF-8"
            + "&jdbcCompliantTruncation=false&emulateUnsupportedPstmts=false"
            + "&cachePrepStmts=false&connectTimeout=10000&socketTimeout=60000";
    return new Server(url, open(url));
  }

  private static Connection open(String url) throws SQLException {
    Properties login = new Properties();
    login.setProperty("user", "root");
    login.setProperty("password", "");
    return DriverManager.getConnection(url, login);
  }

  /** Leaves out the warnings from now on, each of which costs a statement more. */
  void ignoreWarnings() {
    warned = false;
  }

  /** Begins a new session. */
  public void reconnect() throws SQLException {
    connection.close();
    connection = open(url);
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }

  /** Runs a statement as text. */
  public Answer run(String sql) {
    try (Statement statement = connection.createStatement()) {
      statement.setEscapeProcessing(false);
      return answer(statement, statement.execute(sql));
    } catch (SQLException refused) {
      return failure(refused);
    }
  }

  /** Prepares on the server and executes with parameters as strings, or null for NULL. */
  public Answer runPrepared(String sql, List<@Nullable Object> parameters) {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < parameters.size(); i++) {
        statement.setObject(i + 1, parameters.get(i));
      }
      return answer(statement, statement.execute());
    } catch (SQLException refused) {
      return failure(refused);
    }
  }

  private static Answer failure(SQLException refused) {
    String state = refused.getSQLState();
    String message = refused.getMessage();
    return Answer.failed(
        refused.getErrorCode(), state == null ? "" : state, message == null ? "" : message);
  }

  private Answer answer(Statement statement, boolean hasRows) throws SQLException {
    if (!hasRows) {
      long affected = statement.getLargeUpdateCount();
      long id = statement instanceof StatementImpl own ? own.getLastInsertID() : 0;
      return new Answer(List.of(), List.of(), affected, id, warnings(statement), null);
    }
    List<Answer.Column> columns = new ArrayList<>();
    List<List<@Nullable String>> rows = new ArrayList<>();
    try (ResultSet set = statement.getResultSet()) {
      for (Field field : set.getMetaData().unwrap(ResultSetMetaData.class).getFields()) {
        columns.add(column(field));
      }
      while (set.next()) {
        List<@Nullable String> row = new ArrayList<>();
        for (int i = 1; i <= columns.size(); i++) {
          byte[] cell = set.getBytes(i);
          row.add(cell == null ? null : new String(cell, StandardCharsets.ISO_8859_1));
        }
        rows.add(row);
      }
    }
    return new Answer(columns, rows, -1, 0, warnings(statement), null);
  }

  private static Answer.Column column(Field field) {
    // The driver gives null for an empty name.
    String name = Objects.requireNonNullElse(field.getName(), "");
    return new Answer.Column(
        new String(name.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1),
        field.getMysqlTypeId(),
        field.getLength(),
        field.getDecimals(),
        field.getFlags() & FLAGS,
        field.getCollationIndex());
  }

  private List<Integer> warnings(Statement statement) throws SQLException {
    if (!warned) {
      return List.of();
    }
    List<Integer> codes = new ArrayList<>();
    for (SQLWarning w = statement.getWarnings(); w != null; w = w.getNextWarning()) {
      codes.add(w.getErrorCode());
    }
    return codes;
  }
}
