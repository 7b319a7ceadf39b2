package io.edgesql.proxy.execute;

import io.edgesql.backend.BackendException;
import io.edgesql.backend.ShardRequest;
import io.edgesql.dialect.catalog.Table;
import io.edgesql.protocol.error.MySqlError;
import io.edgesql.proxy.state.Failures;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the proxy knows of an open transaction: which statements stand, by their numbers, where its
 * savepoints are, and which shard holds its rows and locks. Session's thread only.
 */
final class OpenTransaction {
  /** Characters of a statement that an error shows. */
  private static final int SHOWN_STATEMENT_CHARS = 200;

  final long number;
  final String id;
  final TransactionTraits traits;
  final Isolation isolation;
  final boolean isExplicit;
  final boolean isReadOnly;

  private final Map<String, Table> written = new HashMap<>();
  private final List<Mark> savepoints = new ArrayList<>();
  private final KnownRows knownRows = new KnownRows();
  private final List<Ahead> ahead = new ArrayList<>();

  /** Number of the last statement that stands. */
  private long at;

  /**
   * Number of a read that was answered before the shard was asked, on which all others rest; 0:
   * none.
   */
  private long assumed;

  /** The last number that was given to a statement. */
  private long lastNumber;

  private @Nullable String shard;
  private @Nullable String boot;
  private boolean isKnown;
  private boolean mayHoldLocks;
  private @Nullable BackendException aheadFailure;
  private long idleSinceNanos = System.nanoTime();

  /** A savepoint: the last statement before it. */
  private record Mark(String name, long at) {}

  /** A statement that was answered and not sent yet. */
  private record Ahead(long statement, ShardRequest request) {}

  /**
   * A transaction that has done nothing yet.
   *
   * @param number counts the session's transactions
   * @param id unique among all transactions of all proxies
   * @param isExplicit whether START TRANSACTION began it
   */
  OpenTransaction(
      long number,
      String id,
      TransactionTraits traits,
      Isolation isolation,
      boolean isExplicit,
      boolean isReadOnly) {
    this.number = number;
    this.id = id;
    this.traits = traits;
    this.isolation = isolation;
    this.isExplicit = isExplicit;
    this.isReadOnly = isReadOnly;
  }

  /** Whether statements stand that have changed something, or tried to. */
  boolean hasWritten() {
    return at > 0;
  }

  boolean hasWrittenAny(List<String> tables) {
    return at > 0 && tables.stream().anyMatch(written::containsKey);
  }

  @Nullable String shard() {
    return shard;
  }

  /** Whether the shard was told of it, and so may hold locks for it. */
  boolean isKnown() {
    return isKnown;
  }

  /**
   * A request is about to tell the shard of it.
   *
   * @param locks whether the request may take locks that stay
   */
  void told(boolean locks) {
    isKnown = true;
    mayHoldLocks |= locks || isolation == Isolation.SERIALIZABLE;
  }

  boolean mayHoldLocks() {
    return mayHoldLocks;
  }

  /** The shard forgets it, or has. */
  void forgotten() {
    isKnown = false;
  }

  /** Its request was answered: from now on it is idle. */
  void answered(@Nullable String replyBoot) {
    boot = boot == null ? replyBoot : boot;
    rests();
  }

  void rests() {
    idleSinceNanos = System.nanoTime();
  }

  boolean isIdleLongerThan(Duration bound) {
    return System.nanoTime() - idleSinceNanos > bound.toNanos();
  }

  /** A number for the next statement; it stands once {@link #stands} says so. */
  long nextStatement() {
    return ++lastNumber;
  }

  /** A statement was done: its changes are the transaction's. */
  void stands(long statement, List<String> tables, CatalogSnapshot snapshot) {
    at = statement;
    for (String table : tables) {
      Table definition = snapshot.physicalTable(table);
      if (definition != null) {
        written.put(table, definition);
      }
    }
  }

