import { EdgeError } from "../wire/codes";
import type { ShardRequest } from "../wire/request";
import type { Claim } from "./lock-modes";
import { LockTable, type LockOwner, type LockWait } from "./locks";
import type { Snapshots } from "./snapshots";
import { TransactionWrites } from "./transaction-writes";

/** Ids of transactions whose locks fell while they were open, remembered to tell them. */
const MAX_LOST = 10_000;

/** Ids of transactions that have ended, remembered as they may still be named as heirs. */
const MAX_ENDED = 1000;

/** Who is to hold locks next: a transaction that may not have said a word yet. */
export interface Heir {
  id: string;
  claims: readonly Claim[];
  /** Id of the socket that speaks for it until it does so itself. */
  socket: string;
}

/** An open transaction: its locks, what it has written, and the snapshot that it reads. */
export interface OpenTransaction {
  readonly id: string;
  readonly owner: LockOwner;
  readonly writes: TransactionWrites;
  /** For each unique value that it has written the key of the row that holds it. */
  readonly uniqueRows: Map<string, string>;
  /** The newest change that it sees; undefined before its first consistent read. */
  snapshot: number | undefined;
  socket: string;
  leaseEndsMs: number;
  sinceMs: number;
}

/**
 * The open transactions: who they belong to, how long they last and when they end. All of it is in memory; while one is
 * open a timer is pending, which keeps the object from hibernating.
 */
export class Transactions {
  readonly locks: LockTable;
  readonly #open = new Map<string, OpenTransaction>();
  readonly #lost = new Set<string>();
  readonly #ended = new Set<string>();
  /** When each wait began, in milliseconds since the epoch. */
  readonly #waitsSince = new WeakMap<LockWait, number>();
  #leaseTimer: number | null = null;
  #anonymous = 0;

  constructor(
    private readonly boot: string,
    private readonly leaseMs: number,
    maxLocks: number,
    private readonly snapshots: Snapshots,
  ) {
    this.locks = new LockTable(maxLocks);
  }

