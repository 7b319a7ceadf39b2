package io.edgesql.consistency;

import io.edgesql.consistency.check.IsolationLevel;
import io.edgesql.consistency.workload.Workloads;

/**
 * One run of one workload: the same seed draws the same transactions and faults again.
 *
 * @param steps transactions over all clients, more or less
 * @param faults how many come
 */
public record Round(
    Workloads workload, IsolationLevel level, long seed, int steps, int clients, int faults) {

  /** What repeats it. */
  public String command() {
    return "./edgesql consistency --workload %s --level %s --seed %d --steps %d --clients %d --faults %d --rounds 1"
        .formatted(workload, Names.of(level), seed, steps, clients, faults);
  }
}
