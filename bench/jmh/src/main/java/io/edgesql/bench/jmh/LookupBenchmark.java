package io.edgesql.bench.jmh;

import io.edgesql.dialect.catalog.Catalog;
import io.edgesql.dialect.lex.Lexed;
import io.edgesql.dialect.lex.Lexer;
import io.edgesql.proxy.execute.PlanCache;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The fingerprint of a text and its plan out of the cache: what a known statement costs. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 3, time = 2)
@Fork(1)
public class LookupBenchmark {
  private static final int VERSION = 1;

  private final PlanCache cache = new PlanCache(16 << 20);
  private final String[] points = new String[1000];
  private int next;

  public LookupBenchmark() {
    Catalog catalog = Schema.catalog();
    for (String sql : List.of(Schema.POINT, Schema.JOIN)) {
      Lexed lexed = Lexer.lex(sql, Schema.SESSION.mode());
      PlanCache.Planned planned = new PlanCache.Planned(Schema.compile(sql, catalog), List.of());
      cache.put(lexed.fingerprint(), Schema.SESSION, VERSION, lexed.literals(), planned);
    }
    for (int i = 0; i < points.length; i++) {
      points[i] = Schema.POINT.replace("4711", Integer.toString(1000 + i));
    }
  }

  @Benchmark
  public PlanCache.Planned pointSelect() {
    next = (next + 1) % points.length;
    return find(points[next]);
  }

  @Benchmark
  public PlanCache.Planned fiveTableJoin() {
    return find(Schema.JOIN);
  }

  private PlanCache.Planned find(String sql) {
    Lexed lexed = Lexer.lex(sql, Schema.SESSION.mode());
    PlanCache.Planned known =
        cache.find(lexed.fingerprint(), Schema.SESSION, VERSION, lexed.literals().tokens());
    if (known == null) {
      throw new IllegalStateException("Not in the cache");
    }
    return known;
  }
}
