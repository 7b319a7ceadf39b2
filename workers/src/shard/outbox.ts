import type { Env, Settings } from "../env";
import type { ChangeMessage, ChangedTable } from "../wire/changes";
import type { ShardScope } from "../wire/copies";
import type { Alarm } from "./alarm";
import type { Change, ChangeLog } from "./change-log";
import { COPIES, type CopiedTables } from "./copied-tables";
import type { OwnTables } from "./own-tables";

/** A queue's message holds 128 KB; what the envelope and the prewarms take is left. */
const MAX_MESSAGE_BYTES = 100_000;

/** How far the copies have followed; §7.4. */
export interface CopyStatus {
  ver: number;
  epoch: number;
  newest: number;
  sent: number;
  acknowledged: number;
  lagMs: number;
}

/**
 * Tells the cache worker of changes: reads the change log behind the commits, sends messages to the queue, and moves
 * its durable cursor on when the cache worker has done what they say. A queue may lose messages or deliver them twice:
 * what is not acknowledged in time is sent again, by alarm, after a restart too.
 */
export class Outbox {
  /** Entries up to here were given to the queue by this object. */
  #sent: number;
  #acknowledged: number;
  /** The change of every table that was given to the queue by this object: its `ver`. */
  #sentAll = 0;
  /** Ranges acknowledged beyond the cursor: after → seq. */
  readonly #ahead = new Map<number, number>();
  #isSending = false;
  /** When the oldest change that is not acknowledged was seen, milliseconds since the epoch; 0 when there is none. */
  #openSince = 0;

  constructor(
    private readonly env: Env,
    private readonly settings: Settings,
    private readonly scope: () => ShardScope,
    private readonly tables: OwnTables,
    private readonly log: ChangeLog,
    private readonly copied: CopiedTables,
    private readonly alarm: Alarm,
  ) {
    this.#acknowledged = tables.copiesSeq;
    this.#sent = this.#acknowledged;
    if (copied.names.length === 0) this.follow(log.seq);
    if (this.hasOpen()) this.#openSince = Date.now();
  }

  status(): CopyStatus {
    const isOpen = this.hasOpen();
    return {
      ver: this.tables.ver,
      epoch: this.tables.epoch,
      newest: this.log.seq,
      sent: this.#sent,
      acknowledged: this.#acknowledged,
      lagMs: isOpen && this.#openSince > 0 ? Date.now() - this.#openSince : 0,
    };
  }

