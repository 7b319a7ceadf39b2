package io.edgesql.dialect.engine;

import io.edgesql.dialect.ErrorCode;
import io.edgesql.dialect.SqlException;
import io.edgesql.dialect.eval.Environment;
import io.edgesql.dialect.lex.Literals;
import io.edgesql.dialect.plan.Session;
import io.edgesql.dialect.types.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An environment whose clock stands still at 2024-02-29 12:34:56 UTC. */
public final class FixedEnvironment implements Environment {
  /** 2024-02-29 12:34:56.789012 UTC. */
  private static final long NOW = 1_709_210_096_789_012L;

  private final Session session;
  private final Literals literals;
  private final List<Value> parameters;
  private final Map<String, Value> variables;
  private final List<String> warnings = new ArrayList<>();
  private List<Value> row = List.of();
  private long insertId;

  public FixedEnvironment(
      Session session, Literals literals, List<Value> parameters, Map<String, Value> variables) {
    this.session = session;
    this.literals = literals;
    this.parameters = parameters;
    this.variables = variables;
  }

  /** The shard's values of the row to be finished. */
  void setRow(List<Value> values) {
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
    return parameters.get(index);
  }

  @Override
  public Value shardValue(int index) {
    return row.get(index);
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
    Map<String, Value> known = new HashMap<>();
    known.put("group_concat_max_len", new Value.Int(1024, true));
    known.put("edgesql_finish_rows", new Value.Int(1000, false));
    known.put("cte_max_recursion_depth", new Value.Int(1000, true));
    known.put("div_precision_increment", new Value.Int(4, true));
    known.put("max_allowed_packet", new Value.Int(67108864, true));
    known.put("time_zone", new Value.Text("SYSTEM"));
    Value value = known.get(name);
    if (value == null) {
      throw SqlException.of(ErrorCode.ER_UNKNOWN_SYSTEM_VARIABLE, name);
    }
    return value;
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
    return zone.equals("UTC") || zone.equals("+00:00") || zone.equals("SYSTEM") ? 0 : null;
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
    return 1;
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
    return insertId;
  }

  @Override
  public void setLastInsertId(long value) {
    insertId = value;
  }

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
    return "8.0.31";
  }

  @Override
  public void warn(String level, int code, String message) {
    warnings.add(level + " " + code + " " + message);
  }
}
