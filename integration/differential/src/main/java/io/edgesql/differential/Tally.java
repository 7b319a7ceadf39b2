package io.edgesql.differential;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

/** Counts of all workers' outcomes, and the line that shows how far they are. Thread-safe. */
final class Tally {
  private static final Duration BETWEEN = Duration.ofSeconds(10);

  private final PrintWriter out;
  private final long total;
  private final long started = System.nanoTime();
  private final Map<Verdict, Integer> counts = new EnumMap<>(Verdict.class);
  private final Map<Context, Integer> wrong = new EnumMap<>(Context.class);
  private final Map<Context, Integer> tried = new EnumMap<>(Context.class);
  private long done;
  private long printed = started;

  Tally(PrintWriter out, long total) {
    this.out = out;
    this.total = total;
  }

  synchronized void add(Context context, Verdict verdict) {
    counts.merge(verdict, 1, Integer::sum);
    tried.merge(context, 1, Integer::sum);
    wrong.merge(context, verdict.isWrong() ? 1 : 0, Integer::sum);
    done++;
    long now = System.nanoTime();
    if (now - printed >= BETWEEN.toNanos()) {
      printed = now;
      out.printf("  %d of %d, %d s, %s%n", done, total, seconds(), counts);
      out.flush();
    }
  }

  synchronized int wrong() {
    return counts.getOrDefault(Verdict.VALUES, 0) + counts.getOrDefault(Verdict.ERRORS, 0);
  }

  synchronized void print(String title) {
    out.println();
    for (Map.Entry<Context, Integer> context : tried.entrySet()) {
      int failed = wrong.getOrDefault(context.getKey(), 0);
      out.printf(
          "%-14s %7d expressions, %5d wrong (%.2f %%)%n",
          context.getKey(), context.getValue(), failed, 100.0 * failed / context.getValue());
    }
    out.printf("%s, %d s: %d wrong, %s%n", title, seconds(), wrong(), counts);
    out.flush();
  }

  private long seconds() {
    return Duration.ofNanos(System.nanoTime() - started).toSeconds();
  }
}