  /** A turn has ended. Gives the work that is to be done behind its replies. */
  turnEnded(): Promise<void> | undefined {
    if (!this.hasOpen()) return undefined;
    if (this.copied.names.length === 0) {
      this.follow(this.log.seq);
      return undefined;
    }
    if (this.#openSince === 0) this.#openSince = Date.now();
    if (this.#isSending || !this.hasUnsent()) return undefined;
    this.#isSending = true;
    return this.send();
  }

  /** The schema changed: any table may have other rows now, and the log does not tell which. */
  schemaChanged(): void {
    if (this.copied.names.length > 0) this.tables.storeCopiesAll(this.tables.ver);
  }

  /** The alarm rang: what is not acknowledged is sent again. */
  async resend(): Promise<void> {
    if (!this.hasOpen() || this.#isSending) return;
    this.#sent = this.#acknowledged;
    this.#sentAll = 0;
    this.#isSending = true;
    await this.send();
  }

  /** The cache worker has done what the message with these bounds said; 0 and the `ver` for one of every table. */
  acknowledge(after: number, seq: number, ver: number): void {
    const { copiesAll } = this.tables;
    if (copiesAll > 0 && copiesAll <= ver) this.tables.storeCopiesAll(0);
    if (seq > after) this.#ahead.set(after, seq);
    let reached = this.#acknowledged;
    for (let moved = true; moved;) {
      moved = false;
      for (const [from, to] of this.#ahead) {
        if (from > reached) continue;
        this.#ahead.delete(from);
        if (to > reached) {
          reached = to;
          moved = true;
        }
      }
    }
    if (reached > this.#acknowledged) this.follow(reached);
    if (!this.hasOpen()) this.#openSince = 0;
  }

  private hasOpen(): boolean {
    return this.#acknowledged < this.log.seq || this.tables.copiesAll > 0;
  }

  private hasUnsent(): boolean {
    return this.#sent < this.log.seq || this.tables.copiesAll > this.#sentAll;
  }

  /** Moves the durable cursor on. */
  private follow(seq: number): void {
    if (seq === this.#acknowledged) return;
    this.#acknowledged = seq;
    this.#sent = Math.max(this.#sent, seq);
    this.tables.storeCopiesSeq(seq);
    this.log.readUpTo(COPIES, seq);
  }

  private async send(): Promise<void> {
    try {
      // First the alarm, in the turn of the commit: it speaks for us should the object end before the queue has it.
      await this.alarm.ringBy(Date.now() + this.settings.EDGESQL_OUTBOX_RESEND_SECONDS * 1000);
      let delayMs = this.settings.EDGESQL_OUTBOX_DELAY_MS;
      while (this.hasUnsent()) {
        await new Promise((done) => setTimeout(done, delayMs));
        // A message costs the queue, the cache worker and this object the same whatever it says.
        delayMs = Math.min(2 * delayMs, Math.max(delayMs, this.settings.EDGESQL_OUTBOX_MAX_DELAY_MS));
        const all = this.tables.copiesAll;
        const message = this.next();
        if (message.invalidateKeys.length > 0) await this.env.CHANGES.send(message);
        else this.acknowledge(message.after, message.seq, 0);
        this.#sent = Math.max(this.#sent, message.seq);
        this.#sentAll = all;
      }
    } catch (failure) {
      // The alarm sends it again.
      console.warn(`changes were not given to the queue: ${String(failure)}`);
    } finally {
      this.#isSending = false;
    }
  }

  private next(): ChangeMessage {
    const after = Math.min(this.#sent, this.log.seq);
    const wholeVer = this.tables.copiesAll;
    const isLost = this.log.lostUpTo(COPIES) > after;
    const changes = this.log.changesAfter(after, this.settings.EDGESQL_OUTBOX_CHANGES);
    const seq = changes.at(-1)?.seq ?? after;
    const isWhole = wholeVer > 0 || isLost;
    const ver = Math.max(wholeVer, changes.at(-1)?.ver ?? this.tables.ver);
    const invalidateKeys = isWhole
      ? this.copied.names.map((table) => ({ table, keys: null, ver }))
      : this.byTable(changes);
    const message = {
      ...this.scope(),
      epoch: this.tables.epoch,
      ver,
      after,
      seq,
      invalidateKeys,
      prewarms: [],
      d1Ops: [],
    };
    return { ...shortened(message), prewarms: this.prewarms(invalidateKeys) };
  }

  private byTable(changes: readonly Change[]): ChangedTable[] {
    const tables = new Map<string, { keys: Set<string>; ver: number }>();
    for (const { table, key, ver } of changes) {
      if (!this.copied.has(table)) continue;
      let changed = tables.get(table);
      if (changed === undefined) tables.set(table, (changed = { keys: new Set(), ver }));
      changed.keys.add(key);
      changed.ver = Math.max(changed.ver, ver);
    }
    const max = this.settings.EDGESQL_MAX_FLOOR_KEYS;
    return [...tables].map(([table, { keys, ver }]) => ({
      table,
      keys: keys.size > max ? null : [...keys],
      ver,
    }));
  }

  private prewarms(changed: readonly ChangedTable[]): string[] {
    const now = Date.now();
    return changed
      .filter(({ table }) => this.copied.isPrewarmed(table, now))
      .flatMap(({ table, keys }) => [
        ...(keys ?? [""]).map((key) => `t:${table}:id:${key}`),
        `idx:${table}:`,
        `q:${table}:`,
      ])
      .slice(0, this.settings.EDGESQL_MAX_PREWARMS);
  }
}

/** Names whole tables where the message would be too long for the queue otherwise. */
function shortened(message: ChangeMessage): ChangeMessage {
  const bytes = new TextEncoder().encode(JSON.stringify(message)).length;
  if (bytes <= MAX_MESSAGE_BYTES) return message;
  const invalidateKeys = message.invalidateKeys.map((changed) => ({ ...changed, keys: null }));
  return { ...message, invalidateKeys };
}
