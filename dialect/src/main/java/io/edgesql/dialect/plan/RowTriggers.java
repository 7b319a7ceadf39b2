package io.edgesql.dialect.plan;

import io.edgesql.dialect.ErrorCode;
import io.edgesql.dialect.SqlException;
import io.edgesql.dialect.catalog.Table;
import io.edgesql.dialect.parse.Parser;
import io.edgesql.dialect.tree.SchemaStatement.TriggerIf;
import io.edgesql.dialect.tree.SchemaStatement.TriggerSet;
import io.edgesql.dialect.tree.SchemaStatement.TriggerStatement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What a table's BEFORE triggers assign to NEW. SQLite cannot change NEW, so these assignments
 * become part of the statement that fires them; everything else in a body stays a SQLite trigger,
 * which then sees the changed row.
 *
 * <p>That is exact as long as all assignments come first, over all triggers of one event.
 */
public final class RowTriggers {
  private RowTriggers() {}

  /**
   * The assignments for an event, in order; IFs hold nothing else.
   *
   * @param event INSERT or UPDATE
   */
  static List<TriggerStatement> assignments(Table table, String event) {
    List<TriggerStatement> out = new ArrayList<>();
    for (Table.Trigger trigger : table.triggers()) {
      if (trigger.before() && trigger.event().equals(event)) {
        for (TriggerStatement statement : body(trigger)) {
          if (isAssignment(statement)) {
            out.add(statement);
          }
        }
      }
    }
    return out;
  }

  /** Whether statements on the table must do a trigger's assignments. */
  public static boolean hasAssignments(Table table, String event) {
    return !assignments(table, event).isEmpty();
  }

  /** The places of the columns that assignments for an event name. */
  static Set<Integer> assigned(Table table, String event) {
    Set<Integer> out = new HashSet<>();
    collect(assignments(table, event), table, out);
    return out;
  }

  private static void collect(List<TriggerStatement> statements, Table table, Set<Integer> out) {
    for (TriggerStatement statement : statements) {
      if (statement instanceof TriggerIf branches) {
        branches.branches().forEach(branch -> collect(branch, table, out));
      } else if (statement instanceof TriggerSet set) {
        out.add(Columns.index(table, set.column().column()));
      }
    }
  }

  /** The body's statements. */
  public static List<TriggerStatement> body(Table.Trigger trigger) {
    return Parser.parseTriggerBody(trigger.body(), mode(trigger));
  }

  /** The sql_mode under which the body's text is read. */
  public static Session.SqlMode mode(Table.Trigger trigger) {
    return Session.SqlMode.DEFAULT.reading(trigger.sqlMode());
  }

  /** Whether the statement only assigns to NEW. */
  public static boolean isAssignment(TriggerStatement statement) {
    if (statement instanceof TriggerIf branches) {
      for (List<TriggerStatement> branch : branches.branches()) {
        for (TriggerStatement each : branch) {
          if (!isAssignment(each)) {
            return false;
          }
        }
      }
      return true;
    }
    return statement instanceof TriggerSet;
  }

  /**
   * Checks what a new trigger assigns.
   *
   * @throws SqlException 1054, 1362 or 1363 as MySQL; 1235 for an assignment after a statement that
   *     stays with SQLite
   */
  public static void check(Table table, Table.Trigger created) {
    boolean other = false;
    for (Table.Trigger trigger : table.triggers()) {
      if (trigger.before() == created.before() && trigger.event().equals(created.event())) {
        for (TriggerStatement statement : body(trigger)) {
          if (!isAssignment(statement)) {
            other = true;
            targets(statement, table, trigger, true);
          } else {
            targets(statement, table, trigger, other);
          }
        }
      }
    }
  }

  private static void targets(
      TriggerStatement statement, Table table, Table.Trigger trigger, boolean refused) {
    if (statement instanceof TriggerIf branches) {
      for (List<TriggerStatement> branch : branches.branches()) {
        for (TriggerStatement each : branch) {
          targets(each, table, trigger, refused);
        }
      }
    } else if (statement instanceof TriggerSet set) {
      if (trigger.event().equals("DELETE")) {
        throw SqlException.of(ErrorCode.ER_TRG_NO_SUCH_ROW_IN_TRG, "NEW", "on DELETE");
      }
      if (!trigger.before()) {
        throw SqlException.of(ErrorCode.ER_TRG_CANT_CHANGE_ROW, "NEW", "after ");
      }
      Table.Column column = table.column(set.column().column());
      if (column == null) {
        throw SqlException.of(ErrorCode.ER_BAD_FIELD_ERROR, set.column().column(), "NEW");
      }
      if (column.generated() != null) {
        throw SqlException.of(
            ErrorCode.ER_NON_DEFAULT_VALUE_FOR_GENERATED_COLUMN, column.name(), table.name());
      }
      if (refused) {
        throw SqlException.of(
            ErrorCode.ER_NOT_SUPPORTED_YET, "SET NEW.column after other statements of a trigger");
      }
    }
  }
}
