package io.edgesql.proxy.execute.event;

import io.edgesql.backend.Step;
import io.edgesql.dialect.ErrorCode;
import io.edgesql.dialect.SqlException;
import io.edgesql.dialect.catalog.Catalog;
import io.edgesql.dialect.catalog.Event;
import io.edgesql.dialect.parse.Parser;
import io.edgesql.dialect.tree.Expr;
import io.edgesql.dialect.tree.Statement;
import io.edgesql.dialect.tree.TableName;
import io.edgesql.dialect.types.Collation;
import io.edgesql.dialect.types.SqlType;
import io.edgesql.dialect.types.TypeName;
import io.edgesql.dialect.types.Value;
import io.edgesql.protocol.error.MySqlError;
import io.edgesql.proxy.execute.CatalogJson;
import io.edgesql.proxy.execute.Compiled;
import io.edgesql.proxy.execute.Result;
import io.edgesql.proxy.execute.routine.ObjectChanges;
import io.edgesql.proxy.execute.routine.ObjectChanges.Change;
import io.edgesql.proxy.execute.routine.ObjectNames;
import io.edgesql.proxy.execute.routine.RoutineHost;
import io.edgesql.proxy.state.Collations;
import io.edgesql.proxy.state.SessionState;
import io.edgesql.proxy.state.SqlModes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** CREATE, ALTER and DROP EVENT. On the session's thread. */
public final class EventDefinitions {
  private final RoutineHost host;
  private final SessionState state;
  private final ObjectChanges changes;
  private final ObjectNames names;

  public EventDefinitions(RoutineHost host, ObjectChanges changes) {
    this.host = host;
    this.state = host.state();
    this.changes = changes;
    this.names = new ObjectNames(host);
  }

  /** CREATE EVENT and ALTER EVENT. */
  public CompletionStage<Result> define(Statement.EventDefinition told, Compiled compiled) {
    String database = names.database(told.name());
    return schedule(told.schedule(), compiled)
        .thenCompose(
            times ->
                changes.apply(
                    compiled.text(),
                    () ->
                        told.verb().equals("CREATE")
                            ? create(told, database, times)
                            : alter(told, database, times)));
  }

  /**
   * A schedule's times, evaluated.
   *
   * @param now the statement's time
   */
  private record Times(long now, Event.@Nullable Schedule schedule) {}

  private @Nullable Change create(Statement.EventDefinition told, String database, Times times) {
    Catalog.Database home = names.home(database);
    Event.Schedule schedule = times.schedule();
    if (schedule == null) {
      throw new IllegalStateException("CREATE EVENT has a schedule");
    }
    if (home.events().containsKey(Event.key(told.name().table()))) {
      SqlException exists = SqlException.of(ErrorCode.ER_EVENT_ALREADY_EXISTS, told.name().table());
      if (!told.ifNotExists()) {
        throw exists;
      }
      state.warn("Note", exists.code(), exists.text());
      return null;
    }
    String now = ObjectNames.now();
    boolean preserve = Boolean.TRUE.equals(told.preserve());
    String status = told.status() == null ? Event.ENABLED : told.status();
    if (isOver(schedule, times.now())) {
      if (!preserve) {
        note(ErrorCode.ER_EVENT_CANNOT_CREATE_IN_THE_PAST);
        return null;
      }
      status = Event.DISABLED;
      note(ErrorCode.ER_EVENT_EXEC_TIME_IN_THE_PAST);
    }
    Event event =
        checked(
            new Event(
                home.name(),
                told.name().table(),
                told.definer() == null ? state.account() : told.definer(),
                String.valueOf(told.body()),
                schedule,
                preserve,
                status,
                told.comment() == null ? "" : told.comment(),
                state.variables().text("sql_mode"),
                state.variables().text("time_zone"),
                now,
                now,
                state.variables().text("character_set_client"),
                state.variables().text("collation_connection"),
                home.collation().name()));
    return new Change(
        Map.of(CatalogJson.eventKey(database, event.name()), CatalogJson.write(event)),
        List.of(),
        Map.of(home.shard(), EventStore.put(event, due(event, times.now()))));
  }

