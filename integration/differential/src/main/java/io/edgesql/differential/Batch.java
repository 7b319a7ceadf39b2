package io.edgesql.differential;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs many expressions in one SELECT on both servers. Where that fails on one side it is cut in
 * two, down to single expressions; an expression whose cells differ is run again by itself.
 */
final class Batch {
  private final Trial trial;

  /** An expression with its number and the random choice that its context takes. */
  record Candidate(long number, Context context, Node node, int choice) {}

  /** What came of a candidate. */
  interface Listener {
    void tried(Candidate candidate, Trial.Outcome outcome) throws SQLException;
  }

  Batch(Trial trial) {
    this.trial = trial;
  }

  /** All of one context that {@linkplain Context#isBatched() can be batched}, or just one. */
  void run(List<Candidate> candidates, Listener listener) throws SQLException {
    Context context = candidates.get(0).context();
    if (candidates.size() == 1) {
      alone(candidates.get(0), listener);
      return;
    }
    String sql = context.select(candidates.stream().map(c -> c.node().sql()).toList());
    Answer judged = trial.judged(sql);
    Answer given = judged.error() == null ? trial.given(sql) : judged;
    if (judged.error() != null || given.error() != null) {
      int middle = candidates.size() / 2;
      run(candidates.subList(0, middle), listener);
      run(candidates.subList(middle, candidates.size()), listener);
      return;
    }
    int first = context.keys();
    List<Candidate> suspects = new ArrayList<>();
    for (int i = 0; i < candidates.size(); i++) {
      Answer expected = judged.column(first + i);
      Answer answered = given.column(first + i);
      Verdict verdict = Verdict.of(expected, answered, true);
      if (verdict == Verdict.SAME || !verdict.isWrong()) {
        Candidate candidate = candidates.get(i);
        listener.tried(
            candidate, new Trial.Outcome(verdict, candidate.node().sql(), expected, answered));
      } else {
        suspects.add(candidates.get(i));
      }
    }
    for (Candidate suspect : suspects) {
      alone(suspect, listener);
    }
  }

  private void alone(Candidate candidate, Listener listener) throws SQLException {
    listener.tried(candidate, trial.run(candidate.context(), candidate.node(), candidate.choice()));
  }
}
