import { EdgeError } from "../wire/codes";
import type { WriteMark } from "../wire/request";
import type { Alarm } from "./alarm";

const READ = "SELECT seq, reply FROM _edge_writes WHERE session = ?";
const RECORD =
  "INSERT INTO _edge_writes SELECT value ->> 0, CAST(value ->> 1 AS INTEGER), value ->> 2, CAST(value ->> 3 AS INTEGER) FROM json_each(?) WHERE true " +
  "ON CONFLICT DO UPDATE SET seq = excluded.seq, reply = excluded.reply, at = excluded.at";

/** Characters of records that are stored at once. */
const BATCH_CHARS = 500_000;

/** Sessions whose newest number is remembered. */
const MAX_KNOWN = 20_000;

/**
 * Exactly-once: the reply of each session's newest write. Those of a turn are stored together at its end, which is in the
 * same commit as the writes themselves: the runtime commits a turn as a whole.
 */
export class WriteRecords {
  #sweepArmed = false;
  /** By session the newest number that this object has recorded: a larger one needs no look into the table. */
  readonly #newest = new Map<string, number>();
  /** By session what this turn has recorded. */
  readonly #ofTurn = new Map<string, { write: WriteMark; reply: string; at: number }>();

  constructor(
    private readonly storage: DurableObjectStorage,
    private readonly alarm: Alarm,
    private readonly keepSeconds: number,
  ) {}

  /**
   * The reply recorded for this write, or undefined when it is new.
   *
   * @throws EdgeError SEQUENCE_STALE when a later write of the session is recorded
   */
  recorded(write: WriteMark): string | undefined {
    const newest = this.#newest.get(write.session);
    if (newest !== undefined && newest < write.seq) return undefined;
    this.store();
    const [row] = [...this.storage.sql.exec(READ, write.session).raw()];
    if (row === undefined) return undefined;
    const seq = Number(row[0]);
    if (seq > write.seq) {
      throw new EdgeError("SEQUENCE_STALE", `sequence ${String(seq)} is already recorded`);
    }
    return seq === write.seq ? (row[1] as string) : undefined;
  }

  /** The write is done, and its turn not over: {@link store} must follow. */
  record(write: WriteMark, reply: string): void {
    this.#ofTurn.set(write.session, { write, reply, at: Date.now() });
    if (this.#newest.size >= MAX_KNOWN && !this.#newest.has(write.session)) this.#newest.clear();
    this.#newest.set(write.session, write.seq);
  }

  /** Before the end of every turn, outside of any transaction that may be undone: stores what it has recorded. */
  store(): void {
    if (this.#ofTurn.size === 0) return;
    let batch: [string, number, string, number][] = [];
    let chars = 0;
    for (const { write, reply, at } of this.#ofTurn.values()) {
      batch.push([write.session, write.seq, reply, at]);
      chars += reply.length;
      if (chars < BATCH_CHARS) continue;
      this.storage.sql.exec(RECORD, JSON.stringify(batch));
      batch = [];
      chars = 0;
    }
    if (batch.length > 0) this.storage.sql.exec(RECORD, JSON.stringify(batch));
    this.#ofTurn.clear();
  }

  /** Whether an alarm is known to be set that will sweep. */
  get isSweepArmed(): boolean {
    return this.#sweepArmed;
  }

  /** Makes sure that an alarm will sweep. Cheap when one is known to be set. */
  async armSweep(): Promise<void> {
    if (this.#sweepArmed) return;
    this.#sweepArmed = true;
    await this.alarm.ringBy(Date.now() + this.keepSeconds * 1000);
  }

  /** Forgets old records; sets the next alarm while any are left. */
  async sweep(): Promise<void> {
    const sql = this.storage.sql;
    const keepMs = this.keepSeconds * 1000;
    sql.exec("DELETE FROM _edge_writes WHERE at <= CAST(? AS INTEGER)", Date.now() - keepMs);
    const [oldest] = [...sql.exec("SELECT min(at) FROM _edge_writes").raw()];
    const at = oldest?.[0];
    this.#sweepArmed = typeof at === "number";
    if (typeof at === "number") {
      await this.alarm.ringBy(Math.max(at + keepMs, Date.now() + 1000));
    }
  }
}
