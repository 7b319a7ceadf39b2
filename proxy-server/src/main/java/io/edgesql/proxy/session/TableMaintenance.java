package io.edgesql.proxy.session;

import io.edgesql.backend.Rows;
import io.edgesql.dialect.catalog.Catalog;
import io.edgesql.dialect.plan.Program;
import io.edgesql.dialect.tree.Statement;
import io.edgesql.dialect.tree.TableName;
import io.edgesql.dialect.types.Collation;
import io.edgesql.dialect.types.Representation;
import io.edgesql.dialect.types.SqlType;
import io.edgesql.protocol.error.MySqlError;
import io.edgesql.proxy.execute.Compiled;
import io.edgesql.proxy.execute.Result;
import io.edgesql.proxy.state.Failures;
import io.edgesql.proxy.state.SessionState;
import io.edgesql.proxy.state.StatementEnvironment;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** ANALYZE, CHECK, OPTIMIZE and REPAIR TABLE: nothing has to be done, and the answers say so. */
final class TableMaintenance {
  private TableMaintenance() {}

  static Result run(Statement.TableMaintenance statement, Compiled compiled, SessionState state) {
    String verb = statement.verb().toLowerCase(Locale.ROOT);
    if (verb.equals("checksum")) {
      throw Failures.of(MySqlError.ER_NOT_SUPPORTED_YET, "CHECKSUM TABLE");
    }
    List<@Nullable Object[]> rows = new ArrayList<>();
    for (TableName name : statement.tables()) {
      String database = name.database() == null ? state.database() : name.database();
      if (database == null) {
        throw Failures.of(MySqlError.ER_NO_DB_ERROR);
      }
      String shown = database + "." + name.table();
      Catalog.Relation relation = compiled.snapshot().catalog().relation(database, name.table());
      if (relation == null) {
        rows.add(
            row(shown, verb, "Error", MySqlError.ER_NO_SUCH_TABLE.message(database, name.table())));
        rows.add(row(shown, verb, "status", "Operation failed"));
        continue;
      }
      switch (verb) {
        case "optimize" -> {
          rows.add(
              row(
                  shown,
                  verb,
                  "note",
                  "Table does not support optimize, doing recreate + analyze instead"));
          rows.add(row(shown, verb, "status", "OK"));
        }
        case "repair" ->
            rows.add(
                row(
                    shown,
                    verb,
                    "note",
                    "The storage engine for the table doesn't support repair"));
        default -> rows.add(row(shown, verb, "status", "OK"));
      }
    }
    return new Result.RowSet(
        columns(), Rows.of(rows), new StatementEnvironment(state, List.of(), List.of()));
  }

  private static @Nullable Object[] row(String... cells) {
    return cells;
  }

  private static List<Program.ResultColumn> columns() {
    List<Program.ResultColumn> columns = new ArrayList<>();
    String[] names = {"Table", "Op", "Msg_type", "Msg_text"};
    int[] lengths = {128, 10, 10, 393_216};
    for (int i = 0; i < names.length; i++) {
      SqlType type = SqlType.varchar(lengths[i], Collation.UTF8MB4_0900_AI_CI);
      columns.add(
          new Program.ResultColumn(
              names[i], type, true, null, new Program.ShardCell(i, Representation.ofColumn(type))));
    }
    return columns;
  }
}
