package io.edgesql.proxy.execute.event;

import io.edgesql.backend.Backend;
import io.edgesql.backend.Rows;
import io.edgesql.backend.ShardRequest;
import io.edgesql.backend.Step;
import io.edgesql.dialect.catalog.Event;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * When each event is due, in a table of its database's shard: whoever changes what is due there
 * from the time that has come to the next one has the run for himself.
 */
final class EventStore {
  private static final String CREATE =
      "CREATE TABLE IF NOT EXISTS _edge_events (db TEXT NOT NULL, name TEXT NOT NULL,"
          + " due INTEGER NOT NULL, last INTEGER, PRIMARY KEY (db, name)) STRICT, WITHOUT ROWID";
  private static final String SET =
      "INSERT INTO _edge_events (db, name, due) VALUES (?, ?, CAST(? AS INTEGER))"
          + " ON CONFLICT (db, name) DO UPDATE SET due = excluded.due";
  private static final String CLAIM =
      "UPDATE _edge_events SET due = CAST(? AS INTEGER),"
          + " last = coalesce(CAST(? AS INTEGER), last) WHERE db = ? AND name = ? AND due = CAST(? AS INTEGER)";
  private static final String READ =
      "SELECT CAST(due AS TEXT) FROM _edge_events WHERE db = ? AND name = ?";
  private static final String DELETE = "DELETE FROM _edge_events WHERE db = ? AND name = ?";

  private final Backend backend;
  private final String session;
  private long writes;

  /**
   * @param session names the writes of this proxy for ever
   */
  EventStore(Backend backend, String session) {
    this.backend = backend;
    this.session = session;
  }

  /** What a shard does when an event is made or changed. */
  static List<Step> put(Event event, long due) {
    return List.of(
        Step.update(CREATE, List.of()),
        Step.update(SET, List.of(event.database(), Event.key(event.name()), Long.toString(due))));
  }

  /** What a shard does when an event has another name. */
  static List<Step> rename(Event old, Event event, long due) {
    List<Step> steps = new ArrayList<>(put(event, due));
    steps.add(1, delete(old).get(1));
    return steps;
  }

  static List<Step> delete(Event event) {
    return List.of(
        Step.update(CREATE, List.of()),
        Step.update(DELETE, List.of(event.database(), Event.key(event.name()))));
  }

  /** When it is due; {@link EventTimes#NEVER} if nothing is known of it. */
  CompletionStage<Long> due(String shard, Event event) {
    ShardRequest request =
        ShardRequest.read(
            0, List.of(Step.query(READ, List.of(event.database(), Event.key(event.name())))));
    return backend
        .run(shard, request)
        .thenApply(
            reply -> {
              Rows rows = reply.results().get(0).rows();
              return rows.size() == 0
                  ? EventTimes.NEVER
                  : Long.parseLong(String.valueOf(rows.value(0, 0)));
            });
  }

  /**
   * Takes the run that is due; false if another proxy has it.
   *
   * @param now the time of the run; null if it is left out
   */
  CompletionStage<Boolean> claim(
      String shard, Event event, long due, long next, @Nullable Long now) {
    Step step =
        Step.update(
            CLAIM,
            Arrays.asList(
                Long.toString(next),
                now == null ? null : Long.toString(now),
                event.database(),
                Event.key(event.name()),
                Long.toString(due)));
    writes++;
    ShardRequest request =
        ShardRequest.write(0, List.of(step), new ShardRequest.WriteId(session, writes));
    return backend.run(shard, request).thenApply(reply -> reply.results().get(0).changes() == 1);
  }
}