  /** A read was answered that the shard has to confirm; until it does, nothing can be committed. */
  void assumes(long statement, List<String> tables, CatalogSnapshot snapshot) {
    assumed = statement;
    stands(statement, tables, snapshot);
    rests();
  }

  /**
   * How a request names the transaction.
   *
   * @param statement its number if what it changes is to stay, else 0
   */
  ShardRequest.Transaction mark(long statement, boolean readsSnapshot) {
    return new ShardRequest.Transaction(id, boot, at, statement, readsSnapshot);
  }

  /** Ends it without a look at its statements. */
  ShardRequest lastRequest() {
    return ShardRequest.rollback(0, List.of())
        .withTransaction(new ShardRequest.Transaction(id, boot))
        .releasing();
  }

  /** What it has locked for itself and read. */
  KnownRows knownRows() {
    return knownRows;
  }

  /** A statement stands though the shard has not seen it: it goes there with the next request. */
  void goesAhead(long statement, ShardRequest request) {
    ahead.add(new Ahead(statement, request));
  }

  /** The requests that must be sent before any other, each once. */
  List<ShardRequest> takeAhead() {
    if (ahead.isEmpty()) {
      return List.of();
    }
    List<ShardRequest> requests = ahead.stream().map(Ahead::request).toList();
    ahead.clear();
    return requests;
  }

  /** A request that was sent ahead has failed, so that its statement is not in the shard. */
  void aheadFailed(BackendException failure) {
    aheadFailure = aheadFailure == null ? failure : aheadFailure;
  }

  /** Why the transaction cannot go on, if that is because of what was sent ahead. */
  @Nullable BackendException aheadFailure() {
    return aheadFailure;
  }

  /** Nothing that was written to this table has to be kept any more. */
  void forget(String table) {
    written.remove(table);
  }

  /** What was written fits another schema version only if its tables are the same in it. */
  boolean fits(CatalogSnapshot snapshot) {
    for (Map.Entry<String, Table> entry : written.entrySet()) {
      if (!entry.getValue().equals(snapshot.physicalTable(entry.getKey()))) {
        return false;
      }
    }
    return true;
  }

  void savepoint(String name) {
    savepoints.removeIf(mark -> mark.name.equalsIgnoreCase(name));
    savepoints.add(new Mark(name, at));
  }

  /** Forgets the statements after a savepoint, and the savepoints after it. */
  void rollbackTo(String name) {
    int index = indexOf(name);
    at = Math.max(assumed, savepoints.get(index).at);
    ahead.removeIf(each -> each.statement > at);
    knownRows.forgetAll();
    savepoints.subList(index + 1, savepoints.size()).clear();
  }

  /** Forgets a savepoint and those after it; the statements stand. */
  void releaseSavepoint(String name) {
    savepoints.subList(indexOf(name), savepoints.size()).clear();
  }

  private int indexOf(String name) {
    for (int index = savepoints.size() - 1; index >= 0; index--) {
      if (savepoints.get(index).name.equalsIgnoreCase(name)) {
        return index;
      }
    }
    throw noSavepoint(name);
  }

  static RuntimeException noSavepoint(String name) {
    return Failures.of(MySqlError.ER_SP_DOES_NOT_EXIST, "SAVEPOINT", name);
  }

  /**
   * Binds the transaction to a shard.
   *
   * <p>Differs: MySQL has one shard. A transaction stays on the first that it touches.
   *
   * @param statement what is to be run there, for the error
   */
  void use(String wanted, String statement) {
    if (shard == null) {
      shard = wanted;
    } else if (!shard.equals(wanted)) {
      int shown = Math.min(statement.length(), SHOWN_STATEMENT_CHARS);
      throw Failures.of(
          MySqlError.ER_NOT_SUPPORTED_YET,
          "a transaction over two shards: it began on shard '"
              + shard
              + "' and the statement is for shard '"
              + wanted
              + "' ("
              + statement.substring(0, shown)
              + ")");
    }
  }
}
