package io.edgesql.differential;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

/** One pair of connections with a database of its own, and every n-th of the expressions. */
final class RandomWorker implements AutoCloseable {
  private final Settings settings;
  private final Forms forms;
  private final Server judge;
  private final Server subject;
  private final Trial trial;
  private final Tally tally;
  private final Families families;
  private final Map<Context, List<Batch.Candidate>> waiting = new EnumMap<>(Context.class);

  /**
   * What all workers have in common.
   *
   * @param depth functions within functions, at most
   * @param contexts empty: all
   * @param shown the kinds of differences that are reduced and shown
   * @param batch expressions in one SELECT
   * @param reductions trials to make one expression smaller
   */
  record Settings(
      String judge,
      String subject,
      String database,
      String zone,
      long seed,
      int depth,
      List<Context> contexts,
      Set<Verdict> shown,
      int batch,
      int reductions) {}

  private RandomWorker(
      Settings settings, Forms forms, Server judge, Server subject, Tally tally, Families families)
      throws SQLException {
    this.settings = settings;
    this.forms = forms;
    this.judge = judge;
    this.subject = subject;
    this.tally = tally;
    this.families = families;
    this.trial = new Trial(judge, subject, session());
    if (!settings.shown().contains(Verdict.WARNINGS)) {
      judge.ignoreWarnings();
      subject.ignoreWarnings();
    }
    prepare(judge);
    prepare(subject);
    trial.renew();
  }

  static RandomWorker start(Settings settings, Forms forms, Tally tally, Families families)
      throws SQLException {
    return new RandomWorker(
        settings,
        forms,
        Server.connect(settings.judge()),
        Server.connect(settings.subject()),
        tally,
        families);
  }

  /** Expression number N of a seed is the same in every run. */
  static Batch.Candidate candidate(
      Forms forms, long seed, long number, int depth, List<Context> contexts) {
    SplittableRandom random = new SplittableRandom(seed * 1_000_003 + number);
    Context context =
        contexts.isEmpty() ? Context.any(random) : contexts.get(random.nextInt(contexts.size()));
    Node node = context.expression(new Generator(forms, random, context.hasColumns(), depth));
    return new Batch.Candidate(number, context, node, random.nextInt(1000));
  }

  /** Tries the expressions with the numbers {@code first}, {@code first + step} … below the end. */
  void run(long first, long end, int step) throws SQLException {
    Batch batch = new Batch(trial);
    for (long i = first; i < end; i += step) {
      Batch.Candidate next =
          candidate(forms, settings.seed(), i, settings.depth(), settings.contexts());
      List<Batch.Candidate> same =
          waiting.computeIfAbsent(next.context(), c -> new ArrayList<>(settings.batch()));
      same.add(next);
      if (!next.context().isBatched() || same.size() >= settings.batch()) {
        batch.run(List.copyOf(same), this::tried);
        same.clear();
      }
    }
    for (List<Batch.Candidate> rest : waiting.values()) {
      if (!rest.isEmpty()) {
        batch.run(List.copyOf(rest), this::tried);
      }
    }
    waiting.clear();
  }

  private void tried(Batch.Candidate candidate, Trial.Outcome outcome) throws SQLException {
    Context context = candidate.context();
    tally.add(context, outcome.verdict());
    if (!settings.shown().contains(outcome.verdict())) {
      return;
    }
    if (families.isReduced(context, candidate.node(), outcome)) {
      Reduction reduction = new Reduction(trial, settings.reductions());
      families.add(
          candidate.number(),
          reduction.reduce(context, candidate.node(), candidate.choice(), outcome));
    } else {
      families.add(candidate.number(), new Reduction.Smallest(context, candidate.node(), outcome));
    }
  }

  private void prepare(Server server) {
    List<String> statements = new ArrayList<>();
    statements.add("DROP DATABASE IF EXISTS " + settings.database());
    statements.add("CREATE DATABASE " + settings.database());
    statements.addAll(session());
    statements.addAll(Forms.tables());
    for (String sql : statements) {
      Answer.Failure failure = server.run(sql).error();
      if (failure != null) {
        throw new IllegalStateException(sql + ": " + failure);
      }
    }
  }

  private List<String> session() {
    return List.of(
        "USE " + settings.database(),
        "SET time_zone = '" + settings.zone() + "'",
        "SET timestamp = 1709210096.789012",
        "SET max_execution_time = 20000");
  }

  @Override
  public void close() throws SQLException {
    judge.close();
    subject.close();
  }
}
