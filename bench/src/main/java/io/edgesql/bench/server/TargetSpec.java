package io.edgesql.bench.server;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What {@code --target} says: {@code [LABEL:]ENGINE[=JDBC-URL]}.
 *
 * @param label for the report
 * @param url null when a server is to be started here
 */
public record TargetSpec(String label, Engine engine, @Nullable String url) {
  /** Rejects URLs of no driver that is here, and of another family than the engine's. */
  public TargetSpec {
    if (url != null && !fits(engine, url)) {
      throw new IllegalArgumentException(
          "A URL of "
              + engine.title()
              + " starts with "
              + (engine.isPostgres() ? "jdbc:postgresql:" : "jdbc:mysql: or jdbc:mariadb:")
              + ", not like "
              + url);
    }
  }

  /**
   * Parses an option.
   *
   * @throws IllegalArgumentException if it is not of the form
   */
  public static TargetSpec parse(String option) {
    int equals = option.indexOf('=');
    String name = equals < 0 ? option : option.substring(0, equals);
    String url = equals < 0 ? null : option.substring(equals + 1);
    int colon = name.indexOf(':');
    Engine engine = Engine.named(name.substring(colon + 1).toLowerCase(Locale.ROOT));
    return new TargetSpec(colon < 0 ? engine.title() : name.substring(0, colon), engine, url);
  }

  public TargetSpec withUrl(String dsn) {
    return new TargetSpec(label, engine, dsn);
  }

  private static boolean fits(Engine engine, String url) {
    return engine.isPostgres()
        ? url.startsWith("jdbc:postgresql:")
        : url.startsWith("jdbc:mysql:") || url.startsWith("jdbc:mariadb:");
  }
}
