import type { Settings } from "../env";
import { EdgeError } from "../wire/codes";
import type { Grant } from "../wire/grant";
import type { ShardRequest } from "../wire/request";
import { CapturedRows, claimsOn, rowResource, type Captured } from "./captured-rows";
import type { ChangeLog } from "./change-log";
import { lockList } from "./lock-list";
import { IX, S, X, readsOf, type Claim } from "./lock-modes";
import type { LockOwner } from "./locks";
import type { OwnTables } from "./own-tables";
import type { PartSink } from "./result-text";
import { Overlays, type Overlay } from "./overlays";
import { RehearsedRequests, type Attempted } from "./rehearsed-requests";
import { RequestReach } from "./request-reach";
import type { RequestRunner } from "./runner";
import type { Snapshots } from "./snapshots";
import { foundRows, skipsLocked, withLockedRows } from "./skip-locked";
import { KEY_CHANGED, SureRows } from "./sure-rows";
import { isConstraint } from "./sqlite-errors";
import { StatementKinds } from "../wire/statement-kind";
import { TableUse } from "./table-use";
import { charsOf, type Image, type RowChange } from "./transaction-writes";
import type { OpenTransaction, Transactions } from "./transactions";

/** What became of a request: its reply, or the locks that it must wait for before it is run again. */
export type Outcome = { state: "done"; body: string } | { state: "blocked"; claims: Claim[] };

/** The same request, of which nothing is known beforehand. */
function withoutKeys(by: Runner): Runner {
  return { ...by, request: { ...by.request, keys: null } };
}

/** Who runs a request. */
export interface Runner {
  request: ShardRequest;
  grant: Grant;
  sink: PartSink | undefined;
  /** The transaction that it belongs to. */
  open: OpenTransaction | undefined;
  /** Holder of the locks of a request of its own; undefined while it holds none. */
  owner: LockOwner | undefined;
  /** Holder of locks that are not in its way. */
  parent: LockOwner | undefined;
}

/** Thrown out of a committing transaction that met a lock. */
class Blocked extends Error {
  constructor(readonly claims: Claim[]) {
    super("blocked");
  }
}

/**
 * Runs the statements of open transactions. What a transaction has written is kept as images of rows; a statement runs
 * with those rows put into place, and is undone, so that nobody else ever sees them. COMMIT puts them into place for
 * good: what the client was shown is what is committed. Locks on the rows that a statement changed are taken after it
 * ran: if one is held by somebody else, the statement leaves no trace and is run again when the lock is free.
 */
export class TransactionRunner {
  readonly use: TableUse;
  readonly #overlays: Overlays;
  readonly #sure: SureRows;
  readonly #captured: CapturedRows;
  readonly #rehearsed: RehearsedRequests;
  readonly #reach: RequestReach;
  readonly #kinds = new StatementKinds();

