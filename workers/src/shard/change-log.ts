import { isTemporary } from "./temporary-tables";
import {
  clientTables,
  imageJson,
  keyJson,
  literal,
  quoted,
  tableShape,
  type TableShape,
} from "./table-shape";

const CREATE = [
  "CREATE TABLE IF NOT EXISTS _edge_log (seq INTEGER PRIMARY KEY, ver INTEGER, tbl TEXT NOT NULL, key TEXT NOT NULL, op TEXT NOT NULL, before TEXT)",
  "CREATE TABLE IF NOT EXISTS _edge_wanted (tbl TEXT PRIMARY KEY, level INTEGER NOT NULL) WITHOUT ROWID",
] as const;

const STORE_TRIMMED =
  "INSERT INTO _edge_meta VALUES ('log_trimmed', CAST(? AS INTEGER)) ON CONFLICT DO UPDATE SET value = excluded.value";

/** What a reader wants to know of a change: which row, or also what stood there before. */
export type Wanted = "keys" | "images";

/** One row that changed. */
export interface Change {
  seq: number;
  /** The shard's change sequence, which the commit got. */
  ver: number;
  table: string;
  /** JSON array of the stored values of the primary key, or of the rowid. */
  key: string;
  op: "I" | "U" | "D";
  /** Image of the row before, as the table's shape writes it; null unless images were wanted. */
  before: string | null;
}

interface Want {
  /** Undefined: all tables. */
  tables: ReadonlySet<string> | undefined;
  what: Wanted;
  /** Changes up to here are done with. */
  readUpTo: number;
  /** Changes up to here were forgotten before they were read, because the reader lagged too far behind. */
  lostUpTo: number;
}

/** Rows that are forgotten at once: forgetting costs a write. */
const TRIM_ROWS = 256;
/** Names of the log's triggers begin with this. */
const TRIGGER = "_edge_log:";
const LEVELS: Readonly<Record<Wanted, number>> = { keys: 1, images: 2 };

/**
 * The shard's change log: triggers write every changed row of the tables that somebody wants into `_edge_log`, in the
 * writer's own transaction. The shard makes the triggers from its own tables when a table is first wanted. Wants are
 * memory: their owners repeat them after a restart, and until then nothing is trimmed that they have not read.
 *
 * An operation may be logged that changed nothing (`INSERT OR IGNORE` of a known key is a `U`): REPLACE deletes rows
 * without firing their delete triggers, so every row that stands in an INSERT's way is logged.
 */
export class ChangeLog {
  readonly #wants = new Map<string, Want>();
  /** Tables that have triggers, in the database as it is committed. */
  #installed: Set<string>;
  /** Levels in the database as it is committed; 0 is left out. */
  #levels: Map<string, number>;
  #isDirty = true;
  #shapes = new Map<string, TableShape | null>();
  #tables: string[] | undefined;
  #seq: number;

  #trimmedUpTo = 0;
  #definitions: Map<string, string>;
  #listener: (redefined: readonly string[]) => void = () => undefined;
  #schemaChanges = 0;

  /** @param maxRows changes kept for a reader that lags behind */
  constructor(
    private readonly sql: SqlStorage,
    private readonly maxRows: number,
  ) {
    for (const statement of CREATE) sql.exec(statement);
    this.#definitions = this.storedDefinitions();
    this.#installed = this.installedTables();
    this.#levels = this.storedLevels();
    this.#seq = this.storedSeq();
    for (const [upTo] of sql.exec("SELECT value FROM _edge_meta WHERE key = 'log_trimmed'").raw()) {
      this.#trimmedUpTo = Number(upTo);
    }
  }

  /** The newest change that is committed. */
  get seq(): number {
    return this.#seq;
  }

  /** Grows when the schema may have changed: the log does not tell what such a change did to rows. */
  get schemaChanges(): number {
    return this.#schemaChanges;
  }

  /**
   * From the next write on the log holds the changes of these tables.
   *
   * @param reason names the reader; what it wanted before is replaced, where it has read to stays
   * @param tables physical names; undefined for all
   * @param from changes up to this one are done with; the newest when left out
   */
  want(reason: string, tables: readonly string[] | undefined, what: Wanted, from?: number): void {
    const readUpTo = from ?? this.#wants.get(reason)?.readUpTo ?? this.#seq;
    const lostUpTo = this.#wants.get(reason)?.lostUpTo ?? 0;
    this.#wants.set(reason, { tables: tables && new Set(tables), what, readUpTo, lostUpTo });
    this.#isDirty = true;
  }

