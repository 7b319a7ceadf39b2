package io.edgesql.proxy.execute;

import io.edgesql.backend.Auto;
import io.edgesql.backend.ShardRequest;
import io.edgesql.backend.Step;
import io.edgesql.dialect.bind.Typed;
import io.edgesql.dialect.catalog.SortColumn;
import io.edgesql.dialect.catalog.Table;
import io.edgesql.dialect.eval.BoundStep;
import io.edgesql.dialect.eval.ColumnStore;
import io.edgesql.dialect.eval.Environment;
import io.edgesql.dialect.eval.Evaluator;
import io.edgesql.dialect.eval.ProgramBinder;
import io.edgesql.dialect.eval.SqliteCodec;
import io.edgesql.dialect.plan.Plan;
import io.edgesql.dialect.plan.Program;
import io.edgesql.dialect.types.Representation;
import io.edgesql.dialect.types.SqlType;
import io.edgesql.dialect.types.TypeName;
import io.edgesql.dialect.types.Value;
import io.edgesql.proxy.state.SessionState;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Bound programs as the backend's steps. */
final class StepBinder {
  /** Every integer below it is a DOUBLE's. */
  private static final double MAX_EXACT = 9_007_199_254_740_992.0;

  private static final int MAX_EXACT_DIGITS = 15;

  /**
   * A program with its values.
   *
   * @param steps what the shard runs
   * @param origins for each step the program's step that it comes from
   */
  record Bound(List<Step> steps, List<Boolean> writes, List<BoundStep> origins) {
    /** The last bound step of a step of the program: its result is that step's. */
    int lastOf(int programStep) {
      for (int i = origins.size() - 1; i >= 0; i--) {
        if (origins.get(i).step() == programStep) {
          return i;
        }
      }
      throw new IllegalArgumentException("No step " + programStep);
    }
  }

  private StepBinder() {}

  static Bound bind(
      Program program,
      Environment environment,
      SessionState state,
      boolean ignore,
      ProgramBinder.VirtualRows virtualRows) {
    ProgramBinder.Options options =
        new ProgramBinder.Options(ignore, ProgramBinder.Options.DEFAULT.rowsBytes());
    List<BoundStep> bound = new ProgramBinder(options, virtualRows).bind(program, environment);
    List<Step> steps = new ArrayList<>(bound.size());
    List<Boolean> writes = new ArrayList<>(bound.size());
    for (BoundStep step : bound) {
      steps.add(step(step, bound, state).withSkips(skips(program.steps().get(step.step()))));
      writes.add(step.writes());
    }
    return new Bound(steps, writes, bound);
  }

  /** The step of a scan. */
  static Bound scan(
      Plan.Scan scan,
      Environment environment,
      SessionState state,
      ProgramBinder.VirtualRows virtualRows) {
    Bound bound = bind(scan.program(), environment, state, false, virtualRows);
    Step.Scan pieces = new Step.Scan(scan.columns(), scan.from(), scan.limit());
    return new Bound(
        List.of(bound.steps().get(0).withScan(pieces)), bound.writes(), bound.origins());
  }

  private static Step step(BoundStep bound, List<BoundStep> all, SessionState state) {
    Step step =
        new Step(
            bound.sql(),
            bound.parameters(),
            bound.returnsRows(),
            null,
            null,
            bound.auto() == null ? null : auto(bound.auto(), state),
            bound.rowsParameter() < 0 ? null : (Integer) bound.rowsParameter());
    if (bound.onlyIfUnchanged() < 0) {
      return step;
    }
    int earlier = -1;
    for (int i = 0; i < all.size(); i++) {
      if (all.get(i).step() == bound.onlyIfUnchanged()) {
        earlier = i;
      }
    }
    return step.withWhen(earlier, 0);
  }

  private static List<Step.Skip> skips(Program.Step step) {
    List<Step.Skip> skips = new ArrayList<>();
    for (int i = 0; i < step.bindings().size(); i++) {
      if (step.bindings().get(i) instanceof Program.LockedRows locked) {
        skips.add(new Step.Skip(locked.table(), mode(locked.exclusive()), i, locked.column()));
      }
    }
    return skips;
  }

  private static ShardRequest.LockMode mode(boolean isExclusive) {
    return isExclusive ? ShardRequest.LockMode.X : ShardRequest.LockMode.S;
  }

  private static Auto auto(BoundStep.BoundAuto auto, SessionState state) {
    int increment = (int) Math.max(1, state.variables().number("auto_increment_increment"));
    int offset = (int) Math.max(1, state.variables().number("auto_increment_offset"));
    boolean counts = auto.countSql() != null;
    return new Auto(
        auto.table(),
        counts || auto.ids().isEmpty() ? null : auto.ids(),
        auto.countSql(),
        auto.countParameters(),
        counts || !auto.ids().isEmpty() ? (Integer) auto.parameter() : null,
        auto.maxSql(),
        increment,
        offset);
  }

