package io.edgesql.proxy.execute.metadata;

import java.util.List;
import java.util.StringJoiner;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The privileges that the one account has: all of them, in the order in which MySQL shows them. */
final class Privileges {
  static final String STATIC =
      "SELECT, INSERT, UPDATE, DELETE, CREATE, DROP, RELOAD, SHUTDOWN, PROCESS, FILE, REFERENCES,"
          + " INDEX, ALTER, SHOW DATABASES, SUPER, CREATE TEMPORARY TABLES, LOCK TABLES, EXECUTE,"
          + " REPLICATION SLAVE, REPLICATION CLIENT, CREATE VIEW, SHOW VIEW, CREATE ROUTINE, ALTER"
          + " ROUTINE, CREATE USER, EVENT, TRIGGER, CREATE TABLESPACE, CREATE ROLE, DROP ROLE";

  private Privileges() {}

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
