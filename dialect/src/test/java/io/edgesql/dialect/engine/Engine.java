package io.edgesql.dialect.engine;

import io.edgesql.dialect.SqlCompiler;
import io.edgesql.dialect.bind.Typed;
import io.edgesql.dialect.bind.VirtualTables;
import io.edgesql.dialect.catalog.Catalog;
import io.edgesql.dialect.catalog.Table;
import io.edgesql.dialect.ddl.SchemaEdit;
import io.edgesql.dialect.ddl.SchemaPlanner;
import io.edgesql.dialect.eval.BoundStep;
import io.edgesql.dialect.eval.Evaluator;
import io.edgesql.dialect.eval.Finisher;
import io.edgesql.dialect.eval.ProgramBinder;
import io.edgesql.dialect.eval.RowEnvironment;
import io.edgesql.dialect.eval.ValueText;
import io.edgesql.dialect.lex.Lexed;
import io.edgesql.dialect.lex.Lexer;
import io.edgesql.dialect.plan.Finish;
import io.edgesql.dialect.plan.Plan;
import io.edgesql.dialect.plan.Program;
import io.edgesql.dialect.plan.Session;
import io.edgesql.dialect.tree.Statement;
import io.edgesql.dialect.types.Collation;
import io.edgesql.dialect.types.Value;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Compiles statements and runs their plans on one SQLite database in memory. */
public final class Engine implements AutoCloseable {
  private static final String NOW = "2024-02-29 12:34:56";

  private final Connection connection;
  private final Map<String, Value> variables = new HashMap<>();
  private final Map<String, Long> next = new HashMap<>();
  private Session session =
      new Session("app", Collation.UTF8MB4_0900_AI_CI, Session.SqlMode.DEFAULT);
  private Catalog catalog = Catalog.EMPTY;
  private boolean foreignKeys = true;

  /** A statement's outcome: rows as text, or affected rows. */
  public record Outcome(List<String> names, List<List<@Nullable String>> rows, long affected) {
    /** Rows of cells between bars, NULL for NULL. */
    public String table() {
      StringBuilder out = new StringBuilder();
      for (List<@Nullable String> row : rows) {
        for (int i = 0; i < row.size(); i++) {
          out.append(i == 0 ? "" : " | ").append(row.get(i) == null ? "NULL" : row.get(i));
        }
        out.append('\n');
      }
      return out.toString();
    }
  }

  private Engine(Connection connection) {
    this.connection = connection;
  }

  /** An empty database {@code app}. */
  public static Engine open() throws SQLException {
    Engine engine = new Engine(DriverManager.getConnection("jdbc:sqlite::memory:"));
    try (java.sql.Statement s = engine.connection.createStatement()) {
      s.executeUpdate("CREATE TABLE _edge_meta (key TEXT PRIMARY KEY, value) WITHOUT ROWID");
      s.executeUpdate("CREATE TABLE _edge_auto (tbl TEXT PRIMARY KEY, next INTEGER)");
      s.executeUpdate("CREATE TABLE _edge_flags (name TEXT PRIMARY KEY, value)");
      s.executeUpdate("INSERT INTO _edge_flags VALUES ('foreign_keys', 1), ('unique_checks', 1)");
    }
    WeightsTable.create(engine.connection);
    engine.run("CREATE DATABASE app");
    return engine;
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }

  public void use(String database) {
    session = new Session(database, session.collation(), session.mode());
  }

  public void setMode(Session.SqlMode mode) {
    session = new Session(session.database(), session.collation(), mode);
  }

  /** foreign_key_checks. */
  public void setForeignKeys(boolean on) throws SQLException {
    foreignKeys = on;
    try (java.sql.Statement s = connection.createStatement()) {
      s.executeUpdate(
          "UPDATE _edge_flags SET value = " + (on ? 1 : 0) + " WHERE name = 'foreign_keys'");
    }
  }

  /** The steps' SQLite texts. */
  public List<String> sqlite(String sql) {
    Plan plan = compile(sql).plan();
    Program program =
        plan instanceof Plan.Rows rows
            ? rows.program()
            : plan instanceof Plan.Write write ? write.program() : new Program(List.of());
    return program.steps().stream().map(Program.Step::sql).toList();
  }

  public Plan plan(String sql) {
    return compile(sql).plan();
  }

  /** The kinds of all objects in SQLite, in order of kind. */
  List<String> objectKinds() throws SQLException {
    List<String> kinds = new ArrayList<>();
    try (java.sql.Statement s = connection.createStatement();
        ResultSet rows = s.executeQuery("SELECT type FROM sqlite_master ORDER BY type")) {
      while (rows.next()) {
        kinds.add(rows.getString(1));
      }
    }
    return kinds;
  }

