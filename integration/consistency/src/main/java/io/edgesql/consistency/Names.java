package io.edgesql.consistency;

import io.edgesql.consistency.check.IsolationLevel;
import java.util.Locale;

/** Names of the command line. */
final class Names {
  private Names() {}

  static String of(IsolationLevel level) {
    return level.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The constant of an enum that the command line names, with hyphens and in any case. */
  static <E extends Enum<E>> E parse(Class<E> type, String name) {
    return Enum.valueOf(type, name.toUpperCase(Locale.ROOT).replace('-', '_'));
  }
}
