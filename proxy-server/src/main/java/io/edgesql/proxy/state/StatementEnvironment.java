package io.edgesql.proxy.state;

import io.edgesql.dialect.SqlException;
import io.edgesql.dialect.eval.Environment;
import io.edgesql.dialect.eval.StoredFunctions;
import io.edgesql.dialect.lex.Literals;
import io.edgesql.dialect.plan.Session;
import io.edgesql.dialect.types.Value;
import io.edgesql.protocol.error.MySqlError;
import java.math.BigDecimal;
import java.security.SecureRandom;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One execution's view of its session: literals, parameters, a fixed time. */
public final class StatementEnvironment implements Environment {
  private static final SecureRandom SECURE = new SecureRandom();

  /** 100 ns intervals between 1582-10-15 and 1970-01-01. */
  private static final long GREGORIAN_OFFSET = 0x01b21dd213814000L;

  /** Warnings that strict sql_mode turns into errors, with their SQLSTATEs. */
  private static final Map<Integer, String> STRICT =
      Map.of(
          1260, "HY000",
          1264, "22003",
          1292, "22007",
          1301, "HY000",
          1365, "22012",
          1366, "HY000",
          1411, "HY000",
          1441, "22008",
          3020, "2201E",
          3156, "22018");

  private final SessionState state;
  private final List<Literals.Token> literals;
  private final List<Value> parameters;
  private final long nowMicros;
  private final Session planning;
  private final boolean isTrial;
  private int locksAsked;
  private int functionsCalled;
  private boolean strict;

  public StatementEnvironment(
      SessionState state, List<Literals.Token> literals, List<Value> parameters) {
    this.state = state;
    this.literals = literals;
    this.parameters = parameters;
    this.nowMicros = startMicros(state.variables());
    this.planning = state.planning();
    this.isTrial = false;
  }

  private StatementEnvironment(StatementEnvironment of) {
    this.state = of.state;
    this.literals = of.literals;
    this.parameters = of.parameters;
    this.nowMicros = of.nowMicros;
    this.planning = of.planning;
    this.isTrial = true;
  }

  /** For a second look at the same statement: whatever deserves a warning is an error there. */
  public StatementEnvironment trial() {
    return new StatementEnvironment(this);
  }

  public SessionState state() {
    return state;
  }

  @Override
  public boolean sleep(long micros) {
    return state.sleep(micros);
  }

  @Override
  public Value userLock(LockFunction function, String name, long seconds) {
    List<Value> answers = state.lockAnswers();
    if (locksAsked == answers.size()) {
      throw new UserLockCall.Unanswered(new UserLockCall(function, name, seconds));
    }
    return answers.get(locksAsked++);
  }

  @Override
  public Value storedFunction(StoredFunctions.Call call) {
    int number = functionsCalled++;
    Value known = state.functionAnswers().get(number);
    if (known != null) {
      return known;
    }
    FunctionCall asked = new FunctionCall(number, call);
    FunctionCall.Runner runner = state.functions();
    if (call.touchesTables() || runner == null) {
      throw new FunctionCall.Unanswered(asked);
    }
    return runner.run(asked);
  }

  @Override
  public Value literal(int ordinal) {
    return literals.get(ordinal).value();
  }

  @Override
  public Value parameter(int index) {
    if (index >= parameters.size()) {
      throw Failures.of(MySqlError.ER_WRONG_ARGUMENTS, "EXECUTE");
    }
    return parameters.get(index);
  }

  @Override
  public Value shardValue(int index) {
    throw new IllegalStateException("No row is being finished");
  }

  @Override
  public Value userVariable(String name) {
    return state.userVariable(name);
  }

  @Override
  public void setUserVariable(String name, Value value) {
    state.setUserVariable(name, value);
  }

  @Override
  public Value systemVariable(boolean global, String name) {
    return read(state, global, name);
  }

