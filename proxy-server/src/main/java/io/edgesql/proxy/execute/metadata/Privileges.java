package io.edgesql.proxy.execute.metadata;

import io.edgesql.dialect.plan.Grants;
import io.edgesql.dialect.plan.Privilege;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Privileges in the order in which MySQL shows them. */
final class Privileges {
  static final String STATIC =
      "SELECT, INSERT, UPDATE, DELETE, CREATE, DROP, RELOAD, SHUTDOWN, PROCESS, FILE, REFERENCES,"
          + " INDEX, ALTER, SHOW DATABASES, SUPER, CREATE TEMPORARY TABLES, LOCK TABLES, EXECUTE,"
          + " REPLICATION SLAVE, REPLICATION CLIENT, CREATE VIEW, SHOW VIEW, CREATE ROUTINE, ALTER"
          + " ROUTINE, CREATE USER, EVENT, TRIGGER, CREATE TABLESPACE, CREATE ROLE, DROP ROLE";

  private Privileges() {}

  /**
   * What SHOW GRANTS says of grants that are not everything.
   *
   * @param to {@code TO account}
   */
  static List<String> grants(Grants grants, String to) {
    List<String> lines = new ArrayList<>();
    String global = words(grants.everywhere());
    lines.add("GRANT " + (global.isEmpty() ? "USAGE" : global) + " ON *.*" + to);
    grants
        .databases()
        .forEach(
            (database, privileges) ->
                lines.add("GRANT " + words(privileges) + " ON " + quoted(database) + ".*" + to));
    grants
        .tables()
        .forEach(
            (database, tables) ->
                new TreeMap<>(tables)
                    .forEach(
                        (table, privileges) ->
                            lines.add(
                                "GRANT "
                                    + words(privileges)
                                    + " ON "
                                    + quoted(database)
                                    + "."
                                    + quoted(table)
                                    + to)));
    return lines;
  }

  private static String quoted(String name) {
    return "`" + name.replace("`", "``") + "`";
  }

  private static String words(Set<Privilege> privileges) {
    StringJoiner joined = new StringJoiner(", ");
    for (Privilege privilege : Privilege.values()) {
      if (privileges.contains(privilege)) {
        joined.add(privilege.words());
      }
    }
    return joined.toString();
  }

  /** A row of information_schema's three tables of privileges. */
  interface Sink {
    void add(@Nullable String database, @Nullable String table, Privilege privilege);
  }

  /** Privileges everywhere have neither database nor table. */
  static void each(Grants grants, Sink sink) {
    grants.everywhere().forEach(privilege -> sink.add(null, null, privilege));
    grants
        .databases()
        .forEach((database, all) -> all.forEach(privilege -> sink.add(database, null, privilege)));
    grants
        .tables()
        .forEach(
            (database, tables) ->
                tables.forEach(
                    (table, all) ->
                        all.forEach(privilege -> sink.add(database, table, privilege))));
  }

  /** The dynamic privileges by name: those that are one word in capitals. */
  static String dynamic() {
    TreeSet<String> names = new TreeSet<>();
    for (List<@Nullable String> cells : TsvResource.rows("privileges.tsv")) {
      String name = String.valueOf(cells.get(0));
      if (name.indexOf('_') > 0) {
        names.add(name);
      }
    }
    StringJoiner joined = new StringJoiner(",");
    names.forEach(joined::add);
    return joined.toString();
  }
}
