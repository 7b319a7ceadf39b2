package io.edgesql.differential;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Failures by cause: how they differ, and the outermost function over which kinds of arguments. */
final class Families {
  private static final int EXAMPLES = 3;
  private static final int SHOWN_CELLS = 400;

  private final Map<String, Family> families = new LinkedHashMap<>();

  private static final class Family {
    private final String name;
    private final List<Reduction.Smallest> examples = new ArrayList<>();
    private int count;

    Family(String name) {
      this.name = name;
    }
  }

  void add(Reduction.Smallest smallest) {
    Trial.Outcome outcome = smallest.outcome();
    int judged = Reduction.code(outcome.judge());
    int given = Reduction.code(outcome.subject());
    String name =
        outcome.verdict()
            + (smallest.context().hasColumns() ? " rows " : " constants ")
            + smallest.node().form()
            + (judged == given ? "" : "  [" + judged + " -> " + given + "]");
    Family family = families.computeIfAbsent(name, Family::new);
    family.count++;
    if (family.examples.size() < EXAMPLES) {
      family.examples.add(smallest);
    }
  }

  void print(PrintWriter out) {
    List<Family> sorted = new ArrayList<>(families.values());
    sorted.sort(Comparator.comparingInt((Family f) -> -f.count));
    for (Family family : sorted) {
      out.println("\n" + family.count + " x " + family.name);
      for (Reduction.Smallest example : family.examples) {
        Trial.Outcome outcome = example.outcome();
        out.println("  " + example.context() + ": " + outcome.sql());
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