  /** Characters that the open transactions hold in rows that they have written. */
  get chars(): number {
    let chars = 0;
    for (const open of this.#open.values()) chars += open.writes.chars;
    return chars;
  }

  get isAnyOpen(): boolean {
    return this.#open.size > 0;
  }

  all(): Iterable<OpenTransaction> {
    return this.#open.values();
  }

  /**
   * The transaction of a request, opened by its first request.
   *
   * @param socket id of the socket that it came on; undefined for HTTP
   * @throws EdgeError LOCKS_LOST, BAD_REQUEST
   */
  enter(tx: NonNullable<ShardRequest["tx"]>, socket: string | undefined, isLast: boolean): OpenTransaction {
    if (socket === undefined) {
      throw new EdgeError("BAD_REQUEST", "an open transaction needs a socket");
    }
    const isNew = tx.at === 0 && (tx.boot === undefined || tx.boot === null);
    // Nothing was told to the peer yet: what an attempt with a lost reply did is done again.
    if (isNew) this.#lost.delete(tx.id);
    else this.checkNotLost(tx.id, tx.boot, isLast);
    const known = this.renew(tx.id, socket);
    const open = known ?? this.begin(tx.id, socket);
    if (tx.at !== undefined && tx.at !== null) {
      open.writes.cut(tx.at);
      if (open.writes.at !== tx.at) {
        this.lose(open);
        throw this.lostError();
      }
    }
    return open;
  }

  /** A holder of locks that is no transaction: one request for as long as it runs. */
  anonymous(parent?: LockOwner): LockOwner {
    const owner = this.locks.owner(`#${String(this.#anonymous++)}`);
    owner.parent = parent;
    return owner;
  }

  /**
   * The owner of the locks under which a request runs.
   *
   * @throws EdgeError LOCKS_LOST
   */
  parent(id: string): LockOwner {
    const open = this.#open.get(id);
    if (open === undefined) throw this.lostError();
    return open.owner;
  }

  /** When a wait, or the transaction that holds a lock, began: milliseconds since the epoch; undefined: not known. */
  since(owner: LockOwner, wait?: LockWait): number | undefined {
    return wait === undefined ? this.#open.get(owner.id)?.sinceMs : this.#waitsSince.get(wait);
  }

  /**
   * Takes locks.
   *
   * @param later called once when this gives `waiting`
   * @throws EdgeError LOCK_NOWAIT, DEADLOCK, OVERLOADED
   */
  take(
    owner: LockOwner,
    claims: readonly Claim[],
    waitMs: number,
    later: (error: EdgeError | undefined) => void,
  ): { state: "held" } | { state: "waiting"; wait: LockWait } {
    let timer: number | null = null;
    const wait = this.locks.acquire(owner, claims, waitMs > 0, (error) => {
      clearTimeout(timer);
      if (error?.code === "DEADLOCK") this.endVictim(owner);
      later(error);
    });
    if (wait === undefined) return { state: "held" };
    this.#waitsSince.set(wait, Date.now());
    timer = setTimeout(() => {
      this.locks.abandon(wait, new EdgeError("LOCK_TIMEOUT", "the lock was not granted in time"));
    }, waitMs);
    return { state: "waiting", wait };
  }

  /**
   * Ends a transaction: COMMIT or ROLLBACK has run.
   *
   * @param heir who gets the locks of these that it holds, before all others that wait for them
   */
  release(id: string, heir?: Heir): void {
    this.#lost.delete(id);
    this.#ended.add(id);
    if (this.#ended.size > MAX_ENDED) {
      const [oldest] = this.#ended;
      if (oldest !== undefined) this.#ended.delete(oldest);
    }
    const open = this.#open.get(id);
    if (open === undefined) return;
    // An heir that has ended will not come any more to free what it was given.
    if (heir !== undefined && !this.#ended.has(heir.id)) {
      const next = this.#open.get(heir.id) ?? this.begin(heir.id, heir.socket);
      this.locks.handOver(open.owner, next.owner, heir.claims);
    }
    this.end(open, cancelled);
  }

  /** A transaction that the lock table has chosen as the victim has lost its locks: nothing of it is left. */
  endVictim(owner: LockOwner): void {
    const open = this.#open.get(owner.id);
    if (open?.owner === owner) this.end(open, cancelled);
  }

  /** Renews leases: the transactions are alive though they have nothing to say. */
  keep(ids: readonly string[], socket: string): void {
    for (const id of ids) this.renew(id, socket);
  }

  /** A socket is gone: its transactions end. */
  dropSocket(socket: string): void {
    for (const open of [...this.#open.values()]) {
      if (open.socket === socket) this.lose(open);
    }
  }

  private begin(id: string, socket: string): OpenTransaction {
    const now = Date.now();
    const open: OpenTransaction = {
      id,
      owner: this.locks.owner(id),
      writes: new TransactionWrites(),
      uniqueRows: new Map(),
      snapshot: undefined,
      socket,
      leaseEndsMs: now + this.leaseMs,
      sinceMs: now,
    };
    this.#open.set(id, open);
    this.watchLeases();
    return open;
  }

  /** @param waiting what its requests are told that wait for locks */
  private end(open: OpenTransaction, waiting: () => EdgeError): void {
    this.#open.delete(open.id);
    if (open.snapshot !== undefined) this.snapshots.close(open.snapshot);
    this.locks.release(open.owner, open.owner.waiting.size > 0 ? waiting() : undefined);
    this.watchLeases();
  }

  /** The last request of a transaction is told too, and with it the transaction is forgotten. */
  private checkNotLost(id: string, boot: string | null | undefined, isLast: boolean): void {
    const isOtherBoot = boot !== undefined && boot !== null && boot !== this.boot;
    const isLost = this.#lost.has(id);
    if (isLast) this.#lost.delete(id);
    if (isOtherBoot || isLost) throw this.lostError();
  }

  private lostError(): EdgeError {
    return new EdgeError("LOCKS_LOST", "the locks of this transaction were lost", { boot: this.boot });
  }

  private renew(id: string, socket: string): OpenTransaction | undefined {
    const open = this.#open.get(id);
    if (open !== undefined) {
      open.socket = socket;
      open.leaseEndsMs = Date.now() + this.leaseMs;
    }
    return open;
  }

  private lose(open: OpenTransaction): void {
    const hasNothing = open.owner.held.size === 0 && open.writes.isEmpty && open.snapshot === undefined;
    if (hasNothing && open.owner.waiting.size === 0) {
      this.end(open, cancelled);
      return;
    }
    if (this.#lost.size >= MAX_LOST) {
      const [oldest] = this.#lost;
      if (oldest !== undefined) this.#lost.delete(oldest);
    }
    this.#lost.add(open.id);
    this.end(open, () => this.lostError());
  }

  /** Keeps one timer for the lease that ends first; none when no transaction is open. */
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
    // A transaction that waits for a lock is alive: its request is still open. It may get the lock from one that is not.
    for (const open of this.#open.values()) {
      if (open.owner.waiting.size > 0) open.leaseEndsMs = now + this.leaseMs;
    }
    for (const open of [...this.#open.values()]) {
      if (open.leaseEndsMs <= now) this.lose(open);
    }
    this.watchLeases();
  }
}

export function cancelled(): EdgeError {
  return new EdgeError("CANCELLED", "the request was cancelled while it waited for a lock");
}
