package io.edgesql.consistency;

import io.edgesql.consistency.check.Anomaly;
import io.edgesql.consistency.check.AnomalyKind;
import io.edgesql.consistency.fault.Fault;
import io.edgesql.consistency.history.History;
import io.edgesql.consistency.history.Outcome;
import io.edgesql.consistency.history.Transaction;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What came of a round.
 *
 * @param anomalies all that were found, allowed ones too
 * @param failure what kept the round from its end; null if nothing did
 */
public record RoundResult(
    Round round,
    History history,
    List<Anomaly> anomalies,
    Map<Fault, Integer> faults,
    Duration took,
    @Nullable String failure) {

  /** What the level does not allow. */
  public List<Anomaly> forbidden() {
    return anomalies.stream().filter(each -> !round.level().allows(each.kind())).toList();
  }

  public boolean isPassed() {
    return failure == null && forbidden().isEmpty();
  }

  /** One line. */
  public String summary() {
    return "%s %-12s %-15s seed %d: %d transactions, %d ok, %d failed, %d unknown%s; anomalies %s; faults %s; %.1f s"
        .formatted(
            isPassed() ? "passed" : "FAILED",
            round.workload(),
            Names.of(round.level()),
            round.seed(),
            history.size(),
            history.count(Outcome.OK),
            history.count(Outcome.FAIL),
            history.count(Outcome.UNKNOWN),
            errors(),
            counts(),
            faults,
            took.toMillis() / 1000.0);
  }

  /** The numbers of the errors that clients got. */
  private String errors() {
    Map<String, Long> byCode =
        history.all().stream()
            .filter(each -> !each.isOk() && !each.error().isEmpty())
            .collect(Collectors.groupingBy(RoundResult::code, TreeMap::new, Collectors.counting()));
    return byCode.isEmpty() ? "" : " " + byCode;
  }

  private static String code(Transaction transaction) {
    String code = transaction.error().split(" ")[0];
    if (code.equals("rolled")) {
      return "undone";
    }
    return transaction.outcome() == Outcome.UNKNOWN ? code + "?" : code;
  }

  private String counts() {
    Map<AnomalyKind, Long> byKind =
        anomalies.stream()
            .collect(Collectors.groupingBy(Anomaly::kind, TreeMap::new, Collectors.counting()));
    return byKind.isEmpty() ? "none" : byKind.toString();
  }
}
