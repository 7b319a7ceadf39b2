package io.edgesql.differential;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Thread-safe. Failures by cause: how they differ, and the outermost function over which kinds of
 * arguments.
 */
final class Families {
  private static final int EXAMPLES = 3;
  private static final int SHOWN_CELLS = 400;

  private final Map<String, Family> families = new LinkedHashMap<>();
  private final Map<String, Integer> reduced = new HashMap<>();
  private final int limit;

  /**
   * @param limit so many differences of one outermost function are made smaller
   */
  Families(int limit) {
    this.limit = limit;
  }

  private static final class Family {
    private final String name;
    private final List<Reduction.Smallest> examples = new ArrayList<>();
    private final List<Long> numbers = new ArrayList<>();
    private int count;

    Family(String name) {
      this.name = name;
    }
  }

  /** Whether another difference of this kind is to be made smaller; counts it. */
  synchronized boolean isReduced(Context context, Node node, Trial.Outcome outcome) {
    return reduced.merge(name(context, node, outcome), 1, Integer::sum) <= limit;
  }

  synchronized void add(long number, Reduction.Smallest smallest) {
    String name = name(smallest.context(), smallest.node(), smallest.outcome());
    Family family = families.computeIfAbsent(name, Family::new);
    family.count++;
    if (family.examples.size() < EXAMPLES) {
      family.examples.add(smallest);
      family.numbers.add(number);
    }
  }

  private static String name(Context context, Node node, Trial.Outcome outcome) {
    int judged = Reduction.code(outcome.judge());
    int given = Reduction.code(outcome.subject());
    return outcome.verdict()
        + (context.hasColumns() ? " rows " : " constants ")
        + node.form()
        + (judged == given ? "" : "  [" + judged + " -> " + given + "]");
  }

  synchronized void print(PrintWriter out) {
    List<Family> sorted = new ArrayList<>(families.values());
    sorted.sort(Comparator.comparingInt((Family f) -> -f.count));
    for (Family family : sorted) {
      out.println("\n" + family.count + " x " + family.name);
      for (int i = 0; i < family.examples.size(); i++) {
        Reduction.Smallest example = family.examples.get(i);
        Trial.Outcome outcome = example.outcome();
        out.println("  " + example.context() + " " + family.numbers.get(i) + ": " + outcome.sql());
        out.println("    MySQL    " + shown(outcome.judge(), outcome.verdict()));
        out.println("    Edge SQL " + shown(outcome.subject(), outcome.verdict()));
      }
    }
  }

  private static String shown(Answer answer, Verdict verdict) {
    Answer.Failure failure = answer.error();
    if (failure != null) {
      return "error " + failure.code() + " " + failure.state() + " " + failure.message();
    }
    List<String> lines = answer.lines();
    boolean metadata = verdict == Verdict.COLUMNS;
    List<String> kept = new ArrayList<>();
    for (String line : lines) {
      if (line.startsWith("columns ") == metadata) {
        kept.add(line.startsWith("row ") ? line.substring(4) : line);
      }
    }
    String text = String.join("; ", kept);
    return text.length() <= SHOWN_CELLS ? text : text.substring(0, SHOWN_CELLS) + "...";
  }
}
