import type { Env, Settings } from "../env";
import type { ChangeMessage } from "../wire/changes";
import type { ShardScope } from "../wire/copies";
import { bytesOf, type MirrorDefinition, type MirrorKnown, type MirrorPull } from "../wire/mirror";
import type { Alarm } from "./alarm";
import type { ChangeLog } from "./change-log";
import type { MirroredRows } from "./mirrored-rows";
import type { MirroredTables } from "./mirrored-tables";
import type { OwnTables } from "./own-tables";

/** A queue's message holds 128 KB; the envelope takes some of it. */
const MAX_ROWS_BYTES = 100_000;
/** Entries that do not concern the mirror are passed over in memory; this many cost a write. */
const PASS_EVERY = 1000;

/** What the mirror's outbox needs beside the shard's tables. */
export interface MirrorPorts {
  env: Env;
  scope: () => ShardScope;
  alarm: Alarm;
}

/** §11: what the shard knows of one mirrored table. */
export interface MirrorLag {
  name: string;
  generation: number;
  rowsBehind: number;
  lagMs: number;
}

/**
 * Tells the mirror of changes, behind the commits: rows ride through the queue when they fit into a message, in a range
 * of the change log. A receiver that finds a gap, or is told of more than fits, asks for the next piece by
 * {@link pull}. What is not acknowledged in time is told again, by alarm.
 */
export class MirrorOutbox {
  /** Entries up to here are told: the mirror will have this position when it has handled what it was sent. */
  #told: number;
  #looked: number;
  /** The newest entry that concerns the mirror. */
  #relevant = 0;
  #toldStructure: number;
  #isSending = false;
  /** When the oldest change that is not acknowledged was seen, milliseconds since the epoch; 0 when there is none. */
  #openSince = 0;

  constructor(
    private readonly ports: MirrorPorts,
    private readonly settings: Settings,
    private readonly own: OwnTables,
    private readonly log: ChangeLog,
    private readonly tables: MirroredTables,
    private readonly rows: MirroredRows,
  ) {
    this.#told = tables.acknowledged;
    this.#looked = tables.passed;
    this.#toldStructure = tables.followedStructure;
  }