  /** A system variable as {@code @@name} reads it. */
  public static Value read(SessionState state, boolean global, String name) {
    VariableDefinition definition = state.variables().globals().definition(name);
    if (global) {
      if (!definition.hasGlobal()) {
        throw Failures.of(MySqlError.ER_INCORRECT_GLOBAL_LOCAL_VAR, definition.name(), "SESSION");
      }
      return state.variables().globals().get(definition);
    }
    return switch (definition.name()) {
      case "last_insert_id", "identity" -> new Value.Int(state.lastInsertId(), true);
      case "warning_count" -> new Value.Int(state.diagnostics().total(), true);
      case "error_count" -> new Value.Int(state.diagnostics().errors(), true);
      case "pseudo_thread_id" -> new Value.Int(state.connectionId(), true);
      case "timestamp" -> timestamp(state.variables());
      default -> state.variables().get(definition);
    };
  }

  @Override
  public long nowMicros() {
    return nowMicros;
  }

  @Override
  public long clockMicros() {
    return clock();
  }

  @Override
  public int zoneOffsetAt(long utcSeconds) {
    return TimeZones.offsetAt(state.variables().zone(), utcSeconds, false);
  }

  @Override
  public @Nullable Integer zoneOffset(String zone, long seconds, boolean local) {
    ZoneId found =
        zone.equalsIgnoreCase("SESSION") ? state.variables().zone() : TimeZones.find(zone);
    return found == null ? null : TimeZones.offsetAt(found, seconds, local);
  }

  @Override
  public double random() {
    return state.random().nextDouble();
  }

  @Override
  public byte[] randomBytes(int count) {
    byte[] bytes = new byte[count];
    SECURE.nextBytes(bytes);
    return bytes;
  }

  @Override
  public long uuidShort() {
    return state.variables().globals().nextUuidShort();
  }

  @Override
  public String uuid() {
    long ticks = Math.addExact(Math.multiplyExact(clock(), 10), GREGORIAN_OFFSET);
    ticks += SECURE.nextInt(10);
    long high =
        ((ticks & 0xffffffffL) << 32)
            | (((ticks >>> 32) & 0xffff) << 16)
            | 0x1000
            | ((ticks >>> 48) & 0xfff);
    // A random node with the multicast bit, as RFC 4122 wants where no address is told.
    long low = 0x8000000000000000L | (SECURE.nextLong() & 0x3fffffffffffffffL) | 0x010000000000L;
    return new UUID(high, low).toString();
  }

  @Override
  public long connectionId() {
    return state.connectionId();
  }

  @Override
  public String user() {
    return state.user() + "@" + state.host();
  }

  @Override
  public String account() {
    return state.account();
  }

  @Override
  public long lastInsertId() {
    return state.lastInsertId();
  }

  @Override
  public void setLastInsertId(long value) {
    state.setExplicitInsertId(value);
  }

  @Override
  public long rowCount() {
    return state.rowCount();
  }

  @Override
  public long foundRows() {
    return state.foundRows();
  }

  @Override
  public Session session() {
    return planning;
  }

  @Override
  public String serverVersion() {
    return state.variables().text("version");
  }

  /**
   * From now on warnings of functions are errors where MySQL makes some of them: strict changes.
   */
  public void refuseWarnings() {
    strict = true;
  }

  @Override
  public void warn(String level, int code, String message) {
    if (isTrial) {
      throw new SqlException(code, "01000", message);
    }
    String refused = strict && level.equals("Warning") ? STRICT.get(code) : null;
    if (refused != null) {
      throw new SqlException(code, refused, message);
    }
    state.warn(level, code, message);
  }

  private static long startMicros(SessionVariables variables) {
    if (variables.get("timestamp") instanceof Value.Decimal fixed && fixed.number().signum() != 0) {
      return fixed.number().movePointRight(6).longValue();
    }
    return clock();
  }

  private static Value timestamp(SessionVariables variables) {
    return new Value.Decimal(BigDecimal.valueOf(startMicros(variables), 6));
  }

  private static long clock() {
    java.time.Instant now = java.time.Instant.now();
    return now.getEpochSecond() * 1_000_000L + now.getNano() / 1000;
  }
}
