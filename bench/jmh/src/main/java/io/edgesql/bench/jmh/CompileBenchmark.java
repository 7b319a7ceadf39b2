package io.edgesql.bench.jmh;

import io.edgesql.dialect.catalog.Catalog;
import io.edgesql.dialect.plan.Plan;
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

/** Parse, bind, plan and translate: what a statement costs that is not in the plan cache. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 3, time = 2)
@Fork(1)
public class CompileBenchmark {
  private final Catalog catalog = Schema.catalog();

  @Benchmark
  public Plan pointSelect() {
    return Schema.compile(Schema.POINT, catalog);
  }

  @Benchmark
  public Plan fiveTableJoin() {
    return Schema.compile(Schema.JOIN, catalog);
  }

  @Benchmark
  public Plan tenRowInsert() {
    return Schema.compile(Schema.BATCH, catalog);
  }
}
