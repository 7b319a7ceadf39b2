package io.edgesql.proxy.config;

import io.edgesql.dialect.plan.Grants;
import io.edgesql.dialect.plan.Privilege;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A user beside the one of the command line.
 *
 * @param password empty: none is needed, unless {@code passwordEnv} names one
 * @param passwordEnv environment variable that holds the password
 * @param rights by {@code *}, database or {@code database.table}; null: all of them everywhere
 */
public record UserSettings(
    @Nullable String password,
    @Nullable String passwordEnv,
    @Nullable Map<String, List<Right>> rights) {

  /** What may be done with a table. */
  public enum Right {
    READ(Privilege.SELECT, Privilege.EXECUTE, Privilege.SHOW_VIEW),
    WRITE(Privilege.INSERT, Privilege.UPDATE, Privilege.DELETE, Privilege.LOCK_TABLES),
    DDL(
        Privilege.CREATE,
        Privilege.DROP,
        Privilege.REFERENCES,
        Privilege.INDEX,
        Privilege.ALTER,
        Privilege.CREATE_TEMPORARY_TABLES,
        Privilege.CREATE_VIEW,
        Privilege.CREATE_ROUTINE,
        Privilege.ALTER_ROUTINE,
        Privilege.TRIGGER);

    @SuppressWarnings("ImmutableEnumChecker") // Nobody outside gets to change it.
    private final Set<Privilege> privileges;

    Right(Privilege first, Privilege... rest) {
      privileges = EnumSet.of(first, rest);
    }
  }

  /** Rights as written are kept; names are checked when they are read. */
  public UserSettings {
    if (password != null && passwordEnv != null) {
      throw new IllegalArgumentException("a user has either a password or a password-env");
    }
    if (rights != null) {
      rights = Map.copyOf(rights);
      rights.keySet().forEach(UserSettings::requireName);
    }
  }

  private static void requireName(String scope) {
    if (scope.isBlank() || scope.startsWith(".") || scope.endsWith(".")) {
      throw new IllegalArgumentException(
          "users: '" + scope + "' is not *, a database or database.table");
    }
  }

  /**
   * The password in plain text.
   *
   * @throws IllegalArgumentException if the environment has none
   */
  public String secret(Map<String, String> environment) {
    if (passwordEnv == null) {
      return password == null ? "" : password;
    }
    String found = environment.get(passwordEnv);
    if (found == null) {
      throw new IllegalArgumentException(
          "The environment variable " + passwordEnv + " of a user's password is not set");
    }
    return found;
  }

  /** The rights as MySQL's privileges. */
  public Grants grants() {
    Map<String, List<Right>> given = rights;
    if (given == null) {
      return Grants.ALL;
    }
    Set<Privilege> everywhere = EnumSet.noneOf(Privilege.class);
    Map<String, Set<Privilege>> databases = new HashMap<>();
    Map<String, Map<String, Set<Privilege>>> tables = new HashMap<>();
    given.forEach(
        (scope, of) -> {
          Set<Privilege> privileges = EnumSet.noneOf(Privilege.class);
          of.forEach(right -> privileges.addAll(right.privileges));
          int dot = scope.indexOf('.');
          if (privileges.isEmpty()) {
            return;
          }
          if (scope.equals("*")) {
            everywhere.addAll(privileges);
          } else if (dot < 0) {
            databases.put(scope, privileges);
          } else {
            privileges.removeIf(privilege -> !privilege.isOfTables());
            if (!privileges.isEmpty()) {
              tables
                  .computeIfAbsent(scope.substring(0, dot), ignored -> new HashMap<>())
                  .put(scope.substring(dot + 1), privileges);
            }
          }
        });
    return new Grants(everywhere, databases, tables);
  }
}
