import { EdgeError } from "../wire/codes";
import type { ChangeLog } from "./change-log";
import type { Image } from "./transaction-writes";

const REASON = "snapshots";
/** Entries of the index that are pruned at once. */
const PRUNE_ROWS = 20_000;

/**
 * Consistent reads of the past, by undo: while a snapshot is open the change log keeps before-images, and what stood in a
 * row is what the first change after the snapshot found there.
 */
export class Snapshots {
  /** Open snapshots by the newest change that they see, with how many there are of each. */
  readonly #open = new Map<number, number>();
  /** For each table and key the changes since the oldest snapshot, ascending. */
  #index = new Map<string, Map<string, number[]>>();
  #indexed = 0;
  #prunedTo = 0;
  #timer: number | null = null;
  /** For tables whose definition changed: the newest change before that. */
  readonly #redefined = new Map<string, number>();

  /** @param lingerMs how long images are kept on after the last snapshot, since the next one often comes soon */
  constructor(
    private readonly sql: SqlStorage,
    private readonly log: ChangeLog,
    private readonly lingerMs: number,
  ) {}

  get count(): number {
    return this.#open.size;
  }

  /** Opens a snapshot of what is committed now. */
  open(): number {
    const seq = this.log.seq;
    if (this.#open.size === 0) {
      clearTimeout(this.#timer);
      this.#timer = null;
      this.#index = new Map();
      this.#indexed = seq;
      this.#prunedTo = seq;
      this.#redefined.clear();
      this.log.want(REASON, undefined, "images", seq);
    }
    this.#open.set(seq, (this.#open.get(seq) ?? 0) + 1);
    return seq;
  }

  close(seq: number): void {
    const left = (this.#open.get(seq) ?? 0) - 1;
    if (left > 0) {
      this.#open.set(seq, left);
      return;
    }
    this.#open.delete(seq);
    this.log.readUpTo(REASON, this.oldest());
    if (this.#open.size > 0) return;
    this.#index = new Map();
    this.#timer = setTimeout(() => {
      this.log.unwant(REASON);
    }, this.lingerMs);
  }

  /** The definitions of these tables have changed: older snapshots cannot show them. */
  redefined(tables: Iterable<string>): void {
    for (const table of tables) this.#redefined.set(table, this.log.seq);
  }

  /**
   * The rows of a table that a snapshot sees otherwise than they are now.
   *
   * @param keys the rows that matter; undefined for all
   * @throws EdgeError SNAPSHOT_TOO_OLD
   */
  rowsAt(seq: number, table: string, keys?: readonly string[]): Map<string, Image> {
    if (this.log.lostUpTo(REASON) > seq) {
      throw new EdgeError(
        "SNAPSHOT_TOO_OLD",
        "more has changed since the snapshot than the change log keeps",
      );
    }
    if ((this.#redefined.get(table) ?? -1) >= seq) {
      throw new EdgeError("SNAPSHOT_TOO_OLD", "the definition of a table has changed since the snapshot");
    }
    const rows = new Map<string, Image>();
    if (seq >= this.log.seq) return rows;
    this.bringUpToDate();
    const changed = this.#index.get(table);
    if (changed === undefined) return rows;
    const firsts: number[] = [];
    for (const key of keys ?? changed.keys()) {
      const first = firstAfter(changed.get(key) ?? [], seq);
      if (first !== undefined) firsts.push(first);
    }
    if (firsts.length === 0) return rows;
    const before = this.sql.exec(
      "SELECT key, before FROM _edge_log WHERE seq IN (SELECT value FROM json_each(?))",
      JSON.stringify(firsts),
    );
    for (const [key, image] of before.raw() as Iterable<[string, Image]>) rows.set(key, image);
    return rows;
  }

  private bringUpToDate(): void {
    if (this.#indexed >= this.log.seq) return;
    const rows = this.sql.exec(
      "SELECT seq, tbl, key FROM _edge_log WHERE seq > CAST(? AS INTEGER) ORDER BY seq",
      this.#indexed,
    );
    for (const [seq, table, key] of rows.raw() as Iterable<[number, string, string]>) {
      let keys = this.#index.get(table);
      if (keys === undefined) {
        keys = new Map();
        this.#index.set(table, keys);
      }
      const seqs = keys.get(key);
      if (seqs === undefined) keys.set(key, [seq]);
      else seqs.push(seq);
    }
    this.#indexed = this.log.seq;
    this.prune();
  }

  /** Forgets what no open snapshot asks for. */
  private prune(): void {
    const oldest = this.oldest();
    if (oldest - this.#prunedTo < PRUNE_ROWS) return;
    this.#prunedTo = oldest;
    for (const [table, keys] of this.#index) {
      for (const [key, seqs] of keys) {
        const kept = seqs.filter((seq) => seq > oldest);
        if (kept.length === 0) keys.delete(key);
        else keys.set(key, kept);
      }
      if (keys.size === 0) this.#index.delete(table);
    }
  }

  private oldest(): number {
    return Math.min(this.log.seq, ...this.#open.keys());
  }
}

function firstAfter(seqs: readonly number[], seq: number): number | undefined {
  let low = 0;
  let high = seqs.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((seqs[middle] as number) > seq) high = middle;
    else low = middle + 1;
  }
  return seqs[low];
}
