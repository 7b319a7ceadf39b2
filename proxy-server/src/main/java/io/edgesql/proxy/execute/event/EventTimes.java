package io.edgesql.proxy.execute.event;

import io.edgesql.dialect.catalog.Event;
import io.edgesql.proxy.state.TimeZones;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;

/** When events are due. All times are seconds since 1970 in UTC. */
final class EventTimes {
  /** The last run is over or has been claimed: what is left is to end the event. */
  static final long DONE = -1;

  /** It never runs. */
  static final long NEVER = -2;

  private EventTimes() {}

  /**
   * The first time to run it that is not before a given one.
   *
   * @return {@link #DONE} if there is none
   */
  static long from(Event event, long time) {
    Event.Schedule schedule = event.schedule();
    Long at = schedule.at();
    if (at != null) {
      return at;
    }
    long starts = schedule.starts() == null ? 0 : schedule.starts();
    long next = time <= starts ? starts : after(event, starts, time);
    return schedule.ends() != null && next > schedule.ends() ? DONE : next;
  }

  /** What comes after a run that was due at {@code due}, without those that were missed. */
  static long following(Event event, long due, long now) {
    return event.schedule().at() != null ? DONE : from(event, Math.max(due + 1, now));
  }

  private static long after(Event event, long starts, long time) {
    long seconds = event.schedule().seconds();
    if (seconds > 0) {
      long intervals = Math.floorDiv(time - starts + seconds - 1, seconds);
      return starts + intervals * seconds;
    }
    ZoneId zone = zone(event);
    LocalDateTime first = LocalDateTime.ofInstant(Instant.ofEpochSecond(starts), zone);
    LocalDateTime wanted = LocalDateTime.ofInstant(Instant.ofEpochSecond(time), zone);
    long months = event.schedule().months();
    long intervals = ChronoUnit.MONTHS.between(first, wanted) / months;
    LocalDateTime next = first.plusMonths(intervals * months);
    while (next.isBefore(wanted)) {
      intervals++;
      next = first.plusMonths(intervals * months);
    }
    return next.atZone(zone).toEpochSecond();
  }

  private static ZoneId zone(Event event) {
    ZoneId zone = TimeZones.find(event.timeZone());
    return zone == null ? ZoneOffset.UTC : zone;
  }
}
