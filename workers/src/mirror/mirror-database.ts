import {
  bytesOf,
  type MirrorDefinition,
  type MirrorPull,
  type MirrorRows,
  type MirrorState,
} from "../wire/mirror";

const CREATE = [
  "CREATE TABLE IF NOT EXISTS edgesql_mirror (shard TEXT PRIMARY KEY, epoch INTEGER NOT NULL, seq INTEGER NOT NULL) WITHOUT ROWID",
  "CREATE TABLE IF NOT EXISTS edgesql_mirror_tables (shard TEXT NOT NULL, name TEXT NOT NULL, generation INTEGER NOT NULL, state TEXT NOT NULL, target TEXT NOT NULL, shown TEXT, after TEXT, copied INTEGER NOT NULL DEFAULT 0, put TEXT NOT NULL, remove TEXT NOT NULL, error TEXT, PRIMARY KEY (shard, name)) WITHOUT ROWID",
] as const;
/** Moves on only from where the sender believed that the mirror stands; else it fails, and all that comes with it. */
const MOVE =
  "UPDATE edgesql_mirror SET epoch = ?2, seq = CASE WHEN epoch = ?4 AND seq = ?5 THEN ?3 END WHERE shard = ?1";
const BEGIN =
  "INSERT INTO edgesql_mirror_tables (shard, name, generation, state, target, shown, after, copied, put, remove, error) VALUES (?1, ?2, ?3, 'copying', ?4, NULL, NULL, 0, ?5, ?6, NULL) ON CONFLICT DO UPDATE SET generation = excluded.generation, state = excluded.state, target = excluded.target, after = NULL, copied = 0, put = excluded.put, remove = excluded.remove, error = NULL";
const COPIED =
  "UPDATE edgesql_mirror_tables SET after = ?3, copied = copied + ?4 WHERE shard = ?1 AND name = ?2";
const SHOW =
  "UPDATE edgesql_mirror_tables SET state = 'following', shown = target, after = NULL WHERE shard = ?1 AND name = ?2";
const FAIL = "UPDATE edgesql_mirror_tables SET state = 'failed', error = ?3 WHERE shard = ?1 AND name = ?2";
const FORGET = "DELETE FROM edgesql_mirror_tables WHERE shard = ?1 AND name = ?2";

/** One table as D1 has it. */
export interface MirroredTable {
  name: string;
  generation: number;
  state: MirrorState;
  /** The table that is written. */
  target: string;
  /** The table that the view shows; null before the first copy is complete. */
  shown: string | null;
  /** While copying: key of the last row that was copied. */
  after: string | null;
  copied: number;
  put: string;
  remove: string;
  error: string | null;
}

/** Where the mirror of one shard stands, from D1 itself. */
export interface MirrorMark {
  epoch: number;
  seq: number;
  tables: Map<string, MirroredTable>;
}

/** Names of views: D1 holds the tables of all tenants. */
export function viewOf(shard: string, name: string): string {
  return `${shard}/${name}`;
}

/**
 * The mirrored tables of one shard in D1. Rows, definitions and the position that they bring the mirror to are written
 * in one transaction, which fails when the mirror does not stand where it was believed to: whatever comes twice, late or
 * from two sides changes nothing.
 */
export class MirrorDatabase {
  #isMade = false;

  /**
   * @param shard `<tenant>/<project>/<shard>`
   * @param maxBytes of JSON text in one parameter
   */
  constructor(
    private readonly database: D1Database,
    private readonly shard: string,
    private readonly maxBytes: number,
  ) {}

  async mark(): Promise<MirrorMark> {
    if (!this.#isMade) {
      await this.database.batch([
        ...CREATE.map((sql) => this.database.prepare(sql)),
        this.prepare("INSERT OR IGNORE INTO edgesql_mirror VALUES (?1, 0, 0)"),
      ]);
    }
    // Until this has gone well: the whole database may have been made anew meanwhile.
    this.#isMade = false;
    const [mark, tables] = await this.database.batch<Record<string, unknown>>([
      this.prepare("SELECT epoch, seq FROM edgesql_mirror WHERE shard = ?1"),
      this.prepare("SELECT * FROM edgesql_mirror_tables WHERE shard = ?1"),
    ]);
    const [position] = mark?.results ?? [];
    this.#isMade = position !== undefined;
    const rows = (tables?.results ?? []) as unknown as MirroredTable[];
    return {
      epoch: Number(position?.["epoch"] ?? 0),
      seq: Number(position?.["seq"] ?? 0),
      tables: new Map(rows.map((row) => [row.name, row])),
    };
  }

