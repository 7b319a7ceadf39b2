package io.edgesql.proxy.execute.reads;

import io.edgesql.backend.cache.NearCache;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** Counts how queries that a copy might answer were answered. Thread-safe. */
public final class ReadCounters {
  private final MeterRegistry registry;
  private final NearCache cache;
  private final Map<Verdict, Counter> verdicts = new EnumMap<>(Verdict.class);
  private final Map<KvCopies.Outcome, Counter> kv = new EnumMap<>(KvCopies.Outcome.class);
  private final Map<String, Counter> refusals = new ConcurrentHashMap<>();
  private final Map<String, Counter> audits = new ConcurrentHashMap<>();
  private final DistributionSummary ages;
  private final DistributionSummary staleAges;

  /** Registers the meters. */
  public ReadCounters(MeterRegistry registry, NearCache cache) {
    this.registry = registry;
    this.cache = cache;
    for (Verdict verdict : Verdict.values()) {
      verdicts.put(
          verdict,
          counter("edgesql.cache.reads", "Looks into the near-cache", "verdict", verdict.word()));
    }
    for (KvCopies.Outcome outcome : KvCopies.Outcome.values()) {
      kv.put(
          outcome,
          counter("edgesql.cache.kv", "Reads that KV was asked for", "outcome", word(outcome)));
    }
    this.ages = ages("edgesql.cache.age", "Age of the copies that were served");
    this.staleAges =
        ages("edgesql.cache.audit.stale.age", "Age of audited copies that differed by then");
    Gauge.builder("edgesql.cache.bytes", cache, NearCache::bytes)
        .description("Estimated memory of the copies")
        .register(registry);
    Gauge.builder("edgesql.cache.copies", cache, NearCache::size)
        .description("Copies")
        .register(registry);
    counted("edgesql.cache.evicted", "Copies that made room or whose time was over");
    counted("edgesql.cache.late.fills", "Fills that were outdated when they arrived");
    counted("edgesql.cache.too.large", "Fills that were too large to be kept");
  }

  private void counted(String name, String description) {
    FunctionCounter.builder(name, cache, known -> value(known, name))
        .description(description)
        .register(registry);
  }

  private static double value(NearCache cache, String name) {
    return switch (name) {
      case "edgesql.cache.evicted" -> cache.evicted();
      case "edgesql.cache.late.fills" -> cache.lateFills();
      default -> cache.tooLarge();
    };
  }

  private DistributionSummary ages(String name, String description) {
    return DistributionSummary.builder(name)
        .description(description)
        .baseUnit("milliseconds")
        .register(registry);
  }

  private Counter counter(String name, String description, String tag, String value) {
    return Counter.builder(name).description(description).tag(tag, value).register(registry);
  }

  void count(Verdict verdict) {
    Counter counter = verdicts.get(verdict);
    if (counter != null) {
      counter.increment();
    }
  }

  void kv(KvCopies.Outcome outcome) {
    Counter counter = kv.get(outcome);
    if (counter != null) {
      counter.increment();
    }
  }

  private static String word(KvCopies.Outcome outcome) {
    return outcome.name().toLowerCase(Locale.ROOT);
  }

  void age(long milliseconds) {
    ages.record((double) milliseconds);
  }

  /** A copy was asked for and refused; counted under the first word of the reason. */
  public void refused(String reason) {
    int colon = reason.indexOf(':');
    refusals
        .computeIfAbsent(
            colon < 0 ? reason : reason.substring(0, colon),
            word ->
                counter("edgesql.cache.refusals", "Reads that no copy may answer", "reason", word))
        .increment();
  }

  /** An answer was compared with the shard. */
  void audited(StalenessAuditor.Finding finding, long ageMs) {
    audits
        .computeIfAbsent(
            finding.word(),
            word ->
                counter("edgesql.cache.audits", "Answers compared with the shard", "finding", word))
        .increment();
    if (finding != StalenessAuditor.Finding.SAME) {
      staleAges.record((double) ageMs);
    }
  }

  /** All counters by name, for SHOW EDGE STATUS. */
  public Map<String, Long> all() {
    Map<String, Long> all = new TreeMap<>();
    verdicts.forEach((verdict, counter) -> all.put("reads_" + verdict.word(), number(counter)));
    kv.forEach((outcome, counter) -> all.put("kv_" + word(outcome), number(counter)));
    refusals.forEach((word, counter) -> all.put("refused_" + word, number(counter)));
    for (StalenessAuditor.Finding finding : StalenessAuditor.Finding.values()) {
      Counter counter = audits.get(finding.word());
      all.put("audits_" + finding.word(), counter == null ? 0L : number(counter));
    }
    all.put("near_copies", cache.size());
    all.put("near_bytes", cache.bytes());
    all.put("near_evicted", cache.evicted());
    all.put("near_late_fills", cache.lateFills());
    all.put("near_too_large", cache.tooLarge());
    all.put("served_age_ms_max", Math.round(ages.max()));
    all.put("served_age_ms_mean", Math.round(ages.mean()));
    return all;
  }

  private static long number(Counter counter) {
    return Math.round(counter.count());
  }
}
