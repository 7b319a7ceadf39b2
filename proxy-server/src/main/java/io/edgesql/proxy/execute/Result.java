package io.edgesql.proxy.execute;

import io.edgesql.backend.Rows;
import io.edgesql.backend.cache.Copy;
import io.edgesql.dialect.eval.Environment;
import io.edgesql.dialect.plan.Program;
import io.edgesql.dialect.tree.Statement;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a statement answers. */
public sealed interface Result {
  /** To switch on: one for each record. */
  enum Kind {
    DONE,
    ROWS,
    STREAM,
    FILE
  }

  Kind kind();

  /**
   * No rows.
   *
   * @param insertId first generated key, unsigned; 0 if there was none
   * @param info text for people, or empty
   */
  record Done(long affectedRows, long insertId, String info) implements Result {
    /** Done, and nothing to tell. */
    public static final Done NOTHING = new Done(0, 0, "");

    @Override
    public Kind kind() {
      return Kind.DONE;
    }
  }

  /**
   * Rows.
   *
   * @param rows cells as the shard sent them ({@link io.edgesql.backend.SqlValue}), or finished
   *     {@link io.edgesql.dialect.types.Value}s
   * @param environment for the cells that are computed
   * @param copy whose rows these are, all of them and no others; null: of none
   */
  record RowSet(
      List<Program.ResultColumn> columns, Rows rows, Environment environment, @Nullable Copy copy)
      implements Result {
    /** Rows that are of no copy. */
    public RowSet(List<Program.ResultColumn> columns, Rows rows, Environment environment) {
      this(columns, rows, environment, null);
    }

    /** The same, to be taken from the start. */
    public RowStream stream() {
      return new RowStream(columns, RowSource.of(rows), environment);
    }

    @Override
    public Kind kind() {
      return Kind.ROWS;
    }
  }

  /**
   * Rows that are still arriving; they must be taken to their end.
   *
   * @param rows cells as in a {@link RowSet}
   * @param environment for the cells that are computed
   */
  record RowStream(List<Program.ResultColumn> columns, RowSource rows, Environment environment)
      implements Result {
    @Override
    public Kind kind() {
      return Kind.STREAM;
    }
  }

  /** The client is to send a file. */
  record FileWanted(Statement.LoadData statement) implements Result {
    @Override
    public Kind kind() {
      return Kind.FILE;
    }
  }
}
