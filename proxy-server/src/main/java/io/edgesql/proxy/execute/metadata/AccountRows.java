package io.edgesql.proxy.execute.metadata;

import io.edgesql.dialect.bind.BoundQuery;
import io.edgesql.dialect.tree.Statement;
import io.edgesql.protocol.error.MySqlError;
import io.edgesql.proxy.execute.metadata.VirtualCatalog.VirtualTable;
import io.edgesql.proxy.state.Failures;
import io.edgesql.proxy.state.SessionState;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Accounts and their privileges: tables of mysql and information_schema, and SHOW. */
final class AccountRows {
  /** With which no password agrees: MySQL's own for the accounts that are locked. */
  private static final String NO_PASSWORD =
      "$A$005$THISISACOMBINATIONOFINVALIDSALTANDPASSWORDTHATMUSTNEVERBRBEUSED";

  private static final String PRIVILEGE_COLUMN = "_priv";

  private final MetadataSource source;

  AccountRows(MetadataSource source) {
    this.source = source;
  }

  /** The accounts that the session may know of: all, or its own. */
  private List<Account> visible() {
    SessionState state = source.state();
    List<Account> all = Account.all(source.facts().accounts());
    return state.rights().isAll() ? all : List.of(own(all));
  }

  private Account own(List<Account> all) {
    SessionState state = source.state();
    for (Account account : all) {
      if (account.is(state.user(), state.accountHost())) {
        return account;
      }
    }
    // A user whom the settings no longer have goes on with what he had when he came.
    return Account.of(
        new ServerFacts.KnownAccount(state.user(), state.accountHost(), state.rights().grants()));
  }

  /**
   * The account that a statement names.
   *
   * @param name null is the session's own
   * @return null if there is none
   */
  private @Nullable Account named(Statement.@Nullable AccountName name) {
    List<Account> all = Account.all(source.facts().accounts());
    SessionState state = source.state();
    if (name == null) {
      return own(all);
    }
    if (!state.rights().isAll()
        && !(name.user().equals(state.user()) && name.host().equals(state.accountHost()))) {
      throw Failures.of(
          MySqlError.ER_DBACCESS_DENIED_ERROR, state.user(), state.accountHost(), "mysql");
    }
    for (Account account : all) {
      if (account.is(name.user(), name.host())) {
        return account;
      }
    }
    return null;
  }

  ShowTable grants(Statement.@Nullable AccountName name) {
    Account account = named(name);
    if (account == null) {
      throw Failures.of(MySqlError.ER_NONEXISTING_GRANT, user(name), host(name));
    }
    ShowTable table =
        new ShowTable().text("Grants for " + account.user() + "@" + account.host(), 1024);
    account.grants().forEach(table::row);
    return table;
  }

  ShowTable createUser(Statement.@Nullable AccountName name) {
    Account account = named(name);
    if (account == null) {
      throw Failures.of(
          MySqlError.ER_CANNOT_USER,
          "SHOW CREATE USER",
          "'" + user(name) + "'@'" + host(name) + "'");
    }
    return new ShowTable()
        .text("CREATE USER for " + account.user() + "@" + account.host(), 256)
        .row(
            "CREATE USER "
                + account.quoted()
                + " IDENTIFIED WITH 'caching_sha2_password'"
                + (account.isLocked() ? " AS '" + NO_PASSWORD + "'" : "")
                + " REQUIRE NONE PASSWORD EXPIRE DEFAULT ACCOUNT "
                + (account.isLocked() ? "LOCK" : "UNLOCK")
                + " PASSWORD HISTORY DEFAULT PASSWORD REUSE INTERVAL DEFAULT PASSWORD REQUIRE"
                + " CURRENT DEFAULT");
  }

  private static String user(Statement.@Nullable AccountName name) {
    return name == null ? "" : name.user();
  }

  private static String host(Statement.@Nullable AccountName name) {
    return name == null ? "" : name.host();
  }

  void userPrivileges(RowList rows) {
    for (Account account : visible()) {
      List<String> granted = Account.ordered(account.everywhere());
      (granted.isEmpty() ? List.of("USAGE") : granted)
          .forEach(privilege -> privilege(rows, account, null, null, privilege));
      account.dynamic().forEach(privilege -> privilege(rows, account, null, null, privilege));
    }
  }

  void databasePrivileges(RowList rows) {
    for (Account account : visible()) {
      account
          .databases()
          .forEach(
              (database, granted) ->
                  Account.ordered(granted)
                      .forEach(privilege -> privilege(rows, account, database, null, privilege)));
    }
  }

