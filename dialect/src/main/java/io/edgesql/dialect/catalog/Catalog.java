package io.edgesql.dialect.catalog;

import io.edgesql.dialect.types.Collation;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The schema at one version. Immutable.
 *
 * @param version the schema log's version
 * @param databases by name, exactly as spelled (names are case sensitive, as on a MySQL server on
 *     Linux)
 */
public record Catalog(long version, Map<String, Database> databases) {
  public static final Catalog EMPTY = new Catalog(0, Map.of());

  /**
   * A database.
   *
   * @param shard the shard that its tables live in
   */
  public record Database(
      String name, Collation collation, String shard, Map<String, Relation> relations) {}

  /** A table or a view; they share one name space. */
  public sealed interface Relation permits Table, View {
    String database();

    String name();
  }

  public @Nullable Database database(String name) {
    return databases.get(name);
  }

  /** The table or view, or null. */
  public @Nullable Relation relation(String database, String name) {
    Database found = databases.get(database);
    return found == null ? null : found.relations().get(name);
  }
}
