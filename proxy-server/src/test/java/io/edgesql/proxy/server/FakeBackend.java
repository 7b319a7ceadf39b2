package io.edgesql.proxy.server;

import io.edgesql.backend.Backend;
import io.edgesql.backend.BackendException;
import io.edgesql.backend.CopyAnswer;
import io.edgesql.backend.CopyRead;
import io.edgesql.backend.MirroredTable;
import io.edgesql.backend.PolicySnapshot;
import io.edgesql.backend.RowFeed;
import io.edgesql.backend.Rows;
import io.edgesql.backend.SchemaChange;
import io.edgesql.backend.SchemaSnapshot;
import io.edgesql.backend.ShardReply;
import io.edgesql.backend.ShardRequest;
import io.edgesql.backend.Step;
import io.edgesql.backend.StepResult;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** An edge that keeps the schema log, remembers requests and answers what a test lays ready. */
final class FakeBackend implements Backend {
  final List<ShardRequest> requests = new ArrayList<>();
  final List<ShardRequest> interrupted = new ArrayList<>();
  final Deque<Function<ShardRequest, CompletionStage<ShardReply>>> answers = new ArrayDeque<>();
  final List<String> watched = new ArrayList<>();
  final List<CopyRead> copyReads = new ArrayList<>();
  final Deque<Function<CopyRead, CompletionStage<CopyAnswer>>> copyAnswers = new ArrayDeque<>();
  private final Map<String, String> objects = new HashMap<>();
  private long version = 1;

  /** Lays ready a failure for the next request. */
  void failNext(BackendException.Code code, String message) {
    failNext(BackendException.of(code, message, false));
  }

  void failNext(BackendException failure) {
    answers.add(request -> CompletableFuture.failedStage(failure));
  }

  /** Lays ready a request that is never answered. */
  void hangNext() {
    answers.add(request -> new CompletableFuture<>());
  }

  @Override
  public CompletionStage<ShardReply> run(String shard, ShardRequest request) {
    requests.add(request);
    Function<ShardRequest, CompletionStage<ShardReply>> answer = answers.poll();
    return answer == null
        ? CompletableFuture.completedStage(reply(request))
        : answer.apply(request);
  }

  @Override
  public CompletionStage<ShardReply> run(String shard, ShardRequest request, RowFeed feed) {
    return run(shard, request);
  }

  /** Every step changes one row and gives none; AUTO_INCREMENT gives 7. */
  private static ShardReply reply(ShardRequest request) {
    List<StepResult> results = new ArrayList<>();
    for (Step step : request.steps()) {
      var auto = step.auto();
      boolean generates = auto != null && auto.ids() != null;
      results.add(
          new StepResult(
              List.of(),
              Rows.EMPTY,
              1,
              generates ? "7" : null,
              generates ? List.of("7") : null,
              0,
              1,
              false));
    }
    return new ShardReply(results, 1, false, "boot-1");
  }

  @Override
  public void interrupt(String shard, ShardRequest request) {
    interrupted.add(request);
  }

  @Override
  public void keep(String shard, Collection<String> transactions) {}

  @Override
  public void watch(String shard, Collection<String> tables) {
    watched.addAll(tables);
  }

  @Override
  public CompletionStage<CopyAnswer> read(String shard, CopyRead read) {
    copyReads.add(read);
    Function<CopyRead, CompletionStage<CopyAnswer>> answer = copyAnswers.poll();
    return answer == null
        ? CompletableFuture.failedStage(
            BackendException.of(BackendException.Code.UNREACHABLE, "no gateway", true))
        : answer.apply(read);
  }

  @Override
  public CompletionStage<SchemaSnapshot> schema(long since) {
    return CompletableFuture.completedStage(
        new SchemaSnapshot(version, true, new HashMap<>(objects), List.of()));
  }

  @Override
  public CompletionStage<Long> changeSchema(SchemaChange change) {
    objects.putAll(change.put());
    change.drop().forEach(objects::remove);
    version++;
    return CompletableFuture.completedStage(version);
  }

  @Override
  public CompletionStage<PolicySnapshot> policies(long since) {
    return CompletableFuture.completedStage(new PolicySnapshot(0, null));
  }

  @Override
  public CompletionStage<Long> changePolicies(long base, String tables) {
    return CompletableFuture.completedStage(base + 1);
  }

  @Override
  public CompletionStage<List<MirroredTable>> mirror(String shard) {
    return CompletableFuture.completedStage(List.of());
  }

  @Override
  public CompletionStage<Long> rebuildMirror(String shard, Collection<String> tables) {
    return CompletableFuture.completedStage(0L);
  }

  @Override
  public CompletionStage<Void> health() {
    return CompletableFuture.completedStage(null);
  }

  @Override
  public void close() {}
}
