/**
 * What one SQL text can do, told by its words alone. `query`: a single SELECT, VALUES or EXPLAIN, behind a WITH or not,
 * which SQLite cannot write with. `definition`: at least one of its statements changes the schema. `other`: anything else.
 */
export type StatementKind = "query" | "definition" | "other";

const QUERY = new Set(["SELECT", "VALUES", "EXPLAIN"]);
/** Words behind a WITH that tell what is done with its tables. */
const VERBS = new Set(["SELECT", "VALUES", "INSERT", "REPLACE", "UPDATE", "DELETE"]);
const DEFINITION = new Set(["CREATE", "DROP", "ALTER", "REINDEX", "ANALYZE"]);

/** One token that matters: a comment, a quoted string or name, a semicolon, or a word. */
const TOKEN =
  /--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|'(?:[^']|'')*'?|"(?:[^"]|"")*"?|`(?:[^`]|``)*`?|\[[^\]]*\]?|;|[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*|[^\s]/g;

/** Kinds by text. Plans repeat their texts, so most look-ups hit. Emptied when it has grown to its bounds. */
export class StatementKinds {
  readonly #kinds = new Map<string, StatementKind>();
  #chars = 0;

  constructor(
    private readonly maxTexts = 4096,
    private readonly maxChars = 4 * 1024 * 1024,
  ) {}

  of(sql: string): StatementKind {
    let kind = this.#kinds.get(sql);
    if (kind === undefined) {
      kind = statementKind(sql);
      if (this.#kinds.size >= this.maxTexts || this.#chars + sql.length > this.maxChars) {
        this.#kinds.clear();
        this.#chars = 0;
      }
      this.#kinds.set(sql, kind);
      this.#chars += sql.length;
    }
    return kind;
  }
}

export function statementKind(sql: string): StatementKind {
  let statements = 0;
  let isStart = true;
  let isQuery = true;
  /** Parentheses open behind a WITH whose verb has not come yet; undefined without one. */
  let depth: number | undefined;
  for (const [token] of sql.matchAll(TOKEN)) {
    if (token === ";") {
      // Without a verb it is no statement that SQLite takes.
      if (depth !== undefined) isQuery = false;
      isStart = true;
      depth = undefined;
    } else if (isStart && !token.startsWith("--") && !token.startsWith("/*")) {
      isStart = false;
      statements++;
      const word = token.toUpperCase();
      if (DEFINITION.has(word)) return "definition";
      if (word === "WITH") depth = 0;
      else isQuery &&= QUERY.has(word);
    } else if (depth !== undefined) {
      if (token === "(") depth++;
      else if (token === ")") depth--;
      else if (depth === 0 && VERBS.has(token.toUpperCase())) {
        isQuery &&= QUERY.has(token.toUpperCase());
        depth = undefined;
      }
    }
  }
  return statements === 1 && isQuery && depth === undefined ? "query" : "other";
}
