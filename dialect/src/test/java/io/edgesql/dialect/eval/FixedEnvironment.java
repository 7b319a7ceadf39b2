package io.edgesql.dialect.eval;

import io.edgesql.dialect.ErrorCode;
import io.edgesql.dialect.SqlException;
import io.edgesql.dialect.lex.Literals;
import io.edgesql.dialect.plan.Session;
import io.edgesql.dialect.types.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A session at a fixed instant, in UTC. */
public final class FixedEnvironment implements Environment {
  private static final long NOW = 1_600_000_000_123_456L;

  private final Session session;
  private final Literals literals;
  private List<Value> row = List.of();
  private final List<String> warnings = new ArrayList<>();
  private final Map<String, Value> variables = new HashMap<>();

  public FixedEnvironment(Session session, Literals literals) {
    this.session = session;
    this.literals = literals;
  }

  /** The shard's values of the row to be finished; empty: all NULL. */
  public void setRow(List<Value> values) {
    row = values;
  }

  List<String> warnings() {
    return warnings;
  }

  @Override
  public Value literal(int ordinal) {
    return literals.tokens().get(ordinal).value();
  }

  @Override
  public Value parameter(int index) {
    return Value.Null.NULL;
  }

  @Override
  public Value shardValue(int index) {
    return row.isEmpty() ? Value.Null.NULL : row.get(index);
  }

  @Override
  public Value userVariable(String name) {
    return variables.getOrDefault(name, Value.Null.NULL);
  }

  @Override
  public void setUserVariable(String name, Value value) {
    variables.put(name, value);
  }

  @Override
  public Value systemVariable(boolean global, String name) {
    return switch (name) {
      case "max_allowed_packet" -> new Value.Int(64L << 20, true);
      case "default_week_format" -> new Value.Int(0, false);
      case "block_encryption_mode" -> new Value.Text("aes-128-ecb");
      default -> throw SqlException.of(ErrorCode.ER_UNKNOWN_SYSTEM_VARIABLE, name);
    };
  }

  @Override
  public long nowMicros() {
    return NOW;
  }

  @Override
  public long clockMicros() {
    return NOW;
  }

  @Override
  public int zoneOffsetAt(long utcSeconds) {
    return 0;
  }

  @Override
  public @Nullable Integer zoneOffset(String zone, long seconds, boolean local) {
    if (zone.length() != 6 || zone.charAt(3) != ':') {
      return null;
    }
    int offset =
        Integer.parseInt(zone.substring(1, 3)) * 3600 + Integer.parseInt(zone.substring(4)) * 60;
    return zone.charAt(0) == '-' ? -offset : offset;
  }

  @Override
  public double random() {
    return 0.5;
  }

  @Override
  public byte[] randomBytes(int count) {
    return new byte[count];
  }

  @Override
  public String uuid() {
    return "6ccd780c-baba-1026-9564-5b8c656024db";
  }

  @Override
  public long connectionId() {
    return 7;
  }

  @Override
  public String user() {
    return "root@localhost";
  }

  @Override
  public String account() {
    return "root@%";
  }

  @Override
  public long lastInsertId() {
    return 0;
  }

  @Override
  public void setLastInsertId(long value) {}

  @Override
  public long rowCount() {
    return 0;
  }

  @Override
  public long foundRows() {
    return 0;
  }

  @Override
  public Session session() {
    return session;
  }

  @Override
  public String serverVersion() {
    return "8.4.0";
  }

  @Override
  public void warn(String level, int code, String message) {
    warnings.add(level + " " + code + " " + message);
  }
}
