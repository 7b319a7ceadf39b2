package io.edgesql.proxy.execute.metadata;

import io.edgesql.dialect.SqlException;
import io.edgesql.dialect.types.SqlType;
import io.edgesql.dialect.types.TypeName;
import io.edgesql.protocol.error.MySqlError;
import io.edgesql.proxy.state.Failures;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The SHOWs about the server. */
final class ServerShows {
  /** How the names of variables begin that MySQL does not have. */
  private static final String OWN = "edgesql";

  private final MetadataSource source;

  ServerShows(MetadataSource source) {
    this.source = source;
  }

  /**
   * MySQL's variables; our own are shown to who asks for them by name.
   *
   * @param like the statement's pattern, or null
   */
  ShowTable variables(boolean global, @Nullable String like) {
    ShowTable table = new ShowTable().text("Variable_name", 64).text("Value", 1024);
    boolean showsOwn = like != null && like.toLowerCase(Locale.ROOT).startsWith(OWN);
    VirtualRows.variables(source, global)
        .forEach(
            (name, value) -> {
              if (showsOwn || !name.startsWith(OWN)) {
                table.row(name, value);
              }
            });
    return table;
  }

  ShowTable status(boolean global) {
    ShowTable table = new ShowTable().text("Variable_name", 64).text("Value", 1024);
    VirtualRows.status(source, global).forEach(table::row);
    return table;
  }

  ShowTable openTables() {
    return new ShowTable()
        .text("Database", 64)
        .text("Table", 64)
        .number("In_use")
        .number("Name_locked");
  }

  ShowTable other(String subject, boolean full) {
    return switch (subject) {
      case "PROCESSLIST" -> processes(full);
      case "ENGINES", "STORAGE ENGINES" -> engines();
      case "COLLATION" -> collations();
      case "CHARACTER SET", "CHARSET" -> characterSets();
      case "PRIVILEGES" ->
          resource(
              "privileges.tsv",
              new ShowTable().text("Privilege", 10).text("Context", 15).text("Comment", 64));
      case "PLUGINS" -> plugins();
      case "PROCEDURE STATUS" -> new RoutineRows(source.snapshot().catalog()).status(false);
      case "FUNCTION STATUS" -> new RoutineRows(source.snapshot().catalog()).status(true);
      case "PROCEDURE CODE", "FUNCTION CODE" ->
          throw new SqlException(
              1289,
              "HY000",
              "The 'SHOW PROCEDURE|FUNCTION CODE' feature is disabled; you need MySQL built with"
                  + " '--with-debug' to have it working");
      case "PROFILES" -> new ShowTable().number("Query_ID").number("Duration").text("Query", 40);
      case "PROFILE" -> new ShowTable().text("Status", 30).number("Duration");
      case "ENGINE INNODB STATUS" ->
          new ShowTable()
              .text("Type", 10)
              .text("Name", 512)
              .text("Status", 10)
              .row("InnoDB", "", "Edge SQL keeps its rows in SQLite; there is no InnoDB monitor.");
      case "ENGINE INNODB MUTEX" ->
          new ShowTable().text("Type", 10).text("Name", 512).text("Status", 10);
      default -> replication(subject);
    };
  }

  /** The columns of a replica's status; the older statement has the older words. */
  private static ShowTable replicaStatus(boolean isOlder) {
    ShowTable table = new ShowTable();
    for (List<@Nullable String> cells : TsvResource.rows("replica_status.tsv")) {
      String name = String.valueOf(cells.get(0));
      if (isOlder) {
        name =
            name.replace("Get_Source", "Get_master")
                .replace("Source", "Master")
                .replace("Replica_", "Slave_");
      }
      if ("number".equals(cells.get(1))) {
        table.number(name);
      } else {
        table.text(name, 512);
      }
    }
    return table;
  }