  /** A turn has ended. Gives the work that is to be done behind its replies. */
  turnEnded(): Promise<void> | undefined {
    if (!this.tables.isActive || this.#isSending || !this.hasUntold()) return undefined;
    this.#isSending = true;
    return this.send();
  }

  /** The alarm rang: what is not acknowledged is told again. */
  async resend(): Promise<void> {
    if (!this.tables.isActive || this.#isSending) return;
    if (!this.isOpen() && !this.hasUntold()) return;
    this.#toldStructure = -1;
    this.#isSending = true;
    await this.send();
  }

  /** The mirror has the rows as of this position; `structure`: and has copied all tables of it. */
  acknowledge(epoch: number, seq: number, structure: number | null): void {
    if (epoch !== this.own.epoch || seq > this.log.seq) return;
    this.tables.follow(seq, structure);
    this.#told = Math.max(this.#told, seq);
    if (!this.isOpen() && !this.hasUntold()) this.#openSince = 0;
  }

  /** The next piece of the change log for a mirror that has this much. */
  pull(known: MirrorKnown): MirrorPull {
    const { seq: newest } = this.log;
    const start = known.seq >= this.tables.acknowledged ? Math.max(known.seq, this.tables.passed) : known.seq;
    const isLost = known.epoch !== this.own.epoch || known.seq > newest || start < this.log.trimmedUpTo;
    if (isLost) {
      this.tables.copyAnew();
      this.tables.startAt(newest);
      this.#told = newest;
      this.#looked = newest;
    }
    // Should this answer get lost, the alarm tells it again.
    this.#toldStructure = this.tables.structure;
    const from = isLost ? newest : start;
    const all = this.tables.all;
    const changes = this.log.changesAfter(from, this.settings.EDGESQL_MIRROR_ROWS);
    const gathered = this.rows.of(changes, all, changes.at(-1)?.seq ?? from);
    const isCurrent = gathered.seq === newest;
    const definitions = all
      .filter(({ name, generation }) => known.generations[name] !== generation)
      .map((mirrored) => this.rows.definition(mirrored, this.scopeName()))
      .filter((definition): definition is MirrorDefinition => definition !== undefined);
    const answer: MirrorPull = {
      epoch: this.own.epoch,
      ver: this.own.ver,
      seq: gathered.seq,
      structure: this.tables.structure,
      isCurrent,
      tables: all,
      definitions,
      rows: gathered.rows,
      failures: gathered.failures,
    };
    const { copying } = known;
    const copied = all.find(
      ({ name, generation }) => name === copying?.name && generation === copying.generation,
    );
    // Rows of a copy are of the same moment as the changes, so they may only come with the newest.
    if (copying === undefined || copied === undefined || !isCurrent) return answer;
    const page = this.rows.page(copying, copied.table);
    if (typeof page === "string") answer.failures[copied.name] ??= page;
    else answer.page = page;
    return answer;
  }

  /** What every mirrored table lacks. */
  lags(): MirrorLag[] {
    const now = Date.now();
    return this.tables.all.map(({ name, table, generation }) => {
      const rowsBehind = this.log.countAfter(this.tables.acknowledged, table);
      const lagMs = rowsBehind > 0 && this.#openSince > 0 ? now - this.#openSince : 0;
      return { name, generation, rowsBehind, lagMs };
    });
  }

  private scopeName(): string {
    const { tenant, project, shard } = this.ports.scope();
    return `${tenant}/${project}/${shard}`;
  }

  private isOpen(): boolean {
    return (
      this.tables.acknowledged < this.#relevant || this.tables.followedStructure !== this.tables.structure
    );
  }

  private hasUntold(): boolean {
    return this.#looked < this.log.seq || this.#toldStructure !== this.tables.structure;
  }

  private async send(): Promise<void> {
    try {
      // First the alarm, in the turn of the commit: it speaks for us should the object end before the queue has it.
      await this.ports.alarm.ringBy(Date.now() + this.settings.EDGESQL_OUTBOX_RESEND_SECONDS * 1000);
      do {
        await new Promise((done) => setTimeout(done, this.settings.EDGESQL_OUTBOX_DELAY_MS));
        const message = this.next();
        if (message !== undefined) await this.ports.env.CHANGES.send(message);
      } while (this.hasUntold());
    } catch (failure) {
      // The alarm tells it again.
      console.warn(`the mirror was not told: ${String(failure)}`);
    } finally {
      this.#isSending = false;
    }
  }

  /** The next message; undefined when what happened does not concern the mirror. */
  private next(): ChangeMessage | undefined {
    const max = this.settings.EDGESQL_MIRROR_ROWS;
    const changes = this.log.changesAfter(this.#looked, max + 1);
    const relevant = changes.filter(({ table }) => this.tables.isMirrored(table));
    const isNewStructure = this.#toldStructure !== this.tables.structure;
    const newest = changes.length > max ? this.log.seq : (changes.at(-1)?.seq ?? this.#looked);
    this.#looked = newest;
    if (relevant.length === 0 && changes.length <= max && !isNewStructure) {
      this.passOver(newest);
      return undefined;
    }
    this.#relevant = newest;
    if (this.#openSince === 0) this.#openSince = Date.now();
    const tables = this.tables.all;
    const gathered =
      changes.length > max || isNewStructure ? undefined : this.rows.of(relevant, tables, newest);
    const isWhole =
      gathered !== undefined &&
      gathered.seq === newest &&
      Object.keys(gathered.failures).length === 0 &&
      bytesOf(JSON.stringify(gathered.rows)) <= MAX_ROWS_BYTES;
    const message: ChangeMessage = {
      ...this.ports.scope(),
      epoch: this.own.epoch,
      ver: this.own.ver,
      after: this.#told,
      seq: newest,
      invalidateKeys: [],
      prewarms: [],
      d1Ops: isWhole ? gathered.rows : [],
      mirror: { tables, isWhole, structure: this.tables.structure },
    };
    this.#told = newest;
    this.#toldStructure = this.tables.structure;
    return message;
  }

  private passOver(seq: number): void {
    const isQuiet = this.#told === this.tables.acknowledged;
    if (isQuiet && seq - this.tables.passed >= PASS_EVERY) this.tables.pass(seq);
  }
}
