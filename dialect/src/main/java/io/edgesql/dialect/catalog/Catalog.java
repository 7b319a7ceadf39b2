package io.edgesql.dialect.catalog;

import io.edgesql.dialect.types.Collation;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The schema at one version, as one session sees it. Immutable.
 *
 * @param version the schema log's version
 * @param databases by name, exactly as spelled (names are case sensitive, as on a MySQL server on
 *     Linux); without temporary tables
 * @param temporaries the session's temporary tables, by database and name: they hide tables and
 *     views of the same name
 */
public record Catalog(
    long version, Map<String, Database> databases, Map<String, Map<String, Table>> temporaries) {
  public static final Catalog EMPTY = new Catalog(0, Map.of());

  /** A schema without temporary tables. */
  public Catalog(long version, Map<String, Database> databases) {
    this(version, databases, Map.of());
  }

  /**
   * A database.
   *
   * @param shard the shard that its tables live in
   * @param routines stored procedures and functions under {@link #routineKey}
   * @param events under {@link Event#key}
   */
  public record Database(
      String name,
      Collation collation,
      String shard,
      Map<String, Relation> relations,
      Map<String, Routine> routines,
      Map<String, Event> events) {
    /** Without stored routines and events. */
    public Database(
        String name, Collation collation, String shard, Map<String, Relation> relations) {
      this(name, collation, shard, relations, Map.of(), Map.of());
    }
  }

  /** Procedures and functions have name spaces of their own, in letters of any case. */
  public static String routineKey(boolean isFunction, String name) {
    return (isFunction ? "function " : "procedure ") + name.toLowerCase(Locale.ROOT);
  }

  /** The stored procedure or function of a name, or null. */
  public @Nullable Routine routine(boolean isFunction, String database, String name) {
    Database found = databases.get(database);
    return found == null ? null : found.routines().get(routineKey(isFunction, name));
  }

  /** The event of a name, or null. */
  public @Nullable Event event(String database, String name) {
    Database found = databases.get(database);
    return found == null ? null : found.events().get(Event.key(name));
  }

  /** A table or a view; they share one name space. */
  public sealed interface Relation permits Table, View {
    String database();

    String name();
  }

  public @Nullable Database database(String name) {
    return databases.get(name);
  }

  /** The temporary table, else the table or view, or null. */
  public @Nullable Relation relation(String database, String name) {
    Table temporary = temporary(database, name);
    return temporary == null ? lasting(database, name) : temporary;
  }

  /** The table or view that all sessions see, or null. */
  public @Nullable Relation lasting(String database, String name) {
    Database found = databases.get(database);
    return found == null ? null : found.relations().get(name);
  }

  /** The session's temporary table of this name, or null. */
  public @Nullable Table temporary(String database, String name) {
    Map<String, Table> found = temporaries.get(database);
    return found == null ? null : found.get(name);
  }

  /** What all sessions see. */
  public Catalog lasting() {
    return temporaries.isEmpty() ? this : new Catalog(version, databases);
  }
}
