/** An UPDATE, DELETE or INSERT of one table as its parts, which are texts of SQL. */
export type Change =
  | { kind: "update"; table: string; from: string; alias: string; sets: Assignment[]; where: string }
  | { kind: "delete"; table: string; from: string; alias: string; where: string }
  | { kind: "insert"; table: string; columns: string[]; rows: string };

interface Assignment {
  column: string;
  value: string;
}

interface Token {
  text: string;
  at: number;
  /** Parentheses open before it. */
  depth: number;
}

const TOKEN =
  /--|\/\*|'(?:[^']|'')*'|"(?:[^"]|"")*"|`(?:[^`]|``)*`|[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*|\S/g;
/** Words of clauses that make more of a change than its parts here tell. */
const MORE = new Set(["FROM", "RETURNING", "ORDER", "LIMIT", "CONFLICT", "INDEXED", ";", "--", "/*"]);

/**
 * Takes a change to pieces, in the forms in which the dialect writes them.
 *
 * @returns undefined for anything else: OR IGNORE, ON CONFLICT, RETURNING, a FROM of an UPDATE, comments
 */
export function changeOf(sql: string): Change | undefined {
  const tokens = tokensOf(sql);
  const verb = wordAt(tokens, 0);
  if (verb === "UPDATE") return updateOf(sql, tokens);
  if (verb === "DELETE") return deleteOf(sql, tokens);
  return verb === "INSERT" ? insertOf(sql, tokens) : undefined;
}

function tokensOf(sql: string): Token[] {
  const tokens: Token[] = [];
  let depth = 0;
  for (const { 0: text, index: at } of sql.matchAll(TOKEN)) {
    if (text === ")") depth--;
    tokens.push({ text, at, depth });
    if (text === "(") depth++;
  }
  return tokens;
}

function updateOf(sql: string, tokens: readonly Token[]): Change | undefined {
  const target = targetAt(sql, tokens, 1);
  if (target === undefined || wordAt(tokens, target.next) !== "SET") return undefined;
  const sets: Assignment[] = [];
  let index = target.next + 1;
  let where = "";
  for (;;) {
    const column = nameOf(tokens[index]);
    const value = tokens[index + 2];
    if (column === undefined || tokens[index + 1]?.text !== "=" || value === undefined) return undefined;
    const end = endOf(tokens, index + 2, (text) => text === "," || text === "WHERE");
    if (end === undefined) return undefined;
    sets.push({ column, value: sql.slice(value.at, tokens[end]?.at) });
    index = end + 1;
    const last = tokens[end];
    if (last === undefined) break;
    if (last.text === ",") continue;
    where = conditionFrom(sql, tokens, index) ?? "";
    if (where === "") return undefined;
    break;
  }
  return { kind: "update", table: target.table, from: target.from, alias: target.alias, sets, where };
}

function deleteOf(sql: string, tokens: readonly Token[]): Change | undefined {
  if (wordAt(tokens, 1) !== "FROM") return undefined;
  const target = targetAt(sql, tokens, 2);
  if (target === undefined) return undefined;
  const { table, from, alias, next } = target;
  if (tokens[next] === undefined) return { kind: "delete", table, from, alias, where: "" };
  if (wordAt(tokens, next) !== "WHERE") return undefined;
  const where = conditionFrom(sql, tokens, next + 1);
  return where === undefined ? undefined : { kind: "delete", table, from, alias, where };
}

function insertOf(sql: string, tokens: readonly Token[]): Change | undefined {
  const table = wordAt(tokens, 1) === "INTO" ? nameOf(tokens[2]) : undefined;
  if (table === undefined || tokens[3]?.text !== "(") return undefined;
  const columns: string[] = [];
  let index = 4;
  for (; tokens[index]?.depth === 1; index += 2) {
    const column = nameOf(tokens[index]);
    const separator = tokens[index + 1]?.text;
    if (column === undefined || (separator !== "," && separator !== ")")) return undefined;
    columns.push(column);
    if (separator === ")") break;
  }
  const first = tokens[index + 2];
  if (first === undefined || !["SELECT", "VALUES"].includes(first.text.toUpperCase())) return undefined;
  // Its own FROM, ORDER BY and LIMIT are part of the rows.
  const isMore = tokens
    .slice(index + 2)
    .some(
      ({ text, depth }) =>
        /^(?:--|\/\*|;)$/.test(text) || (depth === 0 && /^(?:CONFLICT|RETURNING)$/i.test(text)),
    );
  return isMore ? undefined : { kind: "insert", table, columns, rows: sql.slice(first.at) };
}

/** The table of a change, with its alias. */
function targetAt(
  sql: string,
  tokens: readonly Token[],
  index: number,
): { table: string; from: string; alias: string; next: number } | undefined {
  const first = tokens[index];
  const table = nameOf(first);
  if (first === undefined || table === undefined) return undefined;
  if (wordAt(tokens, index + 1) !== "AS") {
    const from = sql.slice(first.at, first.at + first.text.length);
    return { table, from, alias: from, next: index + 1 };
  }
  const alias = tokens[index + 2];
  if (alias === undefined || nameOf(alias) === undefined) return undefined;
  const from = sql.slice(first.at, alias.at + alias.text.length);
  return { table, from, alias: alias.text, next: index + 3 };
}

/** Index of the token that ends an expression, or how many there are; undefined where a clause begins that says more. */
function endOf(tokens: readonly Token[], from: number, ends: (text: string) => boolean): number | undefined {
  for (let index = from; index < tokens.length; index++) {
    const { text, depth } = tokens[index] as Token;
    const word = text.toUpperCase();
    if (depth === 0 && ends(word)) return index;
    if ((depth === 0 && MORE.has(word)) || word === "--" || word === "/*") return undefined;
  }
  return tokens.length;
}

function conditionFrom(sql: string, tokens: readonly Token[], index: number): string | undefined {
  const end = endOf(tokens, index, () => false);
  const first = tokens[index];
  return end === undefined || first === undefined ? undefined : sql.slice(first.at);
}

function wordAt(tokens: readonly Token[], index: number): string | undefined {
  return tokens[index]?.text.toUpperCase();
}

/** The name that a token quotes; a bare word may be a keyword. */
function nameOf(token: Token | undefined): string | undefined {
  const text = token?.text ?? "";
  if (/^["`]/.test(text)) {
    const quote = text.slice(0, 1);
    return text.slice(1, -1).replaceAll(quote + quote, quote);
  }
  return /^\w+$/.test(text) && !/^(?:OR|SET|AS|WHERE|FROM|INTO|SELECT|VALUES|NOT)$/i.test(text)
    ? text
    : undefined;
}