  /** Compiles only: a plan, or MySQL's error. */
  SqlCompiler.Compiled compile(String sql) {
    return SqlCompiler.compile(
        Lexer.lex(sql, session.mode()), catalog, session, VirtualTables.NONE);
  }

  /** Runs one statement. */
  public Outcome run(String sql, Value... parameters) throws SQLException {
    Lexed lexed = Lexer.lex(sql, session.mode());
    SqlCompiler.Compiled compiled =
        SqlCompiler.compile(lexed, catalog, session, VirtualTables.NONE);
    FixedEnvironment environment =
        new FixedEnvironment(session, lexed.literals(), Arrays.asList(parameters), variables);
    Plan plan = compiled.plan();
    if (plan instanceof Plan.Other other && other.statement() instanceof Statement.Schema schema) {
      return schema(schema);
    }
    if (plan instanceof Plan.ConstantRows constant) {
      return constant(constant, environment);
    }
    if (plan instanceof Plan.Rows rows) {
      try {
        return rows(rows, environment);
      } catch (SQLException failed) {
        Plan.Rows exact = rows.exact();
        String message = String.valueOf(failed.getMessage());
        if (exact == null
            || !(message.contains("ER_NOT_SUPPORTED_YET")
                || message.contains("integer overflow"))) {
          throw failed;
        }
        return rows(exact, environment);
      }
    }
    if (plan instanceof Plan.Write write) {
      return write(write, environment);
    }
    // The session's own statements (LOCK TABLES, SET …) are not the brain's.
    return new Outcome(List.of(), List.of(), 0);
  }

  private Outcome rows(Plan.Rows plan, FixedEnvironment environment) throws SQLException {
    List<List<List<@Nullable Object>>> results =
        steps(plan.program(), environment, new ArrayList<>());
    return finish(plan, results.get(plan.resultStep()), environment);
  }

  private Outcome schema(Statement.Schema schema) throws SQLException {
    SchemaEdit edit =
        SchemaPlanner.plan(
            schema.statement(), catalog, session, NOW, foreignKeys, Table.TEMPORARY + "test:");
    for (List<String> steps : edit.steps().values()) {
      for (String step : steps) {
        try (java.sql.Statement s = connection.createStatement()) {
          s.executeUpdate(step);
        } catch (SQLException failed) {
          throw new SQLException(failed.getMessage() + " in " + step, failed);
        }
      }
    }
    catalog = edit.apply(catalog, catalog.version() + 1);
    return new Outcome(List.of(), List.of(), 0);
  }

  private static Outcome constant(Plan.ConstantRows plan, FixedEnvironment environment) {
    List<List<@Nullable String>> rows = new ArrayList<>();
    for (var row : plan.rows()) {
      List<@Nullable String> cells = new ArrayList<>();
      for (int i = 0; i < row.size(); i++) {
        cells.add(text(Evaluator.evaluate(row.get(i), environment), plan.columns().get(i)));
      }
      rows.add(cells);
    }
    return new Outcome(names(plan.columns()), rows, 0);
  }

  private static List<String> names(List<Program.ResultColumn> columns) {
    return columns.stream().map(Program.ResultColumn::name).toList();
  }

  private static @Nullable String text(Value value, Program.ResultColumn column) {
    if (value.isNull()) {
      return null;
    }
    byte[] bytes = ValueText.bytes(value, column.type());
    String text = new String(bytes, StandardCharsets.UTF_8);
    return Arrays.equals(text.getBytes(StandardCharsets.UTF_8), bytes)
        ? text
        : "x" + HexFormat.of().withUpperCase().formatHex(bytes);
  }

  private List<List<Typed>> values(Plan.Rows plan, FixedEnvironment environment)
      throws SQLException {
    List<List<List<@Nullable Object>>> results =
        steps(plan.program(), environment, new ArrayList<>());
    List<List<Typed>> values = new ArrayList<>();
    RowEnvironment cursor = new RowEnvironment(environment);
    for (@Nullable Object[] row : finished(plan, results.get(plan.resultStep()), environment)) {
      cursor.move(row);
      List<Typed> cells = new ArrayList<>();
      for (Program.ResultColumn column : plan.columns()) {
        cells.add(new Typed.Constant(cursor.cell(column), column.type()));
      }
      values.add(cells);
    }
    return values;
  }

  private static List<@Nullable Object[]> finished(
      Plan.Rows plan, List<List<@Nullable Object>> raw, FixedEnvironment environment) {
    List<@Nullable Object[]> sent = new ArrayList<>();
    raw.forEach(row -> sent.add(row.toArray()));
    Finish finish = plan.finish();
    return finish == null
        ? sent
        : new Finisher(finish, plan.columns(), () -> new RowEnvironment(environment)).rows(sent);
  }

