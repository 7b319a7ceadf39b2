package io.edgesql.backend;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Steps that run in order inside one transaction of a shard.
 *
 * @param schemaVersion version the statements were made for; 0 = not checked
 * @param steps may be empty (to release locks, say)
 * @param end what becomes of the changes
 * @param write makes a committing request exactly-once; without it a lost reply is ambiguous
 * @param tx the open transaction this belongs to
 * @param rows rows that alone matter of their tables, as locks on them are named; besides those
 *     that {@code locks} names
 * @param locks taken before the steps run; without {@code tx} for this request only
 * @param lockWait how long to wait for the locks; zero = fail at once with {@code LOCK_NOWAIT}
 * @param under id of a transaction of the same session whose locks are not in the way; null: none
 * @param release frees the locks of {@code tx} after this request
 * @param next who gets locks that {@code release} frees; null: whoever waits first
 * @param flags constraint checks
 * @param deadline how long an answer may take, retries included, with {@code lockWait} on top; zero
 *     = the backend's default
 */
public record ShardRequest(
    long schemaVersion,
    List<Step> steps,
    End end,
    @Nullable WriteId write,
    @Nullable Transaction tx,
    List<Lock> rows,
    List<Lock> locks,
    Duration lockWait,
    @Nullable String under,
    boolean release,
    @Nullable Next next,
    Flags flags,
    Duration deadline) {

  /** What becomes of a request's changes. */
  public enum End {
    /** They stay. */
    COMMIT,
    /** Results are computed, then everything is undone: safe to repeat. */
    ROLLBACK,
    /**
     * There are none, as the sender knows from its plan: safe to repeat. Goes out like {@code
     * COMMIT}, since there is nothing to undo.
     */
    READ
  }

  /**
   * Names a write for ever.
   *
   * @param session unique for each client session, over restarts of the proxy too
   * @param seq grows with every write of the session; used again only to repeat the same write
   */
  public record WriteId(String session, long seq) {}

  /**
   * An open transaction.
   *
   * @param id unique among all transactions of all proxies
   * @param boot {@link ShardReply#boot} of the reply to its first request; null before that. If
   *     what the shard knows of it may be gone (the object restarted or the socket was lost) the
   *     request fails with {@code LOCKS_LOST}
   * @param at number of its last statement that stands, 0 before the first; -1: it only holds locks
   * @param number of this statement, larger than any before: what it changes becomes the
   *     transaction's; 0: nothing of it stays
   * @param readsSnapshot reads see the transaction's snapshot, which the first of them takes
   */
  public record Transaction(
      String id, @Nullable String boot, long at, long number, boolean readsSnapshot) {

    /** A transaction that only holds locks. */
    public Transaction(String id, @Nullable String boot) {
      this(id, boot, -1, 0, false);
    }
  }

  /**
   * A lock on a row or, with a null key, a table.
   *
   * @param key the row's key in the sender's canonical spelling
   * @param isClosing whether plain reads of others wait for it, too; a table's lock alone can
   */
  public record Lock(String table, @Nullable String key, LockMode mode, boolean isClosing) {
    public Lock(String table, @Nullable String key, LockMode mode) {
      this(table, key, mode, false);
    }
  }

  /**
   * The transaction that gets these locks as they are freed, before all others that wait for them.
   *
   * @param tx its id; it may not have sent anything yet
   */
  public record Next(String tx, List<Lock> locks) {}

  /** Shared or exclusive. */
  public enum LockMode {
    S,
    X
  }

  /** Which checks apply while the steps run. */
  public record Flags(boolean foreignKeys, boolean uniqueChecks) {
    public static final Flags DEFAULT = new Flags(true, true);
  }

  public ShardRequest {
    if (write != null && end != End.COMMIT) {
      throw new IllegalArgumentException("Only a committing request is a write");
    }
    if (next != null && !release) {
      throw new IllegalArgumentException("Only locks that are freed can be handed on");
    }
    if (schemaVersion < 0 || lockWait.isNegative() || deadline.isNegative()) {
      throw new IllegalArgumentException("Schema version, lock wait and deadline start at zero");
    }
  }

  /** A request that changes nothing. */
  public static ShardRequest read(long schemaVersion, List<Step> steps) {
    return plain(schemaVersion, steps, End.READ, null);
  }

  /** A committing, exactly-once request. */
  public static ShardRequest write(long schemaVersion, List<Step> steps, WriteId write) {
    return plain(schemaVersion, steps, End.COMMIT, write);
  }

  /** A request whose changes are undone once its results are known. */
  public static ShardRequest rollback(long schemaVersion, List<Step> steps) {
    return plain(schemaVersion, steps, End.ROLLBACK, null);
  }

  private static ShardRequest plain(
      long schemaVersion, List<Step> steps, End end, @Nullable WriteId write) {
    return new ShardRequest(
        schemaVersion,
        steps,
        end,
        write,
        null,
        List.of(),
        List.of(),
        Duration.ZERO,
        null,
        false,
        null,
        Flags.DEFAULT,
        Duration.ZERO);
  }

  /** Whether running it a second time does no harm. */
  public boolean isRepeatable() {
    return write != null || end != End.COMMIT;
  }

  public ShardRequest withTransaction(Transaction transaction) {
    Copy copy = new Copy(this);
    copy.tx = transaction;
    return copy.made();
  }

  public ShardRequest withLocks(List<Lock> newLocks, Duration wait) {
    Copy copy = new Copy(this);
    copy.locks = newLocks;
    copy.lockWait = wait;
    return copy.made();
  }

  /** Tells which rows alone matter. */
  public ShardRequest withRows(List<Lock> only) {
    Copy copy = new Copy(this);
    copy.rows = only;
    return copy.made();
  }

  /** Runs under the locks of another transaction of the same session. */
  public ShardRequest under(String transaction) {
    Copy copy = new Copy(this);
    copy.under = transaction;
    return copy.made();
  }

  /** Frees the transaction's locks afterwards. */
  public ShardRequest releasing() {
    Copy copy = new Copy(this);
    copy.release = true;
    return copy.made();
  }

  /** Frees the transaction's locks afterwards, some of them for one who waits. */
  public ShardRequest releasingTo(@Nullable Next who) {
    Copy copy = new Copy(this);
    copy.release = true;
    copy.next = who;
    return copy.made();
  }

  public ShardRequest withFlags(Flags newFlags) {
    Copy copy = new Copy(this);
    copy.flags = newFlags;
    return copy.made();
  }

  public ShardRequest withDeadline(Duration newDeadline) {
    Copy copy = new Copy(this);
    copy.deadline = newDeadline;
    return copy.made();
  }

  /** A request in the making, of which some members are changed. */
  private static final class Copy {
    private final ShardRequest of;
    private @Nullable Transaction tx;
    private List<Lock> rows;
    private List<Lock> locks;
    private Duration lockWait;
    private @Nullable String under;
    private boolean release;
    private @Nullable Next next;
    private Flags flags;
    private Duration deadline;

    Copy(ShardRequest of) {
      this.of = of;
      this.tx = of.tx;
      this.rows = of.rows;
      this.locks = of.locks;
      this.lockWait = of.lockWait;
      this.under = of.under;
      this.release = of.release;
      this.next = of.next;
      this.flags = of.flags;
      this.deadline = of.deadline;
    }

    ShardRequest made() {
      return new ShardRequest(
          of.schemaVersion,
          of.steps,
          of.end,
          of.write,
          tx,
          rows,
          locks,
          lockWait,
          under,
          release,
          next,
          flags,
          deadline);
    }
  }
}
