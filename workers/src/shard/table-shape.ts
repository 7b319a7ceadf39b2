/** A unique key: what tells its rows apart, as SQL over bare column names. */
export interface UniqueKey {
  name: string;
  parts: string[];
}

/** A row of another table that must exist as long as a row refers to it. */
export interface ParentRow {
  table: string;
  /** SQL that finds it as `p` from a row `t`. */
  condition: string;
}

/** What the shard must know of a table to write down its rows and to put them back. */
export interface TableShape {
  name: string;
  /** Columns that hold values of their own, in order; generated ones are left out. */
  columns: string[];
  /** All columns that a row shows. */
  shown: string[];
  /** The columns of the primary key, or the name of the hidden rowid. */
  key: string[];
  /** The rowid is the key, and no column shows it: it stands in front of the columns in an image. */
  hasHiddenRowid: boolean;
  /** The only column of the key is an alias of the rowid: it never holds anything but integers. */
  hasRowidAlias: boolean;
  /** Keys that differ in the case of letters may be the same. */
  foldsKey: boolean;
  /** Unique keys besides the primary one. */
  uniques: UniqueKey[];
  /** What its foreign keys refer to. */
  parents: ParentRow[];
}

/** The check of a foreign key, as the dialect writes it into the trigger of the child's inserts. */
const PARENT_CHECK =
  /NOT EXISTS \(SELECT 1 FROM `((?:[^`]|``)*)` AS p WHERE ((?:`p`\.`(?:[^`]|``)*` = `NEW`\.`(?:[^`]|``)*`(?: AND )?)+)\)/g;

const ROWID_NAMES = ["rowid", "_rowid_", "oid"];

/** Function calls take at most 32 arguments; wider rows are arrays of arrays. */
const CHUNK = 32;

export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

export function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** Tables that hold rows of clients: neither the shard's own nor full-text tables, which triggers keep. */
export function clientTables(sql: SqlStorage): string[] {
  const names: string[] = [];
  for (const [name, type] of sql
    .exec("SELECT name, type FROM pragma_table_list WHERE schema = 'main'")
    .raw()) {
    const isOwn = /^(?:_edge_|_cf_|sqlite_)/.test(name as string);
    if (type === "table" && !isOwn) names.push(name as string);
  }
  return names;
}

/** Reads a table's shape; undefined when there is no such table. */
export function tableShape(sql: SqlStorage, name: string): TableShape | undefined {
  const info = [...sql.exec("SELECT name, type, pk, hidden FROM pragma_table_xinfo(?)", name).raw()];
  if (info.length === 0) return undefined;
  const all = info.map((row) => row[0] as string);
  const columns = info.filter((row) => row[3] === 0).map((row) => row[0] as string);
  const primary = info
    .filter((row) => Number(row[2]) > 0)
    .sort((a, b) => Number(a[2]) - Number(b[2]))
    .map((row) => ({ name: row[0] as string, type: row[1] as string }));
  const [list] = [
    ...sql.exec("SELECT wr FROM pragma_table_list WHERE schema = 'main' AND name = ?", name).raw(),
  ];
  const hasRowid = Number(list?.[0]) === 0;
  const only = primary.length === 1 ? primary[0] : undefined;
  const hasHiddenRowid = primary.length === 0;
  const lower = new Set(all.map((column) => column.toLowerCase()));
  const rowid = ROWID_NAMES.find((candidate) => !lower.has(candidate)) ?? "rowid";
  return {
    name,
    columns,
    shown: info.filter((row) => row[3] !== 1).map((row) => row[0] as string),
    foldsKey: foldsKey(sql, name),
    key: hasHiddenRowid ? [rowid] : primary.map((column) => column.name),
    hasHiddenRowid,
    hasRowidAlias: hasHiddenRowid || (hasRowid && only?.type.toUpperCase() === "INTEGER"),
    uniques: uniqueKeys(sql, name),
    parents: parentRows(sql, name),
  };
}

function parentRows(sql: SqlStorage, table: string): ParentRow[] {
  const triggers = sql.exec(
    "SELECT sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = ? AND instr(sql, 'AFTER INSERT')",
    table,
  );
  const parents: ParentRow[] = [];
  for (const [text] of triggers.raw() as Iterable<[string]>) {
    for (const [, parent = "", condition = ""] of text.matchAll(PARENT_CHECK)) {
      parents.push({ table: parent.replaceAll("``", "`"), condition: condition.replaceAll("`NEW`.", "t.") });
    }
  }
  return parents;
}