  void tablePrivileges(RowList rows) {
    for (Account account : visible()) {
      account
          .tables()
          .forEach(
              (database, tables) ->
                  tables.forEach(
                      (table, granted) ->
                          Account.ordered(granted)
                              .forEach(
                                  privilege ->
                                      privilege(rows, account, database, table, privilege))));
    }
  }

  private static void privilege(
      RowList rows,
      Account account,
      @Nullable String database,
      @Nullable String table,
      String privilege) {
    rows.add()
        .set("GRANTEE", account.grantee())
        .set("TABLE_CATALOG", "def")
        .set("TABLE_SCHEMA", database)
        .set("TABLE_NAME", table)
        .set("PRIVILEGE_TYPE", privilege)
        .set("IS_GRANTABLE", account.mayGrant() ? "YES" : "NO");
  }

  /** {@code mysql.user}. */
  void users(RowList rows) {
    for (Account account : visible()) {
      rows.add();
      for (BoundQuery.Output column : rows.columns()) {
        rows.set(column.name(), column.nullable() ? null : "");
      }
      privilegeCells(rows, account.everywhere(), account.mayGrant());
      rows.set("Host", account.host())
          .set("User", account.user())
          .set("plugin", "caching_sha2_password")
          .set("max_questions", 0L)
          .set("max_updates", 0L)
          .set("max_connections", 0L)
          .set("max_user_connections", 0L)
          .set("password_expired", "N")
          .set("account_locked", account.isLocked() ? "Y" : "N");
      // A password is not told, not even as a hash; accounts without one are not told apart.
      rows.set("authentication_string", account.isLocked() ? NO_PASSWORD : "");
    }
  }

  /** {@code mysql.db}. */
  void databases(RowList rows) {
    for (Account account : visible()) {
      account
          .databases()
          .forEach(
              (database, granted) -> {
                rows.add()
                    .set("Host", account.host())
                    .set("Db", database)
                    .set("User", account.user());
                privilegeCells(rows, granted, false);
              });
    }
  }

  /** {@code mysql.tables_priv}; when something was granted is not known. */
  void tables(RowList rows) {
    for (Account account : visible()) {
      account
          .tables()
          .forEach(
              (database, tables) ->
                  tables.forEach(
                      (table, granted) ->
                          rows.add()
                              .set("Host", account.host())
                              .set("Db", database)
                              .set("User", account.user())
                              .set("Table_name", table)
                              .set("Grantor", "")
                              .set("Timestamp", "0000-00-00 00:00:00")
                              .set("Table_priv", members(granted))
                              .set("Column_priv", "")));
    }
  }

  /** {@code mysql.global_grants}. */
  void dynamic(RowList rows) {
    for (Account account : visible()) {
      for (String privilege : account.dynamic()) {
        rows.add()
            .set("USER", account.user())
            .set("HOST", account.host())
            .set("PRIV", privilege)
            .set("WITH_GRANT_OPTION", account.mayGrant() ? "Y" : "N");
      }
    }
  }

  /** As the members of the SET are spelled: {@code Create View}. */
  private static String members(Set<String> privileges) {
    StringBuilder out = new StringBuilder();
    for (String privilege : Account.ordered(privileges)) {
      out.append(out.isEmpty() ? "" : ",");
      for (String word : privilege.split(" ", -1)) {
        boolean isFirst = out.isEmpty() || out.charAt(out.length() - 1) == ',';
        out.append(isFirst ? "" : " ")
            .append(word.charAt(0))
            .append(word.substring(1).toLowerCase(Locale.ROOT));
      }
    }
    return out.toString();
  }

  /** Sets the cells of the columns {@code …_priv} to Y or N. */
  private void privilegeCells(RowList rows, Set<String> granted, boolean mayGrant) {
    Map<String, String> words = privilegesOfColumns();
    for (BoundQuery.Output column : rows.columns()) {
      if (column.name().endsWith(PRIVILEGE_COLUMN)) {
        String privilege = words.get(column.name());
        boolean has = privilege == null ? mayGrant : granted.contains(privilege);
        rows.set(column.name(), has ? "Y" : "N");
      }
    }
  }

  /** The privilege of each such column: those of mysql.user stand in the order of GRANT. */
  private Map<String, String> privilegesOfColumns() {
    VirtualTable users = source.virtual().find("mysql", "user");
    Map<String, String> words = new HashMap<>();
    int next = 0;
    for (BoundQuery.Output column :
        users == null ? List.<BoundQuery.Output>of() : users.columns()) {
      if (column.name().endsWith(PRIVILEGE_COLUMN) && !column.name().equals("Grant_priv")) {
        words.put(column.name(), Account.STATIC.get(next));
        next++;
      }
    }
    return words;
  }
}
