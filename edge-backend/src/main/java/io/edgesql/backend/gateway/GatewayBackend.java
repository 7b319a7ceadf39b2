package io.edgesql.backend.gateway;

import io.edgesql.backend.Backend;
import io.edgesql.backend.BackendSettings;
import io.edgesql.backend.CopyAnswer;
import io.edgesql.backend.CopyRead;
import io.edgesql.backend.EdgeUsage;
import io.edgesql.backend.MirroredTable;
import io.edgesql.backend.PolicySnapshot;
import io.edgesql.backend.RowFeed;
import io.edgesql.backend.SchemaChange;
import io.edgesql.backend.SchemaSnapshot;
import io.edgesql.backend.ShardChanges;
import io.edgesql.backend.ShardReply;
import io.edgesql.backend.ShardRequest;
import io.edgesql.backend.copies.CopyClient;
import io.edgesql.backend.http.GatewayClient;
import io.edgesql.backend.link.ShardLinks;
import io.netty.channel.EventLoopGroup;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * The edge behind a gateway. {@link #run} completes on the event loop of the shard's link, the rest
 * on a thread of the HTTP client.
 */
public final class GatewayBackend implements Backend {

  private final ShardLinks links;
  private final CopyClient copies;
  private final GatewayClient client;

  /**
   * Connects to nothing yet.
   *
   * @param token asked for a bearer token whenever a socket is opened or a call is made, so that it
   *     may be renewed; on an event loop: it must not block
   */
  public GatewayBackend(BackendSettings settings, Supplier<String> token) {
    this(settings, token, ShardChanges.NONE);
  }

  /**
   * A backend that tells what changes.
   *
   * @param changes told what the shards push about the tables of {@link #watch}
   */
  public GatewayBackend(BackendSettings settings, Supplier<String> token, ShardChanges changes) {
    this.client = new GatewayClient(settings, token);
    this.links = new ShardLinks(settings, token, changes);
    this.copies = new CopyClient(settings, token, links.loops());
  }

  /**
   * The same with links on the callers' own event loops, which get their answers there. The
   * requests of a transaction must then all come from the same loop.
   */
  public GatewayBackend(
      BackendSettings settings,
      Supplier<String> token,
      ShardChanges changes,
      EventLoopGroup loops) {
    this.client = new GatewayClient(settings, token);
    this.links = new ShardLinks(settings, token, changes, loops);
    this.copies = new CopyClient(settings, token, loops);
  }

  /** What the shards were asked for over their links. */
  public EdgeUsage usage() {
    return links.usage();
  }

  @Override
  public CompletionStage<ShardReply> run(String shard, ShardRequest request) {
    return links.run(shard, request, null);
  }

  @Override
  public CompletionStage<ShardReply> run(String shard, ShardRequest request, RowFeed feed) {
    return links.run(shard, request, feed);
  }

  @Override
  public void interrupt(String shard, ShardRequest request) {
    links.interrupt(shard, request);
  }

  @Override
  public void keep(String shard, Collection<String> transactions) {
    links.keep(shard, transactions);
  }

  @Override
  public void watch(String shard, Collection<String> tables) {
    links.watch(shard, tables);
  }

  @Override
  public CompletionStage<CopyAnswer> read(String shard, CopyRead read) {
    return copies.read(shard, read);
  }

  @Override
  public CompletionStage<SchemaSnapshot> schema(long since) {
    return client.schema(since);
  }

  @Override
  public CompletionStage<Long> changeSchema(SchemaChange change) {
    return client.changeSchema(change);
  }

  @Override
  public CompletionStage<PolicySnapshot> policies(long since) {
    return client.policies(since);
  }

  @Override
  public CompletionStage<Long> changePolicies(long base, String tables) {
    return client.changePolicies(base, tables);
  }

  @Override
  public CompletionStage<List<MirroredTable>> mirror(String shard) {
    return client.mirror(shard);
  }

  @Override
  public CompletionStage<Long> rebuildMirror(String shard, Collection<String> tables) {
    return client.rebuildMirror(shard, tables);
  }

  @Override
  public CompletionStage<Void> health() {
    return client.health();
  }

  @Override
  public void close() {
    copies.close();
    links.close();
  }
}