function foldsKey(sql: SqlStorage, table: string): boolean {
  const [row] = [
    ...sql
      .exec(
        "SELECT count(*) FROM pragma_index_list(?) AS l, pragma_index_xinfo(l.name) AS x WHERE l.origin = 'pk' AND x.key = 1 AND x.coll <> 'BINARY'",
        table,
      )
      .raw(),
  ];
  return Number(row?.[0]) > 0;
}

function uniqueKeys(sql: SqlStorage, table: string): UniqueKey[] {
  const keys: UniqueKey[] = [];
  const list = sql.exec('SELECT name, origin FROM pragma_index_list(?) WHERE "unique" = 1', table).raw();
  for (const [name, origin] of [...list]) {
    if (origin === "pk") continue;
    const parts: string[] = [];
    const info = [...sql.exec("SELECT cid, name, coll FROM pragma_index_xinfo(?) WHERE key = 1", name).raw()];
    const texts = info.some((row) => Number(row[0]) < 0) ? indexParts(sql, name as string) : [];
    info.forEach(([cid, column, collation], index) => {
      const part = Number(cid) < 0 ? texts[index] : quoted(column as string);
      if (part !== undefined) parts.push(Number(cid) < 0 ? part : `${part} COLLATE ${collation as string}`);
    });
    if (parts.length === info.length) keys.push({ name: name as string, parts });
  }
  return keys;
}

/** The texts between the commas of `CREATE INDEX … (…)`. */
function indexParts(sql: SqlStorage, index: string): string[] {
  const [row] = [...sql.exec("SELECT sql FROM sqlite_master WHERE type = 'index' AND name = ?", index).raw()];
  const text = (row?.[0] ?? "") as string;
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (const { 0: token, index: at } of text.matchAll(
    /'(?:[^']|'')*'|"(?:[^"]|"")*"|`(?:[^`]|``)*`|[(),]/g,
  )) {
    if (token === "(" && ++depth === 1) start = at + 1;
    if ((token === "," && depth === 1) || (token === ")" && --depth === 0)) {
      parts.push(text.slice(start, at).replace(/\s+(?:ASC|DESC)\s*$/i, ""));
      start = at + 1;
    }
  }
  return parts;
}

/**
 * SQL for the key of a row as JSON: an array of its stored values. Numbers and texts stand as they are; a BLOB is
 * `{"x":"<hex>"}`, a REAL `{"r":"<text>"}`.
 *
 * @param row the name before each column, such as `NEW`
 */
export function keyJson(shape: TableShape, row: string): string {
  const parts = shape.key.map((column) => {
    const value =
      column === shape.key[0] && shape.hasHiddenRowid ? `${row}.${column}` : `${row}.${quoted(column)}`;
    return shape.hasRowidAlias ? value : plainJson(value);
  });
  return `json_array(${parts.join(", ")})`;
}

/** One stored value as JSON that tells its type. */
export function plainJson(value: string): string {
  return (
    `CASE typeof(${value}) WHEN 'blob' THEN json_object('x', hex(${value})) ` +
    `WHEN 'real' THEN json_object('r', ${realText(value)}) ELSE ${value} END`
  );
}

