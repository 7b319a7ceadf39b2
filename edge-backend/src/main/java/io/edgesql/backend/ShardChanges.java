package io.edgesql.backend;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Told what shards push about the tables that are watched. Thread-safe. */
public interface ShardChanges {

  /**
   * What changed in a table.
   *
   * @param keys primary keys as JSON arrays of stored values; null: any row may have changed
   */
  record Change(String table, @Nullable List<String> keys) {}

  /** A link to a shard was made; what it is told goes to the feed, over all its reconnects. */
  Feed feed(String shard);

  /**
   * Takes what one link is told, in its order. Each link tells all changes, so they come as often
   * as there are links. Called on the event loop of the link; must not block.
   */
  interface Feed {
    /**
     * From now on every change of these tables, and of no others, with a greater version is told.
     *
     * @param epoch incarnation of the shard's data; 0 if the shard does not say
     */
    void watching(long ver, long epoch, List<String> tables);

    /**
     * Changes were committed; told before the replies of the same turn.
     *
     * @param ver the shard's version afterwards
     * @param schemaVersion the schema's version if that changed, else 0
     */
    void changed(long ver, List<Change> changes, long schemaVersion);

    /** A reply came over the link while it watches: all changes up to this version were told. */
    void reached(long ver);

    /** The link is gone: nothing is told until {@link #watching} comes again. */
    void lost();
  }

  /** Listens to nothing. */
  ShardChanges NONE =
      shard ->
          new Feed() {
            @Override
            public void watching(long ver, long epoch, List<String> tables) {}

            @Override
            public void changed(long ver, List<Change> changes, long schemaVersion) {}

            @Override
            public void reached(long ver) {}

            @Override
            public void lost() {}
          };
}
