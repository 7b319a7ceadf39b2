import { EdgeError } from "../wire/codes";
import { IS, IX, X, conflicts, covers, readsOf, type Claim } from "./lock-modes";

/** How the resource ends that plain reads of a table wait for. */
const READS = readsOf("");

/** Who holds or waits: an open transaction, or one request for as long as it runs. */
export interface LockOwner {
  readonly id: string;
  /** What it holds: resource to union of modes. */
  readonly held: Map<string, number>;
  readonly waiting: Set<LockWait>;
  /** Rows that would have to be written again if it were undone. */
  rowsWritten: number;
  /** An owner whose locks are not in its way: both act for the same session. */
  parent: LockOwner | undefined;
}

/** A request that waits for the rest of its claims. */
export interface LockWait {
  readonly owner: LockOwner;
  readonly claims: readonly Claim[];
  /** Index of the claim that it waits for. */
  at: number;
  /** Called once: without an error when everything is granted. Never called from within {@link LockTable.acquire}. */
  readonly settled: (error?: EdgeError) => void;
}

interface Resource {
  readonly granted: Map<LockOwner, number>;
  /** First come, first served; an owner that already holds the resource goes to the front. */
  readonly queue: LockWait[];
}

/** Locks by resource, with queues and deadlock detection. Knows no clock, no sockets and no transactions. */
export class LockTable {
  readonly #resources = new Map<string, Resource>();
  #count = 0;
  /** Resources that stand for the plain reads of a table. */
  #closed = 0;

  constructor(private readonly maxLocks: number) {}

  /** Locks held, over all owners. */
  get count(): number {
    return this.#count;
  }

  /** Whether plain reads of some table must wait. */
  get hasClosedTables(): boolean {
    return this.#closed > 0;
  }

  /** Whether somebody holds a resource, or waits for it. */
  isKnown(resource: string): boolean {
    return this.#resources.has(resource);
  }

  owner(id: string): LockOwner {
    return { id, held: new Map(), waiting: new Set(), rowsWritten: 0, parent: undefined };
  }

  /** Whether some claim could not be granted now. */
  wouldWait(owner: LockOwner, claims: readonly Claim[]): boolean {
    return claims.some(({ resource: name, mode }) => {
      const held = owner.held.get(name) ?? 0;
      const resource = this.#resources.get(name);
      if (resource === undefined || covers(held, mode)) return false;
      return mustWait(resource, owner, mode, held === 0 ? resource.queue : []);
    });
  }

  /** Whether anybody else holds or waits for something in a table. */
  isShared(owner: LockOwner | undefined, table: string): boolean {
    const resource = this.#resources.get(table);
    if (resource === undefined) return false;
    if (resource.queue.length > 0) return true;
    return resource.granted.size > (owner !== undefined && resource.granted.has(owner) ? 1 : 0);
  }

  /** Locks on rows of a table that others hold, as resources. */
  heldByOthers(owner: LockOwner | undefined, table: string): string[] {
    const names: string[] = [];
    const holders = this.#resources.get(table)?.granted.keys() ?? [];
    for (const other of holders) {
      if (other === owner) continue;
      for (const name of other.held.keys()) if (name.startsWith(`${table}\u0000`)) names.push(name);
    }
    return names;
  }

  /**
   * The rows of a table on which an owner could not have a lock at once, by their keys.
   *
   * @returns "all" when the table itself is locked
   */
  lockedRows(owner: LockOwner, table: string, mode: number): string[] | "all" {
    const intention = mode === X ? IX : IS;
    if (this.wouldWait(owner, [{ resource: table, mode: intention }])) return "all";
    const names = new Set(this.heldByOthers(owner, table));
    const rows = [...names].filter(
      (name) => name[table.length + 1] === "[" && this.wouldWait(owner, [{ resource: name, mode }]),
    );
    return rows.map((name) => name.slice(table.length + 1));
  }

