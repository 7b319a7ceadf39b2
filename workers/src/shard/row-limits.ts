import { quoted, type TableShape } from "./table-shape";

/** What SQLite checks of a table's rows when they are written, as conditions over the bare names of columns. */
export interface RowLimits {
  /** By column; all of them must be true. */
  conditions: ReadonlyMap<string, readonly string[]>;
  /** Names in the unique keys, the primary one included, in lower case. */
  keyNames: ReadonlySet<string>;
}

/** `CONSTRAINT "KIND:column" CHECK (`, as the dialect names the limits of a column's type. */
const OWN_CHECK = /CONSTRAINT [`"](?:RANGE|LENGTH|MEMBER|TEMPORAL|JSON):((?:[^`"]|``|"")*)[`"] CHECK \(/g;
const TOKEN = /'(?:[^']|'')*'|"(?:[^"]|"")*"|`(?:[^`]|``)*`|\/\*[\s\S]*?\*\/|[()]|[A-Za-z_]\w*/g;
/** Storage classes that a column keeps as they are, by SQLite's affinities. */
const KEPT: Readonly<Record<string, string>> = {
  INTEGER: "'integer', 'null'",
  TEXT: "'text', 'null'",
  REAL: "'real', 'null'",
  BLOB: "'blob', 'null'",
};

/**
 * The limits of a table.
 *
 * @returns undefined where SQLite may do more than check a row by its own columns: generated columns, defaults, CHECKs
 *     that a user wrote, indexes over expressions, conflict clauses
 */
export function rowLimits(sql: SqlStorage, shape: TableShape): RowLimits | undefined {
  const [row] = [
    ...sql.exec("SELECT sql FROM sqlite_master WHERE type = 'table' AND name = ?", shape.name).raw(),
  ];
  const text = row?.[0];
  if (typeof text !== "string" || hasExpressionIndex(sql, shape.name)) return undefined;
  const checks = ownChecks(text);
  if (checks === undefined) return undefined;
  const conditions = new Map<string, string[]>();
  // To its end: an open cursor would keep every table from being dropped.
  const columns = [
    ...sql
      .exec('SELECT name, type, "notnull", dflt_value, hidden FROM pragma_table_xinfo(?)', shape.name)
      .raw(),
  ];
  for (const [name, type, notNull, fallback, hidden] of columns) {
    if (hidden !== 0 || fallback !== null) return undefined;
    const column = name as string;
    const own = checks.get(column) ?? [];
    if (notNull === 1 || shape.key.includes(column)) own.push(`${quoted(column)} IS NOT NULL`);
    const kept = storageClasses(type as string);
    if (kept !== undefined) own.push(`typeof(${quoted(column)}) IN (${kept})`);
    conditions.set(column, own);
  }
  const keyTexts = [...shape.key.map(quoted), ...shape.uniques.flatMap(({ parts }) => parts)];
  return { conditions, keyNames: new Set(keyTexts.flatMap(namesIn)) };
}

/** Whether giving the column another value may change what a unique key says of a row. */
export function isInKey(limits: RowLimits, column: string): boolean {
  return limits.keyNames.has(column.toLowerCase());
}

/** Words and quoted names; a word too many does no harm. */
function namesIn(text: string): string[] {
  const names = text.match(/"(?:[^"]|"")*"|`(?:[^`]|``)*`|[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*/g) ?? [];
  return names.map((name) =>
    (/^["`]/.test(name) ? name.slice(1, -1).replace(/""|``/g, (two) => two.slice(1)) : name).toLowerCase(),
  );
}

function hasExpressionIndex(sql: SqlStorage, table: string): boolean {
  const [row] = [
    ...sql
      .exec(
        "SELECT count(*) FROM pragma_index_list(?) AS l, pragma_index_xinfo(l.name) AS x WHERE l.partial OR (x.key = 1 AND x.cid < -1)",
        table,
      )
      .raw(),
  ];
  return Number(row?.[0]) > 0;
}

/** The conditions of columns; undefined if the text says anything else that is checked or done. */
function ownChecks(text: string): Map<string, string[]> | undefined {
  const checks = new Map<string, string[]>();
  let known = 0;
  for (const match of text.matchAll(OWN_CHECK)) {
    const start = match.index + match[0].length;
    const column = (match[1] ?? "").replaceAll("``", "`").replaceAll('""', '"');
    const own = checks.get(column) ?? [];
    own.push(`coalesce((${text.slice(start, closing(text, start))}), 1)`);
    checks.set(column, own);
    known++;
  }
  let all = 0;
  for (const [token] of text.matchAll(TOKEN)) {
    const word = token.toUpperCase();
    if (word === "CHECK") all++;
    if (word === "CONFLICT" || word === "REFERENCES" || word === "GENERATED") return undefined;
  }
  return all === known ? checks : undefined;
}

/** Where the parenthesis closes that was opened just before `start`. */
function closing(text: string, start: number): number {
  let depth = 1;
  for (const { 0: token, index } of text.slice(start).matchAll(TOKEN)) {
    if (token === "(") depth++;
    if (token === ")" && --depth === 0) return start + index;
  }
  return text.length;
}

/** What a column of a declared type stores without converting it; undefined: everything. */
function storageClasses(type: string): string | undefined {
  const declared = type.toUpperCase();
  if (declared === "" || declared === "ANY") return undefined;
  return KEPT[declared] ?? "'null'";
}
