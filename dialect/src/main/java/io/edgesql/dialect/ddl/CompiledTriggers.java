package io.edgesql.dialect.ddl;

import static io.edgesql.dialect.ddl.SqliteText.name;
import static io.edgesql.dialect.ddl.SqliteText.string;

import io.edgesql.dialect.ErrorCode;
import io.edgesql.dialect.SqlException;
import io.edgesql.dialect.catalog.Catalog;
import io.edgesql.dialect.catalog.Table;
import io.edgesql.dialect.catalog.Table.Trigger;
import io.edgesql.dialect.plan.RowTriggers;
import io.edgesql.dialect.plan.Session;
import io.edgesql.dialect.tree.Expr;
import io.edgesql.dialect.tree.SchemaStatement.TriggerDml;
import io.edgesql.dialect.tree.SchemaStatement.TriggerIf;
import io.edgesql.dialect.tree.SchemaStatement.TriggerSignal;
import io.edgesql.dialect.tree.SchemaStatement.TriggerStatement;
import io.edgesql.dialect.types.Collation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * MySQL triggers as SQLite triggers: one for all that fire at the same moment, because SQLite
 * promises no order among several; MySQL runs them in the order of their making.
 *
 * <p>SQLite has no IF inside a trigger: a statement under conditions carries them in its own WHERE.
 * They are evaluated for each such statement anew, so a condition that reads a table which an
 * earlier statement of the same branch changed is refused.
 */
final class CompiledTriggers implements TriggerSql {
  @Override
  public Map<String, String> of(Table table, Catalog catalog) {
    Map<String, List<String>> bodies = new LinkedHashMap<>();
    for (Trigger trigger : table.triggers()) {
      List<TriggerStatement> rest = new ArrayList<>();
      for (TriggerStatement statement : RowTriggers.body(trigger)) {
        if (!RowTriggers.isAssignment(statement)) {
          rest.add(statement);
        }
      }
      // Assignments to NEW are part of the statements that fire the trigger.
      if (!rest.isEmpty()) {
        String when = (trigger.before() ? "BEFORE " : "AFTER ") + trigger.event();
        bodies
            .computeIfAbsent(when, any -> new ArrayList<>())
            .addAll(statements(trigger, rest, table, catalog));
      }
    }
    Map<String, String> triggers = new LinkedHashMap<>();
    bodies.forEach(
        (when, statements) -> {
          String sqlite = table.physical() + ".trigger." + when.toLowerCase(Locale.ROOT);
          triggers.put(sqlite, create(sqlite, when, table, statements));
        });
    return triggers;
  }

  private static List<String> statements(
      Trigger trigger, List<TriggerStatement> parsed, Table table, Catalog catalog) {
    Session session =
        new Session(table.database(), Collation.UTF8MB4_0900_AI_CI, RowTriggers.mode(trigger));
    TriggerBody body = new TriggerBody(table, trigger, catalog, session);
    List<String> statements = new ArrayList<>();
    try {
      collect(parsed, List.of(), body, statements);
    } catch (SqlException broken) {
      if (broken.code() == ErrorCode.ER_NOT_SUPPORTED_YET.code()) {
        throw broken;
      }
      // A table or column that is not there (any more) is an error of the statement that fires the
      // trigger.
      statements.clear();
      statements.add(raise(broken.code(), broken.sqlState(), broken.text(), ""));
    }
    return statements;
  }

  private static String create(String sqlite, String when, Table table, List<String> statements) {
    return "CREATE TRIGGER "
        + name(sqlite)
        + " "
        + when
        + " ON "
        + name(table.physical())
        + " BEGIN "
        + (statements.isEmpty() ? "SELECT 1" : String.join("; ", statements))
        + "; END";
  }

  /**
   * @param conditions SQLite conditions that all hold where these statements run
   */
  private static void collect(
      List<TriggerStatement> statements,
      List<String> conditions,
      TriggerBody body,
      List<String> out) {
    for (TriggerStatement statement : statements) {
      if (statement instanceof TriggerDml dml) {
        out.addAll(body.statements(dml.statement(), conditions));
      } else if (statement instanceof TriggerIf branches) {
        branches(branches, conditions, body, out);
      } else if (statement instanceof TriggerSignal signal) {
        out.add(signal(signal, conditions));
      } else {
        throw SqlException.of(ErrorCode.ER_NOT_SUPPORTED_YET, "SET NEW.column in a trigger");
      }
    }
  }

  private static void branches(
      TriggerIf statement, List<String> conditions, TriggerBody body, List<String> out) {
    List<String> held = new ArrayList<>(conditions);
    for (int i = 0; i < statement.branches().size(); i++) {
      List<String> here = new ArrayList<>(held);
      if (i < statement.conditions().size()) {
        Expr condition = statement.conditions().get(i);
        String sql = body.condition(condition);
        here.add("(" + sql + ")");
        held.add("(" + sql + ") IS NOT TRUE");
      }
      collect(statement.branches().get(i), here, body, out);
    }
  }

  private static String signal(TriggerSignal signal, List<String> conditions) {
    String message = signal.message() == null ? "" : signal.message();
    String where = conditions.isEmpty() ? "" : " WHERE " + String.join(" AND ", conditions);
    return raise(signal.code(), signal.sqlState(), message, where);
  }

  private static String raise(int code, String sqlState, String message, String where) {
    String raised =
        ConstraintNames.name(ConstraintNames.Kind.SIGNAL, code + "/" + sqlState + "/" + message);
    return "SELECT RAISE(ABORT, " + string(raised) + ")" + where;
  }
}
