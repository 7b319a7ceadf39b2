package io.edgesql.proxy.execute.metadata;

import io.edgesql.backend.Rows;
import io.edgesql.dialect.bind.BoundQuery;
import io.edgesql.dialect.eval.Environment;
import io.edgesql.dialect.plan.Program;
import io.edgesql.dialect.types.Collation;
import io.edgesql.dialect.types.Representation;
import io.edgesql.dialect.types.SqlType;
import io.edgesql.dialect.types.TypeName;
import io.edgesql.proxy.execute.Result;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A result that the proxy makes itself: its columns, then its rows. */
public final class ShowTable {
  private final List<BoundQuery.Output> columns = new ArrayList<>();
  private final List<@Nullable Object[]> rows = new ArrayList<>();
  private int likeColumn;

  /** Adds a text column; length in characters. */
  public ShowTable text(String name, int length) {
    return column(name, SqlType.varchar(length, Collation.UTF8MB4_0900_AI_CI), true);
  }

  public ShowTable longText(String name) {
    return column(
        name, SqlType.varchar(0, Collation.UTF8MB4_0900_AI_CI).withName(TypeName.TEXT, 0), true);
  }

  /** One of some words: an ENUM in MySQL. */
  ShowTable word(String name, int length) {
    return column(
        name,
        SqlType.varchar(length, Collation.UTF8MB4_0900_AI_CI).withName(TypeName.CHAR, length),
        false);
  }

  public ShowTable number(String name) {
    return column(name, SqlType.BIGINT_UNSIGNED, true);
  }

  ShowTable time(String name) {
    return column(name, SqlType.temporal(TypeName.DATETIME, 0), true);
  }

  ShowTable column(String name, SqlType type, boolean nullable) {
    columns.add(new BoundQuery.Output(name, type, nullable, null));
    return this;
  }

  /** The columns so far are never NULL. */
  public ShowTable required() {
    columns.replaceAll(
        column -> new BoundQuery.Output(column.name(), column.type(), false, column.origin()));
    return this;
  }

  /** Which column LIKE looks at; the first unless told. */
  ShowTable likeOn(int column) {
    likeColumn = column;
    return this;
  }

  /** Adds a row: null, Long, Double or String each. */
  public ShowTable row(@Nullable Object... cells) {
    rows.add(cells);
    return this;
  }

  List<BoundQuery.Output> columns() {
    return columns;
  }

  List<@Nullable Object[]> rows() {
    return rows;
  }

  /** Keeps the rows whose LIKE column matches, letters of either case. */
  public void keepLike(@Nullable String pattern) {
    if (pattern != null) {
      rows.removeIf(row -> !LikePattern.matches(pattern, String.valueOf(row[likeColumn])));
    }
  }

  /** The result as it stands. */
  public Result.RowSet toResult(Environment environment) {
    List<Program.ResultColumn> cells = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      BoundQuery.Output column = columns.get(i);
      cells.add(
          new Program.ResultColumn(
              column.name(),
              column.type(),
              column.nullable(),
              null,
              new Program.ShardCell(i, Representation.ofColumn(column.type()))));
    }
    return new Result.RowSet(cells, Rows.of(rows), environment);
  }
}
