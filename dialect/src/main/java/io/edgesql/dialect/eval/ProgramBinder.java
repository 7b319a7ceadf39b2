package io.edgesql.dialect.eval;

import io.edgesql.dialect.bind.Typed;
import io.edgesql.dialect.catalog.Table;
import io.edgesql.dialect.plan.Program;
import io.edgesql.dialect.types.Representation;
import io.edgesql.dialect.types.SqlType;
import io.edgesql.dialect.types.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Gives a program its values: every binding evaluated and encoded. */
public final class ProgramBinder {
  private final Options options;
  private final VirtualRows virtualRows;

  public ProgramBinder(Options options, VirtualRows virtualRows) {
    this.options = options;
    this.virtualRows = virtualRows;
  }

  /**
   * How to bind.
   *
   * @param ignore INSERT/UPDATE IGNORE: warnings where there would be errors
   * @param table name of the table that is written, for errors about JSON; may be empty
   * @param rowsBytes a JSON array of rows is cut into several steps beyond so many characters
   */
  public record Options(boolean ignore, String table, int rowsBytes) {
    public static final Options DEFAULT = new Options(false, "", 1 << 20);

    public Options(boolean ignore, int rowsBytes) {
      this(ignore, "", rowsBytes);
    }
  }

  /** Rows of information_schema and its like, as a JSON array of arrays. */
  @FunctionalInterface
  public interface VirtualRows {
    /** The rows of one virtual table. */
    String json(String database, String table);
  }

  /**
   * Binds all steps in order.
   *
   * @throws io.edgesql.dialect.SqlException what evaluating or storing a value gives
   */
  public List<BoundStep> bind(Program program, Environment environment) {
    List<BoundStep> bound = new ArrayList<>();
    for (int i = 0; i < program.steps().size(); i++) {
      bindStep(i, program.steps().get(i), environment, bound);
    }
    return bound;
  }

  private void bindStep(
      int index, Program.Step step, Environment environment, List<BoundStep> out) {
    List<@Nullable Object> parameters = new ArrayList<>(step.bindings().size());
    List<Piece> pieces = List.of();
    for (int i = 0; i < step.bindings().size(); i++) {
      Program.Binding binding = step.bindings().get(i);
      if (binding instanceof Program.Rows rows && i == step.rowsBinding()) {
        pieces = pieces(rows, environment);
        parameters.add(null);
      } else {
        parameters.add(encode(binding, environment));
      }
    }
    bindKeys(step, parameters);
    BoundStep.BoundAuto auto = step.auto() == null ? null : auto(step.auto(), environment);
    if (pieces.isEmpty()) {
      out.add(step(index, step, parameters, auto, 0));
      return;
    }
    int first = 0;
    for (Piece piece : pieces) {
      List<@Nullable Object> own = new ArrayList<>(parameters);
      own.set(step.rowsBinding(), piece.json());
      out.add(step(index, step, own, part(auto, first, piece.rows()), first));
      first += piece.rows();
    }
  }

  /** Sort keys are made from what the same statement stores, so that both agree. */
  private static void bindKeys(Program.Step step, List<@Nullable Object> parameters) {
    for (int i = 0; i < step.bindings().size(); i++) {
      if (step.bindings().get(i) instanceof Program.StoredKey key) {
        int stored = step.bindings().indexOf(key.stored());
        if (stored < 0) {
          throw new IllegalStateException("no value for the key of " + key.sort().name());
        }
        parameters.set(i, key.sort().of(parameters.get(stored)));
      }
    }
  }

  private static BoundStep step(
      int index,
      Program.Step step,
      List<@Nullable Object> parameters,
      BoundStep.@Nullable BoundAuto auto,
      int firstRow) {
    return new BoundStep(
        index,
        step.sql(),
        parameters,
        step.returnsRows(),
        step.writes(),
        step.onlyIfUnchanged(),
        auto,
        step.rowsBinding(),
        firstRow);
  }

  private @Nullable Object encode(Program.Binding binding, Environment environment) {
    if (binding instanceof Program.Scalar scalar) {
      return encode(scalar, environment);
    }
    if (binding instanceof Program.Stored stored) {
      boolean nullBecomesDefault = options.ignore() || stored.nullBecomesDefault();
      return stored(stored.expr(), stored.column(), environment, 1, nullBecomesDefault);
    }
    if (binding instanceof Program.ScalarList list) {
      StringBuilder out = new StringBuilder("[");
      for (Typed expr : list.exprs()) {
        Program.Scalar scalar = new Program.Scalar(expr, list.representation());
        JsonArrayText.append(
            out.append(out.length() > 1 ? "," : ""),
            encode(scalar, environment),
            list.representation().kind());
      }
      return out.append(']').toString();
    }
    if (binding instanceof Program.Packed packed) {
      StringBuilder out = new StringBuilder("[");
      for (Program.Scalar scalar : packed.scalars()) {
        JsonArrayText.append(
            out.append(out.length() > 1 ? "," : ""),
            encode(scalar, environment),
            scalar.representation().kind());
      }
      return out.append(']').toString();
    }
    if (binding instanceof Program.VirtualRows virtual) {
      return virtualRows.json(virtual.database(), virtual.table());
    }
    if (binding instanceof Program.Rows rows) {
      StringBuilder out = new StringBuilder("[");
      for (int i = 0; i < rows.rows().size(); i++) {
        appendRow(out.append(i > 0 ? "," : ""), rows, i, environment);
      }
      return out.append(']').toString();
    }
    // AutoValues, LockedRows, PieceBound: the shard binds them. StoredKey: bindKeys() does.
    return null;
  }