  /** Every resource that is held or waited for, with who holds it and who waits. */
  *entries(): Iterable<{
    resource: string;
    granted: ReadonlyMap<LockOwner, number>;
    queue: readonly LockWait[];
  }> {
    for (const [resource, { granted, queue }] of this.#resources) yield { resource, granted, queue };
  }

  /**
   * Takes the claims in their order.
   *
   * @returns undefined when all are granted at once, otherwise the wait, which is settled later
   * @throws EdgeError LOCK_NOWAIT when `mayWait` is false; DEADLOCK when this owner is the victim; OVERLOADED
   */
  acquire(
    owner: LockOwner,
    claims: readonly Claim[],
    mayWait: boolean,
    settled: (error?: EdgeError) => void,
  ): LockWait | undefined {
    let isInside = true;
    let early: { error: EdgeError | undefined } | undefined;
    const wait: LockWait = {
      owner,
      claims,
      at: 0,
      settled: (error) => {
        if (isInside) early = { error };
        else settled(error);
      },
    };
    try {
      const isWaiting = this.begin(wait, mayWait);
      if (early?.error !== undefined) throw early.error;
      return isWaiting ? wait : undefined;
    } finally {
      isInside = false;
    }
  }

  /** True when the wait stands in a queue. */
  private begin(wait: LockWait, mayWait: boolean): boolean {
    const { owner, claims } = wait;
    const before = mayWait
      ? undefined
      : new Map(claims.map(({ resource }) => [resource, owner.held.get(resource)]));
    if (this.advance(wait)) return false;
    if (before !== undefined) {
      this.withdraw(wait);
      this.restore(owner, before);
      throw new EdgeError("LOCK_NOWAIT", "the lock is held by another transaction");
    }
    if (this.breakDeadlocks(wait)) {
      throw deadlock();
    }
    return owner.waiting.has(wait);
  }

  /** Ends a wait without its locks; those granted on the way stay with the owner. */
  abandon(wait: LockWait, error: EdgeError): void {
    this.withdraw(wait);
    wait.settled(error);
  }

  /**
   * Gives another owner what this one holds of the claims, which it is about to free: nobody who waits for it comes
   * between.
   */
  handOver(from: LockOwner, to: LockOwner, claims: readonly Claim[]): void {
    for (const claim of claims) {
      if (!covers(from.held.get(claim.resource) ?? 0, claim.mode) || this.#count >= this.maxLocks) continue;
      const resource = this.resource(claim.resource);
      const at = resource.queue.findIndex((wait) => wait.owner === to);
      if (at >= 0) resource.queue.unshift(...resource.queue.splice(at, 1));
      else this.grant(to, resource, claim);
    }
  }

  /** Frees everything that an owner holds; its waits are settled with `error`. */
  release(owner: LockOwner, error?: EdgeError): void {
    for (const wait of [...owner.waiting]) {
      this.withdraw(wait);
      wait.settled(error);
    }
    const freed = [...owner.held.keys()];
    for (const resource of freed) this.drop(owner, resource);
    for (const resource of freed) this.grantQueued(resource);
  }

  /** Grants claim after claim; true when all are granted, false when the wait stands in a queue. */
  private advance(wait: LockWait): boolean {
    const { owner, claims } = wait;
    for (; wait.at < claims.length; wait.at++) {
      const claim = claims[wait.at] as Claim;
      const held = owner.held.get(claim.resource) ?? 0;
      if (covers(held, claim.mode)) continue;
      if (this.#count >= this.maxLocks) {
        this.withdraw(wait);
        throw new EdgeError("OVERLOADED", "the shard holds too many locks");
      }
      const resource = this.resource(claim.resource);
      const ahead = held === 0 ? resource.queue : [];
      if (mustWait(resource, owner, claim.mode, ahead)) {
        if (held === 0) resource.queue.push(wait);
        else resource.queue.unshift(wait);
        owner.waiting.add(wait);
        return false;
      }
      this.grant(owner, resource, claim);
    }
    return true;
  }

  private grant(owner: LockOwner, resource: Resource, claim: Claim): void {
    const held = owner.held.get(claim.resource) ?? 0;
    if (held === 0) this.#count++;
    resource.granted.set(owner, held | claim.mode);
    owner.held.set(claim.resource, held | claim.mode);
  }

  /** Gives a freed resource to those who wait for it, in their order. */
  private grantQueued(name: string): void {
    const resource = this.#resources.get(name);
    if (resource === undefined) return;
    while (this.grantFirst(name, resource));
    this.forgetIfIdle(name, resource);
  }

  /** Grants the first wait in the queue that nothing stands in the way of; false when there is none. */
  private grantFirst(name: string, resource: Resource): boolean {
    const ahead = new QueuedModes();
    for (const [index, wait] of resource.queue.entries()) {
      const claim = wait.claims[wait.at] as Claim;
      if (!ahead.blocks(wait.owner, claim.mode) && isFree(resource, wait.owner, claim.mode)) {
        resource.queue.splice(index, 1);
        wait.owner.waiting.delete(wait);
        this.grant(wait.owner, resource, claim);
        wait.at++;
        this.resume(wait);
        return this.#resources.get(name) === resource;
      }
      ahead.add(wait.owner, claim.mode);
    }
    return false;
  }

  private resume(wait: LockWait): void {
    try {
      if (this.advance(wait)) wait.settled();
      else if (this.breakDeadlocks(wait)) wait.settled(deadlock());
    } catch (error) {
      wait.settled(error as EdgeError);
    }
  }

  /**
   * Breaks every cycle that a new wait closed. The victim is the owner on the cycle that has least to lose, rows written and
   * locks held counted, as InnoDB weighs it; all its locks are freed.
   *
   * @returns true when the victim is the new wait's own owner; its wait is withdrawn but not settled
   */
  private breakDeadlocks(wait: LockWait): boolean {
    while (wait.owner.waiting.has(wait)) {
      const cycle = this.cycleThrough(wait.owner);
      if (cycle === undefined) return false;
      let victim = wait.owner;
      for (const owner of cycle) {
        if (weight(owner) < weight(victim)) victim = owner;
      }
      if (victim === wait.owner) {
        this.withdraw(wait);
        this.release(victim, deadlock());
        return true;
      }
      this.release(victim, deadlock());
    }
    return false;
  }

  /** Owners on the shortest cycle of waits that starts and ends at `start`. */
  private cycleThrough(start: LockOwner): LockOwner[] | undefined {
    // In a long queue almost every wait is for the one before: whether there is a cycle at all is told by those alone.
    return this.path(start, true) === undefined ? undefined : this.path(start, false);
  }

  private path(start: LockOwner, nearestOnly: boolean): LockOwner[] | undefined {
    const seen = new Set<LockOwner>();
    const cameFrom = new Map<LockOwner, LockOwner>();
    const open = [start];
    for (let index = 0; index < open.length; index++) {
      const owner = open[index] as LockOwner;
      for (const next of this.waitsFor(owner, nearestOnly)) {
        if (next === start) {
          const cycle = [owner];
          for (let at = cameFrom.get(owner); at !== undefined; at = cameFrom.get(at)) cycle.push(at);
          return cycle;
        }
        if (!seen.has(next)) {
          seen.add(next);
          cameFrom.set(next, owner);
          open.push(next);
        }
      }
    }
    return undefined;
  }

  /**
   * @param nearestOnly leave out those in a queue that stand before an exclusive wait: it waits for them in turn
   */
  private waitsFor(owner: LockOwner, nearestOnly: boolean): LockOwner[] {
    const owners: LockOwner[] = [];
    for (const wait of owner.waiting) {
      const claim = wait.claims[wait.at] as Claim;
      const { granted, queue } = this.resource(claim.resource);
      for (const [other, held] of granted) {
        if (isOther(other, owner) && conflicts(claim.mode, held)) owners.push(other);
      }
      for (let index = queue.indexOf(wait) - 1; index >= 0; index--) {
        const before = queue[index] as LockWait;
        const mode = (before.claims[before.at] as Claim).mode;
        if (before.owner === owner || !conflicts(claim.mode, mode)) continue;
        owners.push(before.owner);
        if (nearestOnly && mode === X) break;
      }
    }
    return owners;
  }

  private withdraw(wait: LockWait): void {
    if (!wait.owner.waiting.delete(wait)) return;
    const name = (wait.claims[wait.at] as Claim).resource;
    const resource = this.resource(name);
    resource.queue.splice(resource.queue.indexOf(wait), 1);
    this.grantQueued(name);
  }

  /** Puts an owner back to what it held before a request that did not wait. */
  private restore(owner: LockOwner, before: ReadonlyMap<string, number | undefined>): void {
    for (const [name, earlier] of before) {
      const mode = owner.held.get(name);
      if (mode === undefined || earlier === mode) continue;
      this.drop(owner, name);
      if (earlier !== undefined) {
        this.grant(owner, this.resource(name), { resource: name, mode: earlier });
      }
      this.grantQueued(name);
    }
  }

  private drop(owner: LockOwner, name: string): void {
    owner.held.delete(name);
    this.#count--;
    const resource = this.resource(name);
    resource.granted.delete(owner);
    this.forgetIfIdle(name, resource);
  }

  private resource(name: string): Resource {
    let resource = this.#resources.get(name);
    if (resource === undefined) {
      resource = { granted: new Map(), queue: [] };
      this.#resources.set(name, resource);
      if (isReads(name)) this.#closed++;
    }
    return resource;
  }

  private forgetIfIdle(name: string, resource: Resource): void {
    const isIdle = resource.granted.size === 0 && resource.queue.length === 0;
    if (isIdle && this.#resources.get(name) === resource) {
      this.#resources.delete(name);
      if (isReads(name)) this.#closed--;
    }
  }
}

function isReads(resource: string): boolean {
  return resource.endsWith(READS);
}

function isOther(holder: LockOwner, owner: LockOwner): boolean {
  return holder !== owner && holder !== owner.parent;
}

/** Whether no other owner holds a resource in the way of a claim. */
function isFree(resource: Resource, owner: LockOwner, mode: number): boolean {
  for (const [other, held] of resource.granted) {
    if (isOther(other, owner) && conflicts(mode, held)) return false;
  }
  return true;
}

/** Whether a claim must wait: for those that hold the resource, and for those that queue before it. */
function mustWait(resource: Resource, owner: LockOwner, mode: number, ahead: readonly LockWait[]): boolean {
  return (
    !isFree(resource, owner, mode) ||
    ahead.some((wait) => wait.owner !== owner && conflicts(mode, (wait.claims[wait.at] as Claim).mode))
  );
}

/** The modes that stand in a queue so far: for each its owner, or that there are several. */
class QueuedModes {
  readonly #owners = new Map<number, LockOwner | undefined>();

  add(owner: LockOwner, mode: number): void {
    const isSame = !this.#owners.has(mode) || this.#owners.get(mode) === owner;
    this.#owners.set(mode, isSame ? owner : undefined);
  }

  blocks(owner: LockOwner, mode: number): boolean {
    for (const [queued, other] of this.#owners) {
      if (other !== owner && conflicts(mode, queued)) return true;
    }
    return false;
  }
}

function weight(owner: LockOwner): number {
  return owner.rowsWritten + owner.held.size;
}

function deadlock(): EdgeError {
  return new EdgeError("DEADLOCK", "transactions wait for each other; this one was chosen as the victim");
}
