package io.edgesql.proxy.execute;

import io.edgesql.bench.jmh.Schema;
import io.edgesql.dialect.SqlCompiler;
import io.edgesql.dialect.bind.VirtualTables;
import io.edgesql.dialect.lex.Lexed;
import io.edgesql.dialect.lex.Lexer;
import io.edgesql.dialect.plan.Plan;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Text to a plan that is cached: fingerprint and look-up. In this package because the cache is
 * closed to others.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 3, time = 2)
@Fork(1)
public class PlanCacheBenchmark {
  private final PlanCache cache = new PlanCache(16 << 20);

  public PlanCacheBenchmark() {
    put(Schema.POINT);
    put(Schema.JOIN);
  }

  @Benchmark
  public @Nullable Plan pointSelect() {
    return find(Schema.POINT);
  }

  @Benchmark
  public @Nullable Plan fiveTableJoin() {
    return find(Schema.JOIN);
  }

  private @Nullable Plan find(String sql) {
    Lexed lexed = Lexer.lex(sql, Schema.SESSION.mode());
    PlanCache.Planned found =
        cache.find(lexed.fingerprint(), Schema.SESSION, 1, lexed.literals().tokens());
    return found == null ? null : found.plan();
  }

  private void put(String sql) {
    Lexed lexed = Lexer.lex(sql, Schema.SESSION.mode());
    Plan plan =
        SqlCompiler.compile(lexed, Schema.catalog(), Schema.SESSION, VirtualTables.NONE).plan();
    cache.put(
        lexed.fingerprint(),
        Schema.SESSION,
        1,
        lexed.literals(),
        new PlanCache.Planned(plan, List.of()));
    if (find(sql) == null) {
      throw new IllegalStateException("Not cached: " + sql);
    }
  }
}