  /** A server without a binary log and without replicas. */
  private static ShowTable replication(String subject) {
    return switch (subject) {
      case "MASTER STATUS", "BINARY LOG STATUS" ->
          new ShowTable()
              .text("File", 512)
              .number("Position")
              .text("Binlog_Do_DB", 255)
              .text("Binlog_Ignore_DB", 255)
              .text("Executed_Gtid_Set", 0);
      case "BINARY LOGS", "MASTER LOGS" ->
          new ShowTable().text("Log_name", 255).number("File_size").text("Encrypted", 3);
      case "REPLICA STATUS" -> replicaStatus(false);
      case "SLAVE STATUS" -> replicaStatus(true);
      case "REPLICAS", "SLAVE HOSTS" ->
          new ShowTable()
              .number("Server_Id")
              .text("Host", 255)
              .number("Port")
              .number("Source_Id")
              .text("Replica_UUID", 36);
      case "BINLOG EVENTS", "RELAYLOG EVENTS" ->
          new ShowTable()
              .text("Log_name", 20)
              .number("Pos")
              .text("Event_type", 20)
              .number("Server_id")
              .number("End_log_pos")
              .text("Info", 20);
      default -> throw Failures.of(MySqlError.ER_NOT_SUPPORTED_YET, "SHOW " + subject);
    };
  }

  private ShowTable processes(boolean full) {
    ShowTable table =
        new ShowTable()
            .number("Id")
            .text("User", 32)
            .text("Host", 255)
            .text("db", 64)
            .text("Command", 16)
            .number("Time")
            .text("State", 30);
    if (full) {
      table.longText("Info");
    } else {
      table.text("Info", 100);
    }
    for (ServerFacts.Connection process : source.processes()) {
      String info = process.info();
      table.row(
          process.id(),
          process.user(),
          process.host(),
          process.database(),
          process.command(),
          process.seconds(),
          process.activity(),
          info == null || full || info.length() <= 100 ? info : info.substring(0, 100));
    }
    return table;
  }

  private static ShowTable engines() {
    return resource(
        "engines.tsv",
        new ShowTable()
            .text("Engine", 64)
            .text("Support", 8)
            .text("Comment", 80)
            .text("Transactions", 3)
            .text("XA", 3)
            .text("Savepoints", 3));
  }

  private static ShowTable collations() {
    return resource(
        "collations.tsv",
        new ShowTable()
            .text("Collation", 64)
            .text("Charset", 64)
            .number("Id")
            .text("Default", 3)
            .text("Compiled", 3)
            .column("Sortlen", SqlType.integer(TypeName.INT, true), false)
            .word("Pad_attribute", 9)
            .required());
  }

  private static ShowTable characterSets() {
    ShowTable table =
        new ShowTable()
            .text("Charset", 64)
            .text("Description", 2048)
            .text("Default collation", 64)
            .column("Maxlen", SqlType.integer(TypeName.INT, true), false)
            .required();
    for (List<@Nullable String> cells : TsvResource.rows("character_sets.tsv")) {
      table.row(
          cells.get(0), cells.get(2), cells.get(1), Long.valueOf(String.valueOf(cells.get(3))));
    }
    return table;
  }

  private static ShowTable plugins() {
    ShowTable table =
        new ShowTable()
            .text("Name", 64)
            .text("Status", 10)
            .text("Type", 80)
            .text("Library", 64)
            .text("License", 80);
    for (List<@Nullable String> cells : TsvResource.rows("plugins.tsv")) {
      table.row(cells.get(0), cells.get(2), cells.get(3), cells.get(5), cells.get(9));
    }
    return table;
  }

  private static ShowTable resource(String name, ShowTable table) {
    for (List<@Nullable String> cells : TsvResource.rows(name)) {
      @Nullable Object[] row = new Object[table.columns().size()];
      for (int i = 0; i < row.length; i++) {
        String cell = cells.get(i);
        boolean isNumber = table.columns().get(i).type().name().isInteger();
        row[i] = cell != null && isNumber ? (Object) Long.valueOf(cell) : cell;
      }
      table.row(row);
    }
    return table;
  }
}
