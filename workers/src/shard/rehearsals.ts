import type { BoundValue } from "../wire/values";
import { uniqueJson, uniqueResource, type Captured } from "./captured-rows";
import { rowsInTheWay, type ChangeLog } from "./change-log";
import { changeOf, type Change } from "./change-text";
import { isInKey, rowLimits, type RowLimits } from "./row-limits";
import { imageColumns, imageJson, keyJson, quoted, type TableShape } from "./table-shape";
import type { TableUse } from "./table-use";

/** Statements remembered. */
const MAX_TEXTS = 4096;
/** A function, or a subquery: a value with one is computed once, however often it is looked at. */
const CALL = /\bSELECT\b|\b(?!CAST\b)[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*\s*\(/i;
/** What another moment may answer otherwise, or another connection; and the shard's own tables. */
const UNSETTLED = /\b(?:random|randomblob|changes|total_changes|last_insert_rowid)\s*\(|\b_edge_/i;
/** Stands for the rowid that a row without a key will get. */
const NO_ROWID = "4611686018427387903";

/** How a change can be found out by reading. */
export interface Rehearsal {
  table: string;
  kind: Change["kind"];
  /** SELECT of each changed row: key, image (NULL: none), whether SQLite would take it, and its unique values. */
  sql: string;
  /** The same without images, where the change may as well be made later; undefined: it may not. */
  probe: string | undefined;
  shape: TableShape;
}

/** What a rehearsal found. */
export interface Rehearsed {
  captured: Captured;
  /** Rows changed. */
  changes: number;
  /** Rows read. */
  read: number;
}

/**
 * Finds out by reading alone what an UPDATE, DELETE or INSERT would do. A statement that is run and undone costs a commit
 * of nothing, as long as one of something: the runtime commits every turn in which SQLite wrote.
 */
export class Rehearsals {
  readonly #known = new Map<string, Rehearsal | null>();

  constructor(
    private readonly sql: SqlStorage,
    private readonly log: ChangeLog,
    private readonly use: TableUse,
  ) {}

  /**
   * How a statement can be rehearsed; undefined: by running it. No trigger may stand behind its table, SQLite may check
   * of a row nothing but its own columns and keys, and an UPDATE leaves the keys alone.
   */
  of(sql: string): Rehearsal | undefined {
    let rehearsal = this.#known.get(sql);
    if (rehearsal === undefined) {
      if (this.#known.size >= MAX_TEXTS) this.#known.clear();
      rehearsal = this.make(sql) ?? null;
      this.#known.set(sql, rehearsal);
    }
    return rehearsal ?? undefined;
  }

  schemaChanged(): void {
    this.#known.clear();
  }

  /**
   * Reads; undefined when the statement must be run after all, to fail or because it is not certain what it does.
   *
   * @param sql of the rehearsal: with images, or its probe
   */
  read({ table, kind, shape }: Rehearsal, params: readonly BoundValue[], sql: string): Rehearsed | undefined {
    const captured: Captured = { rows: [], uniques: [], parents: [] };
    const keys = new Set<string>();
    const resources = new Set<string>();
    const cursor = this.sql.exec(sql, ...params);
    // To its end: an open cursor would keep every table from being dropped.
    for (const [key, image, isSure, ...uniques] of [...cursor.raw()]) {
      if (isSure !== 1) return undefined;
      captured.rows.push({ table, key: key as string, image: image as string | null });
      if (!shape.hasHiddenRowid) keys.add(shape.foldsKey ? (key as string).toLowerCase() : (key as string));
      uniques.forEach((value, index) => {
        if (value === null) return;
        const resource = uniqueResource(shape, index, value as string);
        resources.add(resource);
        captured.uniques.push({ table, key: key as string, resource });
      });
    }
    const changes = captured.rows.length;
    const isApart = kind !== "insert" || shape.hasHiddenRowid || keys.size === changes;
    if (!isApart || resources.size !== captured.uniques.length) return undefined;
    return { captured, changes, read: cursor.rowsRead };
  }

  private make(sql: string): Rehearsal | undefined {
    const change = changeOf(sql);
    if (change === undefined || this.use.count(sql, change.table) !== 1) return undefined;
    const shape = this.log.tables().includes(change.table) ? this.log.shape(change.table) : undefined;
    if (shape === undefined || this.use.hasTriggers(change.table)) return undefined;
    const limits = rowLimits(this.sql, shape);
    if (limits === undefined) return undefined;
    const text = selectOf(change, shape, limits, imageJson(shape, "t"));
    if (text === undefined) return undefined;
    const isSettled = !shape.hasHiddenRowid && this.use.named(sql).length === 1 && !UNSETTLED.test(sql);
    const probe = isSettled ? selectOf(change, shape, limits, "NULL") : undefined;
    return { table: change.table, kind: change.kind, sql: text, probe, shape };
  }
}

/** @param image SQL of what is to be read of the row `t` */
function selectOf(change: Change, shape: TableShape, limits: RowLimits, image: string): string | undefined {
  switch (change.kind) {
    case "update":
      return updated(change, shape, limits, image);
    case "delete":
      return `SELECT ${keyJson(shape, change.alias)}, NULL, 1 FROM ${change.from}${where(change.where)}`;
    case "insert":
      return inserted(change, shape, limits, image);
  }
}

function updated(
  { from, alias, sets, where: condition }: Extract<Change, { kind: "update" }>,
  shape: TableShape,
  limits: RowLimits,
  image: string,
): string | undefined {
  const values = new Map(sets.map(({ column, value }) => [column, value]));
  if (values.size !== sets.length) return undefined;
  for (const column of values.keys()) {
    if (!shape.columns.includes(column) || isInKey(limits, column)) return undefined;
  }
  const columns = imageColumns(shape).map((column, index) => {
    const isRowid = shape.hasHiddenRowid && index === 0;
    const name = isRowid ? column : quoted(column);
    return `${values.get(column) ?? `${alias}.${name}`} AS ${name}`;
  });
  const isCheap = [...values.values()].every((value) => !CALL.test(value));
  const isSure = [...values.keys()].flatMap((column) => limits.conditions.get(column) ?? []);
  // Materialized, so that a dear value is computed once: the image and the checks are of the same row.
  return (
    `WITH _edge_new AS ${isCheap ? "" : "MATERIALIZED "}(SELECT ${columns.join(", ")} FROM ${from}${where(condition)}) ` +
    `SELECT ${keyJson(shape, "t")}, ${image}, ${all(isSure)} FROM _edge_new AS t`
  );
}

function inserted(
  { columns, rows }: Extract<Change, { kind: "insert" }>,
  shape: TableShape,
  limits: RowLimits,
  image: string,
): string | undefined {
  if (columns.some((column) => !shape.columns.includes(column))) return undefined;
  const shown = imageColumns(shape).map((column, index) => {
    if (shape.hasHiddenRowid && index === 0) return `${NO_ROWID} AS ${column}`;
    return `${columns.includes(column) ? quoted(column) : "NULL"} AS ${quoted(column)}`;
  });
  const conditions = [...limits.conditions.values()].flat();
  const free = rowsInTheWay(shape, "t").map((others) => `NOT EXISTS (SELECT 1 ${others})`);
  const uniques = shape.uniques.map(uniqueJson);
  const items = [keyJson(shape, "t"), image, all([...conditions, ...free]), ...uniques];
  return (
    `WITH _edge_given (${columns.map(quoted).join(", ")}) AS MATERIALIZED (${rows}), ` +
    `_edge_new AS (SELECT ${shown.join(", ")} FROM _edge_given) ` +
    `SELECT ${items.join(", ")} FROM _edge_new AS t`
  );
}

function where(condition: string): string {
  return condition === "" ? "" : ` WHERE ${condition}`;
}

function all(conditions: readonly string[]): string {
  return conditions.length === 0 ? "1" : `(${conditions.join(" AND ")})`;
}