/** The value that {@link plainJson} wrote, read from a JSON text. */
export function plainValue(json: string, path: string): string {
  const inner = (member: string): string => `json_extract(${json}, '${path}.${member}')`;
  return (
    `CASE WHEN json_type(${json}, '${path}') <> 'object' THEN json_extract(${json}, '${path}') ` +
    `WHEN json_type(${json}, '${path}.x') IS NOT NULL THEN unhex(${inner("x")}) ELSE ${realValue(inner("r"))} END`
  );
}

/** Columns of an image, the hidden rowid first. */
export function imageColumns(shape: TableShape): string[] {
  return shape.hasHiddenRowid ? [...shape.key, ...shape.columns] : shape.columns;
}

/** The same as SQL. */
export function imageNames(shape: TableShape): string[] {
  return imageColumns(shape).map((column, index) =>
    shape.hasHiddenRowid && index === 0 ? column : quoted(column),
  );
}

/**
 * SQL for a whole row as a JSON array that gives back each value exactly: integers and NULL stand as they are, others
 * as texts whose first letter tells the type.
 */
export function imageJson(shape: TableShape, row: string): string {
  const values = imageColumns(shape).map((column, index) => {
    const isRowid = shape.hasHiddenRowid && index === 0;
    const value = isRowid ? `${row}.${column}` : `${row}.${quoted(column)}`;
    return isRowid ? value : imageValue(value);
  });
  if (values.length <= CHUNK) return `json_array(${values.join(", ")})`;
  const chunks: string[] = [];
  for (let at = 0; at < values.length; at += CHUNK) {
    chunks.push(`json_array(${values.slice(at, at + CHUNK).join(", ")})`);
  }
  return `json_array(${chunks.join(", ")})`;
}

/** Path of the column with this index inside an image. */
export function imagePath(shape: TableShape, index: number): string {
  return imageColumns(shape).length <= CHUNK
    ? `$[${String(index)}]`
    : `$[${String(Math.floor(index / CHUNK))}][${String(index % CHUNK)}]`;
}

/** Texts with a NUL go as hex: SQLite's `substr` ends at one. */
function imageValue(value: string): string {
  return (
    `CASE typeof(${value}) WHEN 'text' THEN CASE WHEN instr(${value}, char(0)) THEN 'u' || hex(${value}) ELSE 't' || ${value} END ` +
    `WHEN 'blob' THEN 'x' || hex(${value}) WHEN 'real' THEN 'r' || ${realText(value)} ELSE ${value} END`
  );
}

/** The value that an image holds; `element` is a column with the extracted element. */
export function imageElementValue(element: string): string {
  const rest = `substr(${element}, 2)`;
  return (
    `CASE WHEN typeof(${element}) <> 'text' THEN ${element} ELSE CASE substr(${element}, 1, 1) WHEN 't' THEN ${rest} ` +
    `WHEN 'r' THEN ${realValue(rest)} WHEN 'x' THEN unhex(${rest}) ELSE CAST(unhex(${rest}) AS TEXT) END END`
  );
}

/**
 * A REAL as text that reads back to the very same number. SQLite's own conversion is exact for everyday sizes only, so
 * others are written as a small number and a power of two.
 */
function realText(value: string): string {
  const power = `min(1023, max(-1000, CAST(log2(abs(${value})) AS INTEGER)))`;
  return (
    `CASE WHEN ${value} = 0 OR abs(${value}) BETWEEN 1e-15 AND 1e15 OR abs(${value}) > 1.7976931348623157e308 THEN quote(${value}) ` +
    `ELSE quote(${value} / pow(2, ${power})) || '@' || ${power} END`
  );
}

function realValue(text: string): string {
  return (
    `CASE WHEN instr(${text}, '@') THEN CAST(substr(${text}, 1, instr(${text}, '@') - 1) AS REAL) * ` +
    `pow(2, CAST(substr(${text}, instr(${text}, '@') + 1) AS INTEGER)) ELSE CAST(${text} AS REAL) END`
  );
}
