package io.edgesql.proxy.reply;

import io.edgesql.backend.Rows;
import io.edgesql.backend.StepResult;
import io.edgesql.backend.cache.Copy;
import io.edgesql.backend.cache.Dependencies;
import io.edgesql.bench.jmh.Schema;
import io.edgesql.dialect.eval.Environment;
import io.edgesql.dialect.plan.Plan;
import io.edgesql.protocol.frame.PacketBatch;
import io.edgesql.protocol.handshake.Capabilities;
import io.edgesql.proxy.execute.Result;
import io.netty.buffer.PooledByteBufAllocator;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
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
 * The reply of a near hit: packets that were made before, and the same made each time. In this
 * package because they are closed to others.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 3, time = 2)
@Fork(1)
public class SentRowsBenchmark {
  private final PooledByteBufAllocator allocator = PooledByteBufAllocator.DEFAULT;

  /** Nothing of the session counts for such rows. */
  private final Environment environment =
      (Environment)
          Proxy.newProxyInstance(
              Environment.class.getClassLoader(),
              new Class<?>[] {Environment.class},
              (self, method, arguments) -> {
                throw new UnsupportedOperationException(method.getName());
              });

  private final Plan.Rows plan = (Plan.Rows) Schema.compile(Schema.POINT, Schema.catalog());
  private final StepResult result = result();
  private final Copy copy = copy();

  private static StepResult result() {
    List<@Nullable Object[]> rows = new ArrayList<>();
    rows.add(new Object[] {"a value of a usual length", 1995L});
    return new StepResult(List.of("name", "price"), Rows.of(rows), 0, null, null, 1, 0, false);
  }

  private Copy copy() {
    return new Copy(
        result,
        new Dependencies(List.of("product_4"), "[1]"),
        1,
        System.nanoTime(),
        Copy.Source.SHARD,
        false);
  }

  @Benchmark
  public int madeBefore() {
    return send(copy);
  }

  @Benchmark
  public int madeAnew() {
    return send(copy());
  }

  private int send(Copy from) {
    SentRows made =
        SentRows.of(
            new Result.RowSet(plan.columns(), result.rows(), environment, from),
            true,
            null,
            Capabilities.NONE,
            allocator);
    if (made == null) {
      throw new IllegalStateException("Not kept");
    }
    return write(made.head()) + write(made.rows());
  }

  private int write(byte[] packets) {
    PacketBatch batch = new PacketBatch(allocator, packets);
    int bytes = batch.bytes();
    batch.release();
    return bytes;
  }
}
