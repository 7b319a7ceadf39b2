import type { FloorName, Version } from "../wire/copies";

const CREATE =
  "CREATE TABLE IF NOT EXISTS floors (name TEXT PRIMARY KEY, epoch INTEGER NOT NULL, ver INTEGER NOT NULL, put_epoch INTEGER NOT NULL DEFAULT 0, put_ver INTEGER NOT NULL DEFAULT -1, put_at INTEGER NOT NULL DEFAULT 0) WITHOUT ROWID";
const RAISE =
  "INSERT INTO floors (name, epoch, ver) VALUES (?, CAST(? AS INTEGER), CAST(? AS INTEGER)) ON CONFLICT DO UPDATE SET epoch = excluded.epoch, ver = excluded.ver WHERE (excluded.epoch, excluded.ver) > (epoch, ver)";

/** A floor that KV has not been given yet. */
export interface OwedFloor extends Version {
  name: FloorName;
  /** When KV was given the one before, milliseconds since the epoch; 0 before the first. */
  putAt: number;
}

/**
 * The floors of one shard as they were raised, and as KV was given them. KV cannot compare before it sets and queues
 * deliver twice and out of order: here is where a floor is kept from ever falling.
 */
export class FloorTable {
  constructor(private readonly sql: SqlStorage) {
    sql.exec(CREATE);
  }

  raise(name: FloorName, { epoch, ver }: Version): void {
    this.sql.exec(RAISE, JSON.stringify(name), epoch, ver);
  }

  owed(): OwedFloor[] {
    const rows = this.sql.exec(
      "SELECT name, epoch, ver, put_at FROM floors WHERE (epoch, ver) > (put_epoch, put_ver)",
    );
    return [...rows.raw()].map(([name, epoch, ver, putAt]) => ({
      name: JSON.parse(name as string) as FloorName,
      epoch: Number(epoch),
      ver: Number(ver),
      putAt: Number(putAt),
    }));
  }

  /** KV was given this floor. */
  put({ name, epoch, ver }: OwedFloor, atMs: number): void {
    this.sql.exec(
      "UPDATE floors SET put_epoch = CAST(? AS INTEGER), put_ver = CAST(? AS INTEGER), put_at = CAST(? AS INTEGER) WHERE name = ?",
      epoch,
      ver,
      atMs,
      JSON.stringify(name),
    );
  }

  /** Forgets rows' floors that KV was given before this time: no copy is that old. */
  forgetRows(beforeMs: number): void {
    this.sql.exec(
      'DELETE FROM floors WHERE name GLOB \'{"kind":"row"*\' AND put_at < CAST(? AS INTEGER) AND (epoch, ver) = (put_epoch, put_ver)',
      beforeMs,
    );
  }
}
