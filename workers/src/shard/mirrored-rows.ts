import type { Settings } from "../env";
import {
  bytesOf,
  type MirrorCopying,
  type MirrorDefinition,
  type MirrorPage,
  type MirrorRows,
  type MirrorTable,
} from "../wire/mirror";
import type { Change, ChangeLog } from "./change-log";
import { putSql, removeSql } from "./row-images";
import { imageJson, keyJson, plainValue, quoted, type TableShape } from "./table-shape";

/** Rows that are looked up at once. */
const SLICE = 16;
const TABLE_HEAD = /^CREATE TABLE\s+(?:"(?:[^"]|"")*"|`(?:[^`]|``)*`|\[[^\]]*\]|\w+)/i;
const INDEX_HEAD =
  /^CREATE (UNIQUE )?INDEX\s+(?:"(?:[^"]|"")*"|`(?:[^`]|``)*`|\[[^\]]*\]|\w+)\s+ON\s+(?:"(?:[^"]|"")*"|`(?:[^`]|``)*`|\[[^\]]*\]|\w+)/i;

/** What changes became, as far as the bounds let them. */
export interface GatheredRows {
  rows: MirrorRows[];
  /** The last change that is in it. */
  seq: number;
  failures: Record<string, string>;
}

/** Reads definitions and rows of mirrored tables as they are committed at this moment. */
export class MirroredRows {
  constructor(
    private readonly sql: SqlStorage,
    private readonly log: ChangeLog,
    private readonly settings: Settings,
  ) {}

  /** What tells a table's definition from another one; undefined when there is no such table. */
  signature(table: string): string | undefined {
    const rows = this.sql.exec(
      "SELECT sql FROM sqlite_master WHERE type IN ('table', 'index') AND tbl_name = ? AND sql IS NOT NULL ORDER BY type DESC, name",
      table,
    );
    const texts = [...rows.raw()].map(([text]) => text as string);
    return texts.length === 0 ? undefined : texts.join(";\n");
  }

  /** @param scope in front of every name in D1; undefined when there is no such table */
  definition(mirrored: MirrorTable, scope: string): MirrorDefinition | undefined {
    const shape = this.log.shape(mirrored.table);
    if (shape === undefined) return undefined;
    const target = `${scope}/${mirrored.table}#${String(mirrored.generation)}`;
    const rows = this.sql.exec(
      "SELECT type, name, sql FROM sqlite_master WHERE type IN ('table', 'index') AND tbl_name = ? AND sql IS NOT NULL ORDER BY type DESC, name",
      mirrored.table,
    );
    const create = [...rows.raw()].map(([type, name, text]) => {
      if (type === "table")
        return (text as string).replace(TABLE_HEAD, () => `CREATE TABLE ${quoted(target)}`);
      const index = quoted(`${target}/${name as string}`);
      return (text as string).replace(
        INDEX_HEAD,
        (_, unique?: string) => `CREATE ${unique ?? ""}INDEX ${index} ON ${quoted(target)}`,
      );
    });
    return {
      ...mirrored,
      target,
      create,
      put: putSql(shape, quoted(target), "INSERT OR REPLACE"),
      remove: removeSql(shape, quoted(target)),
    };
  }

  /**
   * The rows that changes name. Stops behind the bound; a row is told once, as it is now.
   *
   * @param upTo the last change, when all fit
   */
  of(changes: readonly Change[], tables: readonly MirrorTable[], upTo: number): GatheredRows {
    const byTable = new Map(tables.map((mirrored) => [mirrored.table, mirrored]));
    const found = new Map<string, Map<string, string | null>>();
    const failures: Record<string, string> = {};
    let bytes = 0;
    let seq = upTo;
    for (let at = 0; at < changes.length; at += SLICE) {
      const slice = changes.slice(at, at + SLICE);
      for (const [table, keys] of keysOf(slice, found)) {
        const mirrored = byTable.get(table);
        const shape = this.log.shape(table);
        if (mirrored === undefined || shape === undefined) continue;
        const images = new Map<string, string | null>(keys.map((key) => [key, null]));
        const read = `${selectSql(shape)} WHERE (${keyList(shape)}) IN (SELECT ${keyValues(shape, "k.value")} FROM json_each(?) AS k)`;
        for (const [key, image] of this.sql.exec(read, `[${keys.join(",")}]`).raw() as Iterable<
          [string, string]
        >) {
          const length = bytesOf(image);
          if (this.isTooLarge(length)) failures[mirrored.name] ??= tooLarge(key);
          else images.set(key, image);
          bytes += length;
        }
        const ofTable = found.get(table) ?? new Map<string, string | null>();
        for (const [key, image] of images) ofTable.set(key, image);
        found.set(table, ofTable);
      }
      if (bytes > this.settings.EDGESQL_MIRROR_BATCH_BYTES && at + SLICE < changes.length) {
        seq = slice.at(-1)?.seq ?? seq;
        break;
      }
    }
    return { rows: rowsOf(found, byTable), seq, failures };
  }

  /** The next rows of a table that is being copied. Undefined: it cannot be copied, and why. */
  page(copying: MirrorCopying, table: string): MirrorPage | string {
    const shape = this.log.shape(table);
    if (shape === undefined) return { ...copying, images: [], isLast: true };
    const where = copying.after === null ? "" : `WHERE (${keyList(shape)}) > (${keyValues(shape, "?1")})`;
    const limit = this.settings.EDGESQL_MIRROR_ROWS;
    const cursor = this.sql.exec(
      `${selectSql(shape)} ${where} ORDER BY ${keyList(shape)} LIMIT ${String(limit)}`,
      ...(copying.after === null ? [] : [copying.after]),
    );
    const images: string[] = [];
    let after = copying.after;
    let bytes = 0;
    for (const [key, image] of cursor.raw() as Iterable<[string, string]>) {
      const length = bytesOf(image);
      if (this.isTooLarge(length)) return tooLarge(key);
      images.push(image);
      after = key;
      bytes += length;
      if (bytes > this.settings.EDGESQL_MIRROR_BATCH_BYTES)
        return { ...copying, after, images, isLast: false };
    }
    return { ...copying, after, images, isLast: images.length < limit };
  }

  private isTooLarge(bytes: number): boolean {
    return bytes > this.settings.EDGESQL_MIRROR_ROW_BYTES;
  }
}

