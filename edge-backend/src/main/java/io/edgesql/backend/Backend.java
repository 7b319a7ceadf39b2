package io.edgesql.backend;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * The edge: shards that run requests and a schema log.
 *
 * <p>Every method may be called from any thread and never blocks. A stage completes on a thread of
 * the backend (for {@link #run} the event loop of the shard's link): the caller must hop to its own
 * thread at once and must not block there. A stage that fails does so with a {@link
 * BackendException} (never wrapped when observed by {@code whenComplete} on the stage itself).
 */
public interface Backend extends AutoCloseable {

  /**
   * Runs one request in one transaction of a shard.
   *
   * @param shard name of the shard, {@code [a-z0-9-]{1,64}}
   */
  CompletionStage<ShardReply> run(String shard, ShardRequest request);

  /**
   * The same for a request of one step, whose rows are handed over while they arrive when they are
   * many. The reply's rows are those that come after the parts of the feed. Once a part was handed
   * over a lost link fails the request: it is not repeated.
   */
  CompletionStage<ShardReply> run(String shard, ShardRequest request, RowFeed feed);

  /**
   * Ends the wait of a request that waits for locks, or has not been sent: it fails with {@code
   * CANCELLED}. One that runs, or is not known, goes on: its own answer tells.
   *
   * @param request the very object that was given to {@link #run}
   */
  void interrupt(String shard, ShardRequest request);

  /**
   * Renews the lock leases of open transactions. Not answered; lost silently when there is no link,
   * in which case the locks are gone too.
   *
   * @param transactions ids of {@link ShardRequest.Transaction}s that were used on this shard
   */
  void keep(String shard, Collection<String> transactions);

  /**
   * Wants to be told of the changes of some tables, besides those watched before. What is told goes
   * to the {@link ShardChanges} that the backend was made with. Takes effect before requests that
   * are run afterwards.
   *
   * @param tables physical names
   */
  void watch(String shard, Collection<String> tables);

  /**
   * Reads one result from a copy at the gateway, or by it from the shard. Never repeated; fails
   * with {@code OVERLOADED} at once when too many are under way. Completes on an event loop.
   */
  CompletionStage<CopyAnswer> read(String shard, CopyRead read);

  /**
   * What changed in the schema after a version, or all of it.
   *
   * @param since version the caller has; 0 for none
   */
  CompletionStage<SchemaSnapshot> schema(long since);

  /**
   * Appends a change to the schema log and applies it to the shards; gives the new version. Fails
   * with {@code SCHEMA_STALE} when {@code change.base()} is not the current version. Never repeated
   * by the backend: after an {@linkplain BackendException#isAmbiguous() ambiguous} failure the
   * caller reads the schema to see what happened.
   */
  CompletionStage<Long> changeSchema(SchemaChange change);

  /**
   * The table policies that are newer than a version; without tables when there are none.
   *
   * @param since version the caller has; 0 for none
   */
  CompletionStage<PolicySnapshot> policies(long since);

  /** Replaces all table policies; gives the new version. {@code SCHEMA_STALE} as for the schema. */
  CompletionStage<Long> changePolicies(long base, String tables);

  /** How far the mirrored tables of a shard have followed it. */
  CompletionStage<List<MirroredTable>> mirror(String shard);

  /**
   * Makes mirrored tables of a shard anew, while they are used; gives how many.
   *
   * @param tables {@code <database>.<table>}; all when empty
   */
  CompletionStage<Long> rebuildMirror(String shard, Collection<String> tables);

  /** Whether the gateway answers and speaks our version of the protocol; fails if it does not. */
  CompletionStage<Void> health();

  /**
   * Fails what is open with {@code CLOSED} and ends the links. Returns without waiting for them.
   */
  @Override
  void close();
}
