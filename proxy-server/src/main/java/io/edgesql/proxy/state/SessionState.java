package io.edgesql.proxy.state;

import io.edgesql.dialect.plan.Grants;
import io.edgesql.dialect.plan.ReadMode;
import io.edgesql.dialect.plan.Rights;
import io.edgesql.dialect.plan.Session;
import io.edgesql.dialect.tree.Locals;
import io.edgesql.dialect.types.Value;
import io.edgesql.protocol.type.Collation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** What one session knows between its statements. One statement at a time may touch it. */
public final class SessionState {
  public static final String LOCALHOST = "localhost";
  public static final String ANY_HOST = "%";

  private final long connectionId;
  private final SessionVariables variables;
  private final Diagnostics diagnostics = new Diagnostics();
  private final Map<String, Value> userVariables = new HashMap<>();
  private final Random random = new Random();
  private int resetCollationId;
  private String user = "";
  private String host = "";
  private @Nullable String database;
  private long lastInsertId;
  private long explicitInsertId;
  private long rowCount;
  private long foundRows;
  private boolean countsFoundRows;
  private boolean locksTables;
  private long sleepMicros;
  private boolean sleepIsCutShort;
  private final List<Value> lockAnswers = new ArrayList<>();
  private Map<String, String> connectionStatus = Map.of();
  private @Nullable ReadReceipt lastRead;
  private @Nullable ReadMode statementReadMode;
  private Rights rights = Rights.ALL;
  private final Map<Integer, Value> functionAnswers = new HashMap<>();
  private FunctionCall.@Nullable Runner functions;
  private boolean isRepeatable;
  private Locals locals = Locals.NONE;
  private @Nullable Session planned;
  private @Nullable Object plannedMode;
  private @Nullable Object plannedCollation;

  public SessionState(long connectionId, GlobalVariables globals) {
    this.connectionId = connectionId;
    this.variables = new SessionVariables(globals, this::lastReadText);
  }

  /** Forgets all but who the client is and its database: COM_RESET_CONNECTION. */
  public void reset() {
    variables.reset();
    if (resetCollationId != 0) {
      variables.login(Collation.ofIdOrDefault(resetCollationId));
      resetCollationId = 0;
    }
    diagnostics.clear();
    userVariables.clear();
    locksTables = false;
    lastInsertId = 0;
    rowCount = 0;
    foundRows = 0;
    lastRead = null;
  }

  /** COM_CHANGE_USER's own collation and database, which its reset must not forget. */
  public void afterReset(int collationId, @Nullable String newDatabase) {
    resetCollationId = collationId;
    database = newDatabase;
  }

  /** Who has logged in, from where, and what he may do. */
  public void identify(String newUser, String newHost, Grants grants) {
    user = newUser;
    host = newHost;
    rights = Rights.of(grants, newUser, newHost, accountHost());
    planned = null;
  }

  /** What the user may do. */
  public Rights rights() {
    return rights;
  }

  public long connectionId() {
    return connectionId;
  }

  public SessionVariables variables() {
    return variables;
  }

  public Diagnostics diagnostics() {
    return diagnostics;
  }

  public void warn(String level, int code, String message) {
    diagnostics.add(level, code, message, variables.number("max_error_count"));
  }

  /** A condition with an SQLSTATE of its own. */
  public void warn(Diagnostics.Condition condition) {
    diagnostics.add(condition, variables.number("max_error_count"));
  }

  public Random random() {
    return random;
  }

  public String user() {
    return user;
  }

  /** The client's host without its port. */
  public String host() {
    return host;
  }

  /**
   * The host part of the account that the client is logged in as: each user is known from localhost
   * and from anywhere, and as in MySQL the nearer account is the one that counts.
   */
  public String accountHost() {
    return host.equals(LOCALHOST) ? LOCALHOST : ANY_HOST;
  }

  /** CURRENT_USER(). */
  public String account() {
    return user + "@" + accountHost();
  }

  public @Nullable String database() {
    return database;
  }

  public void use(@Nullable String newDatabase) {
    database = newDatabase;
  }

  public Value userVariable(String name) {
    return userVariables.getOrDefault(name.toLowerCase(Locale.ROOT), Value.Null.NULL);
  }

  public void setUserVariable(String name, Value value) {
    userVariables.put(name.toLowerCase(Locale.ROOT), value);
  }

  public Map<String, Value> userVariables() {
    return userVariables;
  }

