package io.edgesql.backend.json;

import java.io.IOException;

/** Takes what a frame from the shard holds, in its order. */
public interface FrameSink {

  /**
   * The shard introduced itself; {@code boot} names its present memory.
   *
   * @throws IOException if the link cannot go on with such a shard
   */
  void hello(int protocol, String boot, long schemaVersion) throws IOException;

  void reply(Reply reply);
}
