package io.edgesql.bench.load;

import io.edgesql.bench.server.EdgeUsage;
import io.edgesql.bench.server.Engine;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one target has done in one case.
 *
 * @param label the target's
 * @param rate operations a second that were asked for; 0 for a closed loop
 * @param tally over all rounds
 * @param roundOps operations a second of each round
 * @param roundP50 median latency of each round, milliseconds
 * @param cpuSeconds of each of the server's processes; empty if unknown
 * @param residentBytes the most that each role's processes held in memory at a round's end
 * @param usage what was asked of the edge; null if unknown or another engine
 * @param lost acknowledged effects that the database does not show at the end
 * @param unacknowledged effects that the database shows and no client was told of
 * @param maxOps the highest rate that met the bound on p95; null if not looked for
 */
public record Line(
    String label,
    Engine engine,
    Case of,
    double rate,
    Tally tally,
    List<Double> roundOps,
    List<Double> roundP50,
    Map<String, Double> cpuSeconds,
    Map<String, Long> residentBytes,
    @Nullable EdgeUsage usage,
    long lost,
    long unacknowledged,
    @Nullable Double maxOps) {

  /** Whether no answer was wrong and nothing acknowledged is missing or there twice. */
  public boolean isCorrect() {
    return tally.wrongAnswers() == 0
        && lost == 0
        && (unacknowledged == 0 || tally.errorCount() > 0);
  }

  /** CPU microseconds an operation of a role's processes. */
  public double cpuMicros(String role) {
    double seconds = cpuSeconds.getOrDefault(role, 0.0);
    return tally.operations() == 0 ? 0 : seconds * 1e6 / tally.operations();
  }
}
