import type { ChangeLog } from "./change-log";
import type { Claim } from "./lock-modes";
import { IS, IX, S, X } from "./lock-modes";
import { imageJson, keyJson, plainValue, quoted, type TableShape, type UniqueKey } from "./table-shape";
import type { RowChange } from "./transaction-writes";

/** A value of a unique key that a changed row has, or had. */
export interface UniqueValue {
  table: string;
  /** Of the row. */
  key: string;
  resource: string;
}

/** A row that a changed row refers to by a foreign key. */
export interface ParentKey {
  table: string;
  key: string;
}

/** What the steps of a request changed. */
export interface Captured {
  rows: RowChange[];
  uniques: UniqueValue[];
  parents: ParentKey[];
}

/** Finds out which rows a request changes: the change log's triggers are made to speak while it runs. */
export class CapturedRows {
  readonly #reads = new WeakMap<TableShape, string>();

  constructor(
    private readonly sql: SqlStorage,
    private readonly log: ChangeLog,
  ) {}

  /** Inside the transaction, before the steps: gives where the capture begins. */
  begin(tables: Iterable<string>): number {
    for (const table of tables) {
      if (this.log.isLogged(table)) continue;
      this.sql.exec("INSERT INTO _edge_wanted VALUES (?, 1) ON CONFLICT DO NOTHING", table);
    }
    return this.newest();
  }

  /** Inside the transaction, after the steps: the rows as they are now. */
  end(from: number): Captured {
    const keys = new Map<string, Set<string>>();
    const logged = this.sql.exec(
      "SELECT tbl, key FROM _edge_log WHERE seq > CAST(? AS INTEGER) ORDER BY seq",
      from,
    );
    for (const [table, key] of logged.raw() as Iterable<[string, string]>) {
      let ofTable = keys.get(table);
      if (ofTable === undefined) {
        ofTable = new Set();
        keys.set(table, ofTable);
      }
      ofTable.add(key);
    }
    const captured: Captured = { rows: [], uniques: [], parents: [] };
    for (const [table, ofTable] of keys) this.read(table, ofTable, captured);
    return captured;
  }

  /** Inside the transaction, after the steps: rows that are known to be all that can have changed, as they are now. */
  known(table: string, keys: readonly string[]): Captured {
    const captured: Captured = { rows: [], uniques: [], parents: [] };
    this.read(table, new Set(keys), captured);
    return captured;
  }

  /** Inside a transaction that will be kept: what was written down for the capture alone is taken out again. */
  forget(tables: Iterable<string>, from: number): void {
    for (const table of tables) {
      if (this.log.isWanted(table)) continue;
      this.sql.exec("DELETE FROM _edge_wanted WHERE tbl = ?", table);
      this.sql.exec("DELETE FROM _edge_log WHERE seq > CAST(? AS INTEGER) AND tbl = ?", from, table);
    }
  }

  private newest(): number {
    const [row] = [...this.sql.exec("SELECT max(seq) FROM _edge_log").raw()];
    return Number(row?.[0] ?? 0);
  }

  private read(table: string, keys: ReadonlySet<string>, captured: Captured): void {
    const shape = this.log.shape(table);
    if (shape === undefined) return;
    let read = this.#reads.get(shape);
    if (read === undefined) {
      read = readSql(shape, (name) => this.log.shape(name));
      this.#reads.set(shape, read);
    }
    const found = new Set<string>();
    for (const [key, image, ...more] of this.sql.exec(read, `[${[...keys].join(",")}]`).raw()) {
      found.add(key as string);
      captured.rows.push({ table, key: key as string, image: image as string });
      more.forEach((value, index) => {
        if (value === null) return;
        const parent = shape.parents[index - shape.uniques.length];
        if (parent !== undefined) {
          captured.parents.push({ table: parent.table, key: value as string });
          return;
        }
        const resource = uniqueResource(shape, index, value as string);
        captured.uniques.push({ table, key: key as string, resource });
      });
    }
    for (const key of keys) {
      if (!found.has(key)) captured.rows.push({ table, key, image: null });
    }
  }
}

/**
 * Key, image, for each unique key its values as JSON (NULL where one of them is NULL: no duplicate then), and for each
 * foreign key the key of the row that it refers to.
 */
function readSql(shape: TableShape, shapeOf: (table: string) => TableShape | undefined): string {
  const columns = shape.key.map((column) => (shape.hasHiddenRowid ? column : quoted(column)));
  const values = shape.key.map((_, index) =>
    shape.hasRowidAlias ? "json_extract(k.value, '$[0]')" : plainValue("k.value", `$[${String(index)}]`),
  );
  const key = columns.length === 1 ? String(columns[0]) : `(${columns.join(", ")})`;
  const uniques = shape.uniques.map(uniqueJson);
  const parents = shape.parents.map(({ table, condition }) => {
    const parent = shapeOf(table);
    return parent ? `(SELECT ${keyJson(parent, "p")} FROM ${quoted(table)} AS p WHERE ${condition})` : "NULL";
  });
  const items = [keyJson(shape, "t"), imageJson(shape, "t"), ...uniques, ...parents];
  return `SELECT ${items.join(", ")} FROM ${quoted(shape.name)} AS t WHERE ${key} IN (SELECT ${values.join(", ")} FROM json_each(?) AS k)`;
}

/** SQL for the values of a unique key as JSON; NULL where one of them is NULL: such a row is nobody's duplicate. */
export function uniqueJson({ parts }: UniqueKey): string {
  const isNull = parts.map((part) => `(${part}) IS NULL`).join(" OR ");
  const folded = parts.map((part) => (/NOCASE\s*$/i.test(part) ? `lower(${part})` : part));
  return `CASE WHEN NOT (${isNull}) THEN json_array(${folded.map((part) => `quote(${part})`).join(", ")}) END`;
}

/** The lock on what {@link uniqueJson} gave for the unique key with this index, as a resource. */
export function uniqueResource(shape: TableShape, index: number, values: string): string {
  return `${shape.name}\u0000u\u0000${shape.uniques[index]?.name ?? ""}\u0000${values}`;
}

/** The lock on a row, as a resource. */
export function rowResource(shape: TableShape | undefined, table: string, key: string): string {
  return `${table}\u0000${shape?.foldsKey === true ? key.toLowerCase() : key}`;
}

/** Exclusive locks on what was changed, shared ones on what it refers to, with the intention on the tables. */
export function claimsOn(captured: Captured, log: ChangeLog): Claim[] {
  const claims: Claim[] = [];
  const tables = new Set<string>();
  for (const { table, key } of captured.rows) {
    if (!tables.has(table)) {
      tables.add(table);
      claims.push({ resource: table, mode: IX });
    }
    claims.push({ resource: rowResource(log.shape(table), table, key), mode: X });
  }
  for (const { resource } of captured.uniques) claims.push({ resource, mode: X });
  const referred = new Set<string>();
  for (const { table, key } of captured.parents) {
    const resource = rowResource(log.shape(table), table, key);
    if (referred.has(resource)) continue;
    referred.add(resource);
    claims.push({ resource: table, mode: IS }, { resource, mode: S });
  }
  return claims;
}
