package io.edgesql.dialect.ddl;

import io.edgesql.dialect.ErrorCode;
import io.edgesql.dialect.SqlException;
import java.util.List;
import java.util.Locale;

/**
 * Storage engines that a table may name. All tables are stored alike; the name is kept and shown.
 */
final class Engines {
  private static final List<String> KNOWN =
      List.of("InnoDB", "MyISAM", "MEMORY", "CSV", "ARCHIVE", "BLACKHOLE", "MRG_MYISAM");

  private Engines() {}

  static String canonical(String written) {
    String wanted = written.toLowerCase(Locale.ROOT).equals("heap") ? "memory" : written;
    for (String engine : KNOWN) {
      if (engine.equalsIgnoreCase(wanted)) {
        return engine;
      }
    }
    throw SqlException.of(ErrorCode.ER_UNKNOWN_STORAGE_ENGINE, written);
  }
}
