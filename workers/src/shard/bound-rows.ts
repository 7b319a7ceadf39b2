import { imageColumns, imageNames, quoted, type TableShape } from "./table-shape";

/** The runtime's bound on parameters of one statement. */
const MAX_PARAMETERS = 100;
/** Statements of one table that are remembered: one for each mix of types, and number of rows. */
const MAX_STATEMENTS = 256;

type Value = string | number | null;

/** The values of an image: what to bind, and by a letter for each how it becomes the stored value. */
interface BoundRow {
  forms: string;
  values: Value[];
}

const FORMS: Readonly<Record<string, string>> = {
  t: "?",
  // The runtime binds numbers as REAL.
  i: "CAST(? AS INTEGER)",
  r: "CAST(? AS REAL)",
  x: "unhex(?)",
  u: "CAST(unhex(?) AS TEXT)",
};

/**
 * Puts the rows of images into a table by binding their values one by one. SQLite takes a small part of the time that
 * it needs to take an image to pieces. For rows only whose every value can be bound exactly; others are left alone.
 */
export class BoundRows {
  readonly #columns: string[];
  readonly #statements = new Map<string, string>();

  constructor(private readonly shape: TableShape) {
    this.#columns = imageColumns(shape);
  }

  /** Inserts the rows of these images, in order. False, and nothing done, where that takes more than binding. */
  put(sql: SqlStorage, images: readonly string[]): boolean {
    const rows = this.rowsOf(images);
    if (rows === undefined) return false;
    const most = Math.floor(MAX_PARAMETERS / this.#columns.length);
    for (let at = 0; at < rows.length;) {
      const { forms } = rows[at] as BoundRow;
      let end = at + 1;
      while (end < rows.length && end - at < most && rows[end]?.forms === forms) end++;
      const values: Value[] = [];
      for (let index = at; index < end; index++) values.push(...(rows[index] as BoundRow).values);
      const count = end - at;
      sql.exec(
        this.statement(`${String(count)}${forms}`, () => this.insertSql(forms, count)),
        ...values,
      );
      at = end;
    }
    return true;
  }

  /** Gives the rows with the keys of these images their values. False, and nothing done, as with {@link put}. */
  replace(sql: SqlStorage, images: readonly string[]): boolean {
    const rows = this.rowsOf(images);
    if (rows === undefined) return false;
    for (const { forms, values } of rows) {
      sql.exec(
        this.statement(forms, () => this.updateSql(forms)),
        ...values,
      );
    }
    return true;
  }

  private rowsOf(images: readonly string[]): BoundRow[] | undefined {
    if (this.#columns.length > MAX_PARAMETERS) return undefined;
    const rows: BoundRow[] = [];
    for (const image of images) {
      const row = boundRow(image);
      if (row?.values.length !== this.#columns.length) return undefined;
      rows.push(row);
    }
    return rows;
  }

  private statement(name: string, make: () => string): string {
    let statement = this.#statements.get(name);
    if (statement === undefined) {
      if (this.#statements.size >= MAX_STATEMENTS) this.#statements.clear();
      statement = make();
      this.#statements.set(name, statement);
    }
    return statement;
  }

  private insertSql(forms: string, count: number): string {
    const row = `(${Array.from(forms, (form) => FORMS[form]).join(", ")})`;
    const rows = Array.from({ length: count }, () => row);
    return `INSERT INTO ${quoted(this.shape.name)} (${imageNames(this.shape).join(", ")}) VALUES ${rows.join(", ")}`;
  }

  private updateSql(forms: string): string {
    const { name, key } = this.shape;
    const valueAt = (index: number): string =>
      String(FORMS[forms[index] as string]).replace("?", `?${String(index + 1)}`);
    const sets: string[] = [];
    const conditions: string[] = [];
    this.#columns.forEach((column, index) => {
      (key.includes(column) ? conditions : sets).push(`${quoted(column)} = ${valueAt(index)}`);
    });
    // A table of nothing but its key has nothing to change.
    if (sets.length === 0) sets.push(conditions[0] as string);
    return `UPDATE ${quoted(name)} SET ${sets.join(", ")} WHERE ${conditions.join(" AND ")}`;
  }
}

/**
 * Wide rows are arrays of arrays. Undefined for an image that holds a value beyond the exact integers here, or a REAL
 * that needs computing.
 */
function boundRow(image: string): BoundRow | undefined {
  let forms = "";
  const values: Value[] = [];
  for (const element of (JSON.parse(image) as unknown[]).flat()) {
    if (element === null) {
      forms += "t";
      values.push(null);
    } else if (typeof element === "number") {
      if (!Number.isSafeInteger(element)) return undefined;
      forms += "i";
      values.push(element);
    } else if (typeof element === "string") {
      const form = element.charAt(0);
      if (FORMS[form] === undefined || (form === "r" && element.includes("@"))) return undefined;
      forms += form;
      values.push(element.slice(1));
    } else {
      return undefined;
    }
  }
  return { forms, values };
}
