import type { TablePolicy } from "../wire/policies";

const CREATE =
  "CREATE TABLE IF NOT EXISTS policies (version INTEGER PRIMARY KEY, tables TEXT NOT NULL, at INTEGER NOT NULL)";
/** Versions kept, the current one among them. */
const KEPT = 20;

/** The table policies of one project, all of them one document with a version. */
export class Policies {
  constructor(private readonly sql: SqlStorage) {
    sql.exec(CREATE);
  }

  /** 0 before the first. */
  get version(): number {
    const [row] = [...this.sql.exec("SELECT max(version) FROM policies").raw()];
    return Number(row?.[0] ?? 0);
  }

  /** JSON text of §9, without the tables when that is the version that the reader has. */
  read(since: number | undefined): string {
    const { version } = this;
    if (since === version) return `{"version":${String(version)}}`;
    return `{"version":${String(version)},"tables":${this.tables(version)}}`;
  }

  /**
   * Replaces all policies.
   *
   * @param tables JSON text
   * @returns the new version; undefined when `base` is not the current one
   */
  put(base: number, tables: string): number | undefined {
    if (base !== this.version) return undefined;
    const version = base + 1;
    this.sql.exec(
      "INSERT INTO policies VALUES (CAST(? AS INTEGER), ?, CAST(? AS INTEGER))",
      version,
      tables,
      Date.now(),
    );
    this.sql.exec("DELETE FROM policies WHERE version <= CAST(? AS INTEGER)", version - KEPT);
    return version;
  }

  /** Those in force. */
  current(): Record<string, TablePolicy> {
    return JSON.parse(this.tables(this.version)) as Record<string, TablePolicy>;
  }

  private tables(version: number): string {
    const [row] = [...this.sql.exec("SELECT tables FROM policies WHERE version = ?", version).raw()];
    return (row?.[0] as string | undefined) ?? "{}";
  }
}
