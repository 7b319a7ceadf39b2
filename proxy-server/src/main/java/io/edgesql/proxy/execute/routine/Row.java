package io.edgesql.proxy.execute.routine;

import io.edgesql.dialect.eval.RowEnvironment;
import io.edgesql.dialect.plan.Program;
import io.edgesql.dialect.types.SqlType;
import io.edgesql.dialect.types.Value;
import io.edgesql.proxy.execute.Result;
import java.util.ArrayList;
import java.util.List;

/** Values of a result's row, with the types of its columns. */
record Row(List<Value> values, List<SqlType> types) {
  static Row of(Result.RowSet set, int index) {
    RowEnvironment row = new RowEnvironment(set.environment());
    row.move(set.rows().get(index));
    List<Value> values = new ArrayList<>();
    List<SqlType> types = new ArrayList<>();
    for (Program.ResultColumn column : set.columns()) {
      values.add(row.cell(column));
      types.add(column.type());
    }
    return new Row(values, types);
  }

  static OpenCursor cursor(Result.RowSet set) {
    List<List<Value>> rows = new ArrayList<>();
    for (int i = 0; i < set.rows().size(); i++) {
      rows.add(of(set, i).values());
    }
    return new OpenCursor(set.columns().stream().map(Program.ResultColumn::type).toList(), rows);
  }
}
