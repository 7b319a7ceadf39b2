package io.edgesql.proxy.execute;

import io.edgesql.backend.Backend;
import io.edgesql.backend.Step;
import io.edgesql.backend.cache.Copy;
import io.edgesql.backend.cache.Dependencies;
import io.edgesql.backend.cache.NearCache;
import io.edgesql.backend.cache.ReadKey;
import io.edgesql.dialect.bind.Typed;
import io.edgesql.dialect.eval.Environment;
import io.edgesql.dialect.eval.Evaluator;
import io.edgesql.dialect.plan.CacheVerdict;
import io.edgesql.dialect.plan.Plan;
import io.edgesql.dialect.plan.ReadMode;
import io.edgesql.dialect.types.Value;
import io.edgesql.proxy.config.ProxySettings;
import io.edgesql.proxy.execute.reads.CachedReads;
import io.edgesql.proxy.execute.reads.Mirrors;
import io.edgesql.proxy.execute.reads.PolicyHolder;
import io.edgesql.proxy.execute.reads.ReadChoice;
import io.edgesql.proxy.execute.reads.ReadCounters;
import io.edgesql.proxy.execute.reads.ReadModes;
import io.edgesql.proxy.execute.reads.StalenessAuditor;
import io.edgesql.proxy.state.ReadReceipt;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Plans as reads that a copy may answer. */
public final class CachedQueries {
  private final ReadModes modes;
  private final CachedReads reads;
  private final PolicyHolder policies;
  private final Mirrors mirrors;

  public CachedQueries(ReadModes modes, CachedReads reads, PolicyHolder policies, Mirrors mirrors) {
    this.modes = modes;
    this.reads = reads;
    this.policies = policies;
    this.mirrors = mirrors;
  }

  /** All the parts for one backend, wired. */
  public static CachedQueries of(
      Backend backend, NearCache cache, ProxySettings.Cache settings, MeterRegistry registry) {
    ReadCounters counters = new ReadCounters(registry, cache);
    PolicyHolder policies = new PolicyHolder(backend);
    StalenessAuditor auditor =
        new StalenessAuditor(
            backend, cache, counters, settings.auditRate(), settings.auditsInFlight());
    return new CachedQueries(
        new ReadModes(policies, settings),
        new CachedReads(backend, cache, settings, counters, auditor),
        policies,
        new Mirrors(backend));
  }

  public ReadModes modes() {
    return modes;
  }

  public CachedReads reads() {
    return reads;
  }

  public PolicyHolder policies() {
    return policies;
  }

  public Mirrors mirrors() {
    return mirrors;
  }

  /** How a query is read; what is refused is counted. */
  ReadChoice choose(Plan.Rows plan, Compiled compiled, Client client) {
    ReadChoice choice = modes.choose(plan.cache(), compiled, client);
    if (!choice.refusals().isEmpty()) {
      choice.refusals().forEach(reads.counters()::refused);
    }
    return choice;
  }

  /** The choice for EXPLAIN EDGE: every reason against a copy, though none was asked for. */
  public ReadChoice choice(Plan.Rows plan, Compiled compiled, Client client) {
    ReadChoice choice = modes.choose(plan.cache(), compiled, client);
    return new ReadChoice(
        choice.mode(),
        choice.why(),
        modes.refusals(plan.cache(), client),
        choice.ttlMs(),
        choice.swrMs(),
        choice.prewarm());
  }

  /** Reads from a copy, or for one. */
  CompletionStage<Copy> read(
      Plan.Rows plan,
      Compiled compiled,
      Step step,
      Environment environment,
      Client client,
      ReadChoice choice) {
    ReadKey key =
        new ReadKey(plan.shard(), compiled.snapshot().version(), step.sql(), step.params());
    Copy copy = reads.find(key, choice, client);
    if (copy != null) {
      return CompletableFuture.completedStage(copy);
    }
    return reads.read(key, dependencies(plan, environment), choice, client);
  }

  private static Dependencies dependencies(Plan.Rows plan, Environment environment) {
    CacheVerdict.RowKey row = plan.cache().row();
    String key = row == null ? null : key(row, environment);
    CacheVerdict.IndexKey index = plan.cache().index();
    return new Dependencies(
        plan.tables(),
        key,
        key != null || index == null
            ? null
            : index.column() + ":" + text(Evaluator.evaluate(index.value(), environment)));
  }

  private static String text(Value value) {
    if (value instanceof Value.Int number) {
      return number.unsigned()
          ? Long.toUnsignedString(number.bits())
          : Long.toString(number.bits());
    }
    return value instanceof Value.Text text ? text.text() : value.toString();
  }

  /** The key as the shard's change log spells it; null when a value is no integer as it stands. */
  private static @Nullable String key(CacheVerdict.RowKey row, Environment environment) {
    StringBuilder out = new StringBuilder("[");
    for (Typed expr : row.values()) {
      Value value = Evaluator.evaluate(expr, environment);
      if (!(value instanceof Value.Int number) || (number.unsigned() && number.bits() < 0)) {
        return null;
      }
      out.append(out.length() > 1 ? "," : "").append(number.bits());
    }
    return out.append(']').toString();
  }

  /** Notes where a strong query's rows came from. */
  static void receipt(Plan.Rows plan, Client client, ReadChoice choice) {
    client
        .state()
        .setLastRead(
            new ReadReceipt(
                ReadReceipt.Source.SHARD,
                plan.shard(),
                client.transaction().lastVer(),
                0,
                ReadMode.STRONG.toString(),
                choice.reason(),
                "none"));
  }
}
