import type { Flags } from "../wire/request";

const CREATE = [
  "CREATE TABLE IF NOT EXISTS _edge_meta (key TEXT PRIMARY KEY, value) WITHOUT ROWID",
  "CREATE TABLE IF NOT EXISTS _edge_auto (tbl TEXT PRIMARY KEY, next INTEGER NOT NULL) WITHOUT ROWID",
  "CREATE TABLE IF NOT EXISTS _edge_writes (session TEXT PRIMARY KEY, seq INTEGER NOT NULL, reply TEXT NOT NULL, at INTEGER NOT NULL)",
  "CREATE TABLE IF NOT EXISTS _edge_flags (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID",
  "INSERT OR IGNORE INTO _edge_flags VALUES ('foreign_keys', 1), ('unique_checks', 1), ('triggers', 1)",
  "CREATE TABLE IF NOT EXISTS _edge_copied (tbl TEXT PRIMARY KEY, until INTEGER NOT NULL, prewarm_until INTEGER NOT NULL) WITHOUT ROWID",
  "INSERT OR IGNORE INTO _edge_meta VALUES ('ver', 0), ('schema_version', 0), ('copies_seq', 0), ('copies_all', 0), ('epoch', CAST(unixepoch('subsec') * 1000 AS INTEGER))",
] as const;

const SET_META =
  "INSERT INTO _edge_meta VALUES (?, CAST(? AS INTEGER)) ON CONFLICT DO UPDATE SET value = excluded.value";
const SET_META_TEXT = "INSERT INTO _edge_meta VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value";
const SET_FLAG = "UPDATE _edge_flags SET value = CAST(? AS INTEGER) WHERE name = ?";

/** The shard's own tables, and the two numbers that it keeps in memory besides: change sequence and schema version. */
export class OwnTables {
  #ver: number;
  #storedVer: number;
  #schemaVersion: number;
  #copiesAll: number;

  constructor(private readonly sql: SqlStorage) {
    for (const statement of CREATE) {
      sql.exec(statement);
    }
    this.#ver = Number(this.meta("ver"));
    this.#storedVer = this.#ver;
    this.#schemaVersion = Number(this.meta("schema_version"));
    this.#copiesAll = Number(this.meta("copies_all"));
  }

  /** Change sequence: grows with every committed write request. */
  get ver(): number {
    return this.#ver;
  }

  get schemaVersion(): number {
    return this.#schemaVersion;
  }

  /** Counts one committed write request. Durable with {@link storeVer}, which every turn calls before its end. */
  nextVer(): void {
    this.#ver++;
  }

  storeVer(): void {
    if (this.#ver !== this.#storedVer) {
      this.sql.exec(SET_META, "ver", this.#ver);
      this.#storedVer = this.#ver;
    }
  }

  /**
   * Name of the object, `<tenant>/<project>/<shard>`.
   *
   * @param known what the runtime says; undefined where it does not know, as behind an alarm
   */
  name(known: string | undefined): string {
    const stored = this.meta("name") as string | null;
    if (known !== undefined && known !== stored) this.sql.exec(SET_META_TEXT, "name", known);
    return known ?? stored ?? "";
  }

  /** Incarnation of the shard's data: milliseconds of its first start. */
  get epoch(): number {
    return Number(this.meta("epoch"));
  }

  /** Up to where the copies have followed the change log. */
  get copiesSeq(): number {
    return Number(this.meta("copies_seq"));
  }

  storeCopiesSeq(seq: number): void {
    this.sql.exec(SET_META, "copies_seq", seq);
  }

  /** A change of every table that the copies have not followed yet: its `ver`, or 0. */
  get copiesAll(): number {
    return this.#copiesAll;
  }

  storeCopiesAll(ver: number): void {
    this.sql.exec(SET_META, "copies_all", ver);
    this.#copiesAll = ver;
  }

  /** Must be called inside the transaction that applies the entry; {@link schemaApplied} follows its commit. */
  storeSchema(version: number, id: string): void {
    this.sql.exec(SET_META, "schema_version", version);
    this.sql.exec(SET_META_TEXT, "schema_id", id);
  }

  schemaApplied(version: number): void {
    this.#schemaVersion = version;
  }

  /** Id of the newest schema entry applied, or null. */
  get schemaId(): string | null {
    return this.meta("schema_id") as string | null;
  }

  get fencedSchemaId(): string | null {
    return this.meta("schema_fence") as string | null;
  }

  /** Refuses for ever the entry that control is about to drop, should it still be on its way. */
  fenceSchema(id: string): void {
    this.sql.exec(SET_META_TEXT, "schema_fence", id);
  }

  /** Sets the flags that differ from their default; gives whether {@link resetFlags} is owed. */
  setFlags(flags: Flags | null | undefined): boolean {
    const off = [
      flags?.foreignKeys === false ? "foreign_keys" : "",
      flags?.uniqueChecks === false ? "unique_checks" : "",
    ].filter((name) => name !== "");
    for (const name of off) {
      this.sql.exec(SET_FLAG, 0, name);
    }
    return off.length > 0;
  }

  /** While rows are put into place by their images no trigger but the change log's may do anything. */
  setTriggers(on: boolean): void {
    this.sql.exec(SET_FLAG, on ? 1 : 0, "triggers");
  }

  resetFlags(): void {
    this.sql.exec("UPDATE _edge_flags SET value = 1");
  }

  private meta(key: string): SqlStorageValue {
    const [row] = [...this.sql.exec("SELECT value FROM _edge_meta WHERE key = ?", key).raw()];
    return row?.[0] ?? null;
  }
}
