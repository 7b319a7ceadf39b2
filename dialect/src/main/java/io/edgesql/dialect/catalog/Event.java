package io.edgesql.dialect.catalog;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * An event: a statement that the proxy runs by itself when its time has come.
 *
 * @param body the statement, as text
 * @param preserve whether it stays when its last run is over
 * @param status ENABLED, DISABLED or SLAVESIDE_DISABLED
 * @param sqlMode sql_mode of the session that made it
 * @param timeZone time_zone of that session, in which its times are told and months counted
 * @param createdAt UTC, 'YYYY-MM-DD HH:MM:SS'
 * @param clientCharset character_set_client then
 * @param connectionCollation collation_connection then
 * @param databaseCollation the database's collation then
 */
public record Event(
    String database,
    String name,
    String definer,
    String body,
    Schedule schedule,
    boolean preserve,
    String status,
    String comment,
    String sqlMode,
    String timeZone,
    String createdAt,
    String modifiedAt,
    String clientCharset,
    String connectionCollation,
    String databaseCollation) {
  /** The status of an event that runs. */
  public static final String ENABLED = "ENABLED";

  /** The status of an event that does not. */
  public static final String DISABLED = "DISABLED";

  /**
   * When it runs: once, or again and again. All times are seconds since 1970 in UTC.
   *
   * @param at the time of the only run; null: it is repeated
   * @param amount what SHOW tells of the interval: a number, or a quoted text of several numbers
   * @param unit the interval's, DAY or DAY_HOUR …
   * @param months of the interval, or 0
   * @param seconds of the interval, or 0
   * @param starts the time of the first run
   * @param ends no run is later; null: no end
   */
  public record Schedule(
      @Nullable Long at,
      @Nullable String amount,
      @Nullable String unit,
      long months,
      long seconds,
      @Nullable Long starts,
      @Nullable Long ends) {}

  /** Names are the same in letters of any case. */
  public static String key(String name) {
    return name.toLowerCase(Locale.ROOT);
  }

  public boolean isEnabled() {
    return status.equals(ENABLED);
  }

  /** The same, in another status. */
  public Event withStatus(String newStatus) {
    return new Event(
        database,
        name,
        definer,
        body,
        schedule,
        preserve,
        newStatus,
        comment,
        sqlMode,
        timeZone,
        createdAt,
        modifiedAt,
        clientCharset,
        connectionCollation,
        databaseCollation);
  }

  /** The body as a procedure without parameters, which is how it is parsed and run. */
  public Routine routine() {
    return new Routine(
        database,
        name,
        "",
        null,
        body,
        false,
        "MODIFIES SQL DATA",
        "DEFINER",
        comment,
        definer,
        sqlMode,
        createdAt,
        modifiedAt,
        clientCharset,
        connectionCollation,
        databaseCollation);
  }
}
