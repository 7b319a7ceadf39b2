package io.edgesql.proxy.execute;

import io.edgesql.backend.Rows;
import io.edgesql.backend.ShardRequest.Lock;
import io.edgesql.backend.Step;
import io.edgesql.backend.StepResult;
import io.edgesql.dialect.SqlException;
import io.edgesql.dialect.bind.Typed;
import io.edgesql.dialect.catalog.Table;
import io.edgesql.dialect.eval.ColumnStore;
import io.edgesql.dialect.eval.Environment;
import io.edgesql.dialect.eval.Evaluator;
import io.edgesql.dialect.eval.RowEnvironment;
import io.edgesql.dialect.eval.SqliteCodec;
import io.edgesql.dialect.plan.Plan;
import io.edgesql.dialect.plan.RowChange;
import io.edgesql.dialect.types.Representation;
import io.edgesql.dialect.types.Value;
import io.edgesql.proxy.state.StatementEnvironment;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An UPDATE whose answer is known before the shard is asked: of a row that the transaction has
 * locked and read before. It is answered at once and travels ahead of the transaction's next
 * request, COMMIT most often, which saves its own way to the edge and back.
 *
 * <p>The shard checks that it changes as many rows as was said. If it does not, or if the locks
 * were lost, the statement is not the transaction's, and the next request fails for it: COMMIT can
 * not commit anything else than what the client was told.
 */
final class PipelinedUpdate {
  /** What is longer may be too long for a row: the shard is asked. */
  private static final int MAX_CHARS = 65_536;

  private PipelinedUpdate() {}

  /**
   * Answers the statement and puts it in front of the next one.
   *
   * @return null if the shard has to be asked
   */
  static @Nullable Result tried(
      Plan.Write plan,
      StepBinder.Bound bound,
      ShardWork work,
      StatementEnvironment environment,
      Client client) {
    RowChange change = plan.change();
    Lock lock = work.locks().size() == 1 ? work.locks().get(0) : null;
    if (change == null || lock == null || bound.steps().size() != 2) {
      return null;
    }
    SessionTransaction transaction = client.transaction();
    KnownRow row = transaction.knownRow(lock);
    KnownRow after = row == null ? null : after(change, row, environment.trial());
    if (after == null) {
      return null;
    }
    boolean changes = after != row;
    if (changes) {
      Step write = bound.steps().get(0).withExpect(1);
      transaction.runAhead(work.with(List.of(write), List.of(true)), lock, after);
    }
    return WriteOutcome.of(plan, bound, told(changes), client.state());
  }

  /** What the write and the count of what it matched would tell. */
  private static List<StepResult> told(boolean changes) {
    List<@Nullable Object[]> matched = List.<@Nullable Object[]>of(new @Nullable Object[] {1L});
    return List.of(
        new StepResult(List.of(), Rows.of(List.of()), changes ? 1 : 0, null, null, 0, 0, false),
        new StepResult(List.of("n"), Rows.of(matched), 0, null, null, 0, 0, changes));
  }

  /** The row after the change, itself if there is none; null where that is not certain. */
  private static @Nullable KnownRow after(
      RowChange change, KnownRow row, StatementEnvironment environment) {
    @Nullable Value[] read = new @Nullable Value[change.table().columns().size()];
    for (int column : change.reads()) {
      if (!row.knows(column)) {
        return null;
      }
      read[column] = row.value(column, environment);
    }
    RowEnvironment over = new RowEnvironment(environment);
    over.move(read);
    Map<Integer, @Nullable Object> changed = new HashMap<>();
    try {
      for (int i = 0; i < change.columns().size(); i++) {
        int place = change.columns().get(i);
        Table.Column column = change.table().columns().get(place);
        Typed expr = change.values().get(i);
        Value value =
            ColumnStore.store(
                Evaluator.evaluate(expr, over), expr.type(), column, environment, 1, false, false);
        Object stored = encoded(value, column, environment);
        if (stored instanceof String text && text.length() > MAX_CHARS) {
          return null;
        }
        Value old = Objects.requireNonNull(read[place]);
        if (!Objects.deepEquals(stored, encoded(old, column, environment))) {
          changed.put(place, stored);
        }
      }
      return changed.isEmpty() ? row : row.with(changed);
    } catch (SqlException wrong) {
      return null;
    }
  }

  private static @Nullable Object encoded(
      Value value, Table.Column column, Environment environment) {
    Representation stored = Representation.ofColumn(column.type());
    return SqliteCodec.encode(value, column.type(), stored, environment);
  }
}
