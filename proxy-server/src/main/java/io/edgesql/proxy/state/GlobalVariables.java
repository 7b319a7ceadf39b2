package io.edgesql.proxy.state;

import io.edgesql.dialect.types.Value;
import io.edgesql.protocol.error.MySqlError;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** The global values of all system variables. Thread-safe. */
public final class GlobalVariables {
  private final VariableCatalogue catalogue;
  private final Map<String, Value> changed = new ConcurrentHashMap<>();

  private final AtomicLong uuidShort;

  public GlobalVariables(VariableCatalogue catalogue) {
    this.catalogue = catalogue;
    // As MySQL makes it of server_id and the time of its start, but that proxies, whose server_id
    // may be the same, begin anywhere in their second.
    this.uuidShort =
        new AtomicLong(
            (number("server_id") & 0xff) << 56
                | (Instant.now().getEpochSecond() & 0xffffffffL) << 24
                | new SecureRandom().nextInt(1 << 23));
  }

  /** The next value of UUID_SHORT(). */
  public long nextUuidShort() {
    return uuidShort.getAndIncrement();
  }

  public VariableCatalogue catalogue() {
    return catalogue;
  }

  /** Of a variable that exists. */
  public VariableDefinition definition(String name) {
    VariableDefinition found = catalogue.find(name);
    if (found == null) {
      throw Failures.of(MySqlError.ER_UNKNOWN_SYSTEM_VARIABLE, name);
    }
    return found;
  }

  public Value get(VariableDefinition definition) {
    return changed.getOrDefault(definition.name(), definition.defaultValue());
  }

  public Value get(String name) {
    return get(definition(name));
  }

  /** The value of a variable that is a number. */
  public long number(String name) {
    return get(name) instanceof Value.Int number ? number.bits() : 0;
  }

  /** Sets without looking at rules: the caller has checked the value, or it is a fact of ours. */
  public void put(String name, Value value) {
    changed.put(name.toLowerCase(Locale.ROOT), value);
  }

  public void putText(String name, String text) {
    put(name, new Value.Text(text));
  }

  public void putNumber(String name, long number) {
    put(name, new Value.Int(number, true));
  }
}