  private Change alter(Statement.EventDefinition told, String database, Times times) {
    Event old = required(database, told.name().table());
    TableName newName = told.newName();
    String newDatabase = newName == null ? database : names.database(newName);
    Catalog.Database home = names.home(newDatabase);
    String name = newName == null ? old.name() : newName.table();
    if (newName != null) {
      if (newDatabase.equals(database) && Event.key(name).equals(Event.key(old.name()))) {
        throw SqlException.of(ErrorCode.ER_EVENT_SAME_NAME);
      }
      if (home.events().containsKey(Event.key(name))) {
        throw SqlException.of(ErrorCode.ER_EVENT_ALREADY_EXISTS, name);
      }
    }
    Event.Schedule schedule = times.schedule() == null ? old.schedule() : times.schedule();
    boolean preserve = told.preserve() == null ? old.preserve() : told.preserve();
    String status = told.status() == null ? old.status() : told.status();
    if (times.schedule() != null && isOver(schedule, times.now())) {
      if (!preserve) {
        throw SqlException.of(ErrorCode.ER_EVENT_CANNOT_ALTER_IN_THE_PAST);
      }
      status = Event.DISABLED;
      note(ErrorCode.ER_EVENT_EXEC_TIME_IN_THE_PAST);
    }
    boolean isOther = told.body() != null;
    Event event =
        checked(
            new Event(
                newDatabase,
                name,
                state.account(),
                told.body() == null ? old.body() : told.body(),
                schedule,
                preserve,
                status,
                told.comment() == null ? old.comment() : told.comment(),
                isOther ? state.variables().text("sql_mode") : old.sqlMode(),
                times.schedule() == null ? old.timeZone() : state.variables().text("time_zone"),
                old.createdAt(),
                ObjectNames.now(),
                isOther ? state.variables().text("character_set_client") : old.clientCharset(),
                isOther
                    ? state.variables().text("collation_connection")
                    : old.connectionCollation(),
                home.collation().name()));
    long due = due(event, times.now());
    String key = CatalogJson.eventKey(newDatabase, name);
    Map<String, String> put = Map.of(key, CatalogJson.write(event));
    String oldKey = CatalogJson.eventKey(database, old.name());
    return key.equals(oldKey)
        ? new Change(put, List.of(), Map.of(home.shard(), EventStore.put(event, due)))
        : new Change(put, List.of(oldKey), moved(old, event, home, due));
  }

  private Map<String, List<Step>> moved(Event old, Event event, Catalog.Database home, long due) {
    String from = names.home(old.database()).shard();
    return from.equals(home.shard())
        ? Map.of(from, EventStore.rename(old, event, due))
        : Map.of(from, EventStore.delete(old), home.shard(), EventStore.put(event, due));
  }

  /** DROP EVENT. */
  public CompletionStage<Result> drop(Statement.Routine drop, String text) {
    String database = names.database(drop.name());
    return changes.apply(
        text,
        () -> {
          String name = drop.name().table();
          Event old = host.catalog().catalog().event(database, name);
          if (old == null && drop.lenient()) {
            state.warn(
                "Note",
                MySqlError.ER_SP_DOES_NOT_EXIST.code(),
                "Event " + name + " does not exist");
            return null;
          }
          return dropped(required(database, name), names.home(database).shard());
        });
  }

  static Change dropped(Event event, String shard) {
    return new Change(
        Map.of(),
        List.of(CatalogJson.eventKey(event.database(), event.name())),
        Map.of(shard, EventStore.delete(event)));
  }

  private Event required(String database, String name) {
    Event event = host.catalog().catalog().event(database, name);
    if (event == null) {
      throw SqlException.of(ErrorCode.ER_EVENT_DOES_NOT_EXIST, name);
    }
    return event;
  }

