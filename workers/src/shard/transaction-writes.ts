import type { BoundValue } from "../wire/values";

/** An image, or null for a row that is not there. */
export type Image = string | null;

/** One row as a statement left it. */
export interface RowChange {
  table: string;
  key: string;
  image: Image;
}

/**
 * A statement that is certain: which rows it changes is known and they are locked, and what it makes of them depends on
 * nothing else. So it may be run as it is at COMMIT; its rows are read only if the transaction looks at them before.
 */
export interface Deferred {
  table: string;
  /** Of the rows that it changes, none of which the transaction has written before. */
  keys: readonly string[];
  sql: string;
  params: readonly BoundValue[];
  /** Reads the rows as it will leave them. */
  rows: () => readonly RowChange[];
}

interface Statement {
  number: number;
  /** What to put back when the statement is cut off: undefined where the transaction had not touched the row. */
  before: { table: string; key: string; image: Image | undefined }[];
  /** Not run yet, nor its rows read. */
  deferred?: Deferred | undefined;
}

/** What an open transaction has written: the rows as they will be, by table and key. */
export class TransactionWrites {
  readonly #rows = new Map<string, Map<string, Image>>();
  readonly #statements: Statement[] = [];
  /** By table the keys of the rows that deferred statements change. */
  readonly #deferred = new Map<string, Set<string>>();
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
    return this.#rows.size === 0 && this.#deferred.size === 0;
  }

  /** The rows by table, but for those of deferred statements. */
  read(): ReadonlyMap<string, ReadonlyMap<string, Image>> {
    return this.#rows;
  }

  /**
   * The rows of a table; undefined: none.
   *
   * @throws EdgeError TRANSACTION_TOO_LARGE when those of deferred statements are too many to be held; COMMIT is still possible
   */
  rows(table: string): ReadonlyMap<string, Image> | undefined {
    if (this.#deferred.has(table)) this.readDeferred();
    return this.#rows.get(table);
  }

  /** Keys of the rows of a table. */
  keys(table: string): string[] {
    return [...(this.#rows.get(table)?.keys() ?? []), ...(this.#deferred.get(table) ?? [])];
  }

  has(table: string, key: string): boolean {
    return this.#rows.get(table)?.has(key) === true || this.#deferred.get(table)?.has(key) === true;
  }

  hasAny(table: string): boolean {
    return this.#rows.has(table) || this.#deferred.has(table);
  }

  /** Its statements that are still deferred. */
  deferred(): readonly Deferred[] {
    return this.#statements.flatMap(({ deferred }) => deferred ?? []);
  }

  /** Adds a statement that will be run at COMMIT; its number is larger than all before it. */
  defer(number: number, deferred: Deferred): void {
    const { table, keys } = deferred;
    let all = this.#deferred.get(table);
    if (all === undefined) {
      all = new Set();
      this.#deferred.set(table, all);
    }
    for (const key of keys) all.add(key);
    this.#chars += charsOf(deferred);
    this.#statements.push({ number, before: [], deferred });
  }

  /** Adds what a statement changed; its number is larger than all before it. */
  add(number: number, changes: readonly RowChange[]): void {
    this.#statements.push({ number, before: this.write(changes) });
  }

  private write(changes: readonly RowChange[]): Statement["before"] {
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
    return before;
  }

  /** The rows of deferred statements are wanted: from here on they are rows like all others. */
  private readDeferred(): void {
    for (const statement of this.#statements) {
      const { deferred } = statement;
      if (deferred === undefined) continue;
      statement.before = this.write(deferred.rows());
      this.forget(statement, deferred);
    }
  }

  private forget(statement: Statement, deferred: Deferred): void {
    const { table, keys } = deferred;
    const all = this.#deferred.get(table);
    for (const key of keys) all?.delete(key);
    if (all?.size === 0) this.#deferred.delete(table);
    this.#chars -= charsOf(deferred);
    statement.deferred = undefined;
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
    if (this.has(table, key)) return;
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
      if (last.deferred !== undefined) this.forget(last, last.deferred);
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

/** Characters of its text, keys and values. */
export function charsOf({ keys, sql, params }: Deferred): number {
  let chars = sql.length;
  for (const key of keys) chars += key.length;
  for (const param of params) chars += typeof param === "string" ? param.length : 8;
  return chars;
}
