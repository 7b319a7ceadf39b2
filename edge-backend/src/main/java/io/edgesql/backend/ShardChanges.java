package io.edgesql.backend;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Told what a shard pushes about the tables that are watched. Called on the event loop of the link
 * that carries the watch; must not block.
 */
public interface ShardChanges {

  /**
   * What changed in a table.
   *
   * @param keys primary keys as JSON arrays of stored values; null: any row may have changed
   */
  record Change(String table, @Nullable List<String> keys) {}

  /** From now on every change of these tables with a greater version is told. */
  void watching(String shard, long ver, List<String> tables);

  /**
   * Changes were committed; told before the replies of the same turn.
   *
   * @param ver the shard's version afterwards
   * @param schemaVersion the schema's version if that changed, else 0
   */
  void changed(String shard, long ver, List<Change> changes, long schemaVersion);

  /** A reply came over the watching link: all changes up to this version have been told. */
  void reached(String shard, long ver);

  /** The link is gone: nothing is told until {@link #watching} comes again. */
  void lost(String shard);

  /** Listens to nothing. */
  ShardChanges NONE =
      new ShardChanges() {
        @Override
        public void watching(String shard, long ver, List<String> tables) {}

        @Override
        public void changed(String shard, long ver, List<Change> changes, long schemaVersion) {}

        @Override
        public void reached(String shard, long ver) {}

        @Override
        public void lost(String shard) {}
      };
}
