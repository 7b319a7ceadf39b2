package io.edgesql.proxy.execute.routine;

import io.edgesql.dialect.catalog.Catalog;
import io.edgesql.dialect.tree.TableName;
import io.edgesql.protocol.error.MySqlError;
import io.edgesql.proxy.execute.metadata.VirtualCatalog;
import io.edgesql.proxy.state.Failures;
import io.edgesql.proxy.state.SessionState;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** Where the routines and events are that a session names, and when they are made. */
public final class ObjectNames {
  private static final DateTimeFormatter UTC =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss").withZone(ZoneOffset.UTC);

  private final RoutineHost host;

  public ObjectNames(RoutineHost host) {
    this.host = host;
  }

  /** The database of a name: its own, or the current one. */
  public String database(TableName name) {
    String database = name.database() == null ? host.state().database() : name.database();
    if (database == null) {
      throw Failures.of(MySqlError.ER_NO_DB_ERROR);
    }
    return database;
  }

  /** A database that objects may be made in. */
  public Catalog.Database home(String database) {
    Catalog.Database home = host.catalog().catalog().database(database);
    if (home == null) {
      SessionState state = host.state();
      throw VirtualCatalog.isVirtualDatabase(database)
          ? Failures.of(
              MySqlError.ER_DBACCESS_DENIED_ERROR, state.user(), state.accountHost(), database)
          : Failures.of(MySqlError.ER_BAD_DB_ERROR, database);
    }
    return home;
  }

  /** The time in UTC, to the second. */
  public static String now() {
    return UTC.format(Instant.now());
  }
}
