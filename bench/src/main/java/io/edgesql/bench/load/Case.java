package io.edgesql.bench.load;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * One line of the report: a workload under a number of clients.
 *
 * @param clients connections at the same time
 */
public record Case(Workload workload, int clients) {
  /**
   * Reads the options {@code --workload} and {@code --clients}. A workload may name clients of its
   * own: {@code point-write@16@64}.
   *
   * @throws IllegalArgumentException for what is no workload and no count
   */
  public static List<Case> of(List<String> workloads, List<Integer> clients) {
    Set<Case> cases = new LinkedHashSet<>();
    for (String option : workloads) {
      String[] parts = option.split("@");
      List<Workload> meant =
          parts[0].equalsIgnoreCase("all") ? Workload.usual() : List.of(Workload.named(parts[0]));
      List<Integer> counts = parts.length == 1 ? clients : counts(parts);
      for (Workload workload : meant) {
        counts.forEach(count -> cases.add(new Case(workload, count)));
      }
    }
    return List.copyOf(cases);
  }

  private static List<Integer> counts(String[] parts) {
    List<Integer> counts = new ArrayList<>();
    for (int index = 1; index < parts.length; index++) {
      int count = Integer.parseInt(parts[index]);
      if (count < 1) {
        throw new IllegalArgumentException("There must be clients, not " + count);
      }
      counts.add(count);
    }
    return counts;
  }
}
