package io.edgesql.backend.json;

import io.edgesql.backend.ShardChanges.Change;
import java.io.IOException;
import java.util.List;

/** Takes what a frame from the shard holds, in its order. */
public interface FrameSink {

  /**
   * The shard introduced itself; {@code boot} names its present memory.
   *
   * @param texts how many statements it remembers for each socket under numbers
   * @throws IOException if the link cannot go on with such a shard
   */
  void hello(int protocol, String boot, long schemaVersion, int texts) throws IOException;

  void reply(Reply reply);

  /**
   * The shard tells every change of the watched tables after this version.
   *
   * @param epoch incarnation of the shard's data; 0 if the shard does not say
   */
  void watching(long ver, long epoch);

  /**
   * Watched tables were changed.
   *
   * @param schemaVersion the schema's version if that changed, else 0
   */
  void changed(long ver, List<Change> changes, long schemaVersion);
}