function tooLarge(key: string): string {
  return `the row ${key} is larger than EDGESQL_MIRROR_ROW_BYTES`;
}

/** Keys of a slice by table, without those that are read already. */
function keysOf(
  slice: readonly Change[],
  found: ReadonlyMap<string, ReadonlyMap<string, unknown>>,
): Map<string, string[]> {
  const keys = new Map<string, Set<string>>();
  for (const { table, key } of slice) {
    if (found.get(table)?.has(key) === true) continue;
    const ofTable = keys.get(table) ?? new Set();
    keys.set(table, ofTable.add(key));
  }
  return new Map([...keys].map(([table, ofTable]) => [table, [...ofTable]]));
}

function rowsOf(
  found: ReadonlyMap<string, ReadonlyMap<string, string | null>>,
  byTable: ReadonlyMap<string, MirrorTable>,
): MirrorRows[] {
  return [...found].flatMap(([table, images]) => {
    const mirrored = byTable.get(table);
    if (mirrored === undefined) return [];
    const { name, generation } = mirrored;
    const present = [...images.values()].filter((image) => image !== null);
    return [{ name, generation, keys: [...images.keys()], images: present }];
  });
}

function selectSql(shape: TableShape): string {
  return `SELECT ${keyJson(shape, "t")}, ${imageJson(shape, "t")} FROM ${quoted(shape.name)} AS t`;
}

function keyList(shape: TableShape): string {
  return shape.key.map((column) => `t.${shape.hasHiddenRowid ? column : quoted(column)}`).join(", ");
}

/** The values of a key that stands as JSON in an expression. */
function keyValues(shape: TableShape, json: string): string {
  const values = shape.key.map((_, index) =>
    shape.hasRowidAlias ? `json_extract(${json}, '$[0]')` : plainValue(json, `$[${String(index)}]`),
  );
  return values.join(", ");
}
