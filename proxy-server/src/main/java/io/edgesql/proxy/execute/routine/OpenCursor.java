package io.edgesql.proxy.execute.routine;

import io.edgesql.dialect.types.SqlType;
import io.edgesql.dialect.types.Value;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An open cursor: all its rows, as they were when it was opened. */
final class OpenCursor {
  private final List<SqlType> types;
  private final List<List<Value>> rows;
  private int next;

  OpenCursor(List<SqlType> types, List<List<Value>> rows) {
    this.types = types;
    this.rows = rows;
  }

  List<SqlType> types() {
    return types;
  }

  /** The next row; null behind the last one. */
  @Nullable List<Value> fetch() {
    return next < rows.size() ? rows.get(next++) : null;
  }
}
