package io.edgesql.proxy.execute.event;

import io.edgesql.backend.Backend;
import io.edgesql.backend.SchemaChange;
import io.edgesql.dialect.catalog.Catalog;
import io.edgesql.dialect.catalog.Event;
import io.edgesql.dialect.types.Value;
import io.edgesql.proxy.execute.CatalogHolder;
import io.edgesql.proxy.execute.CatalogJson;
import io.edgesql.proxy.execute.CatalogSnapshot;
import io.edgesql.proxy.execute.routine.ObjectChanges.Change;
import io.edgesql.proxy.state.GlobalVariables;
import java.time.Clock;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has events run when they are due, for as long as the global variable event_scheduler is ON. Looks
 * once a second at the events of the schema that is known here; each run is claimed in the event's
 * shard first, so that of several proxies one runs it. Runs that were missed while no proxy was
 * there are left out, as MySQL leaves them out; an event for one time runs late.
 */
public final class EventScheduler implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EventScheduler.class);

  /** What is overdue for longer, in seconds, when it is seen first was missed. */
  private static final long MISSED_SECONDS = 5;

  private final Backend backend;
  private final CatalogHolder catalogs;
  private final GlobalVariables globals;
  private final EventStore store;
  private final Runner runner;
  private final ScheduledExecutorService loop;
  private final Clock clock;
  private final Map<String, Known> known = new HashMap<>();
  private @Nullable ScheduledFuture<?> timer;

  /** Runs the bodies of events. */
  public interface Runner {
    /**
     * Runs one; the stage ends when it is over, and fails only if it could not be run.
     *
     * @param isDropped whether the event is dropped behind it, which commits what it left open
     */
    CompletionStage<Void> run(Event event, boolean isDropped);
  }

  /** What is known of an event. */
  private static final class Known {
    private final Event event;
    private final String shard;
    private @Nullable Long due;
    private boolean isBusy;

    Known(Event event, String shard) {
      this.event = event;
      this.shard = shard;
    }
  }

  /**
   * A scheduler that has not started.
   *
   * @param loop its thread
   * @param instance names this run of the proxy for ever
   */
  public EventScheduler(
      Backend backend,
      CatalogHolder catalogs,
      GlobalVariables globals,
      Runner runner,
      ScheduledExecutorService loop,
      String instance) {
    this.backend = backend;
    this.catalogs = catalogs;
    this.globals = globals;
    this.store = new EventStore(backend, instance + "-events");
    this.runner = runner;
    this.loop = loop;
    this.clock = Clock.systemUTC();
  }

  public void start() {
    // Events are due at whole seconds.
    long toNext = 1000 - clock.millis() % 1000;
    timer = loop.scheduleAtFixedRate(this::look, toNext, 1000, TimeUnit.MILLISECONDS);
  }

  @Override
  public void close() {
    ScheduledFuture<?> running = timer;
    if (running != null) {
      running.cancel(false);
    }
  }

  /** Whether event_scheduler is ON. */
  public static boolean isOn(GlobalVariables globals) {
    return globals.get("event_scheduler") instanceof Value.Text word && word.text().equals("ON");
  }

  /** What SHOW PROCESSLIST tells of the scheduler; null: it does not run. */
  public static @Nullable String activity(GlobalVariables globals, CatalogHolder catalogs) {
    if (!isOn(globals)) {
      return null;
    }
    boolean hasAny =
        catalogs.current().catalog().databases().values().stream()
            .flatMap(database -> database.events().values().stream())
            .anyMatch(Event::isEnabled);
    return hasAny ? "Waiting for next activation" : "Waiting on empty queue";
  }

  private void look() {
    if (!isOn(globals)) {
      known.clear();
      return;
    }
    try {
      lookAtAll(clock.instant().getEpochSecond());
    } catch (RuntimeException e) {
      LOG.error("The event scheduler failed; it looks again in a second", e);
    }
  }

  private void lookAtAll(long now) {
    Set<String> there = new HashSet<>();
    for (Catalog.Database database : catalogs.current().catalog().databases().values()) {
      for (Event event : database.events().values()) {
        if (event.isEnabled()) {
          String key = CatalogJson.eventKey(event.database(), event.name());
          there.add(key);
          Known old = known.get(key);
          if (old == null || !old.event.equals(event)) {
            old = new Known(event, database.shard());
            known.put(key, old);
          }
          look(old, now);
        }
      }
    }
    known.keySet().retainAll(there);
  }

  private void look(Known one, long now) {
    Long due = one.due;
    if (one.isBusy) {
      return;
    }
    if (due == null) {
      one.isBusy = true;
      store
          .due(one.shard, one.event)
          .whenCompleteAsync((read, failure) -> seen(one, read, failure, now), loop);
    } else if (due == EventTimes.DONE) {
      end(one);
    } else if (due >= 0 && due <= now) {
      claim(one, due, now, true);
    }
  }

  private void seen(Known one, @Nullable Long due, @Nullable Throwable failure, long now) {
    one.isBusy = false;
    if (due == null) {
      LOG.debug("When {} is due cannot be read", one.event.name(), failure);
      return;
    }
    boolean isMissed = due >= 0 && due < now - MISSED_SECONDS && one.event.schedule().at() == null;
    if (isMissed) {
      claim(one, due, now, false);
    } else {
      one.due = due;
      look(one, now);
    }
  }

  private void claim(Known one, long due, long now, boolean runs) {
    one.isBusy = true;
    long next = EventTimes.following(one.event, due, now);
    store
        .claim(one.shard, one.event, due, next, runs ? now : null)
        .whenCompleteAsync(
            (isOurs, failure) -> {
              one.isBusy = false;
              boolean mine = Boolean.TRUE.equals(isOurs);
              // Whoever has it instead has written when it is due next.
              one.due = mine && (next != EventTimes.DONE || !runs) ? (Long) next : null;
              if (mine && runs) {
                run(one, next);
              }
            },
            loop);
  }

  private void run(Known one, long next) {
    boolean isLast = next == EventTimes.DONE;
    one.isBusy = isLast;
    runner
        .run(one.event, isLast && !one.event.preserve())
        .whenCompleteAsync(
            (done, failure) -> {
              if (failure != null) {
                LOG.warn(
                    "Event {}.{} could not be run: {}",
                    one.event.database(),
                    one.event.name(),
                    failure.getMessage());
              }
              if (isLast) {
                one.isBusy = false;
                one.due = EventTimes.DONE;
                end(one);
              }
            },
            loop);
  }

  /** The last run is over: the event goes, or stays without running. */
  private void end(Known one) {
    Event event = one.event;
    CatalogSnapshot snapshot = catalogs.current();
    if (!event.equals(snapshot.catalog().event(event.database(), event.name()))) {
      return;
    }
    one.isBusy = true;
    Change change =
        event.preserve()
            ? new Change(
                Map.of(
                    CatalogJson.eventKey(event.database(), event.name()),
                    CatalogJson.write(event.withStatus(Event.DISABLED))),
                List.of(),
                Map.of(one.shard, EventStore.put(event, EventTimes.NEVER)))
            : EventDefinitions.dropped(event, one.shard);
    backend
        .changeSchema(
            new SchemaChange(
                snapshot.version(),
                "/* the last run of event " + event.name() + " is over */",
                change.put(),
                change.drop(),
                change.shards(),
                true))
        .handle((version, failure) -> failure)
        .thenCompose(failure -> catalogs.refresh())
        // Whatever failed, another look shows what is left to do.
        .whenCompleteAsync((newer, failure) -> one.isBusy = false, loop);
  }
}
