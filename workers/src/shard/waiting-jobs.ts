import type { Inbox, Job } from "./inbox";
import { claimsOf, type Claim } from "./lock-modes";
import type { LockOwner } from "./locks";
import { replyError, type Link } from "./link";
import { cancelled, type Transactions } from "./transactions";

/** Patience with locks where the request names none, as MySQL's. */
const DEFAULT_LOCK_WAIT_MS = 50_000;

/** Patience of plain reads with tables that LOCK TABLES has closed: less than that of those who ask. */
const READ_WAIT_MS = 20_000;

/**
 * Requests that wait for locks, and behind each of them the later ones of its transaction: those must not run before
 * it has, though they may have arrived.
 */
export class WaitingJobs {
  readonly #waiting = new Set<Job>();
  /** By transaction the request that waits, or has its locks and was not run since. */
  readonly #first = new Map<string, Job>();
  /** By transaction the requests that came after that one, in their order. */
  readonly #behind = new Map<string, Job[]>();

  constructor(
    private readonly transactions: Transactions,
    private readonly inbox: Inbox,
    /** The name of a row as a resource. */
    private readonly row: (table: string, key: string) => string,
    /** What a request must hold to read closed tables. */
    private readonly closedReads: (request: Job["request"]) => Claim[],
    /** A job has its reply. */
    private readonly finished: (job: Job) => void,
  ) {}

  /** Whether a request stands behind another one of its transaction; it is put back in line after that. */
  isBehind(job: Job): boolean {
    const { tx } = job.request;
    if (!tx || tx.at === undefined || tx.at === null) return false;
    const first = this.#first.get(tx.id);
    if (first === undefined || first === job) return false;
    const behind = this.#behind.get(tx.id);
    if (behind === undefined) this.#behind.set(tx.id, [job]);
    else behind.push(job);
    return true;
  }

  /**
   * False when the request waits for its locks.
   *
   * @throws EdgeError see {@link Transactions.take}
   */
  hasLocksOf(job: Job): boolean {
    const wanted = job.request.locks ?? [];
    const reads = this.closedReads(job.request);
    if (job.isLocked || (wanted.length === 0 && reads.length === 0)) return true;
    return this.hasTaken(job, [...claimsOf(wanted, this.row), ...reads], job.open?.owner);
  }

  /** Takes locks for a job; false when it waits for them. It is put back in line when it has them. */
  hasTaken(job: Job, claims: readonly Claim[], holder: LockOwner | undefined): boolean {
    const { request, link } = job;
    const owner = holder ?? (job.owner ??= this.transactions.anonymous(job.parent));
    const now = Date.now();
    job.waitEndsMs ??= now + (request.lockWaitMs ?? (request.locks ? DEFAULT_LOCK_WAIT_MS : READ_WAIT_MS));
    const taken = this.transactions.take(owner, claims, Math.max(0, job.waitEndsMs - now), (error) => {
      job.wait = undefined;
      if (error === undefined) {
        job.isLocked = true;
        this.inbox.ready(job);
        return;
      }
      replyError(link, request.id, error);
      link.flush();
      this.finished(job);
    });
    if (taken.state === "waiting") {
      job.wait = taken.wait;
      this.#waiting.add(job);
      if (request.tx) this.#first.set(request.tx.id, job);
      return false;
    }
    job.isLocked = true;
    return true;
  }

  /** A job is run, with its locks. */
  runs(job: Job): void {
    this.#waiting.delete(job);
  }

  /** A job has its reply: its own locks fall, and those go on that stood behind it. */
  ended(job: Job): void {
    this.#waiting.delete(job);
    if (job.owner) this.transactions.locks.release(job.owner);
    const { tx } = job.request;
    if (!tx || this.#first.get(tx.id) !== job) return;
    this.#first.delete(tx.id);
    const behind = this.#behind.get(tx.id) ?? [];
    this.#behind.delete(tx.id);
    for (const next of behind) this.inbox.ready(next);
  }

  /** The last request of a transaction has run: its locks are free, or those of the one that it names. */
  release({ request, link }: Job): void {
    const { tx, next } = request;
    if (!tx) return;
    const heir = next && link.socketId !== undefined ? next : undefined;
    this.transactions.release(
      tx.id,
      heir && { id: heir.tx, claims: claimsOf(heir.locks, this.row), socket: link.socketId as string },
    );
  }

  /** Ends the wait of requests that nobody wants any more. Those that do not wait are answered as they would be. */
  cancel(ids: readonly number[], link: Link): void {
    for (const job of [...this.#waiting]) {
      if (job.link === link && ids.includes(job.request.id) && job.wait !== undefined) {
        this.transactions.locks.abandon(job.wait, cancelled());
      }
    }
  }
}
