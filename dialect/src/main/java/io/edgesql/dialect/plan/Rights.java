package io.edgesql.dialect.plan;

import io.edgesql.dialect.ErrorCode;
import io.edgesql.dialect.SqlException;
import io.edgesql.dialect.catalog.Catalog;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * What a session may do. Part of a cached plan's key: a plan that is found was allowed to whoever
 * has the same grants. Immutable.
 */
public final class Rights {
  /** Of a user who may do everything. */
  public static final Rights ALL = new Rights(Grants.ALL, "", "", "");

  private static final String INFORMATION_SCHEMA = "information_schema";

  private final Grants grants;
  private final String user;
  private final String host;
  private final String accountHost;

  private Rights(Grants grants, String user, String host, String accountHost) {
    this.grants = grants;
    this.user = user;
    this.host = host;
    this.accountHost = accountHost;
  }

  /**
   * Rights of a session.
   *
   * @param host of the client
   * @param accountHost of the account, as {@code %}
   */
  public static Rights of(Grants grants, String user, String host, String accountHost) {
    return grants.isAll() ? ALL : new Rights(grants, user, host, accountHost);
  }

  /** Whether nothing needs to be checked. */
  public boolean isAll() {
    return grants.isAll();
  }

  public Grants grants() {
    return grants;
  }

  /**
   * Makes sure that a table may be used so.
   *
   * @throws SqlException 1142 naming what is missing
   */
  public void require(String database, String table, Privilege... privileges) {
    StringJoiner missing = new StringJoiner(", ");
    for (Privilege privilege : privileges) {
      if (!grants.allows(privilege, database, table)) {
        missing.add(privilege.words());
      }
    }
    if (missing.length() > 0) {
      throw denied(missing.toString(), table);
    }
  }

  /** Error 1142. */
  SqlException denied(String command, String table) {
    return SqlException.of(ErrorCode.ER_TABLEACCESS_DENIED_ERROR, command, user, host, table);
  }

  /** Error 1143. */
  SqlException denied(String command, String column, String table) {
    return SqlException.of(
        ErrorCode.ER_COLUMNACCESS_DENIED_ERROR, command, user, host, column, table);
  }

  /**
   * Makes sure that a database may be used so.
   *
   * @throws SqlException 1044
   */
  void requireDatabase(String database, Privilege privilege) {
    if (!grants.allows(privilege, database)) {
      throw denied(database);
    }
  }

  /**
   * Makes sure that a stored routine may be used so.
   *
   * @throws SqlException 1370
   */
  public void requireRoutine(String database, String routine, Privilege privilege) {
    if (!grants.allows(privilege, database)) {
      throw SqlException.of(
          ErrorCode.ER_PROCACCESS_DENIED_ERROR,
          privilege.words().toLowerCase(Locale.ROOT),
          user,
          host,
          database + "." + routine);
    }
  }

  /**
   * Makes sure that events of a database may be made and changed.
   *
   * @throws SqlException 1044
   */
  void requireEvent(String database) {
    if (!isAll()) {
      throw denied(database);
    }
  }

  /** Whether a database's routines may be seen. */
  private boolean seesRoutines(String database) {
    return grants.allows(Privilege.EXECUTE, database)
        || grants.allows(Privilege.CREATE_ROUTINE, database);
  }

  /**
   * Makes sure that a database may be seen.
   *
   * @throws SqlException 1044
   */
  public void requireSight(String database) {
    if (!sees(database)) {
      throw denied(database);
    }
  }

  private SqlException denied(String database) {
    return SqlException.of(ErrorCode.ER_DBACCESS_DENIED_ERROR, user, accountHost, database);
  }

  public boolean allows(Privilege privilege, String database, String table) {
    return grants.allows(privilege, database, table);
  }

  public boolean sees(String database) {
    return grants.sees(database) || database.equalsIgnoreCase(INFORMATION_SCHEMA);
  }

  public boolean sees(String database, String table) {
    return grants.sees(database, table) || database.equalsIgnoreCase(INFORMATION_SCHEMA);
  }

  /**
   * Makes sure that a table that the server makes itself may be read.
   *
   * @throws SqlException 1142
   */
  public void requireVirtual(String database, String table) {
    if (!readsVirtual(database, table)) {
      throw denied(Privilege.SELECT.words(), table);
    }
  }

  /**
   * Whether a table that the server makes itself may be read: everybody sees in information_schema
   * what he may see, and the variables and counters in performance_schema.
   */
  public boolean readsVirtual(String database, String table) {
    String name = table.toLowerCase(Locale.ROOT);
    boolean isOpen =
        switch (database.toLowerCase(Locale.ROOT)) {
          case "performance_schema" -> name.endsWith("_variables") || name.endsWith("_status");
          case "mysql", "sys" -> false;
          default -> true;
        };
    return isOpen || grants.allows(Privilege.SELECT, database.toLowerCase(Locale.ROOT), table);
  }

  /** The part of a schema that may be seen. */
  public Catalog visible(Catalog catalog) {
    if (isAll()) {
      return catalog;
    }
    Map<String, Catalog.Database> databases = new HashMap<>();
    for (Catalog.Database database : catalog.databases().values()) {
      if (!sees(database.name())) {
        continue;
      }
      Map<String, Catalog.Relation> relations = new HashMap<>(database.relations());
      relations.keySet().removeIf(name -> !sees(database.name(), name));
      databases.put(
          database.name(),
          new Catalog.Database(
              database.name(),
              database.collation(),
              database.shard(),
              java.util.Collections.unmodifiableMap(new java.util.TreeMap<>(relations)),
              seesRoutines(database.name()) ? database.routines() : Map.of(),
              Map.of()));
    }
    return new Catalog(
        catalog.version(),
        java.util.Collections.unmodifiableMap(new java.util.TreeMap<>(databases)),
        catalog.temporaries());
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other || (other instanceof Rights rights && rights.grants == grants);
  }

  @Override
  public int hashCode() {
    return isAll() ? 0 : System.identityHashCode(grants);
  }
}
