package io.edgesql.dialect.ddl;

import io.edgesql.dialect.SqlCompiler;
import io.edgesql.dialect.SqlException;
import io.edgesql.dialect.bind.Typed;
import io.edgesql.dialect.bind.VirtualTables;
import io.edgesql.dialect.catalog.Catalog;
import io.edgesql.dialect.catalog.Table;
import io.edgesql.dialect.eval.BoundStep;
import io.edgesql.dialect.eval.Evaluator;
import io.edgesql.dialect.eval.FixedEnvironment;
import io.edgesql.dialect.eval.ProgramBinder;
import io.edgesql.dialect.eval.SqliteCodec;
import io.edgesql.dialect.eval.ValueText;
import io.edgesql.dialect.lex.Lexed;
import io.edgesql.dialect.lex.Lexer;
import io.edgesql.dialect.plan.Plan;
import io.edgesql.dialect.plan.Planner;
import io.edgesql.dialect.plan.Program;
import io.edgesql.dialect.plan.Session;
import io.edgesql.dialect.translate.Shapes;
import io.edgesql.dialect.tree.Expr;
import io.edgesql.dialect.tree.Statement;
import io.edgesql.dialect.types.Collation;
import io.edgesql.dialect.types.Value;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** One MySQL session over one shard, without a network: what a script's statements answer. */
final class ScriptSession implements AutoCloseable {
  static final String NOW = "2024-05-06 07:08:09";

  private final ScriptShard shard = new ScriptShard();
  private Catalog catalog = Catalog.EMPTY;
  private Session session =
      new Session(null, Collation.UTF8MB4_0900_AI_CI, Session.SqlMode.DEFAULT);
  private boolean foreignKeyChecks = true;
  private List<String> steps = List.of();

  @Override
  public void close() {
    shard.close();
  }

  Catalog catalog() {
    return catalog;
  }

  ScriptShard shard() {
    return shard;
  }

  /** The SQLite statements of the last schema statement. */
  List<String> steps() {
    return steps;
  }

  /**
   * Runs a statement; its answer is {@code ok}, {@code ok n} for affected rows, {@code error code
   * message}, or rows of cells between bars.
   */
  String run(String sql) {
    try {
      Lexed lexed = Lexer.lex(sql, session.mode());
      SqlCompiler.Compiled compiled =
          SqlCompiler.compile(lexed, catalog, session, VirtualTables.NONE);
      FixedEnvironment environment = new FixedEnvironment(session, lexed.literals());
      return run(compiled.plan(), environment);
    } catch (SqlException refused) {
      return "error " + refused.code() + " " + refused.text();
    } catch (SQLException failed) {
      return ShardFailures.answer(failed, catalog);
    }
  }

  private String run(Plan plan, FixedEnvironment environment) throws SQLException {
    if (plan instanceof Plan.Other other) {
      return other(other.statement());
    }
    if (plan instanceof Plan.Write write) {
      List<Long> changes = new ArrayList<>();
      execute(write.program(), environment, changes);
      long affected = 0;
      for (int i = 0; i < write.counting().changedSteps().size(); i++) {
        affected +=
            changes.get(write.counting().changedSteps().get(i)) * write.counting().weights().get(i);
      }
      return "ok " + affected;
    }
    if (plan instanceof Plan.Rows rows) {
      List<List<List<@Nullable Object>>> results =
          execute(rows.program(), environment, new ArrayList<>());
      return rows(rows.columns(), results.get(rows.resultStep()), environment);
    }
    throw new UnsupportedOperationException(plan.type().toString());
  }

  private String other(Statement statement) throws SQLException {
    if (statement instanceof Statement.Schema schema) {
      return schema(schema.statement());
    }
    if (statement instanceof Statement.Use use) {
      session = new Session(use.database(), session.collation(), session.mode());
      return "ok";
    }
    if (statement instanceof Statement.SetVariables set) {
      set.assignments().forEach(this::set);
      return "ok";
    }
    throw new UnsupportedOperationException(statement.toString());
  }

  private void set(Statement.VariableAssignment assignment) {
    if (!(assignment.target() instanceof Expr.SystemVariable variable)) {
      throw new UnsupportedOperationException(assignment.toString());
    }
    String value =
        assignment.value() instanceof Expr.Literal literal
            ? String.valueOf(ValueText.text(literal.value(), io.edgesql.dialect.types.SqlType.NULL))
            : "";
    switch (variable.name().toLowerCase(Locale.ROOT)) {
      case "foreign_key_checks" -> {
        foreignKeyChecks = value.equals("1");
        shard.setForeignKeys(foreignKeyChecks);
      }
      case "sql_mode" ->
          session = new Session(session.database(), session.collation(), mode(value));
      default -> throw new UnsupportedOperationException(assignment.toString());
    }
  }

