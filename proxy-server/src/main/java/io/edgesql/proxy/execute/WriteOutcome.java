package io.edgesql.proxy.execute;

import io.edgesql.backend.Rows;
import io.edgesql.backend.StepResult;
import io.edgesql.dialect.catalog.Table;
import io.edgesql.dialect.plan.Plan;
import io.edgesql.proxy.state.SessionState;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Affected rows, generated keys and info text of a write, as MySQL counts them. */
final class WriteOutcome {
  private WriteOutcome() {}

  static Result of(
      Plan.Write plan, StepBinder.Bound bound, List<StepResult> results, SessionState state) {
    long changed = changed(plan.counting(), bound, results);
    long matched = matched(plan.counting(), bound, results, changed);
    boolean isUpdate = plan.kind() == Plan.WriteKind.UPDATE;
    boolean isUpsert = !isUpdate && plan.counting().matchedStep() >= 0;
    if (isUpsert) {
      // Each row of the sum counts twice, but the new ones are counted once.
      changed -= Math.min(matched, changed / 2);
    }
    long insertId =
        isUpsert && (changed > 0 || plan.counting().tellsHitId())
            ? upsertedId(plan, bound, results, state)
            : insertId(plan, results, state);
    long affected = isUpdate && state.countsFoundRows() ? matched : changed;
    state.setRowCount(affected);
    return new Result.Done(affected, insertId, info(plan, changed, matched, state));
  }

  private static long changed(
      Plan.Counting counting, StepBinder.Bound bound, List<StepResult> results) {
    long changed = 0;
    for (int i = 0; i < results.size(); i++) {
      int at = counting.changedSteps().indexOf(bound.origins().get(i).step());
      if (at >= 0 && !results.get(i).skipped()) {
        changed += results.get(i).changes() * counting.weights().get(at);
      }
    }
    return changed;
  }

  private static long matched(
      Plan.Counting counting, StepBinder.Bound bound, List<StepResult> results, long changed) {
    if (counting.matchedStep() < 0) {
      return changed;
    }
    StepResult result = results.get(bound.lastOf(counting.matchedStep()));
    if (result.skipped() || result.rows().isEmpty()) {
      return changed;
    }
    Object value = result.rows().value(0, 0);
    if (value instanceof Number number) {
      return number.longValue();
    }
    return value instanceof String digits ? Long.parseLong(digits) : changed;
  }

  /** The first generated key; without one, the last explicit value of the AUTO_INCREMENT column. */
  private static long insertId(Plan.Write plan, List<StepResult> results, SessionState state) {
    boolean isInsert =
        plan.kind() == Plan.WriteKind.INSERT || plan.kind() == Plan.WriteKind.REPLACE;
    if (!isInsert) {
      return state.takeExplicitInsertId();
    }
    @Nullable String last = null;
    for (StepResult result : results) {
      // A key that was given out for a row that then was not inserted is nobody's id.
      if (result.firstId() != null && result.changes() > 0) {
        long first = bounded(Long.parseUnsignedLong(result.firstId()), plan.table());
        state.setLastInsertId(first);
        return first;
      }
      List<String> ids = result.ids();
      if (ids != null && !ids.isEmpty() && result.changes() > 0) {
        last = ids.get(ids.size() - 1);
      }
    }
    long explicit = state.takeExplicitInsertId();
    if (explicit != 0) {
      return explicit;
    }
    return last == null ? 0 : wireId(last);
  }

  /** A counter goes on behind the largest value of its column, which is what it gives out then. */
  private static long bounded(long id, @Nullable Table table) {
    Table.Column auto = table == null ? null : table.autoIncrementColumn();
    return auto == null || id < 0 ? id : Math.min(id, auto.largestId());
  }

  /**
   * ON DUPLICATE KEY UPDATE, as {@link Plan.Counting#matchedStep} found things beforehand: the key
   * of the first new row; without one, the key of the row that was last hit, which LAST_INSERT_ID()
   * does not learn.
   */
  private static long upsertedId(
      Plan.Write plan, StepBinder.Bound bound, List<StepResult> results, SessionState state) {
    long explicit = state.takeExplicitInsertId();
    if (explicit != 0) {
      return explicit;
    }
    Rows found = results.get(bound.lastOf(plan.counting().matchedStep())).rows();
    if (found.isEmpty() || bound.origins().size() != 2) {
      return insertId(plan, results, state);
    }
    StepResult written = results.get(bound.lastOf(plan.counting().changedSteps().get(0)));
    List<String> ids = written.ids();
    if (ids == null) {
      // Rows of a query: their keys follow each other.
      boolean hasNew = !String.valueOf(found.value(0, 0)).equals("0");
      return hasNew ? insertId(plan, results, state) : 0;
    }
    Object place = found.value(0, 1);
    if (place == null) {
      Object hit = found.value(0, 2);
      long key = hit == null ? 0 : wireId(hit.toString());
      if (hit != null && plan.counting().tellsHitId()) {
        state.setLastInsertId(key);
      }
      return key;
    }
    String id = ids.get((int) Double.parseDouble(place.toString()));
    if (written.firstId() != null) {
      state.setLastInsertId(Long.parseUnsignedLong(id));
    }
    return wireId(id);
  }

  /** The wire shows a negative key as the unsigned number with the same bits. */
  private static long wireId(String id) {
    return id.startsWith("-") ? Long.parseLong(id) : Long.parseUnsignedLong(id);
  }

  private static String info(Plan.Write plan, long changed, long matched, SessionState state) {
    int warnings = state.diagnostics().total();
    return switch (plan.kind()) {
      case UPDATE ->
          "Rows matched: " + matched + "  Changed: " + changed + "  Warnings: " + warnings;
      case INSERT, REPLACE -> {
        if (plan.rowCount() == 1) {
          yield "";
        }
        long records = plan.rowCount() < 0 ? changed : plan.rowCount();
        long duplicates = plan.ignore() ? records - changed : Math.max(0, changed - records);
        yield "Records: " + records + "  Duplicates: " + duplicates + "  Warnings: " + warnings;
      }
      case DELETE -> "";
    };
  }
}
