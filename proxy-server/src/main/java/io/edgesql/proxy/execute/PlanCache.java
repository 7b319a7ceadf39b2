package io.edgesql.proxy.execute;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.edgesql.dialect.lex.Literals;
import io.edgesql.dialect.lex.ReadHints;
import io.edgesql.dialect.plan.Plan;
import io.edgesql.dialect.plan.Session;
import io.edgesql.dialect.types.ParameterType;
import io.edgesql.dialect.types.Value;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Plans by fingerprint. One fingerprint may have several plans, which differ in the values that
 * planning looked at (a position in ORDER BY, say). Thread-safe.
 */
public final class PlanCache {
  /** A plan is some times as large as its text: statement, typed trees, SQLite text. */
  private static final int BYTES_PER_CHARACTER = 60;

  private static final int BASE_BYTES = 2000;
  private static final int VARIANTS = 8;

  private final Cache<Key, List<Variant>> plans;
  private final LongAdder hits = new LongAdder();
  private final LongAdder misses = new LongAdder();

  /** What a plan depends on besides pinned values. */
  private record Key(String fingerprint, Session session, long catalogVersion) {}

  /**
   * A plan with what its parameters are taken for.
   *
   * @param warnings what MySQL warns of in the text
   */
  public record Planned(
      Plan plan, List<ParameterType> parameters, List<ReadHints.Warning> warnings) {
    public Planned(Plan plan, List<ParameterType> parameters) {
      this(plan, parameters, List.of());
    }
  }

  /** A plan and the literals that it was made for. */
  private record Variant(
      Planned planned, BitSet pinned, List<Literals.Token> literals, int weight) {
    boolean fits(List<Literals.Token> given) {
      if (given.size() != literals.size()) {
        return false;
      }
      for (int i = 0; i < given.size(); i++) {
        if (!given.get(i).type().equals(literals.get(i).type())) {
          return false;
        }
        if (pinned.get(i)
            && (!sameValue(given.get(i).value(), literals.get(i).value())
                || !given.get(i).text().equals(literals.get(i).text()))) {
          return false;
        }
      }
      return true;
    }

    private static boolean sameValue(Value first, Value second) {
      if (first instanceof Value.Bytes a && second instanceof Value.Bytes b) {
        return java.util.Arrays.equals(a.bytes(), b.bytes());
      }
      return first.equals(second);
    }
  }

  /** A cache of about so many bytes. */
  public PlanCache(int maxBytes) {
    plans =
        Caffeine.newBuilder()
            .maximumWeight(maxBytes)
            .weigher(
                (Key key, List<Variant> variants) ->
                    variants.stream().mapToInt(Variant::weight).sum())
            .executor(Runnable::run)
            .build();
  }

  /** The plan for a statement with these literals, or null. */
  public @Nullable Planned find(
      String fingerprint, Session session, long catalogVersion, List<Literals.Token> literals) {
    List<Variant> variants = plans.getIfPresent(new Key(fingerprint, session, catalogVersion));
    if (variants != null) {
      for (Variant variant : variants) {
        if (variant.fits(literals)) {
          hits.increment();
          return variant.planned();
        }
      }
    }
    misses.increment();
    return null;
  }

  /** Remembers a plan for statements with such literals. */
  public void put(
      String fingerprint,
      Session session,
      long catalogVersion,
      Literals literals,
      Planned planned) {
    // The values of literals that were not pinned are not needed: keep none of a large INSERT.
    int weight = BASE_BYTES + fingerprint.length() * BYTES_PER_CHARACTER;
    for (Literals.Token token : literals.tokens()) {
      weight += 100 + 2 * token.text().length();
    }
    Variant variant = new Variant(planned, literals.pinned(), literals.tokens(), weight);
    plans
        .asMap()
        .merge(new Key(fingerprint, session, catalogVersion), List.of(variant), PlanCache::prepend);
  }

  public long hits() {
    return hits.sum();
  }

  public long misses() {
    return misses.sum();
  }

  public long size() {
    return plans.estimatedSize();
  }

  private static List<Variant> prepend(List<Variant> old, List<Variant> added) {
    List<Variant> all = new java.util.ArrayList<>(added);
    all.addAll(old);
    return List.copyOf(all.subList(0, Math.min(VARIANTS, all.size())));
  }
}