  /** What LAST_INSERT_ID() gives. */
  public long lastInsertId() {
    return lastInsertId;
  }

  public void setLastInsertId(long id) {
    lastInsertId = id;
  }

  /** LAST_INSERT_ID(n): also what the statement reports as its insert id. */
  public void setExplicitInsertId(long id) {
    lastInsertId = id;
    explicitInsertId = id;
  }

  /** What LAST_INSERT_ID(n) set in this statement, or 0; forgets it. */
  public long takeExplicitInsertId() {
    long id = explicitInsertId;
    explicitInsertId = 0;
    return id;
  }

  public long rowCount() {
    return rowCount;
  }

  /** -1 after a result set or an error. */
  public void setRowCount(long count) {
    rowCount = count;
  }

  public long foundRows() {
    return foundRows;
  }

  public void setFoundRows(long count) {
    foundRows = count;
  }

  /** CLIENT_FOUND_ROWS: affected rows of UPDATE are matched ones. */
  public boolean countsFoundRows() {
    return countsFoundRows;
  }

  public void setCountsFoundRows(boolean counts) {
    countsFoundRows = counts;
  }

  /** Whether LOCK TABLES is in effect: UNLOCK TABLES then ends a transaction. */
  public boolean locksTables() {
    return locksTables;
  }

  public void setLocksTables(boolean locks) {
    locksTables = locks;
  }

  /** SLEEP(): adds to what the running statement has to wait; true if it was woken by KILL. */
  public boolean sleep(long micros) {
    if (!sleepIsCutShort) {
      sleepMicros += micros;
    }
    return sleepIsCutShort;
  }

  /** What locking functions gave in the running statement, in the order of their evaluation. */
  public List<Value> lockAnswers() {
    return lockAnswers;
  }

  /** What stored functions gave in the running statement, by the number of the call. */
  public Map<Integer, Value> functionAnswers() {
    return functionAnswers;
  }

  /** Whether the running statement may be evaluated again once a function has its value. */
  public boolean isRepeatable() {
    return isRepeatable;
  }

  public void setRepeatable(boolean repeatable) {
    isRepeatable = repeatable;
  }

  /** What runs stored functions; null where there is no session. */
  public FunctionCall.@Nullable Runner functions() {
    return functions;
  }

  public void setFunctions(FunctionCall.Runner runner) {
    functions = runner;
  }

  /** From now on SLEEP() does not wait, and says so. */
  public void cutSleepShort(boolean cutShort) {
    sleepIsCutShort = cutShort;
  }

  /** Microseconds to wait; forgets them. */
  public long takeSleep() {
    long micros = sleepMicros;
    sleepMicros = 0;
    return micros;
  }

  /** Status variables that differ from one connection to another, by name. */
  public Map<String, String> connectionStatus() {
    return connectionStatus;
  }

  public void setConnectionStatus(Map<String, String> status) {
    connectionStatus = Map.copyOf(status);
  }

  /** Where the rows of the last query came from; null before the first one. */
  public @Nullable ReadReceipt lastRead() {
    return lastRead;
  }

  public void setLastRead(ReadReceipt receipt) {
    lastRead = receipt;
  }

  private String lastReadText() {
    ReadReceipt receipt = lastRead;
    return receipt == null ? "" : receipt.toString();
  }

  /** The read mode that the running statement's attributes ask for, or null. */
  public @Nullable ReadMode statementReadMode() {
    return statementReadMode;
  }

  public void setStatementReadMode(@Nullable ReadMode mode) {
    statementReadMode = mode;
  }

  /**
   * The variables that the running statement of a stored routine sees; none outside of routines.
   */
  public Locals locals() {
    return locals;
  }

  public void setLocals(Locals visible) {
    locals = visible;
  }

  /** What planning depends on; the same object as long as nothing of it changes. */
  public Session planning() {
    Object mode = variables.sqlMode();
    Object collation = variables.connectionCollation();
    Session known = planned;
    if (known == null
        || plannedMode != mode
        || plannedCollation != collation
        || !known.locals().equals(locals)
        || !java.util.Objects.equals(known.database(), database)) {
      known =
          new Session(
              database,
              Collations.ofWire(variables.connectionCollation()),
              variables.sqlMode(),
              rights,
              locals);
      planned = known;
      plannedMode = mode;
      plannedCollation = collation;
    }
    return known;
  }
}
