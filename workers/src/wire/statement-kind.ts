/**
 * What one SQL text can do, told by its words alone. `query`: a single SELECT, VALUES or EXPLAIN, which SQLite cannot
 * write with. `definition`: at least one of its statements changes the schema. `other`: anything else.
 */
export type StatementKind = "query" | "definition" | "other";

const QUERY = new Set(["SELECT", "VALUES", "EXPLAIN"]);
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
  for (const [token] of sql.matchAll(TOKEN)) {
    if (token === ";") {
      isStart = true;
    } else if (isStart && !token.startsWith("--") && !token.startsWith("/*")) {
      isStart = false;
      statements++;
      const word = token.toUpperCase();
      if (DEFINITION.has(word)) return "definition";
      isQuery &&= QUERY.has(word);
    }
  }
  return statements === 1 && isQuery ? "query" : "other";
}
