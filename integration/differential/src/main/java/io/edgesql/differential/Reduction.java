package io.edgesql.differential;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Makes a failing expression smaller while it fails in the same way. */
final class Reduction {
  private final Trial trial;
  private final int maxTrials;

  /** What is left, and how it fails. */
  record Smallest(Context context, Node node, Trial.Outcome outcome) {}

  Reduction(Trial trial, int maxTrials) {
    this.trial = trial;
    this.maxTrials = maxTrials;
  }

  Smallest reduce(Context context, Node node, int choice, Trial.Outcome outcome)
      throws SQLException {
    Node best = node;
    Trial.Outcome known = outcome;
    int trials = 0;
    boolean found = true;
    while (found) {
      found = false;
      for (Node candidate : candidates(context, best)) {
        if (trials++ >= maxTrials) {
          return new Smallest(context, best, known);
        }
        Trial.Outcome tried = trial.run(context, candidate, choice);
        if (tried.verdict() == outcome.verdict() && sameCodes(tried, outcome)) {
          best = candidate;
          known = tried;
          found = true;
          break;
        }
      }
    }
    return new Smallest(context, best, known);
  }

  private static boolean sameCodes(Trial.Outcome a, Trial.Outcome b) {
    return code(a.judge()) == code(b.judge()) && code(a.subject()) == code(b.subject());
  }

  static int code(Answer answer) {
    Answer.Failure failure = answer.error();
    return failure == null ? 0 : failure.code();
  }

  private static List<Node> candidates(Context context, Node node) {
    List<Node> all = new ArrayList<>();
    int size = node.size();
    for (Node candidate : node.smaller()) {
      boolean keepsRoot = candidate.pieces().equals(node.pieces());
      if (candidate.size() < size && (keepsRoot || context.takesAnyExpression())) {
        all.add(candidate);
      }
    }
    all.sort(Comparator.comparingInt(Node::size));
    return all;
  }
}
