package io.edgesql.dialect.ddl;

import io.edgesql.dialect.ErrorCode;
import io.edgesql.dialect.SqlException;
import io.edgesql.dialect.eval.Environment;
import io.edgesql.dialect.plan.Session;
import io.edgesql.dialect.types.Value;
import org.jspecify.annotations.Nullable;

/**
 * What expressions inside a table's definition may depend on: nothing. Whatever would differ from
 * one execution to the next is refused, because the value would be fixed when the table is made.
 */
final class DefinitionEnvironment implements Environment {
  private final Session session;

  DefinitionEnvironment(Session session) {
    this.session = session;
  }

  private static SqlException refused(String what) {
    return SqlException.of(ErrorCode.ER_NOT_SUPPORTED_YET, what + " inside a table's definition");
  }

  @Override
  public Value literal(int ordinal) {
    throw new IllegalStateException("definitions have no lifted literals");
  }

  @Override
  public Value parameter(int index) {
    throw refused("a parameter");
  }

  @Override
  public Value shardValue(int index) {
    throw new IllegalStateException("definitions have no rows");
  }

  @Override
  public Value userVariable(String name) {
    throw refused("a user variable");
  }

  @Override
  public void setUserVariable(String name, Value value) {
    throw refused("a user variable");
  }

  @Override
  public Value systemVariable(boolean global, String name) {
    throw refused("a system variable");
  }

  @Override
  public long nowMicros() {
    throw refused("the current time");
  }

  @Override
  public long clockMicros() {
    throw refused("the current time");
  }

  @Override
  public int zoneOffsetAt(long utcSeconds) {
    return 0;
  }

  @Override
  public @Nullable Integer zoneOffset(String zone, long seconds, boolean local) {
    return null;
  }

  @Override
  public double random() {
    throw refused("RAND()");
  }

  @Override
  public byte[] randomBytes(int count) {
    throw refused("RANDOM_BYTES()");
  }

  @Override
  public String uuid() {
    throw refused("UUID()");
  }

  @Override
  public long connectionId() {
    throw refused("CONNECTION_ID()");
  }

  @Override
  public String user() {
    throw refused("USER()");
  }

  @Override
  public String account() {
    throw refused("CURRENT_USER()");
  }

  @Override
  public long lastInsertId() {
    throw refused("LAST_INSERT_ID()");
  }

  @Override
  public void setLastInsertId(long value) {
    throw refused("LAST_INSERT_ID()");
  }

  @Override
  public long rowCount() {
    throw refused("ROW_COUNT()");
  }

  @Override
  public long foundRows() {
    throw refused("FOUND_ROWS()");
  }

  @Override
  public Session session() {
    return session;
  }

  @Override
  public String serverVersion() {
    throw refused("VERSION()");
  }

  @Override
  public void warn(String level, int code, String message) {
    // A conversion's warning has nobody to read it while a table is made.
  }
}
