package io.edgesql.dialect.eval;

import io.edgesql.dialect.ErrorCode;
import io.edgesql.dialect.SqlException;
import io.edgesql.dialect.bind.Typed;
import io.edgesql.dialect.plan.Program;
import io.edgesql.dialect.plan.Session;
import io.edgesql.dialect.types.Value;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The statement's environment while the rows of its result are finished: {@code ShardValue}s are
 * read from the current row.
 */
public final class RowEnvironment implements RowCursor {
  private final Environment statement;
  private @Nullable Object[] row = new Object[0];
  private final List<Typed.@Nullable ShardValue> shape = new ArrayList<>();

  public RowEnvironment(Environment statement) {
    this.statement = statement;
  }

  @Override
  public void move(@Nullable Object[] next) {
    row = next;
  }

  @Override
  public void learn(Typed expr) {
    if (expr instanceof Typed.ShardValue value) {
      while (shape.size() <= value.index()) {
        shape.add(null);
      }
      shape.set(value.index(), value);
    } else if (expr instanceof Typed.Call call) {
      call.arguments().forEach(this::learn);
    } else if (expr instanceof Typed.Interval interval && interval.amount() != null) {
      learn(interval.amount());
    } else if (expr instanceof Typed.AssignVariable assignment) {
      learn(assignment.value());
    }
  }

  @Override
  public Value cell(Program.ResultColumn column) {
    if (column.cell() instanceof Program.ShardCell shard) {
      Object raw = row[shard.index()];
      return raw instanceof Value value
          ? value
          : SqliteCodec.decode(raw, shard.representation(), column.type(), statement);
    }
    Typed expr = ((Program.ComputedCell) column.cell()).expr();
    learn(expr);
    return Evaluator.evaluate(expr, this);
  }

  @Override
  public Value shardValue(int index) {
    if (row[index] instanceof Value finished) {
      return finished;
    }
    Typed.ShardValue known = index < shape.size() ? shape.get(index) : null;
    if (known == null) {
      throw new IllegalStateException("Nothing is known about shard value " + index);
    }
    return SqliteCodec.decode(row[index], known.representation(), known.type(), statement);
  }

  @Override
  public Value literal(int ordinal) {
    return statement.literal(ordinal);
  }

  @Override
  public Value parameter(int index) {
    return statement.parameter(index);
  }

  @Override
  public Value userVariable(String name) {
    return statement.userVariable(name);
  }

  @Override
  public void setUserVariable(String name, Value value) {
    statement.setUserVariable(name, value);
  }

  @Override
  public Value systemVariable(boolean global, String name) {
    return statement.systemVariable(global, name);
  }

  @Override
  public Value storedFunction(StoredFunctions.Call call) {
    if (call.touchesTables()) {
      throw SqlException.of(
          ErrorCode.ER_NOT_SUPPORTED_YET,
          "a stored function that reads or writes tables, of the values of a table's rows");
    }
    return statement.storedFunction(call);
  }

  @Override
  public long nowMicros() {
    return statement.nowMicros();
  }

  @Override
  public long clockMicros() {
    return statement.clockMicros();
  }

  @Override
  public int zoneOffsetAt(long utcSeconds) {
    return statement.zoneOffsetAt(utcSeconds);
  }

  @Override
  public @Nullable Integer zoneOffset(String zone, long seconds, boolean local) {
    return statement.zoneOffset(zone, seconds, local);
  }

  @Override
  public double random() {
    return statement.random();
  }

  @Override
  public byte[] randomBytes(int count) {
    return statement.randomBytes(count);
  }

  @Override
  public String uuid() {
    return statement.uuid();
  }

  @Override
  public long uuidShort() {
    return statement.uuidShort();
  }

  @Override
  public long connectionId() {
    return statement.connectionId();
  }

  @Override
  public String user() {
    return statement.user();
  }

  @Override
  public String account() {
    return statement.account();
  }

  @Override
  public long lastInsertId() {
    return statement.lastInsertId();
  }

  @Override
  public void setLastInsertId(long value) {
    statement.setLastInsertId(value);
  }

  @Override
  public long rowCount() {
    return statement.rowCount();
  }

  @Override
  public long foundRows() {
    return statement.foundRows();
  }

  @Override
  public Session session() {
    return statement.session();
  }

  @Override
  public String serverVersion() {
    return statement.serverVersion();
  }

  @Override
  public void warn(String level, int code, String message) {
    statement.warn(level, code, message);
  }
}
