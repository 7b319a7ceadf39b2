import { BoundRows } from "./bound-rows";
import {
  imageColumns,
  imageElementValue,
  imageNames,
  imagePath,
  plainValue,
  quoted,
  type TableShape,
} from "./table-shape";

/** Rows that one statement puts back, and characters of their images: a bound value has its limit. */
const BATCH_ROWS = 1000;
const BATCH_CHARS = 500_000;

interface Statements {
  remove: string;
  put: string;
  replace: string;
  bound: BoundRows;
}

/** Puts rows into tables as their images say, and takes rows out by their keys. Fires the triggers of the tables. */
export class RowImages {
  /** By shape: shapes are replaced when the schema changes. */
  readonly #statements = new WeakMap<TableShape, Statements>();

  constructor(private readonly sql: SqlStorage) {}

  /** Deletes the rows with these keys (JSON, as the change log writes them). */
  remove(shape: TableShape, keys: readonly string[]): void {
    const { remove } = this.statementsFor(shape);
    for (const batch of batches(keys)) this.sql.exec(remove, batch).toArray();
  }

  /** Inserts the rows of these images; none of them may exist. */
  put(shape: TableShape, images: readonly string[]): void {
    const { put, bound } = this.statementsFor(shape);
    if (bound.put(this.sql, images)) return;
    for (const batch of batches(images)) this.sql.exec(put, batch).toArray();
  }

  /** Whether {@link replace} may be used: no order of rows can make them collide with each other on the way. */
  canReplace(shape: TableShape): boolean {
    return shape.uniques.length === 0 && !shape.hasHiddenRowid && !shape.foldsKey;
  }

  /** Gives the rows with the keys of these images their values; all of them must exist. */
  replace(shape: TableShape, images: readonly string[]): void {
    const { replace, bound } = this.statementsFor(shape);
    if (bound.replace(this.sql, images)) return;
    for (const batch of batches(images)) this.sql.exec(replace, batch).toArray();
  }

  private statementsFor(shape: TableShape): Statements {
    let statements = this.#statements.get(shape);
    if (statements === undefined) {
      statements = {
        remove: removeSql(shape),
        put: putSql(shape),
        replace: replaceSql(shape),
        bound: new BoundRows(shape),
      };
      this.#statements.set(shape, statements);
    }
    return statements;
  }
}

/** Takes rows out by their keys, a JSON array of them. */
export function removeSql(shape: TableShape, table = quoted(shape.name)): string {
  const columns = shape.key.map((column) => (shape.hasHiddenRowid ? column : quoted(column)));
  const values = shape.key.map((_, index) =>
    shape.hasRowidAlias ? "json_extract(k.value, '$[0]')" : plainValue("k.value", `$[${String(index)}]`),
  );
  const key = columns.length === 1 ? String(columns[0]) : `(${columns.join(", ")})`;
  return `DELETE FROM ${table} WHERE ${key} IN (SELECT ${values.join(", ")} FROM json_each(?) AS k)`;
}

/** A table `images` with the elements of each image as c0, c1 … */
function imagesSql(shape: TableShape): string {
  const elements = imageColumns(shape).map(
    (_, index) => `json_extract(value, '${imagePath(shape, index)}') AS c${String(index)}`,
  );
  return `WITH images AS MATERIALIZED (SELECT ${elements.join(", ")} FROM json_each(?))`;
}

function replaceSql(shape: TableShape): string {
  const table = quoted(shape.name);
  const values = new Map(
    imageColumns(shape).map((column, index) => [column, imageElementValue(`images.c${String(index)}`)]),
  );
  const key = shape.key.map((column) => `${table}.${quoted(column)} = (${values.get(column) ?? "NULL"})`);
  const sets = [...values]
    .filter(([column]) => !shape.key.includes(column))
    .map(([column, value]) => `${quoted(column)} = ${value}`);
  // A table of nothing but its key has nothing to change.
  if (sets.length === 0) sets.push(`${quoted(shape.key[0] ?? "")} = ${quoted(shape.key[0] ?? "")}`);
  return `${imagesSql(shape)} UPDATE ${table} SET ${sets.join(", ")} FROM images WHERE ${key.join(" AND ")}`;
}

/** Puts rows in by their images, a JSON array of them. */
export function putSql(
  shape: TableShape,
  table = quoted(shape.name),
  insert: "INSERT" | "INSERT OR REPLACE" = "INSERT",
): string {
  const names = imageNames(shape);
  const values = names.map((_, index) => imageElementValue(`c${String(index)}`));
  return (
    `${imagesSql(shape)} ` +
    `${insert} INTO ${table} (${names.join(", ")}) SELECT ${values.join(", ")} FROM images`
  );
}

/** JSON arrays of JSON texts. */
export function* batches(texts: readonly string[]): Generator<string> {
  let start = 0;
  let chars = 0;
  for (let index = 0; index < texts.length; index++) {
    const length = (texts[index] as string).length;
    if (index > start && (index - start >= BATCH_ROWS || chars + length > BATCH_CHARS)) {
      yield `[${texts.slice(start, index).join(",")}]`;
      start = index;
      chars = 0;
    }
    chars += length;
  }
  if (start < texts.length) yield `[${texts.slice(start).join(",")}]`;
}
