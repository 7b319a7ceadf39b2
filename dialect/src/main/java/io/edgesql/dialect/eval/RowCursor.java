package io.edgesql.dialect.eval;

import io.edgesql.dialect.bind.Typed;
import io.edgesql.dialect.plan.Program;
import io.edgesql.dialect.types.Value;
import org.jspecify.annotations.Nullable;

/** Goes through rows: {@code ShardValue}s are read from the current one. */
public interface RowCursor extends Environment {
  /** Tells which values of a row an expression reads, and in which form they stand there. */
  void learn(Typed expr);

  /** Goes to a row: cells as the shard sent them, or finished {@link Value}s. */
  void move(@Nullable Object[] row);

  /** The value of one cell of the current row. */
  Value cell(Program.ResultColumn column);
}