  /**
   * Brings the mirror from a mark to what the shard has told.
   *
   * @throws Error when the mirror does not stand at that mark any more, or D1 fails; nothing is changed then
   */
  async apply(mark: MirrorMark, told: Omit<MirrorPull, "isCurrent" | "ver" | "structure">): Promise<void> {
    const statements = [this.prepare(MOVE, told.epoch, told.seq, mark.epoch, mark.seq)];
    const tables = new Map(mark.tables);
    const names = new Set(told.tables.map(({ name }) => name));
    for (const table of mark.tables.values()) {
      if (names.has(table.name)) continue;
      statements.push(...this.forgotten(table));
      tables.delete(table.name);
    }
    for (const definition of told.definitions) {
      statements.push(...this.begun(definition, tables.get(definition.name)));
      tables.set(definition.name, begunTable(definition, tables.get(definition.name)));
    }
    for (const rows of told.rows) statements.push(...this.changed(rows, tables.get(rows.name)));
    const { page } = told;
    const copied = page && tables.get(page.name);
    if (page && copied?.generation === page.generation && copied.state === "copying") {
      statements.push(...this.put(copied, page.images));
      statements.push(this.prepare(COPIED, page.name, page.after, page.images.length));
      if (page.isLast) statements.push(...this.finished(copied));
    }
    for (const [name, error] of Object.entries(told.failures)) {
      statements.push(this.prepare(FAIL, name, error));
    }
    await this.database.batch(statements);
  }

  /** The rows of a table: out with all that changed, in with those that there are. */
  private changed(rows: MirrorRows, table: MirroredTable | undefined): D1PreparedStatement[] {
    // A table that failed stays as it was when it did.
    if (table?.generation !== rows.generation || table.state === "failed") return [];
    const removed = [...parts(rows.keys, this.maxBytes)].map((keys) =>
      this.database.prepare(table.remove).bind(keys),
    );
    return [...removed, ...this.put(table, rows.images)];
  }

  private put(table: MirroredTable, images: readonly string[]): D1PreparedStatement[] {
    return [...parts(images, this.maxBytes)].map((part) => this.database.prepare(table.put).bind(part));
  }

  private begun(definition: MirrorDefinition, known: MirroredTable | undefined): D1PreparedStatement[] {
    const { name, generation, target, put, remove } = definition;
    const unfinished =
      known !== undefined && known.target !== known.shown ? [this.dropped(known.target)] : [];
    return [
      ...unfinished,
      this.dropped(target),
      ...definition.create.map((sql) => this.database.prepare(sql)),
      this.prepare(BEGIN, name, generation, target, put, remove),
    ];
  }

  /** The view shows the new table from now on. */
  private finished(table: MirroredTable): D1PreparedStatement[] {
    const view = quoted(viewOf(this.shard, table.name));
    const statements = [
      this.database.prepare(`DROP VIEW IF EXISTS ${view}`),
      this.database.prepare(`CREATE VIEW ${view} AS SELECT * FROM ${quoted(table.target)}`),
      this.prepare(SHOW, table.name),
    ];
    if (table.shown !== null && table.shown !== table.target) statements.push(this.dropped(table.shown));
    return statements;
  }

  private forgotten(table: MirroredTable): D1PreparedStatement[] {
    const statements = [
      this.database.prepare(`DROP VIEW IF EXISTS ${quoted(viewOf(this.shard, table.name))}`),
      this.dropped(table.target),
      this.prepare(FORGET, table.name),
    ];
    if (table.shown !== null && table.shown !== table.target) statements.push(this.dropped(table.shown));
    return statements;
  }

  private dropped(table: string): D1PreparedStatement {
    return this.database.prepare(`DROP TABLE IF EXISTS ${quoted(table)}`);
  }

  /** A statement whose first parameter is the shard. */
  private prepare(sql: string, ...parameters: unknown[]): D1PreparedStatement {
    return this.database.prepare(sql).bind(this.shard, ...parameters);
  }
}

function begunTable(definition: MirrorDefinition, known: MirroredTable | undefined): MirroredTable {
  const { name, generation, target, put, remove } = definition;
  const shown = known?.shown ?? null;
  return {
    name,
    generation,
    state: "copying",
    target,
    shown,
    after: null,
    copied: 0,
    put,
    remove,
    error: null,
  };
}

/** JSON arrays of JSON texts, none longer than a parameter may be unless one text is. */
function* parts(texts: readonly string[], maxBytes: number): Generator<string> {
  let part: string[] = [];
  let bytes = 0;
  for (const text of texts) {
    const length = bytesOf(text) + 1;
    if (part.length > 0 && bytes + length > maxBytes) {
      yield `[${part.join(",")}]`;
      part = [];
      bytes = 0;
    }
    part.push(text);
    bytes += length;
  }
  if (part.length > 0) yield `[${part.join(",")}]`;
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
