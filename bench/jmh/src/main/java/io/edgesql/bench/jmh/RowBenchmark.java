package io.edgesql.bench.jmh;

import io.edgesql.protocol.frame.PacketBatch;
import io.edgesql.protocol.response.BinaryRow;
import io.edgesql.protocol.response.TextRow;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** One row of three columns, written as MySQL's text and binary protocols have it. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 3, time = 2)
@Fork(1)
public class RowBenchmark {
  private static final int ROWS = 500;
  private static final int BATCH_BYTES = 64 * 1024;
  private final ByteBufAllocator allocator = PooledByteBufAllocator.DEFAULT;

  @Benchmark
  @OperationsPerInvocation(ROWS)
  public int textRow() {
    PacketBatch batch = new PacketBatch(allocator, BATCH_BYTES);
    for (int id = 0; id < ROWS; id++) {
      new TextRow(batch.begin())
          .writeLong(id)
          .writeText("a value of a usual length")
          .writeLong(3L * id);
      batch.end();
    }
    return release(batch);
  }

  @Benchmark
  @OperationsPerInvocation(ROWS)
  public int binaryRow() {
    PacketBatch batch = new PacketBatch(allocator, BATCH_BYTES);
    for (int id = 0; id < ROWS; id++) {
      new BinaryRow(batch.begin(), 3)
          .writeInt4(id)
          .writeText("a value of a usual length")
          .writeInt4(3L * id);
      batch.end();
    }
    return release(batch);
  }

  private static int release(PacketBatch batch) {
    int bytes = batch.bytes();
    batch.release();
    return bytes;
  }
}
