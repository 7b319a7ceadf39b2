package io.edgesql.differential;

import io.edgesql.differential.Context.Step;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Runs an expression on both servers. */
final class Trial {
  private final Server judge;
  private final Server subject;
  private final List<String> preparation;

  /** Where the two differ first, and how; the answers are those of that statement. */
  record Outcome(Verdict verdict, String sql, Answer judge, Answer subject) {}

  Trial(Server judge, Server subject, List<String> preparation) {
    this.judge = judge;
    this.subject = subject;
    this.preparation = preparation;
  }

  Outcome run(Context context, Node node, int choice) throws SQLException {
    Outcome worst = null;
    for (Step step : context.steps(node, choice)) {
      Answer left = answer(judge, step);
      Answer right = answer(subject, step);
      Verdict verdict = Verdict.of(left, right, true);
      boolean decided = worst != null && worst.verdict().compareTo(Verdict.REFUSED) <= 0;
      // What follows a difference follows from it.
      if (!decided && (worst == null || verdict.compareTo(worst.verdict()) < 0)) {
        worst = new Outcome(verdict, step.sql(), left, right);
      }
      if (isBroken(left) || isBroken(right)) {
        renew();
        break;
      }
    }
    if (worst == null) {
      throw new IllegalStateException(context + " has no statements");
    }
    return worst;
  }

  /** MySQL's answer to one statement. */
  Answer judged(String sql) throws SQLException {
    return checked(judge.run(sql));
  }

  /** Edge SQL's. */
  Answer given(String sql) throws SQLException {
    return checked(subject.run(sql));
  }

  private Answer checked(Answer answer) throws SQLException {
    if (isBroken(answer)) {
      renew();
    }
    return answer;
  }

  private static Answer answer(Server server, Step step) {
    List<@Nullable Object> parameters = step.parameters();
    return parameters == null ? server.run(step.sql()) : server.runPrepared(step.sql(), parameters);
  }

  private static boolean isBroken(Answer answer) {
    Answer.Failure failure = answer.error();
    return failure != null && (failure.state().startsWith("08") || failure.code() == 0);
  }

  /** Begins new sessions on both sides. */
  void renew() throws SQLException {
    for (Server server : List.of(judge, subject)) {
      server.reconnect();
      for (String sql : preparation) {
        Answer.Failure failure = server.run(sql).error();
        if (failure != null) {
          throw new IllegalStateException(sql + ": " + failure);
        }
      }
    }
  }
}
