import { EdgeError } from "../wire/codes";
import type { ShardRequest } from "../wire/request";
import { claimsOf } from "./lock-modes";
import { LockTable, type LockOwner, type LockWait } from "./locks";

/** Ids of transactions whose locks fell while they were open, remembered to tell them. */
const MAX_LOST = 10_000;
const DEFAULT_LOCK_WAIT_MS = 50_000;

interface OpenTransaction {
  readonly owner: LockOwner;
  socket: string;
  leaseEndsMs: number;
}

/** What became of a request that asked for locks. */
export type LockOutcome = { state: "held"; free: () => void } | { state: "waiting" };

/**
 * The locks of open transactions: who they belong to, how long they last and when they fall. All of it is in memory;
 * while a lock is held a timer is pending, which keeps the object from hibernating.
 */
export class Transactions {
  readonly #locks: LockTable;
  readonly #open = new Map<string, OpenTransaction>();
  readonly #lost = new Set<string>();
  #leaseTimer: number | null = null;
  #anonymous = 0;

  constructor(
    private readonly boot: string,
    private readonly leaseMs: number,
    maxLocks: number,
  ) {
    this.#locks = new LockTable(maxLocks);
  }

  /**
   * Takes the locks of a request.
   *
   * @param socket id of the socket that it came on; undefined for HTTP
   * @param later called once when the outcome is `waiting`
   * @throws EdgeError LOCKS_LOST, LOCK_NOWAIT, DEADLOCK, OVERLOADED, BAD_REQUEST
   */
  acquire(
    request: ShardRequest,
    socket: string | undefined,
    later: (error: EdgeError | undefined, free: () => void) => void,
  ): LockOutcome {
    const { tx } = request;
    const claims = claimsOf(request.locks ?? []);
    if (tx) {
      if (socket === undefined) {
        throw new EdgeError("BAD_REQUEST", "an open transaction needs a socket");
      }
      this.checkNotLost(tx.id, tx.boot, request.release === true);
    }
    const known = tx ? this.renew(tx.id, socket ?? "") : undefined;
    if (claims.length === 0) return { state: "held", free: nothing };
    const owner = known?.owner ?? this.#locks.owner(tx ? tx.id : `#${String(this.#anonymous++)}`);
    if (tx && known === undefined) {
      this.#open.set(tx.id, { owner, socket: socket ?? "", leaseEndsMs: Date.now() + this.leaseMs });
    }
    const free = tx
      ? nothing
      : (): void => {
          this.#locks.release(owner);
        };
    const waitMs = request.lockWaitMs ?? DEFAULT_LOCK_WAIT_MS;
    let timer: number | null = null;
    let wait: LockWait | undefined;
    try {
      wait = this.#locks.acquire(owner, claims, waitMs > 0, (error) => {
        clearTimeout(timer);
        if (error?.code === "DEADLOCK") this.forget(owner);
        later(error, free);
      });
    } catch (error) {
      if (!tx) this.#locks.release(owner);
      this.forget(owner);
      throw error;
    }
    this.watchLeases();
    if (wait === undefined) return { state: "held", free };
    const pending = wait;
    timer = setTimeout(() => {
      this.#locks.abandon(pending, new EdgeError("LOCK_TIMEOUT", "the lock was not granted in time"));
    }, waitMs);
    return { state: "waiting" };
  }

  /** Ends a transaction: COMMIT or ROLLBACK has run. */
  release(id: string): void {
    this.#lost.delete(id);
    const open = this.#open.get(id);
    if (open === undefined) return;
    this.#open.delete(id);
    this.#locks.release(open.owner);
    this.watchLeases();
  }

  /** Renews leases: the transactions are alive though they have nothing to say. */
  keep(ids: readonly string[], socket: string): void {
    for (const id of ids) this.renew(id, socket);
  }

  /** A socket is gone: the locks of its transactions fall. */
  dropSocket(socket: string): void {
    for (const [id, open] of [...this.#open]) {
      if (open.socket === socket) this.lose(id, open);
    }
    this.watchLeases();
  }

  /** The last request of a transaction is told too, and with it the transaction is forgotten. */
  private checkNotLost(id: string, boot: string | null | undefined, isLast: boolean): void {
    const isOtherBoot = boot !== undefined && boot !== null && boot !== this.boot;
    const isLost = this.#lost.has(id);
    if (isLast) this.#lost.delete(id);
    if (isOtherBoot || isLost) {
      throw new EdgeError("LOCKS_LOST", "the locks of this transaction were lost", { boot: this.boot });
    }
  }

  private renew(id: string, socket: string): OpenTransaction | undefined {
    const open = this.#open.get(id);
    if (open !== undefined) {
      open.socket = socket;
      open.leaseEndsMs = Date.now() + this.leaseMs;
    }
    return open;
  }

  private lose(id: string, open: OpenTransaction): void {
    this.#open.delete(id);
    if (this.#lost.size >= MAX_LOST) {
      const [oldest] = this.#lost;
      if (oldest !== undefined) this.#lost.delete(oldest);
    }
    this.#lost.add(id);
    this.#locks.release(
      open.owner,
      new EdgeError("LOCKS_LOST", "the locks of this transaction were lost", { boot: this.boot }),
    );
  }

  /** Drops the entry of a transaction that holds nothing and waits for nothing. */
  private forget(owner: LockOwner): void {
    if (owner.held.size === 0 && this.#open.get(owner.id)?.owner === owner) {
      this.#open.delete(owner.id);
      this.watchLeases();
    }
  }

  /** Keeps one timer for the lease that ends first; none when no transaction holds locks. */
  private watchLeases(): void {
    if (this.#open.size === 0) {
      clearTimeout(this.#leaseTimer);
      this.#leaseTimer = null;
      return;
    }
    if (this.#leaseTimer !== null) return;
    let first = Infinity;
    for (const open of this.#open.values()) first = Math.min(first, open.leaseEndsMs);
    this.#leaseTimer = setTimeout(
      () => {
        this.#leaseTimer = null;
        this.endLeases();
      },
      Math.max(first - Date.now(), 10),
    );
  }

  private endLeases(): void {
    const now = Date.now();
    for (const [id, open] of [...this.#open]) {
      // A transaction that waits for a lock is alive: its request is still open.
      if (open.owner.waiting.size > 0) open.leaseEndsMs = now + this.leaseMs;
      else if (open.leaseEndsMs <= now) this.lose(id, open);
    }
    this.watchLeases();
  }
}

function nothing(): void {
  // Locks of an open transaction stay until it ends.
}
