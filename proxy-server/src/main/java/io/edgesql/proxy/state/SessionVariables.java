package io.edgesql.proxy.state;

import io.edgesql.dialect.plan.ReadMode;
import io.edgesql.dialect.plan.Session.SqlMode;
import io.edgesql.dialect.types.Value;
import io.edgesql.protocol.error.MySqlError;
import io.edgesql.protocol.type.Collation;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The session values of the system variables. What statements ask for all the time is kept decoded.
 */
public final class SessionVariables {
  /** Tells where the rows of the last query came from. */
  public static final String LAST_READ = "edgesql_last_read";

  private final GlobalVariables globals;
  private final Supplier<String> lastRead;
  private final Map<String, Value> values = new HashMap<>();
  private @Nullable SqlMode sqlMode;
  private @Nullable ZoneId zone;
  private @Nullable Collation connectionCollation;
  private @Nullable Collation loginCollation;
  private @Nullable ReadMode readMode;
  private boolean isReadModeKnown;

  /**
   * A new session: every value as the global one is now.
   *
   * @param lastRead gives the value of {@code edgesql_last_read}
   */
  public SessionVariables(GlobalVariables globals, Supplier<String> lastRead) {
    this.globals = globals;
    this.lastRead = lastRead;
    reset();
  }

  /** What COM_RESET_CONNECTION and COM_CHANGE_USER do. */
  public void reset() {
    values.clear();
    for (VariableDefinition definition : globals.catalogue().all()) {
      if (definition.hasSession()) {
        Value global = globals.get(definition);
        if (global != definition.defaultValue()) {
          values.put(definition.name(), global);
        }
      }
    }
    forgetDecoded();
  }

  public GlobalVariables globals() {
    return globals;
  }

  public Value get(VariableDefinition definition) {
    if (!definition.hasSession()) {
      return globals.get(definition);
    }
    if (definition.name().equals(LAST_READ)) {
      return new Value.Text(lastRead.get());
    }
    return values.getOrDefault(definition.name(), definition.defaultValue());
  }

  public Value get(String name) {
    return get(globals.definition(name));
  }

  /** Sets without looking at rules; see {@link VariableRules}. */
  public void put(String name, Value value) {
    values.put(name, value);
    forgetDecoded();
  }

  public String text(String name) {
    return VariableDefinition.textOf(get(name));
  }

  /** Values beyond 2^63 are given as the greatest long. */
  public long number(String name) {
    if (get(name) instanceof Value.Int number) {
      return number.bits() < 0 && number.unsigned() ? Long.MAX_VALUE : number.bits();
    }
    return 0;
  }

  public boolean isOn(String name) {
    return number(name) != 0;
  }

  public boolean autocommit() {
    return isOn("autocommit");
  }

  public SqlMode sqlMode() {
    SqlMode known = sqlMode;
    if (known == null) {
      known = SqlModes.parse(text("sql_mode"));
      sqlMode = known;
    }
    return known;
  }

  /** {@code edgesql_read_mode}; null when it is empty. */
  public @Nullable ReadMode readMode() {
    if (!isReadModeKnown) {
      readMode = ReadMode.parse(text("edgesql_read_mode"));
      isReadModeKnown = true;
    }
    return readMode;
  }

  public ZoneId zone() {
    ZoneId known = zone;
    if (known == null) {
      String name = text("time_zone");
      known = TimeZones.find(name);
      if (known == null) {
        throw Failures.of(MySqlError.ER_UNKNOWN_TIME_ZONE, name);
      }
      zone = known;
    }
    return known;
  }

  public Collation connectionCollation() {
    Collation known = connectionCollation;
    if (known == null) {
      known = Collation.ofName(text("collation_connection")).orElse(Collation.UTF8MB4_0900_AI_CI);
      connectionCollation = known;
    }
    return known;
  }

  /** The collation in which results are sent; null: each column in its own. */
  public @Nullable Collation resultsCollation() {
    Value value = get("character_set_results");
    if (value.isNull() || VariableDefinition.textOf(value).isEmpty()) {
      return null;
    }
    String charset = VariableDefinition.textOf(value);
    Collation login = loginCollation;
    return login != null && login.characterSet().equals(charset)
        ? login
        : Collation.defaultOf(charset).orElse(Collation.UTF8MB4_0900_AI_CI);
  }

  /** What the handshake does: the collation's own id is the one that results carry. */
  public void login(Collation collation) {
    setNames(collation);
    loginCollation = collation;
  }

  /** What SET NAMES does. */
  public void setNames(Collation collation) {
    loginCollation = null;
    Value charset = new Value.Text(collation.characterSet());
    values.put("character_set_client", charset);
    values.put("character_set_connection", charset);
    values.put("character_set_results", charset);
    values.put("collation_connection", new Value.Text(collation.name()));
    forgetDecoded();
  }

  private void forgetDecoded() {
    sqlMode = null;
    zone = null;
    connectionCollation = null;
    isReadModeKnown = false;
  }
}
