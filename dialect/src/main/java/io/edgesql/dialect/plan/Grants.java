package io.edgesql.dialect.plan;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What a user may do where. Immutable; compared by identity, since settings make one for each user.
 */
public final class Grants {
  /** Everything everywhere. */
  public static final Grants ALL =
      new Grants(EnumSet.allOf(Privilege.class), Map.of(), Map.of(), true);

  private final Set<Privilege> everywhere;
  private final Map<String, Set<Privilege>> databases;
  private final Map<String, Map<String, Set<Privilege>>> tables;
  private final boolean isAll;

  /**
   * Grants of less than everything.
   *
   * @param everywhere on all databases
   * @param databases by name
   * @param tables by database and name
   */
  public Grants(
      Set<Privilege> everywhere,
      Map<String, Set<Privilege>> databases,
      Map<String, Map<String, Set<Privilege>>> tables) {
    this(everywhere, databases, tables, false);
  }

  private Grants(
      Set<Privilege> everywhere,
      Map<String, Set<Privilege>> databases,
      Map<String, Map<String, Set<Privilege>>> tables,
      boolean isAll) {
    this.everywhere = Collections.unmodifiableSet(new java.util.TreeSet<>(everywhere));
    this.databases = Collections.unmodifiableMap(new TreeMap<>(databases));
    this.tables = Collections.unmodifiableMap(new TreeMap<>(tables));
    this.isAll = isAll;
  }

  /** Whether nothing needs to be checked. */
  public boolean isAll() {
    return isAll;
  }

  public Set<Privilege> everywhere() {
    return everywhere;
  }

  public Map<String, Set<Privilege>> databases() {
    return databases;
  }

  public Map<String, Map<String, Set<Privilege>>> tables() {
    return tables;
  }

  /** Whether all tables of a database are open to it. */
  boolean allows(Privilege privilege, String database) {
    return everywhere.contains(privilege)
        || databases.getOrDefault(database, Set.of()).contains(privilege);
  }

  boolean allows(Privilege privilege, String database, String table) {
    return allows(privilege, database) || onTable(database, table).contains(privilege);
  }

  /** Whether anything is allowed with the database or a table of it. */
  boolean sees(String database) {
    return !everywhere.isEmpty()
        || !databases.getOrDefault(database, Set.of()).isEmpty()
        || tables.containsKey(database);
  }

  boolean sees(String database, String table) {
    return !everywhere.isEmpty()
        || !databases.getOrDefault(database, Set.of()).isEmpty()
        || !onTable(database, table).isEmpty();
  }

  private Set<Privilege> onTable(String database, String table) {
    return tables.getOrDefault(database, Map.of()).getOrDefault(table, Set.of());
  }
}
