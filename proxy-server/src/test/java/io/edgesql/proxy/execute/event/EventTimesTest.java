package io.edgesql.proxy.execute.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesql.dialect.catalog.Event;
import java.time.LocalDateTime;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class EventTimesTest {
  private static Event event(String zone, Event.Schedule schedule) {
    return new Event(
        "d",
        "e",
        "root@localhost",
        "SELECT 1",
        schedule,
        false,
        Event.ENABLED,
        "",
        "",
        zone,
        "2026-01-01 00:00:00",
        "2026-01-01 00:00:00",
        "utf8mb4",
        "utf8mb4_0900_ai_ci",
        "utf8mb4_0900_ai_ci");
  }

  private static Event every(long months, long seconds, long starts, @Nullable Long ends) {
    return event("+00:00", new Event.Schedule(null, "1", "DAY", months, seconds, starts, ends));
  }

  private static long berlin(String local) {
    return LocalDateTime.parse(local).atZone(ZoneId.of("Europe/Berlin")).toEpochSecond();
  }

  @Test
  void firstRunIsAtTheStart() {
    assertThat(EventTimes.from(every(0, 10, 100, null), 5)).isEqualTo(100);
    assertThat(EventTimes.from(every(0, 10, 100, null), 100)).isEqualTo(100);
  }

  @Test
  void laterRunsAreWholeIntervalsBehindTheStart() {
    assertThat(EventTimes.from(every(0, 10, 100, null), 101)).isEqualTo(110);
    assertThat(EventTimes.from(every(0, 10, 100, null), 110)).isEqualTo(110);
    assertThat(EventTimes.following(every(0, 10, 100, null), 110, 110)).isEqualTo(120);
  }

  @Test
  void runsThatWereMissedAreLeftOut() {
    assertThat(EventTimes.following(every(0, 10, 100, null), 110, 155)).isEqualTo(160);
  }

  @Test
  void noRunIsBehindTheEnd() {
    assertThat(EventTimes.following(every(0, 10, 100, 120L), 110, 111)).isEqualTo(120);
    assertThat(EventTimes.following(every(0, 10, 100, 120L), 120, 120)).isEqualTo(EventTimes.DONE);
  }

  @Test
  void aTimeComesOnce() {
    Event once = event("+00:00", new Event.Schedule(500L, null, null, 0, 0, null, null));
    assertThat(EventTimes.from(once, 900)).isEqualTo(500);
    assertThat(EventTimes.following(once, 500, 500)).isEqualTo(EventTimes.DONE);
  }

  @Test
  void monthsAreCountedInTheEventsZone() {
    long starts = berlin("2026-01-31T02:30:00");
    Event monthly =
        event("Europe/Berlin", new Event.Schedule(null, "1", "MONTH", 1, 0, starts, null));
    assertThat(EventTimes.following(monthly, starts, starts))
        .isEqualTo(berlin("2026-02-28T02:30:00"));
    assertThat(EventTimes.from(monthly, berlin("2026-07-01T00:00:00")))
        .isEqualTo(berlin("2026-07-31T02:30:00"));
  }
}
