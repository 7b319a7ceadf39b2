package io.edgesql.proxy.execute.metadata;

import io.edgesql.dialect.ErrorCode;
import io.edgesql.dialect.SqlException;
import io.edgesql.dialect.catalog.Catalog;
import io.edgesql.dialect.catalog.Event;
import io.edgesql.proxy.state.TimeZones;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Events, as information_schema and SHOW tell of them. */
final class EventRows {
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");

  private final Catalog catalog;
  private final MetadataSource source;

  EventRows(MetadataSource source) {
    this.source = source;
    this.catalog = source.snapshot().catalog();
  }

  private List<Event> all() {
    List<Event> all = new ArrayList<>();
    new TreeMap<>(catalog.databases())
        .values()
        .forEach(database -> all.addAll(new TreeMap<>(database.events()).values()));
    return all;
  }

  void events(RowList rows) {
    for (Event event : all()) {
      Event.Schedule schedule = event.schedule();
      rows.add()
          .set("EVENT_CATALOG", "def")
          .set("EVENT_SCHEMA", event.database())
          .set("EVENT_NAME", event.name())
          .set("DEFINER", event.definer())
          .set("TIME_ZONE", event.timeZone())
          .set("EVENT_BODY", "SQL")
          .set("EVENT_DEFINITION", event.body())
          .set("EVENT_TYPE", type(event))
          .set("EXECUTE_AT", local(event, schedule.at()))
          .set("INTERVAL_VALUE", schedule.amount())
          .set("INTERVAL_FIELD", schedule.unit())
          .set("SQL_MODE", event.sqlMode())
          .set("STARTS", local(event, schedule.starts()))
          .set("ENDS", local(event, schedule.ends()))
          .set("STATUS", event.status())
          .set("ON_COMPLETION", event.preserve() ? "PRESERVE" : "NOT PRESERVE")
          .set("CREATED", here(event.createdAt()))
          .set("LAST_ALTERED", here(event.modifiedAt()))
          .set("LAST_EXECUTED", local(event, source.lastRuns().get(MetadataSource.runKey(event))))
          .set("EVENT_COMMENT", event.comment())
          .set("ORIGINATOR", originator())
          .set("CHARACTER_SET_CLIENT", event.clientCharset())
          .set("COLLATION_CONNECTION", event.connectionCollation())
          .set("DATABASE_COLLATION", event.databaseCollation());
    }
  }

  /** SHOW EVENTS. */
  ShowTable show(String database) {
    ShowTable shown =
        new ShowTable()
            .text("Db", 64)
            .text("Name", 64)
            .text("Definer", 288)
            .text("Time zone", 64)
            .text("Type", 9)
            .time("Execute at")
            .text("Interval value", 256)
            .text("Interval field", 18)
            .time("Starts")
            .time("Ends")
            .text("Status", 18)
            .number("Originator")
            .text("character_set_client", 64)
            .text("collation_connection", 64)
            .text("Database Collation", 64)
            .likeOn(1);
    for (Event event : all()) {
      if (event.database().equals(database)) {
        Event.Schedule schedule = event.schedule();
        shown.row(
            event.database(),
            event.name(),
            event.definer(),
            event.timeZone(),
            type(event),
            local(event, schedule.at()),
            schedule.amount(),
            schedule.unit(),
            local(event, schedule.starts()),
            local(event, schedule.ends()),
            event.status(),
            originator(),
            event.clientCharset(),
            event.connectionCollation(),
            event.databaseCollation());
      }
    }
    return shown;
  }

  /** SHOW CREATE EVENT. */
  ShowTable create(String database, String name) {
    Event event = catalog.event(database, name);
    if (event == null) {
      throw SqlException.of(ErrorCode.ER_EVENT_DOES_NOT_EXIST, name);
    }
    return new ShowTable()
        .text("Event", 64)
        .text("sql_mode", 520)
        .text("time_zone", 64)
        .text("Create Event", 1024)
        .text("character_set_client", 64)
        .text("collation_connection", 64)
        .text("Database Collation", 64)
        .row(
            event.name(),
            event.sqlMode(),
            event.timeZone(),
            text(event),
            event.clientCharset(),
            event.connectionCollation(),
            event.databaseCollation());
  }

  private static String text(Event event) {
    Event.Schedule schedule = event.schedule();
    StringBuilder out = new StringBuilder("CREATE DEFINER=");
    out.append(CreateText.PLAIN.account(event.definer()))
        .append(" EVENT ")
        .append(CreateText.PLAIN.quote(event.name()))
        .append(" ON SCHEDULE ");
    if (schedule.at() != null) {
      out.append("AT '").append(local(event, schedule.at())).append('\'');
    } else {
      out.append("EVERY ").append(schedule.amount()).append(' ').append(schedule.unit());
      out.append(" STARTS '").append(local(event, schedule.starts())).append('\'');
      if (schedule.ends() != null) {
        out.append(" ENDS '").append(local(event, schedule.ends())).append('\'');
      }
    }
    out.append(event.preserve() ? " ON COMPLETION PRESERVE" : " ON COMPLETION NOT PRESERVE");
    out.append(
        switch (event.status()) {
          case Event.ENABLED -> " ENABLE";
          case Event.DISABLED -> " DISABLE";
          default -> " DISABLE ON SLAVE";
        });
    if (!event.comment().isEmpty()) {
      out.append(" COMMENT '").append(event.comment().replace("'", "''")).append('\'');
    }
    return out.append(" DO ").append(event.body()).toString();
  }

  private static String type(Event event) {
    return event.schedule().at() == null ? "RECURRING" : "ONE TIME";
  }

  private long originator() {
    return source.state().variables().globals().number("server_id");
  }

  /** A time in the event's own zone. */
  private static @Nullable String local(Event event, @Nullable Long seconds) {
    if (seconds == null) {
      return null;
    }
    ZoneId zone = TimeZones.find(event.timeZone());
    return TIME.format(
        LocalDateTime.ofInstant(
            Instant.ofEpochSecond(seconds), zone == null ? ZoneOffset.UTC : zone));
  }

  /** A time of UTC in the session's zone. */
  private String here(String utc) {
    Instant instant = LocalDateTime.parse(utc, TIME).toInstant(ZoneOffset.UTC);
    return TIME.format(LocalDateTime.ofInstant(instant, source.state().variables().zone()));
  }
}
