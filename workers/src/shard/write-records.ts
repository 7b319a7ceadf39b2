import { EdgeError } from "../wire/codes";
import type { WriteMark } from "../wire/request";
import type { Alarm } from "./alarm";

const READ = "SELECT seq, reply FROM _edge_writes WHERE session = ?";
const RECORD =
  "INSERT INTO _edge_writes VALUES (?, CAST(? AS INTEGER), ?, CAST(? AS INTEGER)) ON CONFLICT DO UPDATE SET seq = excluded.seq, reply = excluded.reply, at = excluded.at";

/** Sessions whose newest number is remembered. */
const MAX_KNOWN = 20_000;

/** Exactly-once: the reply of each session's newest write, stored in the transaction of that write. */
export class WriteRecords {
  #sweepArmed = false;
  /** By session the newest number that this object has recorded: a larger one needs no look into the table. */
  readonly #newest = new Map<string, number>();

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
    const [row] = [...this.storage.sql.exec(READ, write.session).raw()];
    if (row === undefined) return undefined;
    const seq = Number(row[0]);
    if (seq > write.seq) {
      throw new EdgeError("SEQUENCE_STALE", `sequence ${String(seq)} is already recorded`);
    }
    return seq === write.seq ? (row[1] as string) : undefined;
  }

  /** Must be called inside the transaction of the write. */
  record(write: WriteMark, reply: string): void {
    this.storage.sql.exec(RECORD, write.session, write.seq, reply, Date.now());
  }

  /** The transaction that recorded this write is committed. */
  committed(write: WriteMark): void {
    if (this.#newest.size >= MAX_KNOWN && !this.#newest.has(write.session)) this.#newest.clear();
    this.#newest.set(write.session, write.seq);
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
