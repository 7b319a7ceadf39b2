package io.edgesql.dialect.ddl;

import io.edgesql.dialect.ErrorCode;
import io.edgesql.dialect.SqlException;
import io.edgesql.dialect.catalog.Table;
import io.edgesql.dialect.lex.Lexer;
import io.edgesql.dialect.lex.Token;
import io.edgesql.dialect.plan.Session.SqlMode;
import io.edgesql.dialect.tree.SchemaStatement.CreateTrigger;
import io.edgesql.dialect.tree.SchemaStatement.TriggerIf;
import io.edgesql.dialect.tree.SchemaStatement.TriggerSet;
import io.edgesql.dialect.tree.SchemaStatement.TriggerStatement;
import java.util.List;
import java.util.Locale;

/** How a trigger's body may use NEW and OLD: MySQL looks when the trigger is made. */
final class TriggerRows {
  private TriggerRows() {}

  /**
   * @throws SqlException 1362, 1363 or 1054
   */
  static void check(CreateTrigger trigger, Table table, SqlMode mode) {
    refuseSet(trigger.body(), trigger.before());
    List<Token> tokens = Lexer.lex(trigger.text(), mode).tokens();
    for (int i = 0; i + 2 < tokens.size(); i++) {
      String row = tokens.get(i).text().toUpperCase(Locale.ROOT);
      boolean isRow = row.equals("NEW") || row.equals("OLD");
      if (isRow && tokens.get(i + 1).text().equals(".") && !follows(tokens, i)) {
        checkName(trigger.event(), row, tokens.get(i + 2).text(), table);
      }
    }
  }

  private static boolean follows(List<Token> tokens, int at) {
    return at > 0 && tokens.get(at - 1).text().equals(".");
  }

  private static void checkName(String event, String row, String column, Table table) {
    if (event.equals(row.equals("OLD") ? "INSERT" : "DELETE")) {
      throw SqlException.of(ErrorCode.ER_TRG_NO_SUCH_ROW_IN_TRG, row, "on " + event);
    }
    if (table.column(column) == null) {
      throw SqlException.of(ErrorCode.ER_BAD_FIELD_ERROR, column, row);
    }
  }

  private static void refuseSet(List<TriggerStatement> statements, boolean before) {
    for (TriggerStatement statement : statements) {
      if (statement instanceof TriggerSet && !before) {
        throw SqlException.of(ErrorCode.ER_TRG_CANT_CHANGE_ROW, "NEW", "after ");
      }
      if (statement instanceof TriggerIf branches) {
        branches.branches().forEach(branch -> refuseSet(branch, before));
      }
    }
  }
}
