package io.edgesql.bench.jmh;

import io.edgesql.backend.ShardChanges.Change;
import io.edgesql.backend.json.FrameSink;
import io.edgesql.backend.json.Reply;
import java.util.List;

/** Counts what a decoder delivers. */
final class Count implements FrameSink {
  long replies;

  @Override
  public void hello(int protocol, String bootId, long schemaVersion, int texts) {}

  @Override
  public void watching(long ver, long epoch) {}

  @Override
  public void changed(long ver, List<Change> changes, long schemaVersion) {}

  @Override
  public void reply(Reply reply) {
    replies += reply.results().size();
  }
}
