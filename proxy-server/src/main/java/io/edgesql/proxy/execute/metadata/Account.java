package io.edgesql.proxy.execute.metadata;

import io.edgesql.dialect.plan.Grants;
import io.edgesql.dialect.plan.Privilege;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * An account as MySQL's tables of grants tell it.
 *
 * @param everywhere privileges on all databases, in the words of GRANT
 * @param dynamic privileges that are one word in capitals
 * @param databases privileges by database
 * @param tables privileges by database and table
 * @param mayGrant with GRANT OPTION, and PROXY for anybody
 * @param isLocked whether nobody can log in as it
 */
record Account(
    String user,
    String host,
    Set<String> everywhere,
    Set<String> dynamic,
    Map<String, Set<String>> databases,
    Map<String, Map<String, Set<String>>> tables,
    boolean mayGrant,
    boolean isLocked) {
  /** The static privileges in MySQL's order. */
  static final List<String> STATIC =
      List.of(
          ("SELECT,INSERT,UPDATE,DELETE,CREATE,DROP,RELOAD,SHUTDOWN,PROCESS,FILE,REFERENCES,INDEX,"
                  + "ALTER,SHOW DATABASES,SUPER,CREATE TEMPORARY TABLES,LOCK TABLES,EXECUTE,"
                  + "REPLICATION SLAVE,REPLICATION CLIENT,CREATE VIEW,SHOW VIEW,CREATE ROUTINE,"
                  + "ALTER ROUTINE,CREATE USER,EVENT,TRIGGER,CREATE TABLESPACE,CREATE ROLE,"
                  + "DROP ROLE")
              .split(",", -1));

  /** What every account of the server itself has. */
  private static final Set<String> OWN =
      Set.of("AUDIT_ABORT_EXEMPT", "FIREWALL_EXEMPT", "SYSTEM_USER");

  /** The accounts that a MySQL server has for itself. Nobody can log in as one of them. */
  private static final List<Account> SYSTEM =
      List.of(
          system("mysql.infoschema", Set.of("SELECT"), OWN, Map.of(), Map.of()),
          system(
              "mysql.session",
              Set.of("SHUTDOWN", "SUPER"),
              Set.of(
                  "AUDIT_ABORT_EXEMPT",
                  "AUTHENTICATION_POLICY_ADMIN",
                  "BACKUP_ADMIN",
                  "CLONE_ADMIN",
                  "CONNECTION_ADMIN",
                  "FIREWALL_EXEMPT",
                  "PERSIST_RO_VARIABLES_ADMIN",
                  "SESSION_VARIABLES_ADMIN",
                  "SYSTEM_USER",
                  "SYSTEM_VARIABLES_ADMIN"),
              Map.of("performance_schema", Set.of("SELECT")),
              Map.of("mysql", Map.of("user", Set.of("SELECT")))),
          system(
              "mysql.sys",
              Set.of(),
              OWN,
              Map.of("sys", Set.of("TRIGGER")),
              Map.of("sys", Map.of("sys_config", Set.of("SELECT")))));

  private static Account system(
      String user,
      Set<String> everywhere,
      Set<String> dynamic,
      Map<String, Set<String>> databases,
      Map<String, Map<String, Set<String>>> tables) {
    return new Account(
        user, "localhost", everywhere, new TreeSet<>(dynamic), databases, tables, false, true);
  }

  /** All accounts of a server: its own, and those of its settings. */
  static List<Account> all(List<ServerFacts.KnownAccount> known) {
    List<Account> all = new ArrayList<>();
    known.stream()
        .filter(one -> !one.host().equals("localhost"))
        .map(Account::of)
        .forEach(all::add);
    all.addAll(SYSTEM);
    known.stream().filter(one -> one.host().equals("localhost")).map(Account::of).forEach(all::add);
    return all;
  }

  static Account of(ServerFacts.KnownAccount known) {
    Grants grants = known.grants();
    if (grants.isAll()) {
      return new Account(
          known.user(),
          known.host(),
          new LinkedHashSet<>(STATIC),
          dynamicPrivileges(),
          Map.of(),
          Map.of(),
          true,
          false);
    }
    Map<String, Set<String>> databases = new TreeMap<>();
    grants.databases().forEach((name, privileges) -> databases.put(name, words(privileges)));
    Map<String, Map<String, Set<String>>> tables = new TreeMap<>();
    grants
        .tables()
        .forEach(
            (database, named) -> {
              Map<String, Set<String>> inside = new TreeMap<>();
              named.forEach((table, privileges) -> inside.put(table, words(privileges)));
              tables.put(database, inside);
            });
    return new Account(
        known.user(),
        known.host(),
        words(grants.everywhere()),
        Set.of(),
        databases,
        tables,
        false,
        false);
  }

  /** The dynamic privileges by name: those that are one word in capitals. */
  private static Set<String> dynamicPrivileges() {
    Set<String> names = new TreeSet<>();
    for (var cells : TsvResource.rows("privileges.tsv")) {
      String name = String.valueOf(cells.get(0));
      if (name.indexOf('_') > 0) {
        names.add(name);
      }
    }
    return names;
  }

  private static Set<String> words(Set<Privilege> privileges) {
    Set<String> words = new LinkedHashSet<>();
    privileges.forEach(privilege -> words.add(privilege.words()));
    return words;
  }

  /** The static privileges of a set in MySQL's order. */
  static List<String> ordered(Set<String> privileges) {
    return STATIC.stream().filter(privileges::contains).toList();
  }

  boolean is(String otherUser, String otherHost) {
    return user.equals(otherUser) && host.equalsIgnoreCase(otherHost);
  }

  /** {@code 'user'@'host'}, as information_schema writes it. */
  String grantee() {
    return "'" + user + "'@'" + host + "'";
  }

  /** {@code `user`@`host`}, as statements write it. */
  String quoted() {
    return quoted(user) + "@" + quoted(host);
  }

  private static String quoted(String name) {
    return "`" + name.replace("`", "``") + "`";
  }

  /** The lines of SHOW GRANTS. */
  List<String> grants() {
    String to = " TO " + quoted() + (mayGrant ? " WITH GRANT OPTION" : "");
    List<String> lines = new ArrayList<>();
    lines.add(
        "GRANT "
            + (everywhere.isEmpty() ? "USAGE" : String.join(", ", ordered(everywhere)))
            + " ON *.*"
            + to);
    if (!dynamic.isEmpty()) {
      StringJoiner joined = new StringJoiner(",", "GRANT ", " ON *.*" + to);
      dynamic.forEach(joined::add);
      lines.add(joined.toString());
    }
    databases.forEach(
        (database, privileges) -> lines.add(grant(privileges, quoted(database) + ".*") + to));
    tables.forEach(
        (database, named) ->
            named.forEach(
                (table, privileges) ->
                    lines.add(grant(privileges, quoted(database) + "." + quoted(table)) + to)));
    if (mayGrant) {
      lines.add("GRANT PROXY ON ``@``" + to);
    }
    return lines;
  }

  private static String grant(Set<String> privileges, String target) {
    return "GRANT " + String.join(", ", ordered(privileges)) + " ON " + target;
  }
}