  /** The locks of a plan; keys are spelled as their columns store them, so that equal rows meet. */
  static List<ShardRequest.Lock> locks(
      List<Plan.Lock> locks, CatalogSnapshot snapshot, Environment environment) {
    List<ShardRequest.Lock> bound = new ArrayList<>(locks.size());
    for (Plan.Lock lock : locks) {
      bound.add(
          new ShardRequest.Lock(
              lock.table(), key(lock, snapshot, environment), mode(lock.exclusive())));
    }
    return bound;
  }

  /**
   * The one row that a query can read, as a shared lock would name it; empty if that is unknown.
   */
  static List<ShardRequest.Lock> only(
      Plan.@Nullable Lock row, CatalogSnapshot snapshot, Environment environment) {
    String key = row == null ? null : key(row, snapshot, environment);
    return row == null || key == null
        ? List.of()
        : List.of(new ShardRequest.Lock(row.table(), key, ShardRequest.LockMode.S));
  }

  /**
   * The key as the shard's change log writes it: a JSON array of the stored values. Null (the whole
   * table) when the values cannot be spelled in the columns' own way.
   */
  private static @Nullable String key(
      Plan.Lock lock, CatalogSnapshot snapshot, Environment environment) {
    Table table = snapshot.physicalTable(lock.table());
    Table.Key primary = table == null ? null : table.primaryKey();
    if (lock.key().isEmpty() || table == null || primary == null) {
      return null;
    }
    StringBuilder out = new StringBuilder("[");
    for (int i = 0; i < lock.key().size(); i++) {
      Table.Part keyPart = primary.parts().get(i);
      String name = keyPart.column();
      Table.Column column = name == null ? null : table.column(name);
      SortColumn sort = SortColumn.of(table, primary, keyPart);
      String part = column == null ? null : part(lock.key().get(i), column, sort, environment);
      if (part == null) {
        return null;
      }
      out.append(i == 0 ? "" : ",").append(part);
    }
    return out.append(']').toString();
  }

  private static @Nullable String part(
      Typed expr, Table.Column column, @Nullable SortColumn sort, Environment environment) {
    Value value = Evaluator.evaluate(expr, environment);
    if (!isSpelledAlike(value, column.type())) {
      return null;
    }
    try {
      Value stored = ColumnStore.store(value, expr.type(), column, environment, 1, false, false);
      Representation representation = Representation.ofColumn(column.type());
      Object encoded = SqliteCodec.encode(stored, column.type(), representation, environment);
      // A text's place in the key is taken by its sort column.
      return json(sort == null ? encoded : sort.of(encoded), representation);
    } catch (io.edgesql.dialect.SqlException e) {
      // Out of the column's range, say: it names no row, and the table's lock is always right.
      return null;
    }
  }

  /** Whether the value equals one value of the column at most: its own spelling there. */
  private static boolean isSpelledAlike(Value value, SqlType type) {
    TypeName name = type.name();
    if (name.isInteger() || name == TypeName.YEAR || name == TypeName.DECIMAL) {
      return value instanceof Value.Int
          || value instanceof Value.Decimal
          || (value instanceof Value.Text text && isShortInteger(text.text()))
          || (value instanceof Value.Real real
              && Math.rint(real.number()) == real.number()
              && Math.abs(real.number()) < MAX_EXACT);
    }
    if (name.isCharacter() || Representation.ofColumn(type).kind() == Representation.Kind.BLOB) {
      return value instanceof Value.Text || value instanceof Value.Bytes;
    }
    // A TIMESTAMP's text may stand for two moments, an ENUM is compared as text or as a number.
    return (name == TypeName.DATE || name == TypeName.DATETIME || name == TypeName.TIME)
        && !(value instanceof Value.Int || value instanceof Value.Real || value.isNull());
  }

  /** Digits of an integer that a DOUBLE holds exactly, as the comparison reads them. */
  private static boolean isShortInteger(String text) {
    int first = text.startsWith("-") ? 1 : 0;
    if (text.length() == first || text.length() > MAX_EXACT_DIGITS) {
      return false;
    }
    for (int i = first; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return true;
  }

  /** One stored value; null for a REAL, which no two writers spell alike. */
  private static @Nullable String json(@Nullable Object encoded, Representation representation) {
    if (encoded instanceof byte[] bytes) {
      return "{\"x\":\"" + HexFormat.of().withUpperCase().formatHex(bytes) + "\"}";
    }
    if (!(encoded instanceof String text)) {
      return null;
    }
    return switch (representation.kind()) {
      case INTEGER, SCALED, TIME -> text;
      // Twenty digits are a text inside SQLite.
      case UNSIGNED64 -> text.length() == 20 ? jsonText(text) : text;
      case REAL -> null;
      case TEXT, BLOB, DATE, DATETIME, TIMESTAMP, JSON, DECIMAL_TEXT -> jsonText(text);
    };
  }

  /** A JSON string as SQLite writes it. */
  private static String jsonText(String text) {
    StringBuilder out = new StringBuilder(text.length() + 2).append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      int escaped = "\"\\\b\f\n\r\t".indexOf(c);
      if (escaped >= 0) {
        out.append('\\').append("\"\\bfnrt".charAt(escaped));
      } else if (c < ' ') {
        out.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
      } else {
        out.append(c);
      }
    }
    return out.append('"').toString();
  }
}
