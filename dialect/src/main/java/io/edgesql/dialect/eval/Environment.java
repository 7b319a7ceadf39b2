package io.edgesql.dialect.eval;

import io.edgesql.dialect.ErrorCode;
import io.edgesql.dialect.SqlException;
import io.edgesql.dialect.plan.Session;
import io.edgesql.dialect.types.Value;
import org.jspecify.annotations.Nullable;

/**
 * What an execution depends on: the statement's values, the session, the time. The brain itself has
 * no clock, no randomness and no state.
 */
public interface Environment {
  /** The value of the literal with this ordinal. */
  Value literal(int ordinal);

  /** The value of the {@code ?} with this index. */
  Value parameter(int index);

  /** A column of the row that is being finished; only for {@code ShardValue}. */
  Value shardValue(int index);

  Value userVariable(String name);

  void setUserVariable(String name, Value value);

  /**
   * @throws io.edgesql.dialect.SqlException 1193 if there is no such variable
   */
  Value systemVariable(boolean global, String name);

  /**
   * The statement's time: microseconds since the epoch, fixed when it started (or SET timestamp).
   */
  long nowMicros();

  /** The time now, for SYSDATE(). */
  long clockMicros();

  /**
   * SLEEP(): lets so many microseconds pass before the statement is answered. The evaluation itself
   * never waits.
   *
   * @return whether that wait was cut short, which is known when a statement is evaluated again
   */
  default boolean sleep(long micros) {
    return false;
  }

  /** GET_LOCK and its like, for {@link #userLock}. */
  enum LockFunction {
    GET,
    RELEASE,
    RELEASE_ALL,
    IS_FREE,
    IS_USED
  }

  /**
   * What a locking function gives. The evaluation itself never waits: an environment that has no
   * answer yet may leave it by an exception and evaluate again.
   *
   * @param name lower case; empty for RELEASE_ALL_LOCKS
   * @param seconds how long GET_LOCK may wait; negative: for ever
   * @throws io.edgesql.dialect.SqlException 1235 where rows are being finished
   */
  default Value userLock(LockFunction function, String name, long seconds) {
    throw SqlException.of(
        ErrorCode.ER_NOT_SUPPORTED_YET, "a locking function of the values of a table's rows");
  }

  /**
   * What a stored function gives.
   *
   * @throws io.edgesql.dialect.SqlException what its body raises; 1235 where there is no session,
   *     or for a function that touches tables where rows are being finished
   */
  default Value storedFunction(StoredFunctions.Call call) {
    throw SqlException.of(ErrorCode.ER_NOT_SUPPORTED_YET, "a stored function here");
  }

  /**
   * The session time zone's offset.
   *
   * @param utcSeconds an instant
   * @return seconds east of UTC at that instant
   */
  int zoneOffsetAt(long utcSeconds);

  /**
   * The offset of a named or numeric zone, or {@code null} if there is no such zone.
   *
   * @param local whether {@code seconds} is local time in that zone rather than UTC
   */
  @Nullable Integer zoneOffset(String zone, long seconds, boolean local);

  /** A uniform double in [0, 1). */
  double random();

  /** Random bytes fit for keys. */
  byte[] randomBytes(int count);

  /** A version 1 UUID in text form. */
  String uuid();

  /**
   * A number of 64 bits that this server gives out once.
   *
   * @throws io.edgesql.dialect.SqlException 1235 where there is no server
   */
  default long uuidShort() {
    throw SqlException.of(ErrorCode.ER_NOT_SUPPORTED_YET, "UUID_SHORT here");
  }

  long connectionId();

  /** user@host as the client gave it. */
  String user();

  /** The account that was matched, user@host. */
  String account();

  long lastInsertId();

  /** LAST_INSERT_ID(n). */
  void setLastInsertId(long value);

  long rowCount();

  long foundRows();

  Session session();

  String serverVersion();

  /** A warning or note for SHOW WARNINGS; {@code level} is Warning, Note or Error. */
  void warn(String level, int code, String message);
}