  private static Outcome finish(
      Plan.Rows plan, List<List<@Nullable Object>> raw, FixedEnvironment environment) {
    List<@Nullable Object[]> finished = finished(plan, raw, environment);
    List<List<@Nullable String>> rows = new ArrayList<>();
    RowEnvironment cursor = new RowEnvironment(environment);
    for (@Nullable Object[] row : finished) {
      cursor.move(row);
      List<@Nullable String> cells = new ArrayList<>();
      for (Program.ResultColumn column : plan.columns()) {
        cells.add(text(cursor.cell(column), column));
      }
      rows.add(cells);
    }
    return new Outcome(names(plan.columns()), rows, 0);
  }

  private Outcome write(Plan.Write plan, FixedEnvironment environment) throws SQLException {
    Plan.Gathering gathering = plan.gathering();
    if (gathering != null) {
      return write(gathering.filling().with(values(gathering.rows(), environment)), environment);
    }
    List<Long> changes = new ArrayList<>();
    List<List<List<@Nullable Object>>> results = steps(plan.program(), environment, changes);
    long affected = 0;
    Plan.Counting counting = plan.counting();
    for (int i = 0; i < counting.changedSteps().size(); i++) {
      affected += changes.get(counting.changedSteps().get(i)) * counting.weights().get(i);
    }
    boolean upsert = plan.kind() == Plan.WriteKind.INSERT && counting.matchedStep() >= 0;
    if (upsert) {
      Object fresh = results.get(counting.matchedStep()).get(0).get(0);
      affected -= Long.parseLong(String.valueOf(fresh));
    }
    return new Outcome(List.of(), List.of(), affected);
  }

  private List<List<List<@Nullable Object>>> steps(
      Program program, FixedEnvironment environment, List<Long> changes) throws SQLException {
    ProgramBinder binder = new ProgramBinder(ProgramBinder.Options.DEFAULT, (d, t) -> "[]");
    List<List<List<@Nullable Object>>> results = new ArrayList<>();
    for (int i = 0; i < program.steps().size(); i++) {
      results.add(new ArrayList<>());
      changes.add(0L);
    }
    connection.setAutoCommit(false);
    try {
      for (BoundStep step : binder.bind(program, environment)) {
        if (step.onlyIfUnchanged() >= 0 && changes.get(step.onlyIfUnchanged()) != 0) {
          continue;
        }
        run(step, results.get(step.step()), changes);
      }
      connection.commit();
    } catch (SQLException failed) {
      connection.rollback();
      throw failed;
    } finally {
      connection.setAutoCommit(true);
    }
    return results;
  }

  private void run(BoundStep step, List<List<@Nullable Object>> rows, List<Long> changes)
      throws SQLException {
    List<@Nullable Object> parameters = new ArrayList<>(step.parameters());
    BoundStep.BoundAuto auto = step.auto();
    if (auto != null && auto.parameter() >= 0) {
      parameters.set(auto.parameter(), ids(auto));
    }
    try (PreparedStatement s = connection.prepareStatement(step.sql())) {
      for (int i = 0; i < parameters.size(); i++) {
        s.setObject(i + 1, parameters.get(i));
      }
      if (step.returnsRows()) {
        try (ResultSet result = s.executeQuery()) {
          int columns = result.getMetaData().getColumnCount();
          while (result.next()) {
            List<@Nullable Object> row = new ArrayList<>();
            for (int i = 1; i <= columns; i++) {
              Object value = result.getObject(i);
              if (value == null && !result.wasNull()) {
                // The driver's way of giving an empty BLOB.
                value = new byte[0];
              }
              row.add(value instanceof Integer number ? (Object) number.longValue() : value);
            }
            rows.add(row);
          }
        }
      } else {
        changes.set(step.step(), changes.get(step.step()) + s.executeUpdate());
      }
    } catch (SQLException failed) {
      throw new SQLException(failed.getMessage() + " in " + step.sql(), failed);
    }
  }

  /** What the shard does: consecutive ids, explicit ones raise the next. */
  private String ids(BoundStep.BoundAuto auto) throws SQLException {
    long id = next.getOrDefault(auto.table(), 1L);
    if (auto.countSql() != null) {
      List<List<@Nullable Object>> count = new ArrayList<>();
      BoundStep counting =
          new BoundStep(0, auto.countSql(), auto.countParameters(), true, false, -1, null, -1, 0);
      run(counting, count, List.of());
      next.put(auto.table(), id + Long.parseLong(String.valueOf(count.get(0).get(0))));
      return String.valueOf(id);
    }
    StringBuilder out = new StringBuilder("[");
    for (String given : auto.ids()) {
      long value = given == null ? id : Long.parseLong(given);
      id = Math.max(id, value + 1);
      out.append(out.length() > 1 ? "," : "").append('"').append(value).append('"');
    }
    next.put(auto.table(), id);
    return out.append(']').toString();
  }
}
