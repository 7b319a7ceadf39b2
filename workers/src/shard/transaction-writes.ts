/** An image, or null for a row that is not there. */
export type Image = string | null;

/** One row as a statement left it. */
export interface RowChange {
  table: string;
  key: string;
  image: Image;
}

interface Statement {
  number: number;
  /** What to put back when the statement is cut off: undefined where the transaction had not touched the row. */
  before: { table: string; key: string; image: Image | undefined }[];
}

/** What an open transaction has written: the rows as they will be, by table and key. */
export class TransactionWrites {
  readonly #rows = new Map<string, Map<string, Image>>();
  readonly #statements: Statement[] = [];
  /** By table the keys of rows that are committed, in an older form: their images need no new row. */
  readonly #replacing = new Map<string, Set<string>>();
  /** By table the keys of rows that are not there, nor anything that they could collide with. */
  readonly #fresh = new Map<string, Set<string>>();
  #chars = 0;

  /** Number of the last statement that stands; 0 before the first. */
  get at(): number {
    return this.#statements.at(-1)?.number ?? 0;
  }

  /** Characters of keys and images held. */
  get chars(): number {
    return this.#chars;
  }

  get isEmpty(): boolean {
    return this.#rows.size === 0;
  }

  /** Rows written. */
  get count(): number {
    let count = 0;
    for (const rows of this.#rows.values()) count += rows.size;
    return count;
  }

  tables(): Iterable<string> {
    return this.#rows.keys();
  }

  rows(table: string): ReadonlyMap<string, Image> | undefined {
    return this.#rows.get(table);
  }

  /** Adds what a statement changed; its number is larger than all before it. */
  add(number: number, changes: readonly RowChange[]): void {
    const before: Statement["before"] = [];
    for (const { table, key, image } of changes) {
      let rows = this.#rows.get(table);
      if (rows === undefined) {
        rows = new Map();
        this.#rows.set(table, rows);
      }
      before.push({ table, key, image: rows.get(key) });
      this.#chars += key.length + (image?.length ?? 0);
      rows.set(key, image);
    }
    this.#statements.push({ number, before });
  }

  /** A row that it is about to write for the first time is there, and locked. */
  replaces(table: string, key: string): void {
    this.mark(this.#replacing, table, key);
  }

  /** A row that it is about to write for the first time is not there, and locked as its unique values are. */
  inserts(table: string, key: string): void {
    this.mark(this.#fresh, table, key);
  }

  /** Keys of rows that are known not to be committed. */
  fresh(table: string): ReadonlySet<string> | undefined {
    return this.#fresh.get(table);
  }

  private mark(marks: Map<string, Set<string>>, table: string, key: string): void {
    if (this.#rows.get(table)?.has(key) === true) return;
    let keys = marks.get(table);
    if (keys === undefined) {
      keys = new Set();
      marks.set(table, keys);
    }
    keys.add(key);
  }

  /** Keys of rows that are known to be committed in an older form. */
  replaced(table: string): ReadonlySet<string> | undefined {
    return this.#replacing.get(table);
  }

  /** Forgets the statements after this one: ROLLBACK TO, or one whose outcome was never told. */
  cut(at: number): void {
    for (
      let last = this.#statements.at(-1);
      last !== undefined && last.number > at;
      last = this.#statements.at(-1)
    ) {
      this.#statements.pop();
      for (const { table, key, image } of last.before.reverse()) {
        const rows = this.#rows.get(table);
        this.#chars -= key.length + (rows?.get(key)?.length ?? 0);
        if (image === undefined) rows?.delete(key);
        else rows?.set(key, image);
        if (rows?.size === 0) this.#rows.delete(table);
      }
    }
  }
}
