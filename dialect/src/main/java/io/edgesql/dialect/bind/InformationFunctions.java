package io.edgesql.dialect.bind;

import io.edgesql.dialect.bind.NativeFunction.Nulls;
import io.edgesql.dialect.types.Collation;
import io.edgesql.dialect.types.SqlType;

/** The manual's "Information", "Locking" and "Miscellaneous Functions". */
final class InformationFunctions {
  private InformationFunctions() {}

  static void addTo(FunctionTypes all) {
    system(all, "VERSION", 0, 6, Nulls.NEVER);
    system(all, "DATABASE SCHEMA", 0, 34, Nulls.ALWAYS);
    system(all, "USER CURRENT_USER SESSION_USER SYSTEM_USER", 0, 288, Nulls.ALWAYS);
    system(all, "CURRENT_ROLE", 0, Widths.MAX_TEXT, Nulls.ALWAYS);
    text(all, "ICU_VERSION", 0, 4, Nulls.NEVER);
    system(all, "UUID", 0, 36, Nulls.ALWAYS);
    text(all, "INET_NTOA", 1, 31, Nulls.ALWAYS);
    text(all, "INET6_NTOA", 1, 39, Nulls.ALWAYS);
    system(all, "FORMAT_BYTES FORMAT_PICO_TIME", 1, 11, Nulls.ALWAYS);
    all.add("BIN_TO_UUID", 1, 2, Nulls.ALWAYS, a -> a.ascii(36));
    all.add("UUID_TO_BIN", 1, 2, Nulls.ALWAYS, a -> Widths.text(16, Collation.BINARY));
    all.add("INET6_ATON", 1, 1, Nulls.ALWAYS, a -> Widths.text(16, Collation.BINARY));
    all.add("CONNECTION_ID UUID_SHORT", 0, 0, Nulls.NEVER, a -> Widths.bigint(21, true));
    all.add("RELEASE_ALL_LOCKS", 0, 0, Nulls.NEVER, a -> Widths.bigint(21, true));
    all.add("LAST_INSERT_ID", 0, 1, Nulls.ARGUMENTS, a -> Widths.bigint(21, true));
    all.add("ROW_COUNT FOUND_ROWS", 0, 0, Nulls.NEVER, a -> Widths.bigint(21, false));
    all.add("IS_UUID", 1, 1, Nulls.ALWAYS, a -> SqlType.BOOLEAN);
    all.add("BENCHMARK GET_LOCK", 2, 2, Nulls.ALWAYS, a -> SqlType.BOOLEAN);
    all.add("SLEEP", 1, 1, Nulls.NEVER, a -> Widths.bigint(21, false));
    all.add("RELEASE_LOCK IS_FREE_LOCK", 1, 1, Nulls.ALWAYS, a -> SqlType.BOOLEAN);
    all.add("IS_USED_LOCK INET_ATON", 1, 1, Nulls.ALWAYS, a -> Widths.bigint(21, true));
    all.add(
        "IS_IPV4 IS_IPV6 IS_IPV4_COMPAT IS_IPV4_MAPPED",
        1,
        1,
        Nulls.ARGUMENTS,
        a -> SqlType.BOOLEAN);
  }

  private static void system(
      FunctionTypes all, String names, int arguments, long characters, Nulls nulls) {
    all.add(names, arguments, arguments, nulls, a -> Arguments.system(characters));
  }

  private static void text(
      FunctionTypes all, String names, int arguments, long characters, Nulls nulls) {
    all.add(names, arguments, arguments, nulls, a -> a.ascii(characters));
  }
}
