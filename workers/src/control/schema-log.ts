import type { SchemaChange } from "../wire/schema";

const CREATE = [
  "CREATE TABLE IF NOT EXISTS log (version INTEGER PRIMARY KEY, id TEXT NOT NULL, state TEXT NOT NULL CHECK (state IN ('pending', 'committed')), change TEXT NOT NULL, at INTEGER NOT NULL)",
  "CREATE TABLE IF NOT EXISTS objects (key TEXT PRIMARY KEY, value TEXT, version INTEGER NOT NULL) WITHOUT ROWID",
] as const;

const PUT =
  "INSERT INTO objects VALUES (?, ?, CAST(? AS INTEGER)) ON CONFLICT DO UPDATE SET value = excluded.value, version = excluded.version";

/** One change of the schema. */
export interface LogEntry {
  version: number;
  id: string;
  change: SchemaChange;
}

/**
 * The log in the control object's SQLite. The log keeps every entry: a shard that was never named before catches up
 * from the first one. A dropped schema object stays as a row without a value, so that readers learn of the drop.
 */
export class SchemaLog {
  #version: number;
  #pending: LogEntry | undefined;

  constructor(private readonly storage: DurableObjectStorage) {
    const { sql } = storage;
    for (const statement of CREATE) sql.exec(statement);
    this.#version = 0;
    for (const [newest] of sql.exec("SELECT max(version) FROM log WHERE state = 'committed'").raw()) {
      this.#version = Number(newest ?? 0);
    }
    this.#pending = this.entries("state = 'pending'", 0)[0];
  }

  /** Version of the newest committed entry; 0 before the first. */
  get version(): number {
    return this.#version;
  }

  /** The entry that is neither committed nor dropped yet. There is one at most. */
  get pending(): LogEntry | undefined {
    return this.#pending;
  }

  begin(change: SchemaChange): LogEntry {
    const entry = { version: this.#version + 1, id: crypto.randomUUID(), change };
    this.storage.sql.exec(
      "INSERT INTO log VALUES (CAST(? AS INTEGER), ?, 'pending', ?, CAST(? AS INTEGER))",
      entry.version,
      entry.id,
      JSON.stringify(change),
      Date.now(),
    );
    this.#pending = entry;
    return entry;
  }

  drop(entry: LogEntry): void {
    this.storage.sql.exec("DELETE FROM log WHERE version = ? AND state = 'pending'", entry.version);
    this.#pending = undefined;
  }

  commit(entry: LogEntry): void {
    const { sql } = this.storage;
    this.storage.transactionSync(() => {
      sql.exec("UPDATE log SET state = 'committed' WHERE version = ?", entry.version);
      for (const key of entry.change.drop) sql.exec(PUT, key, null, entry.version);
      for (const [key, value] of Object.entries(entry.change.put)) {
        sql.exec(PUT, key, JSON.stringify(value), entry.version);
      }
    });
    this.#version = entry.version;
    this.#pending = undefined;
  }

  /** Committed entries after `since`, oldest first. */
  entriesSince(since: number): LogEntry[] {
    return this.entries("state = 'committed' AND version > ?", since);
  }

  /** JSON text of §4.1: what changed after `since`, folded, or everything when `since` is 0 or not ours. */
  read(since: number): string {
    const isFull = since === 0 || since > this.#version;
    const put: string[] = [];
    const drop: string[] = [];
    const rows = this.storage.sql.exec(
      "SELECT key, value FROM objects WHERE version > ? ORDER BY key",
      isFull ? 0 : since,
    );
    for (const [key, value] of rows.raw()) {
      if (typeof value === "string") put.push(`${JSON.stringify(key)}:${value}`);
      else drop.push(JSON.stringify(key));
    }
    const head = `{"version":${String(this.#version)},"full":${String(isFull)}`;
    return isFull
      ? `${head},"objects":{${put.join(",")}}}`
      : `${head},"put":{${put.join(",")}},"drop":[${drop.join(",")}]}`;
  }

  private entries(where: string, since: number): LogEntry[] {
    const params = where.includes("?") ? [since] : [];
    const rows = this.storage.sql.exec(
      `SELECT version, id, change FROM log WHERE ${where} ORDER BY version`,
      ...params,
    );
    return [...rows.raw()].map(([version, id, change]) => ({
      version: Number(version),
      id: id as string,
      change: JSON.parse(change as string) as SchemaChange,
    }));
  }
}
