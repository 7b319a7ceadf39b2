package io.edgesql.proxy.session;

import io.edgesql.dialect.plan.Session;
import io.edgesql.protocol.Bytes;
import io.edgesql.protocol.command.ParameterType;
import io.edgesql.protocol.error.MySqlError;
import io.edgesql.proxy.execute.CatalogSnapshot;
import io.edgesql.proxy.execute.Compiled;
import io.edgesql.proxy.execute.Result;
import io.edgesql.proxy.state.Failures;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The prepared statements of one session: by number (COM_STMT_PREPARE) and by name (PREPARE). */
final class PreparedStatements {
  /** One prepared statement. Its compiled form is renewed when the schema moves on. */
  static final class Prepared {
    private final int id;
    private final String text;
    private Compiled compiled;

    /** What {@code compiled} was planned for when it last ran; null before that. */
    private @Nullable Session session;

    private List<ParameterType> types = List.of();
    private final Map<Integer, Bytes> longData = new HashMap<>();
    private boolean isLongDataTooLarge;
    private Result.@Nullable RowSet cursor;
    private int cursorRow;

    Prepared(int id, String text, Compiled compiled) {
      this.id = id;
      this.text = text;
      this.compiled = compiled;
    }

    int id() {
      return id;
    }

    String text() {
      return text;
    }

    Compiled compiled() {
      return compiled;
    }

    /**
     * The plan, if neither the session nor the schema has changed since it ran.
     *
     * @param current from {@code SessionState.planning}, which gives the same object until
     *     something changes
     */
    @SuppressWarnings("ReferenceEquality") // Both are replaced whenever something changes.
    @Nullable Compiled compiledFor(Session current, CatalogSnapshot snapshot) {
      return session == current && compiled.snapshot() == snapshot ? compiled : null;
    }

    void renew(Compiled newer, Session plannedFor) {
      compiled = newer;
      session = plannedFor;
    }

    List<ParameterType> types() {
      return types;
    }

    void rememberTypes(List<ParameterType> sent) {
      if (!sent.isEmpty()) {
        types = sent;
      }
    }

    Map<Integer, Bytes> longData() {
      return longData;
    }

    boolean isLongDataTooLarge() {
      return isLongDataTooLarge;
    }

    void clearLongData() {
      longData.clear();
      isLongDataTooLarge = false;
    }

    Result.@Nullable RowSet cursor() {
      return cursor;
    }

    int cursorRow() {
      return cursorRow;
    }

    void openCursor(Result.@Nullable RowSet rows) {
      cursor = rows;
      cursorRow = 0;
    }

    void moveCursor(int row) {
      cursorRow = row;
    }
  }

  private final Connections connections;
  private final int maxPerSession;
  private final int maxLongDataBytes;
  private final Map<Integer, Prepared> byId = new HashMap<>();
  private final Map<String, Prepared> byName = new HashMap<>();
  private int nextId = 1;
  private long longDataBytes;

  PreparedStatements(Connections connections, int maxPerSession, int maxLongDataBytes) {
    this.connections = connections;
    this.maxPerSession = maxPerSession;
    this.maxLongDataBytes = maxLongDataBytes;
  }

  /** Keeps a statement under a new number. */
  Prepared add(String text, Compiled compiled, long maxCount) {
    admit(maxCount);
    Prepared prepared = new Prepared(nextId++, text, compiled);
    byId.put(prepared.id, prepared);
    return prepared;
  }

  Prepared find(int id, String function) {
    Prepared found = byId.get(id);
    if (found == null) {
      throw Failures.of(MySqlError.ER_UNKNOWN_STMT_HANDLER, Integer.toUnsignedString(id), function);
    }
    return found;
  }

  @Nullable Prepared findOrNull(int id) {
    return byId.get(id);
  }

  void close(int id) {
    Prepared closed = byId.remove(id);
    if (closed != null) {
      release(closed);
      connections.givePrepared(1);
    }
  }

  /** Appends long data; too much of it makes the next execution fail. */
  void append(int id, int parameter, Bytes data) {
    Prepared prepared = byId.get(id);
    if (prepared == null) {
      return;
    }
    if (longDataBytes + data.length() > maxLongDataBytes) {
      prepared.isLongDataTooLarge = true;
      return;
    }
    longDataBytes += data.length();
    prepared.longData.merge(parameter, data, PreparedStatements::concat);
  }

  /** Long data lasts until the execution that uses it. */
  void release(Prepared prepared) {
    for (Bytes data : prepared.longData.values()) {
      longDataBytes -= data.length();
    }
    prepared.clearLongData();
  }

  /** PREPARE name: replaces what had the name. */
  void putNamed(String name, String text, Compiled compiled, long maxCount) {
    removeNamed(name);
    admit(maxCount);
    byName.put(name.toLowerCase(Locale.ROOT), new Prepared(0, text, compiled));
  }

  Prepared findNamed(String name, String command) {
    Prepared found = byName.get(name.toLowerCase(Locale.ROOT));
    if (found == null) {
      throw Failures.of(MySqlError.ER_UNKNOWN_STMT_HANDLER, name, command);
    }
    return found;
  }

  boolean removeNamed(String name) {
    boolean isRemoved = byName.remove(name.toLowerCase(Locale.ROOT)) != null;
    if (isRemoved) {
      connections.givePrepared(1);
    }
    return isRemoved;
  }

  void clear() {
    connections.givePrepared(byId.size() + byName.size());
    byId.clear();
    byName.clear();
    longDataBytes = 0;
  }

  private void admit(long maxCount) {
    int limit = (int) Math.min(maxCount, Integer.MAX_VALUE);
    if (byId.size() + byName.size() >= maxPerSession || !connections.takePrepared(limit)) {
      throw Failures.of(
          MySqlError.ER_MAX_PREPARED_STMT_COUNT_REACHED, Math.min(limit, maxPerSession));
    }
  }

  private static Bytes concat(Bytes first, Bytes second) {
    List<byte[]> parts = new ArrayList<>(List.of(first.toArray(), second.toArray()));
    byte[] all = new byte[first.length() + second.length()];
    System.arraycopy(parts.get(0), 0, all, 0, first.length());
    System.arraycopy(parts.get(1), 0, all, first.length(), second.length());
    return Bytes.wrap(all);
  }
}