  private static @Nullable Object encode(Program.Scalar scalar, Environment environment) {
    Value value = Evaluator.evaluate(scalar.expr(), environment);
    return SqliteCodec.encode(value, scalar.expr().type(), scalar.representation(), environment);
  }

  private @Nullable Object stored(
      Typed expr,
      Table.Column column,
      Environment environment,
      int row,
      boolean nullBecomesDefault) {
    Value value = Evaluator.evaluate(expr, environment);
    Value stored =
        ColumnStore.store(
            value,
            expr.type(),
            options.table(),
            column,
            environment,
            row,
            options.ignore(),
            nullBecomesDefault);
    return SqliteCodec.encode(
        stored, column.type(), Representation.ofColumn(column.type()), environment);
  }

  private record Piece(String json, int rows) {}

  /** The rows as JSON arrays of at most the allowed size, each of at least one row. */
  private List<Piece> pieces(Program.Rows rows, Environment environment) {
    List<Piece> pieces = new ArrayList<>();
    StringBuilder out = new StringBuilder("[");
    int count = 0;
    for (int i = 0; i < rows.rows().size(); i++) {
      int before = out.length();
      appendRow(out.append(count > 0 ? "," : ""), rows, i, environment);
      count++;
      if (out.length() + 1 > options.rowsBytes() && count > 1) {
        String last = out.substring(before + 1);
        out.setLength(before);
        pieces.add(new Piece(out.append(']').toString(), count - 1));
        out = new StringBuilder("[").append(last);
        count = 1;
      }
    }
    pieces.add(new Piece(out.append(']').toString(), count));
    return pieces;
  }

  private void appendRow(StringBuilder out, Program.Rows rows, int index, Environment environment) {
    boolean strict = environment.session().mode().strict();
    boolean nullBecomesDefault =
        options.ignore() || (!strict && (rows.areChanges() || rows.rows().size() > 1));
    List<Typed> row = rows.rows().get(index);
    List<@Nullable Object> values = new ArrayList<>(row.size());
    out.append('[');
    for (int c = 0; c < row.size(); c++) {
      Table.Column column = rows.columns().get(c);
      Object encoded = stored(row.get(c), column, environment, index + 1, nullBecomesDefault);
      JsonArrayText.append(
          out.append(c > 0 ? "," : ""), encoded, Representation.ofColumn(column.type()).kind());
      values.add(encoded);
    }
    for (Program.RowKey key : rows.keys()) {
      JsonArrayText.append(
          out.append(','), key.sort().of(values.get(key.cell())), Representation.Kind.TEXT);
    }
    out.append(']');
  }

  private BoundStep.BoundAuto auto(Program.Auto auto, Environment environment) {
    List<@Nullable String> ids = new ArrayList<>(auto.ids().size());
    for (int i = 0; i < auto.ids().size(); i++) {
      ids.add(id(auto.ids().get(i), auto.column(), environment, i + 1));
    }
    List<@Nullable Object> countParameters = new ArrayList<>();
    for (Program.Binding binding : auto.countBindings()) {
      countParameters.add(encode(binding, environment));
    }
    return new BoundStep.BoundAuto(
        auto.table(), ids, auto.countSql(), countParameters, auto.maxSql(), auto.binding());
  }

  /** NULL, and 0 unless sql_mode has NO_AUTO_VALUE_ON_ZERO, mean: generate. */
  private @Nullable String id(Typed expr, Table.Column column, Environment environment, int row) {
    Value value = Evaluator.evaluate(expr, environment);
    if (value.isNull()) {
      return null;
    }
    Value stored =
        ColumnStore.store(value, expr.type(), column, environment, row, options.ignore(), false);
    SqlType type = column.type();
    String digits =
        Objects.requireNonNull(
                SqliteCodec.encode(
                    stored, type, Representation.of(Representation.Kind.INTEGER), environment))
            .toString();
    boolean generate = digits.equals("0") && !environment.session().mode().noAutoValueOnZero();
    return generate ? null : digits;
  }

  private static BoundStep.@Nullable BoundAuto part(
      BoundStep.@Nullable BoundAuto auto, int first, int rows) {
    if (auto == null || auto.ids().isEmpty()) {
      return auto;
    }
    return new BoundStep.BoundAuto(
        auto.table(),
        auto.ids().subList(first, first + rows),
        auto.countSql(),
        auto.countParameters(),
        auto.maxSql(),
        auto.parameter());
  }
}