  private static Session.SqlMode mode(String names) {
    Session.SqlMode m = Session.SqlMode.DEFAULT;
    boolean strict = names.contains("STRICT_TRANS_TABLES");
    return new Session.SqlMode(
        names.contains("ANSI_QUOTES"),
        m.pipesAsConcat(),
        m.noBackslashEscapes(),
        m.highNotPrecedence(),
        m.realAsFloat(),
        m.onlyFullGroupBy(),
        strict,
        names.contains("NO_ZERO_DATE"),
        names.contains("NO_ZERO_IN_DATE"),
        m.errorForDivisionByZero(),
        m.noAutoValueOnZero(),
        m.noUnsignedSubtraction(),
        m.padCharToFullLength(),
        m.allowInvalidDates());
  }

  private String schema(io.edgesql.dialect.tree.SchemaStatement statement) throws SQLException {
    SchemaEdit edit =
        SchemaPlanner.plan(
            statement, catalog, session, NOW, foreignKeyChecks, Table.TEMPORARY + "test:");
    steps = edit.steps().values().stream().flatMap(List::stream).toList();
    shard.change(steps);
    if (!edit.dataOnly()) {
      catalog = edit.apply(catalog, catalog.version() + 1);
    }
    StringBuilder answer = new StringBuilder("ok");
    for (SchemaEdit.Note note : edit.notes()) {
      if (note.level().equals("Note")) {
        answer.append("\nnote ").append(note.code()).append(' ').append(note.message());
      }
    }
    Statement then = edit.then();
    if (then != null) {
      Lexed none = Lexer.lex("DO 0", session.mode());
      Plan plan = Planner.plan(then, catalog, session, none.literals(), VirtualTables.NONE);
      return run(plan, new FixedEnvironment(session, none.literals()));
    }
    return answer.toString();
  }

  private List<List<List<@Nullable Object>>> execute(
      Program program, FixedEnvironment environment, List<Long> changes) throws SQLException {
    List<BoundStep> bound =
        new ProgramBinder(ProgramBinder.Options.DEFAULT, (database, table) -> "[]")
            .bind(program, environment);
    return shard.run(bound, program.steps().size(), changes);
  }

  private static String rows(
      List<Program.ResultColumn> columns,
      List<List<@Nullable Object>> rows,
      FixedEnvironment environment) {
    if (rows.isEmpty()) {
      return "(none)";
    }
    Map<Integer, Typed.ShardValue> sources = new HashMap<>();
    for (Program.ResultColumn column : columns) {
      if (column.cell() instanceof Program.ComputedCell computed) {
        collect(computed.expr(), sources);
      }
    }
    StringJoiner lines = new StringJoiner("\n");
    for (List<@Nullable Object> row : rows) {
      StringJoiner line = new StringJoiner(" | ");
      environment.setRow(decoded(row, sources, environment));
      for (Program.ResultColumn column : columns) {
        Value value =
            column.cell() instanceof Program.ShardCell cell
                ? SqliteCodec.decode(
                    row.get(cell.index()), cell.representation(), column.type(), environment)
                : Evaluator.evaluate(((Program.ComputedCell) column.cell()).expr(), environment);
        line.add(value.isNull() ? "NULL" : ValueText.text(value, column.type()));
      }
      lines.add(line.toString());
    }
    return lines.toString();
  }

  private static List<Value> decoded(
      List<@Nullable Object> row,
      Map<Integer, Typed.ShardValue> sources,
      FixedEnvironment environment) {
    List<Value> values = new ArrayList<>();
    for (int i = 0; i < row.size(); i++) {
      Typed.ShardValue source = sources.get(i);
      values.add(
          source == null
              ? Value.Null.NULL
              : SqliteCodec.decode(
                  row.get(i), source.representation(), source.type(), environment));
    }
    return values;
  }

  private static void collect(Typed expr, Map<Integer, Typed.ShardValue> out) {
    if (expr instanceof Typed.ShardValue value) {
      out.put(value.index(), value);
    }
    Shapes.children(expr).forEach(child -> collect(child, out));
  }
}
