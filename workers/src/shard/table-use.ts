/** Quoted names and words; strings are no names, except that SQLite takes them for one where nothing else fits. */
const NAME =
  /'(?:[^']|'')*'|"((?:[^"]|"")*)"|`((?:[^`]|``)*)`|\[([^\]]*)\]|([A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*)/g;
const INSERT = /^\s*INSERT\s+INTO\b/i;
const UPSERT = /\bON\s+CONFLICT\b/i;
const MAX_TEXTS = 4096;

/** Which tables statements touch, told by their words alone: a name too many costs time, never truth. */
export class TableUse {
  readonly #named = new Map<string, readonly string[]>();
  readonly #counts = new Map<string, Map<string, number>>();
  readonly #inserts = new Map<string, string | undefined>();
  /** For each table what its triggers name, and so on. */
  readonly #reached = new Map<string, ReadonlySet<string>>();
  readonly #reachedAgain = new Map<string, boolean>();
  readonly #triggered = new Map<string, boolean>();
  #known: Map<string, string> | undefined;

  constructor(
    private readonly sql: SqlStorage,
    private readonly tables: () => readonly string[],
  ) {}

  /** Tables that a text names. */
  named(text: string): readonly string[] {
    let tables = this.#named.get(text);
    if (tables === undefined) {
      if (this.#named.size >= MAX_TEXTS) this.#named.clear();
      tables = [...new Set(this.names(text))];
      this.#named.set(text, tables);
    }
    return tables;
  }

  /** How often a text names a table. */
  count(text: string, table: string): number {
    let counts = this.#counts.get(text);
    if (counts === undefined) {
      if (this.#counts.size >= MAX_TEXTS) this.#counts.clear();
      counts = new Map();
      for (const name of this.names(text)) counts.set(name, (counts.get(name) ?? 0) + 1);
      this.#counts.set(text, counts);
    }
    return counts.get(table) ?? 0;
  }

  /** The table of a text that does nothing but insert into it, whatever it holds; undefined for other texts. */
  insertTarget(text: string): string | undefined {
    if (this.#inserts.has(text)) return this.#inserts.get(text);
    if (this.#inserts.size >= MAX_TEXTS) this.#inserts.clear();
    const target = INSERT.test(text) && !UPSERT.test(text) ? this.named(text)[0] : undefined;
    const found = target === undefined || this.count(text, target) !== 1 ? undefined : target;
    this.#inserts.set(text, found);
    return found;
  }

  /** A table and all that a write to it may read or write through triggers. */
  reached(table: string): ReadonlySet<string> {
    let reached = this.#reached.get(table);
    if (reached === undefined) {
      reached = this.reach(table);
      this.#reached.set(table, reached);
    }
    return reached;
  }

  /** Whether a table has triggers, other than the change log's. */
  hasTriggers(table: string): boolean {
    let has = this.#triggered.get(table);
    if (has === undefined) {
      has = this.triggerTexts(table).length > 0;
      this.#triggered.set(table, has);
    }
    return has;
  }

  /** Whether a trigger of a table, or one that it sets off, names the table itself. */
  isReachedAgain(table: string): boolean {
    let isReached = this.#reachedAgain.get(table);
    if (isReached === undefined) {
      isReached = this.findsItself(table);
      this.#reachedAgain.set(table, isReached);
    }
    return isReached;
  }

  private findsItself(table: string): boolean {
    for (const other of this.reached(table)) {
      if (this.triggerTexts(other).some((text) => this.count(text, table) > (other === table ? 1 : 0)))
        return true;
    }
    return false;
  }

  schemaChanged(): void {
    this.#named.clear();
    this.#counts.clear();
    this.#inserts.clear();
    this.#reached.clear();
    this.#reachedAgain.clear();
    this.#triggered.clear();
    this.#known = undefined;
  }

  private reach(table: string): ReadonlySet<string> {
    const reached = new Set([table]);
    for (const one of reached) {
      for (const text of this.triggerTexts(one)) {
        for (const name of this.names(text)) reached.add(name);
      }
    }
    return reached;
  }

  private triggerTexts(table: string): string[] {
    const rows = this.sql.exec(
      "SELECT sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = ? AND name NOT GLOB '_edge_*'",
      table,
    );
    return [...rows.raw()].map(([text]) => text as string);
  }

  private names(text: string): string[] {
    this.#known ??= new Map(this.tables().map((table) => [table.toLowerCase(), table]));
    const names: string[] = [];
    for (const [, double, backtick, bracket, word] of text.matchAll(NAME)) {
      const name = double?.replaceAll('""', '"') ?? backtick?.replaceAll("``", "`") ?? bracket ?? word;
      const table = name === undefined ? undefined : this.#known.get(name.toLowerCase());
      if (table !== undefined) names.push(table);
    }
    return names;
  }
}