  constructor(
    storage: DurableObjectStorage,
    tables: OwnTables,
    private readonly runner: RequestRunner,
    private readonly log: ChangeLog,
    private readonly snapshots: Snapshots,
    private readonly transactions: Transactions,
    private readonly settings: Settings,
  ) {
    this.use = new TableUse(storage.sql, () => log.tables());
    this.#overlays = new Overlays(storage.sql, tables, log, this.use);
    this.#captured = new CapturedRows(storage.sql, log);
    this.#reach = new RequestReach(log, this.use, this.#kinds);
    this.#rehearsed = new RehearsedRequests(
      storage.sql,
      runner,
      log,
      this.use,
      this.#reach,
      this.#kinds,
      (rows) => {
        this.checkRoom(charsOfRows(rows));
      },
    );
    this.#sure = new SureRows(this.use, this.#kinds, this.#captured);
  }

  /**
   * Runs a request.
   *
   * @throws EdgeError as {@link RequestRunner.run}
   */
  run(by: Runner): Outcome {
    if (by.request.steps.some(({ lockList }) => typeof lockList === "number")) {
      return this.runWhole({ ...by, request: this.withLockList(by.request) });
    }
    return skipsLocked(by.request) ? this.runSkipping(by) : this.runWhole(by);
  }

  schemaChanged(): void {
    this.use.schemaChanged();
    this.#rehearsed.schemaChanged();
  }

  /** What a request must hold to read the tables that LOCK TABLES … WRITE has closed. */
  closedReads(request: ShardRequest): Claim[] {
    const { locks } = this.transactions;
    if (!locks.hasClosedTables) return [];
    return this.#reach
      .touched(request, false)
      .map((table) => ({ resource: readsOf(table), mode: S }))
      .filter(({ resource }) => locks.isKnown(resource));
  }

  private withLockList(request: ShardRequest): ShardRequest {
    const steps = request.steps.map((step) => {
      if (typeof step.lockList !== "number") return step;
      const params = [...(step.params ?? [])];
      params[step.lockList] = JSON.stringify(lockList(this.transactions));
      return { ...step, params };
    });
    return { ...request, steps };
  }

  /** A request that leaves out the rows that others have locked, and locks those that it finds. */
  private runSkipping(by: Runner): Outcome {
    const { locks } = this.transactions;
    const owner = by.open?.owner ?? by.owner ?? this.transactions.anonymous(by.parent);
    const request = withLockedRows(by.request, owner, locks);
    // The keys stand in the rows: none may leave before they are read.
    const outcome = this.runWhole({ ...by, request, sink: undefined });
    if (outcome.state === "blocked") return outcome;
    const { claims, body } = foundRows(request, outcome.body, this.log);
    if (by.open !== undefined) locks.acquire(owner, claims, false, () => undefined);
    return { state: "done", body };
  }

  private runWhole(by: Runner): Outcome {
    const { request, open } = by;
    const mark = request.tx;
    if (open === undefined || mark?.at === undefined || mark.at === null) return this.runAlone(by);
    if (request.end !== "rollback") return { state: "done", body: this.commit(by, open) };
    return this.runInside(by, open);
  }

  /** A request that is a transaction of its own. */
  private runAlone(by: Runner): Outcome {
    const { request, grant, sink } = by;
    const owner = by.open?.owner ?? by.owner;
    const writes = this.#reach.mayWrite(request);
    const tables = writes && request.end !== "rollback" ? this.#reach.touched(request, true) : [];
    const isWatched = tables.some((table) => this.transactions.locks.isShared(owner, table));
    if (!isWatched) return { state: "done", body: this.runner.run(request, grant, sink) };
    const sure = this.#sure.of(request, undefined, tables, (table) => this.#reach.hintedKeys(request, table));
    let from = 0;
    if (sure === undefined) for (const table of tables) this.log.install(table);
    try {
      const body = this.runner.run(request, grant, sink, {
        enter: () => {
          if (sure === undefined) from = this.#captured.begin(tables);
          return false;
        },
        leave: (changes) => {
          const captured = sure === undefined ? this.#captured.end(from) : this.#sure.capture(sure, changes);
          const claims = claimsOn(captured, this.log);
          const holder = owner ?? this.transactions.anonymous(by.parent);
          if (this.transactions.locks.wouldWait(holder, claims)) throw new Blocked(claims);
          if (sure === undefined) this.#captured.forget(tables, from);
        },
      });
      return { state: "done", body };
    } catch (thrown) {
      if (thrown === KEY_CHANGED) return this.runAlone(withoutKeys(by));
      if (thrown instanceof Blocked) return { state: "blocked", claims: thrown.claims };
      const claims = this.claimsInTheWay(by, thrown, tables, owner);
      if (claims !== undefined) return { state: "blocked", claims };
      throw thrown;
    }
  }

  /** Makes what the transaction has written the committed state. */
  private commit(by: Runner, open: OpenTransaction): string {
    const { request, grant, sink } = by;
    const rows = open.writes.read();
    const deferred = open.writes.deferred();
    return this.runner.run(request, grant, sink, {
      enter: () => {
        if (open.writes.isEmpty) return false;
        // In any order: none of them touches a row of the others.
        this.#overlays.place(rows, true, open.writes);
        for (const statement of deferred) this.#rehearsed.runDeferred(statement);
        return true;
      },
      leave: () => undefined,
    });
  }

  private runInside(by: Runner, open: OpenTransaction): Outcome {
    const writes = this.#reach.mayWrite(by.request);
    const insertInto = writes ? this.#reach.insertTarget(by.request) : undefined;
    if (insertInto === undefined || !open.writes.hasAny(insertInto)) {
      return this.attempt(by, open, writes, undefined);
    }
    // The rows that the transaction has inserted before cannot matter, unless one of them turns out to be in the way.
    let outcome: Outcome | "again";
    try {
      outcome = this.attempt(by, open, writes, insertInto);
    } catch (thrown) {
      if (!(thrown instanceof EdgeError) || !isConstraint(thrown)) throw thrown;
      outcome = "again";
    }
    return outcome === "again" ? this.attempt(by, open, writes, undefined) : outcome;
  }

  /** @param without a table whose rows of the transaction's own are left out */
  private attempt(by: Runner, open: OpenTransaction, writes: boolean, without: undefined): Outcome;
  private attempt(by: Runner, open: OpenTransaction, writes: boolean, without: string): Outcome | "again";
  private attempt(
    by: Runner,
    open: OpenTransaction,
    writes: boolean,
    without: string | undefined,
  ): Outcome | "again" {
    const { request, grant } = by;
    const tables = this.#reach.touched(request, writes);
    const overlay = this.overlay(request, open, tables, without);
    if (!writes && overlay.size === 0) {
      const body = this.runner.run(request, grant, by.sink);
      // A query with a number stands, so that what follows it depends on its having run.
      if (typeof request.tx?.n === "number") open.writes.add(request.tx.n, []);
      return { state: "done", body };
    }
    let attempted = writes && overlay.size === 0 ? this.#rehearsed.run(by) : undefined;
    if (attempted === undefined) {
      try {
        attempted = this.runAndUndo(by, open, writes, tables, overlay);
      } catch (thrown) {
        if (thrown === KEY_CHANGED) return this.attempt(withoutKeys(by), open, writes, undefined);
        const claims = this.claimsInTheWay(by, thrown, tables, open.owner);
        if (claims !== undefined && without === undefined) return { state: "blocked", claims };
        throw thrown;
      }
    }
    const number = request.tx?.n;
    if (typeof number === "number") {
      const { captured } = attempted;
      captured.rows = captured.rows.map((row) => this.#overlays.withPrivateRowid(open, row));
      if (without !== undefined && this.isInOwnWay(open, without, captured)) return "again";
      const blocked = this.keep(open, number, attempted);
      if (blocked !== undefined) return { state: "blocked", claims: blocked };
    }
    for (const [step, rows] of attempted.parts) by.sink?.(step, rows);
    return { state: "done", body: attempted.body };
  }

  private runAndUndo(
    { request, grant, sink }: Runner,
    open: OpenTransaction,
    writes: boolean,
    tables: readonly string[],
    overlay: Overlay,
  ): Attempted {
    const sure = writes
      ? this.#sure.of(request, open, tables, (table) => this.#reach.hintedKeys(request, table))
      : undefined;
    if (writes && sure === undefined) for (const table of tables) this.log.install(table);
    let captured: Captured = { rows: [], uniques: [], parents: [] };
    const parts: [number, string][] = [];
    let from = 0;
    const body = this.runner.run(request, grant, sink && ((step, rows) => parts.push([step, rows])), {
      enter: () => {
        this.#overlays.place(overlay, false);
        if (writes && sure === undefined) from = this.#captured.begin(tables);
        return false;
      },
      leave: (changes) => {
        if (!writes) return;
        captured = sure === undefined ? this.#captured.end(from) : this.#sure.capture(sure, changes);
      },
    });
    return { captured, body, parts, known: sure && "committed" };
  }

  /** Adds a statement's changes to the transaction; gives the locks that must be waited for first, if any. */
  private keep(open: OpenTransaction, number: number, attempted: Attempted): Claim[] | undefined {
    const { captured, known, deferred } = attempted;
    const claims = claimsOn(captured, this.log);
    const { locks } = this.transactions;
    if (locks.wouldWait(open.owner, claims)) return claims;
    const added = deferred === undefined ? charsOfRows(captured.rows) : charsOf(deferred);
    this.checkRoom(added);
    locks.acquire(open.owner, claims, false, () => undefined);
    open.owner.rowsWritten += captured.rows.length;
    for (const { table, key } of known === undefined ? [] : captured.rows) {
      if (known === "fresh") open.writes.inserts(table, key);
      else open.writes.replaces(table, key);
    }
    if (deferred === undefined) open.writes.add(number, captured.rows);
    else open.writes.defer(number, deferred);
    for (const { resource, key } of captured.uniques) open.uniqueRows.set(resource, key);
    return undefined;
  }

  /** @throws EdgeError TRANSACTION_TOO_LARGE when the open transactions cannot hold these characters too */
  private checkRoom(added: number): void {
    const most = this.settings.EDGESQL_MAX_TRANSACTION_CHARS;
    if (this.transactions.chars + added <= most) return;
    throw new EdgeError(
      "TRANSACTION_TOO_LARGE",
      `the open transactions of the shard would hold more than ${String(most)} characters of rows`,
    );
  }

  /** Whether rows that were inserted beside the transaction's own collide with one of those. */
  private isInOwnWay(open: OpenTransaction, table: string, captured: Captured): boolean {
    const shape = this.log.shape(table);
    const { held } = open.owner;
    const isHeld = ({ key }: RowChange): boolean => held.has(rowResource(shape, table, key));
    if (captured.rows.some((row) => row.table === table && isHeld(row))) return true;
    return captured.uniques.some(({ resource, key }) => {
      const holder = open.uniqueRows.get(resource);
      return holder !== undefined && holder !== key;
    });
  }

  /**
   * After a duplicate: rows that another transaction has deleted or changed, but not committed, and without which there
   * would be no duplicate. Whether there is one is known when that transaction ends.
   */
  private claimsInTheWay(
    by: Runner,
    thrown: unknown,
    tables: readonly string[],
    owner: LockOwner | undefined,
  ): Claim[] | undefined {
    const isDuplicate =
      thrown instanceof EdgeError &&
      (thrown.code === "CONSTRAINT_UNIQUE" || thrown.code === "CONSTRAINT_PRIMARYKEY");
    if (!isDuplicate) return undefined;
    const gone: Overlay = new Map();
    const claims: Claim[] = [];
    for (const other of this.transactions.all()) {
      if (other.owner === owner) continue;
      for (const table of tables) {
        for (const key of other.writes.keys(table)) {
          let rows = gone.get(table);
          if (rows === undefined) {
            rows = new Map();
            gone.set(table, rows);
            claims.push({ resource: table, mode: IX });
          }
          rows.set(key, null);
          claims.push({ resource: rowResource(this.log.shape(table), table, key), mode: X });
        }
      }
    }
    if (claims.length === 0) return undefined;
    if (by.open !== undefined) {
      for (const [table, rows] of this.overlay(by.request, by.open, tables, undefined)) {
        const all = gone.get(table) ?? new Map<string, Image>();
        for (const [key, image] of rows) all.set(key, image);
        gone.set(table, all);
      }
    }
    const rehearsal: ShardRequest = { ...by.request, end: "rollback", write: null };
    try {
      this.runner.run(rehearsal, by.grant, undefined, {
        enter: () => {
          this.#overlays.place(gone, false);
          return false;
        },
        leave: () => undefined,
      });
    } catch {
      // A duplicate without them too: it is one for certain.
      return undefined;
    }
    const holder = owner ?? this.transactions.anonymous(by.parent);
    const waited = claims.filter((claim) => this.transactions.locks.wouldWait(holder, [claim]));
    return waited.length === 0 ? undefined : waited;
  }

  /** Rows that must be put into place for a request to see its transaction's world. */
  private overlay(
    request: ShardRequest,
    open: OpenTransaction,
    tables: readonly string[],
    without: string | undefined,
  ): Overlay {
    const overlay: Overlay = new Map();
    if (request.tx?.view === "snapshot" && open.snapshot === undefined) open.snapshot = this.snapshots.open();
    for (const table of tables) {
      const keys = this.#reach.hintedKeys(request, table);
      const rows =
        request.tx?.view === "snapshot" && open.snapshot !== undefined
          ? this.snapshots.rowsAt(open.snapshot, table, keys)
          : new Map<string, Image>();
      const isSeen = table !== without && (keys?.some((key) => open.writes.has(table, key)) ?? true);
      const own = isSeen ? open.writes.rows(table) : undefined;
      if (own !== undefined) {
        for (const key of keys ?? own.keys()) {
          const image = own.get(key);
          if (image !== undefined) rows.set(key, image);
        }
      }
      if (rows.size > 0) overlay.set(table, rows);
    }
    return overlay;
  }
}

function charsOfRows(rows: readonly RowChange[]): number {
  return rows.reduce((sum, row) => sum + row.key.length + (row.image?.length ?? 0), 0);
}
