import type { ShardRequest } from "../wire/request";
import type { StatementKinds } from "../wire/statement-kind";
import type { Captured, CapturedRows } from "./captured-rows";
import type { TableUse } from "./table-use";
import type { OpenTransaction } from "./transactions";

const BY_KEY = /^\s*(?:UPDATE|DELETE)\b/i;
const DELETE = /^\s*DELETE\b/i;

/** Thrown out of a request of which the rows that it changes were thought to be known. */
export const KEY_CHANGED = new Error("the key of a row has changed");

/** The rows that a request can change. */
export interface SureRow {
  table: string;
  keys: readonly string[];
  isDelete: boolean;
}

/** Finds requests of which it is known beforehand which rows they can change: the change log need not tell. */
export class SureRows {
  constructor(
    private readonly use: TableUse,
    private readonly kinds: StatementKinds,
    private readonly captured: CapturedRows,
  ) {}

  /**
   * The rows of its table that a request can change, when they are known before it runs: an UPDATE or DELETE by key of a
   * table without triggers.
   *
   * @param tables that the request may write
   * @param hintedKeys the only rows of a table that matter, if that is certain
   */
  of(
    request: ShardRequest,
    open: OpenTransaction | undefined,
    tables: readonly string[],
    hintedKeys: (table: string) => readonly string[] | undefined,
  ): SureRow | undefined {
    let sure: SureRow | undefined;
    for (const { sql, auto } of request.steps) {
      if (this.kinds.of(sql) === "query") continue;
      const [table] = this.use.named(sql);
      if (sure !== undefined || auto || table === undefined || !BY_KEY.test(sql)) return undefined;
      const keys = hintedKeys(table);
      const isAlone = this.use.named(sql).length === 1 && !this.use.hasTriggers(table);
      if (keys === undefined || !isAlone || !tables.includes(table)) return undefined;
      if (keys.some((key) => open?.writes.has(table, key))) return undefined;
      sure = { table, keys, isDelete: DELETE.test(sql) };
    }
    return sure;
  }

  /** Inside the transaction of a request whose rows are known. */
  capture({ table, keys, isDelete }: SureRow, changes: readonly number[]): Captured {
    if (changes.every((count) => count === 0)) return { rows: [], uniques: [], parents: [] };
    const captured = this.captured.known(table, keys);
    // A row that an UPDATE took away has another key now, which only the change log tells.
    if (!isDelete && captured.rows.some(({ image }) => image === null)) throw KEY_CHANGED;
    return captured;
  }
}
