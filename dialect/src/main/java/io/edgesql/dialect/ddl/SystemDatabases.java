package io.edgesql.dialect.ddl;

import java.util.Locale;
import java.util.Set;

/** Databases that every MySQL server has and nobody may make or drop. */
public final class SystemDatabases {
  private static final Set<String> NAMES =
      Set.of("information_schema", "performance_schema", "mysql", "sys");

  private SystemDatabases() {}

  public static boolean isSystem(String name) {
    return NAMES.contains(name.toLowerCase(Locale.ROOT));
  }
}