  unwant(reason: string): void {
    if (this.#wants.delete(reason)) this.#isDirty = true;
  }

  /** A reader is done with the changes up to this one. */
  readUpTo(reason: string, seq: number): void {
    const want = this.#wants.get(reason);
    if (want !== undefined && want.readUpTo < seq) want.readUpTo = seq;
  }

  /** Whether the changes of a table are written down. */
  isWanted(table: string): boolean {
    for (const { tables } of this.#wants.values()) {
      if (tables === undefined || tables.has(table)) return true;
    }
    return false;
  }

  /** Whether the triggers of a table write its changes down as the database stands. */
  isLogged(table: string): boolean {
    return this.#levels.has(table);
  }

  /** Committed changes after `seq`, oldest first. */
  changesAfter(seq: number, limit: number): Change[] {
    if (seq >= this.#seq) return [];
    const rows = this.sql.exec(
      "SELECT seq, ver, tbl, key, op, before FROM _edge_log WHERE seq > CAST(? AS INTEGER) ORDER BY seq LIMIT CAST(? AS INTEGER)",
      seq,
      limit,
    );
    return [...rows.raw()].map(([at, ver, table, key, op, before]) => ({
      seq: at as number,
      ver: ver as number,
      table: table as string,
      key: key as string,
      op: op as Change["op"],
      before: before as string | null,
    }));
  }

  /** Changes up to this one are forgotten. */
  get trimmedUpTo(): number {
    return this.#trimmedUpTo;
  }

  /** How many changes of a table there are after `seq`. */
  countAfter(seq: number, table: string): number {
    const rows = this.sql.exec(
      "SELECT count(*) FROM _edge_log WHERE seq > CAST(? AS INTEGER) AND tbl = ?",
      seq,
      table,
    );
    return Number([...rows.raw()][0]?.[0] ?? 0);
  }

  /** Up to where changes were forgotten before this reader had read them; 0 when none were. */
  lostUpTo(reason: string): number {
    return this.#wants.get(reason)?.lostUpTo ?? 0;
  }

  /**
   * Forgets what every reader is done with, now and then. The newest change stays: sequence numbers are never used
   * again.
   */
  trim(): void {
    let upTo = this.#seq - 1;
    for (const want of this.#wants.values()) {
      const least = this.#seq - this.maxRows;
      if (want.readUpTo < least) {
        want.readUpTo = least;
        want.lostUpTo = least;
      }
      upTo = Math.min(upTo, want.readUpTo);
    }
    if (upTo - this.#trimmedUpTo < TRIM_ROWS) return;
    this.sql.exec("DELETE FROM _edge_log WHERE seq <= CAST(? AS INTEGER)", upTo);
    this.sql.exec(STORE_TRIMMED, upTo);
    this.#trimmedUpTo = upTo;
  }

  /** Brings triggers and levels to what is wanted. Called before the transaction of every write. */
  prepare(): void {
    if (!this.#isDirty) return;
    const wanted = new Map<string, number>();
    for (const { tables, what } of this.#wants.values()) {
      for (const table of tables ?? this.tables()) {
        wanted.set(table, Math.max(wanted.get(table) ?? 0, LEVELS[what]));
      }
    }
    for (const table of wanted.keys()) this.install(table);
    for (const table of new Set([...this.#levels.keys(), ...wanted.keys()])) {
      this.storeLevel(table, wanted.get(table) ?? 0);
    }
    this.#isDirty = false;
  }

  /** Inside a committing transaction: gives its changes their `ver`. Gives the newest change, for {@link committed}. */
  stamp(ver: number): number {
    if (this.#levels.size === 0) return this.#seq;
    const newest = this.storedSeq();
    if (newest > this.#seq) {
      this.sql.exec(
        "UPDATE _edge_log SET ver = CAST(? AS INTEGER) WHERE seq > CAST(? AS INTEGER)",
        ver,
        this.#seq,
      );
    }
    return newest;
  }

  /** The transaction whose changes were stamped is committed. */
  committed(newest: number): void {
    this.#seq = newest;
  }

  /** Inside the transaction of a schema change, before it: no trigger may name what is about to change. */
  beforeSchemaChange(): void {
    for (const table of this.#installed) {
      for (const trigger of triggerNames(table)) this.sql.exec(`DROP TRIGGER IF EXISTS ${quoted(trigger)}`);
    }
  }

  /** The same for a change that concerns temporary tables alone. */
  beforeTemporaryChange(): void {
    for (const table of this.#installed) {
      if (!isTemporary(table)) continue;
      for (const trigger of triggerNames(table)) this.sql.exec(`DROP TRIGGER IF EXISTS ${quoted(trigger)}`);
    }
  }

  /** Called after each change of the schema with the tables whose definition is another one now. */
  onSchemaChange(listener: (redefined: readonly string[]) => void): void {
    this.#listener = listener;
  }

  /** After the schema changed, or a change was undone: everything is looked up again. */
  schemaChanged(): void {
    this.#schemaChanges++;
    this.temporaryChanged();
  }

  /** After temporary tables changed, which nobody else sees. */
  temporaryChanged(): void {
    const definitions = this.storedDefinitions();
    const redefined = [...this.#definitions.keys()].filter(
      (table) => definitions.get(table) !== this.#definitions.get(table),
    );
    this.#definitions = definitions;
    this.#shapes.clear();
    this.#tables = undefined;
    this.#installed = this.installedTables();
    this.#levels = this.storedLevels();
    this.#isDirty = true;
    this.#listener(redefined);
  }

  /** Shape of a table, kept until the schema changes; undefined when there is no such table. */
  shape(table: string): TableShape | undefined {
    let shape = this.#shapes.get(table);
    if (shape === undefined) {
      shape = tableShape(this.sql, table) ?? null;
      this.#shapes.set(table, shape);
    }
    return shape ?? undefined;
  }

  /** Tables with rows of clients. */
  tables(): readonly string[] {
    this.#tables ??= clientTables(this.sql);
    return this.#tables;
  }

  /** Makes the triggers of a table, unless they are there. Outside of any transaction that may be undone. */
  install(table: string): void {
    if (this.#installed.has(table)) return;
    const shape = this.tables().includes(table) ? this.shape(table) : undefined;
    if (shape === undefined) return;
    for (const statement of triggersOf(shape)) this.sql.exec(statement);
    this.#installed.add(table);
  }

  private storeLevel(table: string, level: number): void {
    if ((this.#levels.get(table) ?? 0) === level) return;
    if (level === 0) {
      this.sql.exec("DELETE FROM _edge_wanted WHERE tbl = ?", table);
      this.#levels.delete(table);
    } else {
      this.sql.exec(
        "INSERT INTO _edge_wanted VALUES (?, CAST(? AS INTEGER)) ON CONFLICT DO UPDATE SET level = excluded.level",
        table,
        level,
      );
      this.#levels.set(table, level);
    }
  }

  private storedDefinitions(): Map<string, string> {
    const rows = this.sql.exec(
      "SELECT name, sql FROM sqlite_master WHERE type = 'table' AND sql IS NOT NULL",
    );
    return new Map([...rows.raw()] as [string, string][]);
  }

  private installedTables(): Set<string> {
    const rows = this.sql.exec(
      "SELECT DISTINCT tbl_name FROM sqlite_master WHERE type = 'trigger' AND name GLOB ?",
      `${TRIGGER}*`,
    );
    return new Set([...rows.raw()].map(([table]) => table as string));
  }

  private storedLevels(): Map<string, number> {
    return new Map([...this.sql.exec("SELECT tbl, level FROM _edge_wanted").raw()] as [string, number][]);
  }

  private storedSeq(): number {
    const [row] = [...this.sql.exec("SELECT max(seq) FROM _edge_log").raw()];
    return Number(row?.[0] ?? 0);
  }
}

function triggerNames(table: string): string[] {
  return ["replaced", "inserted", "updated", "deleted"].map((event) => `${TRIGGER}${event}:${table}`);
}

function triggersOf(shape: TableShape): string[] {
  const table = literal(shape.name);
  const level = `(SELECT level FROM _edge_wanted WHERE tbl = ${table})`;
  const before = (row: string): string => `CASE WHEN ${level} = 2 THEN ${imageJson(shape, row)} END`;
  const [replaced, inserted, updated, deleted] = triggerNames(shape.name).map(quoted);
  const on = `ON ${quoted(shape.name)} WHEN ${level} BEGIN`;
  const log = "INSERT INTO _edge_log (tbl, key, op, before)";
  const isSameKey = shape.key
    .map((column) => (shape.hasHiddenRowid ? column : quoted(column)))
    .map((column) => `OLD.${column} IS (NEW.${column} COLLATE BINARY)`)
    .join(" AND ");
  const inTheWay = rowsInTheWay(shape, "NEW").map(
    (rows) => `${log} SELECT ${table}, ${keyJson(shape, "o")}, 'U', ${before("o")} ${rows};`,
  );
  return [
    inTheWay.length === 0
      ? ""
      : `CREATE TRIGGER ${String(replaced)} BEFORE INSERT ${on} ${inTheWay.join(" ")} END`,
    `CREATE TRIGGER ${String(inserted)} AFTER INSERT ${on} ${log} VALUES (${table}, ${keyJson(shape, "NEW")}, 'I', NULL); END`,
    `CREATE TRIGGER ${String(updated)} AFTER UPDATE ${on} ${log} VALUES (${table}, ${keyJson(shape, "OLD")}, ` +
      `CASE WHEN ${isSameKey} THEN 'U' ELSE 'D' END, ${before("OLD")}); ` +
      `${log} SELECT ${table}, ${keyJson(shape, "NEW")}, 'I', NULL WHERE NOT (${isSameKey}); END`,
    `CREATE TRIGGER ${String(deleted)} AFTER DELETE ${on} ${log} VALUES (${table}, ${keyJson(shape, "OLD")}, 'D', ${before("OLD")}); END`,
  ].filter((statement) => statement !== "");
}

/** FROM and WHERE of the rows `o` that a new row would collide with, one for each unique key. */
export function rowsInTheWay(shape: TableShape, row: string): string[] {
  const from = `FROM ${quoted(shape.name)} AS o WHERE`;
  const own = shape.hasHiddenRowid
    ? []
    : [shape.key.map((column) => `o.${quoted(column)} = ${row}.${quoted(column)}`).join(" AND ")];
  const values = shape.shown.map((column) => `${row}.${quoted(column)} AS ${quoted(column)}`).join(", ");
  const others = shape.uniques.map((key) =>
    key.parts.map((part) => `(${part}) = (SELECT ${part} FROM (SELECT ${values}))`).join(" AND "),
  );
  return [...own, ...others].map((condition) => `${from} ${condition}`);
}
