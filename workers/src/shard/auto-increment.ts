import type { Auto } from "../wire/request";
import { bindable, type BoundValue } from "../wire/values";

const READ_NEXT = "SELECT CAST(next AS TEXT) FROM _edge_auto WHERE tbl = ?";
const RAISE_NEXT =
  "INSERT INTO _edge_auto VALUES (?, CAST(? AS INTEGER)) ON CONFLICT DO UPDATE SET next = max(next, excluded.next)";
/** SQLite's largest integer: `next` rests there, and the insert that runs into it fails as a duplicate, as InnoDB's does. */
const LARGEST = 2n ** 63n - 1n;

/** What a step was given: bound at `auto.param`, and told to the sender. */
export interface Given {
  bound: string;
  /** First generated value. */
  firstId?: string;
  ids?: string[];
}

/**
 * Next values that `_edge_auto` does not hold yet: given out by statements of transactions that are still open, or were
 * undone. They are stored with the next commit, as InnoDB stores its counters: what was given out and never committed
 * may be given out again after a crash, and only then.
 */
export class PendingCounters {
  readonly #next = new Map<string, bigint>();
  /** What `_edge_auto` is known to hold. */
  readonly #stored = new Map<string, bigint>();

  constructor(private readonly sql: SqlStorage) {}

  get isEmpty(): boolean {
    return this.#next.size === 0;
  }

  of(table: string): bigint | undefined {
    return this.#next.get(table);
  }

  raise(table: string, next: bigint): void {
    if (next > (this.#next.get(table) ?? 0n)) this.#next.set(table, next);
  }

  /** Takes back what a statement was given that is about to be run again. */
  restore(table: string, next: bigint | undefined): void {
    if (next === undefined) this.#next.delete(table);
    else this.#next.set(table, next);
  }

  /** Outside of any transaction that may be undone. */
  store(): void {
    for (const [table, next] of this.#next) this.sql.exec(RAISE_NEXT, table, next.toString());
    this.#next.clear();
    this.#stored.clear();
  }

  /** What `_edge_auto` holds. Outside of any transaction that may be undone. */
  stored(table: string): bigint {
    let next = this.#stored.get(table);
    if (next === undefined) {
      next = storedNext(this.sql, table);
      this.#stored.set(table, next);
    }
    return next;
  }

  /** Somebody else may have written to `_edge_auto`. */
  forgetStored(): void {
    this.#stored.clear();
  }
}

/**
 * Gives out AUTO_INCREMENT values for one request. `_edge_auto` is raised inside the request's transaction, so that
 * later steps see it; {@link keep} says when that transaction was undone: values are never given back.
 */
export class AutoIncrement {
  readonly #raised = new Map<string, bigint>();

  /** @param isRehearsal nothing may be written */
  constructor(
    private readonly sql: SqlStorage,
    private readonly pending: PendingCounters,
    private readonly isRehearsal = false,
  ) {}

  /** Gives out values for a step with `ids` or `countSql`; undefined when it has neither. */
  give(auto: Auto): Given | undefined {
    if (auto.ids) return this.giveIds(auto, auto.ids);
    if (auto.countSql) return this.giveCount(auto, auto.countSql);
    return undefined;
  }

  /** After a step with `maxSql`: raises next above the largest value now in the table. */
  raiseToMax(auto: Auto): void {
    if (!auto.maxSql) return;
    const inner = auto.maxSql.replace(/;\s*$/, "");
    const [row] = [...this.sql.exec(`SELECT CAST((${inner}) AS TEXT)`).raw()];
    const max = row?.[0];
    if (typeof max === "string") {
      this.raise(auto.table, BigInt(max) + 1n);
    }
  }

  /** After the request's transaction was undone. */
  keep(): void {
    for (const [table, next] of this.#raised) this.pending.raise(table, next);
  }

  private giveIds(auto: Auto, wanted: (null | number | string)[]): Given {
    let next = this.next(auto.table);
    const before = next;
    let firstId: string | undefined;
    const ids: string[] = [];
    for (const id of wanted) {
      if (id === null) {
        const value = inSeries(next, auto);
        firstId ??= value.toString();
        ids.push(value.toString());
        next = value + 1n;
      } else {
        const value = BigInt(id);
        ids.push(value.toString());
        if (value >= next) next = value + 1n;
      }
    }
    if (next !== before) this.raise(auto.table, next);
    return { bound: JSON.stringify(ids), ids, ...(firstId === undefined ? {} : { firstId }) };
  }

  private giveCount(auto: Auto, countSql: string): Given {
    const params = bindable([...(auto.countParams ?? [])]);
    const [row] = [...this.sql.exec(countSql, ...params).raw()];
    const count = BigInt(Math.trunc(Number(row?.[0] ?? 0)));
    const first = inSeries(this.next(auto.table), auto);
    if (count <= 0n) return { bound: first.toString() };
    this.raise(auto.table, first + (count - 1n) * BigInt(auto.increment ?? 1) + 1n);
    return { bound: first.toString(), firstId: first.toString() };
  }

  private next(table: string): bigint {
    const stored = this.isRehearsal ? this.pending.stored(table) : storedNext(this.sql, table);
    const pending = this.pending.of(table) ?? 1n;
    return pending > stored ? pending : stored;
  }

  private raise(table: string, next: bigint): void {
    const bounded = next > LARGEST ? LARGEST : next;
    if (this.isRehearsal) {
      this.pending.raise(table, bounded);
      return;
    }
    this.sql.exec(RAISE_NEXT, table, bounded.toString());
    this.#raised.set(table, bounded);
  }
}

function storedNext(sql: SqlStorage, table: string): bigint {
  const [row] = [...sql.exec(READ_NEXT, table).raw()];
  return row === undefined ? 1n : BigInt(row[0] as string);
}

/** Smallest value of the series offset, offset + increment, … that is at least `next`. */
function inSeries(next: bigint, auto: Auto): bigint {
  const increment = BigInt(auto.increment ?? 1);
  if (increment === 1n) return next;
  const wanted = BigInt(auto.offset ?? 1);
  // MySQL ignores an offset that is larger than the increment.
  const offset = wanted > increment ? 0n : wanted;
  if (next <= offset) return offset;
  return offset + ((next - offset + increment - 1n) / increment) * increment;
}

/** The parameters with the given-out values in their place. */
export function withGiven(params: BoundValue[], auto: Auto, given: Given | undefined): BoundValue[] {
  if (given === undefined || typeof auto.param !== "number") return params;
  const bound = [...params];
  bound[auto.param] = given.bound;
  return bound;
}