  /** Makes sure that the body can be read as the scheduler will read it. */
  private Event checked(Event event) {
    var code =
        Parser.parseRoutine(
            event.routine(),
            SqlModes.parse(event.sqlMode()),
            Collations.ofName(event.databaseCollation()));
    for (String variable : code.outline().systemVariables()) {
      state.variables().globals().definition(variable);
    }
    return event;
  }

  private static long due(Event event, long now) {
    Long at = event.schedule().at();
    if (!event.isEnabled() || (at != null && at < now)) {
      return EventTimes.NEVER;
    }
    return EventTimes.from(event, now);
  }

  private static boolean isOver(Event.Schedule schedule, long now) {
    Long last = schedule.at() == null ? schedule.ends() : schedule.at();
    return last != null && last < now;
  }

  private void note(ErrorCode error) {
    SqlException said = SqlException.of(error);
    state.warn("Note", said.code(), said.text());
  }

  private CompletionStage<Times> schedule(
      Statement.@Nullable EventSchedule told, Compiled compiled) {
    List<Expr> wanted = new ArrayList<>();
    wanted.add(seconds());
    if (told != null) {
      for (Expr time : new @Nullable Expr[] {told.at(), told.starts(), told.ends()}) {
        if (time != null) {
          wanted.add(seconds(time));
          wanted.add(time);
        }
      }
      if (told.every() != null) {
        boolean isText = EventInterval.isCompound(String.valueOf(told.unit()));
        wanted.add(
            new Expr.Cast(
                told.every(),
                isText
                    ? SqlType.varchar(-1, Collation.UTF8MB4_0900_AI_CI).withName(TypeName.CHAR, -1)
                    : SqlType.BIGINT));
      }
    }
    return host.evaluate(wanted, compiled, List.of())
        .thenCompose(
            values -> {
              long now = number(values.get(0));
              return CompletableFuture.completedStage(
                  new Times(now, told == null ? null : schedule(told, values, now)));
            });
  }

  private static Expr seconds(Expr... of) {
    return new Expr.Call(null, "UNIX_TIMESTAMP", List.of(of));
  }

  private static Event.Schedule schedule(
      Statement.EventSchedule told, List<Value> values, long now) {
    int next = 1;
    if (told.at() != null) {
      return new Event.Schedule(time("AT", values, next), null, null, 0, 0, null, null);
    }
    long starts = now;
    if (told.starts() != null) {
      starts = time("STARTS", values, next);
      next += 2;
    }
    Long ends = null;
    if (told.ends() != null) {
      ends = number(values.get(next));
      next += 2;
      if (ends <= starts) {
        throw SqlException.of(ErrorCode.ER_EVENT_ENDS_BEFORE_STARTS);
      }
    }
    String unit = String.valueOf(told.unit());
    Value every = values.get(next);
    if (every.isNull()) {
      throw SqlException.of(ErrorCode.ER_WRONG_VALUE, "INTERVAL", "NULL");
    }
    EventInterval interval =
        EventInterval.isCompound(unit)
            ? EventInterval.of(text(every), unit)
            : EventInterval.of(number(every), unit);
    return new Event.Schedule(
        null, interval.amount(), unit, interval.months(), interval.seconds(), starts, ends);
  }

  /** A time whose seconds and text stand at an index. */
  private static long time(String clause, List<Value> values, int index) {
    long seconds = number(values.get(index));
    if (seconds <= 0) {
      throw SqlException.of(ErrorCode.ER_WRONG_VALUE, clause, text(values.get(index + 1)));
    }
    return seconds;
  }

  private static String text(Value value) {
    return value instanceof Value.Text text ? text.text() : value.isNull() ? "NULL" : "" + value;
  }

  /** Whole seconds; 0 for NULL and what is no number. */
  private static long number(Value value) {
    if (value instanceof Value.Int number) {
      return number.bits();
    }
    return value instanceof Value.Decimal decimal ? decimal.number().longValue() : 0;
  }
}
