package io.edgesql.consistency.fault;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

/**
 * Which faults come when: the same for the same seed. They come by the work that is done, not by
 * the clock, so that a slow machine sees the same run.
 *
 * @param entries in the order in which they are due
 */
public record Schedule(List<Entry> entries) {
  private static final int MIN_MS = 100;
  private static final int MAX_MS = 1500;

  /**
   * One fault.
   *
   * @param afterSteps it is due once so many steps were begun
   * @param milliseconds how long it lasts, if it is of that kind
   * @param random decides its details
   */
  public record Entry(int afterSteps, Fault fault, int milliseconds, long random) {}

  /** Draws {@code count} faults of the kinds over the steps of a run. */
  public static Schedule of(long seed, int steps, int count, Collection<Fault> kinds) {
    Random random = new Random(seed);
    List<Fault> all = kinds.stream().sorted().toList();
    List<Entry> entries = new ArrayList<>();
    for (int each = 0; each < count && !all.isEmpty(); each++) {
      entries.add(
          new Entry(
              steps / 20 + random.nextInt(Math.max(1, steps * 17 / 20)),
              all.get(random.nextInt(all.size())),
              MIN_MS + random.nextInt(MAX_MS - MIN_MS),
              random.nextLong()));
    }
    entries.sort(Comparator.comparingInt(Entry::afterSteps));
    return new Schedule(List.copyOf(entries));
  }
}
