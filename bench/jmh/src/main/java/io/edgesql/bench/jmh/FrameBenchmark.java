package io.edgesql.bench.jmh;

import com.fasterxml.jackson.core.JsonGenerator;
import io.edgesql.backend.ShardRequest;
import io.edgesql.backend.Step;
import io.edgesql.backend.json.FrameDecoder;
import io.edgesql.backend.json.Json;
import io.edgesql.backend.json.RequestEncoder;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
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

/**
 * A frame of eight point reads to a shard, and the frame of its answers; times are for one of the
 * eight.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 3, time = 2)
@Fork(1)
public class FrameBenchmark {
  private static final int REQUESTS = 8;
  private static final String REPLY =
      "{\"id\":12,\"results\":[{\"columns\":[\"v\"],\"rows\":[[\"value 12\"]],\"changes\":0,\"read\":1,\"written\":0}],\"ver\":991}";
  private final ShardRequest request =
      ShardRequest.read(
          5,
          List.of(
              Step.query(
                  "SELECT \"v\" AS c0 FROM \"item_3\" WHERE \"id\" = CAST(? AS INTEGER)",
                  List.of("12"))));
  private final byte[] replies =
      ("{\"t\":\"replies\",\"replies\":["
              + (REPLY + ",").repeat(REQUESTS).substring(0, (REPLY.length() + 1) * REQUESTS - 1)
              + "]}")
          .getBytes(StandardCharsets.UTF_8);
  private final ByteArrayOutputStream out = new ByteArrayOutputStream(8192);

  @Benchmark
  @OperationsPerInvocation(REQUESTS)
  public int pack() throws IOException {
    out.reset();
    try (JsonGenerator json = Json.FACTORY.createGenerator(out)) {
      for (int id = 0; id < REQUESTS; id++) {
        RequestEncoder.write(json, id, request, null, 0);
      }
    }
    return out.size();
  }

  @Benchmark
  @OperationsPerInvocation(REQUESTS)
  public long unpack() throws IOException {
    Count count = new Count();
    FrameDecoder.decode(new ByteArrayInputStream(replies), count);
    return count.replies;
  }
}
