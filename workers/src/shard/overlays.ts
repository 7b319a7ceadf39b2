import { EdgeError } from "../wire/codes";
import type { ChangeLog } from "./change-log";
import type { OwnTables } from "./own-tables";
import { RowImages } from "./row-images";
import type { TableUse } from "./table-use";
import { isTemporary } from "./temporary-tables";
import type { Image, RowChange, TransactionWrites } from "./transaction-writes";
import type { OpenTransaction } from "./transactions";

/** Rows that a statement sees otherwise than they are committed. */
export type Overlay = Map<string, Map<string, Image>>;

/** Ids above this stand for rows without a key that a transaction has inserted; they get their rowids at COMMIT. */
const PRIVATE_ROWIDS = 2n ** 62n;
const ROWID_OF_IMAGE = /^(\[\[?)-?\d+/;

/** Puts rows of transactions and snapshots into place. */
export class Overlays {
  readonly #images: RowImages;
  #privateRows = 0n;

  constructor(
    private readonly sql: SqlStorage,
    private readonly tables: OwnTables,
    private readonly log: ChangeLog,
    private readonly use: TableUse,
  ) {
    this.#images = new RowImages(sql);
  }

  /**
   * Inside a transaction: puts rows into place. First all are taken out, so that no order of them can collide.
   *
   * @param isForGood what is put into place will be committed
   * @param writes of the transaction, which knows rows that need not be taken out
   */
  place(
    overlay: ReadonlyMap<string, ReadonlyMap<string, Image>>,
    isForGood: boolean,
    writes?: TransactionWrites,
  ): void {
    if (overlay.size === 0) return;
    const isTriggered = [...overlay.keys()].some((table) => this.use.hasTriggers(table));
    if (isTriggered) this.tables.setTriggers(false);
    for (const [table, rows] of overlay) {
      const shape = this.log.shape(table);
      if (shape === undefined) {
        // The session has dropped it since: what stood in it does not matter any more.
        if (isTemporary(table)) continue;
        throw new EdgeError("LOCKS_LOST", `the table ${table} is gone`);
      }
      const replaced = this.#images.canReplace(shape) ? writes?.replaced(table) : undefined;
      const fresh = writes?.fresh(table);
      const gone: string[] = [];
      const replacing: string[] = [];
      const images: string[] = [];
      const withoutRowid: string[] = [];
      for (const [key, image] of rows) {
        if (image !== null && replaced?.has(key) === true) {
          replacing.push(image);
          continue;
        }
        if (image === null || fresh?.has(key) !== true) gone.push(key);
        if (image === null) continue;
        const isPrivate = isForGood && shape.hasHiddenRowid && BigInt(key.slice(1, -1)) >= PRIVATE_ROWIDS;
        if (isPrivate) withoutRowid.push(image.replace(ROWID_OF_IMAGE, "$1null"));
        else images.push(image);
      }
      if (replacing.length > 0) this.#images.replace(shape, replacing);
      if (gone.length > 0) this.#images.remove(shape, gone);
      if (images.length > 0) this.#images.put(shape, images);
      // Last: SQLite must not give them the rowids of those that come back.
      if (withoutRowid.length > 0) this.#images.put(shape, withoutRowid);
    }
    if (isTriggered) this.tables.setTriggers(true);
  }

  /** A row without a key that the transaction inserts has no rowid yet: another one's insert may take the same. */
  withPrivateRowid(open: OpenTransaction, row: RowChange): RowChange {
    if (row.image === null || this.log.shape(row.table)?.hasHiddenRowid !== true) return row;
    if (open.writes.has(row.table, row.key) || this.isCommitted(row)) return row;
    const rowid = (PRIVATE_ROWIDS + this.#privateRows++).toString();
    return { table: row.table, key: `[${rowid}]`, image: row.image.replace(ROWID_OF_IMAGE, `$1${rowid}`) };
  }

  private isCommitted(row: RowChange): boolean {
    const shape = this.log.shape(row.table);
    if (shape === undefined) return false;
    const [found] = [
      ...this.sql
        .exec(
          `SELECT 1 FROM "${shape.name.replaceAll('"', '""')}" WHERE ${String(shape.key[0])} = CAST(? AS INTEGER)`,
          row.key.slice(1, -1),
        )
        .raw(),
    ];
    return found !== undefined;
  }
}
