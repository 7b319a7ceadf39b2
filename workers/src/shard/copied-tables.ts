import type { ChangeLog } from "./change-log";

/** Name of the copies among the readers of the change log. */
export const COPIES = "copies";
/** How far ahead of need a table's time is set, so that it is not written for every copy. */
const AHEAD_MS = 3_600_000;
/** Covers what gateways' clocks and the way of a fill may add. */
const MARGIN_MS = 60_000;

const STORE =
  "INSERT INTO _edge_copied VALUES (?, CAST(? AS INTEGER), CAST(? AS INTEGER)) ON CONFLICT DO UPDATE SET until = max(until, excluded.until), prewarm_until = max(prewarm_until, excluded.prewarm_until)";

interface Times {
  until: number;
  prewarmUntil: number;
}

/** Tables that copies may depend on: their changes are logged until the last such copy has ended. Durable. */
export class CopiedTables {
  readonly #tables = new Map<string, Times>();

  constructor(
    private readonly sql: SqlStorage,
    private readonly log: ChangeLog,
    /** Up to where the copies have followed the change log. */
    seq: number,
  ) {
    for (const [table, until, prewarmUntil] of sql.exec("SELECT * FROM _edge_copied").raw()) {
      this.#tables.set(table as string, { until: Number(until), prewarmUntil: Number(prewarmUntil) });
    }
    if (this.#tables.size > 0) this.want(seq);
  }

  get names(): string[] {
    return [...this.#tables.keys()];
  }

  has(table: string): boolean {
    return this.#tables.has(table);
  }

  isPrewarmed(table: string, nowMs: number): boolean {
    return (this.#tables.get(table)?.prewarmUntil ?? 0) > nowMs;
  }

  /** A copy is about to be read that may be served until then. */
  keep(tables: readonly string[], untilMs: number, isPrewarmed: boolean): void {
    const needed = untilMs + MARGIN_MS;
    let isNew = false;
    for (const table of tables) {
      const known = this.#tables.get(table);
      const isKept = known !== undefined && known.until >= needed;
      if (isKept && (!isPrewarmed || known.prewarmUntil >= needed)) continue;
      isNew ||= known === undefined;
      const until = Math.max(known?.until ?? 0, needed + AHEAD_MS);
      const prewarmUntil = Math.max(known?.prewarmUntil ?? 0, isPrewarmed ? needed + AHEAD_MS : 0);
      this.#tables.set(table, { until, prewarmUntil });
      this.sql.exec(STORE, table, until, prewarmUntil);
    }
    if (isNew) this.want();
  }

  /** Forgets tables whose last copy has ended. */
  sweep(nowMs: number): void {
    for (const [table, { until }] of [...this.#tables]) {
      if (until > nowMs) continue;
      this.#tables.delete(table);
      this.sql.exec("DELETE FROM _edge_copied WHERE tbl = ?", table);
    }
    if (this.#tables.size === 0) this.log.unwant(COPIES);
    else this.want();
  }

  private want(from?: number): void {
    this.log.want(COPIES, this.names, "keys", from);
  }
}
