import { DurableObject } from "cloudflare:workers";
import type { Env } from "../env";
import { errorBody, type ErrorBody } from "../wire/codes";
import { objectName } from "../wire/grant";
import type { ApplyMode, ApplyOutcome, ChangeOutcome, SchemaChange, Scope, ShardEntry } from "../wire/schema";
import type { ChangeMessage } from "../wire/changes";
import type { DeadLetter, ParkedMessage } from "../wire/policies";
import { DeadLetters } from "./dead-letters";
import { MirrorDirectory } from "./mirror-directory";
import { Policies } from "./policies";
import { SchemaLog, type LogEntry } from "./schema-log";

/** Dead letters replayed at once. */
const REPLAY_LETTERS = 100;

/**
 * Keeps the schema log of one project, its table policies and its dead letters. A change is written as pending, applied by the shards and then committed;
 * after a crash in between, the shards are asked whether they have it, and it is rolled forward or dropped. Changes
 * are serialised.
 */
export class ControlObject extends DurableObject<Env> {
  readonly #log: SchemaLog;
  readonly #policies: Policies;
  readonly #letters: DeadLetters;
  readonly #mirrors: MirrorDirectory;
  /** Ends when the last change in line has ended. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    this.#log = new SchemaLog(ctx.storage);
    this.#policies = new Policies(ctx.storage.sql);
    this.#letters = new DeadLetters(ctx.storage.sql);
    this.#mirrors = new MirrorDirectory(ctx.storage, env, this.#policies);
  }

  /** JSON text of §4.1. */
  async readSchema(scope: Scope, since: number): Promise<string> {
    await this.settled(scope);
    return this.#log.read(since);
  }

  /** JSON text of the {@link ShardEntry}s that a shard at version `since` lacks, oldest first. */
  async shardEntries(scope: Scope, shard: string, since: number): Promise<string> {
    await this.settled(scope);
    return JSON.stringify(this.#log.entriesSince(since).map((entry) => shardEntry(entry, shard)));
  }

  /** @param change JSON text of a {@link SchemaChange} */
  changeSchema(scope: Scope, change: string): Promise<ChangeOutcome> {
    return this.inTurn(async () => {
      await this.settlePending(scope);
      if (this.#log.pending !== undefined) {
        return internal("an earlier schema change could not be finished yet");
      }
      const body = JSON.parse(change) as SchemaChange;
      if (body.base !== this.#log.version) {
        return { state: "stale", version: this.#log.version };
      }
      const outcome = await this.apply(scope, this.#log.begin(body));
      if (outcome.state === "committed") await this.#mirrors.changed(scope);
      return outcome;
    });
  }

  /** JSON text of §9. */
  readPolicies(since: number | undefined): string {
    return this.#policies.read(since);
  }

  /** @param tables JSON text; gives whether it was stored, and the version that stands now */
  async putPolicies(
    scope: Scope,
    base: number,
    tables: string,
  ): Promise<{ isStored: boolean; version: number }> {
    const version = this.#policies.put(base, tables);
    if (version !== undefined) await this.inTurn(() => this.#mirrors.changed(scope));
    return { isStored: version !== undefined, version: version ?? this.#policies.version };
  }

  override alarm(): Promise<void> {
    return this.inTurn(() => this.#mirrors.tellAgain());
  }

  parkLetter(letter: ParkedMessage): void {
    this.#letters.park(letter);
  }

  /** JSON text of an array of dead letters. */
  deadLetters(after: number, limit: number): string {
    return JSON.stringify(this.#letters.after(after, limit));
  }

  /**
   * Gives dead letters to the queue again and forgets them. One that the queue took is forgotten at once: handling it
   * twice is harmless, losing it is not.
   *
   * @param ids undefined: all that there are
   * @returns how many
   */
  async replayLetters(ids: number[] | undefined): Promise<number> {
    const wanted = ids && new Set(ids);
    let replayed = 0;
    let letters: DeadLetter[];
    for (let after = 0; ; after = letters.at(-1)?.id ?? 0) {
      letters = this.#letters.after(after, REPLAY_LETTERS);
      if (letters.length === 0) return replayed;
      for (const { id, message } of letters) {
        if (wanted?.has(id) === false) continue;
        await this.env.CHANGES.send(message as ChangeMessage);
        this.#letters.forget(id);
        replayed++;
      }
    }
  }

  /** Marks an entry as committed: every shard has it. */
  commit(entry: LogEntry): void {
    this.#log.commit(entry);
  }

  private async apply(scope: Scope, entry: LogEntry): Promise<ChangeOutcome> {
    const shards = Object.keys(entry.change.shards);
    if (shards.length > 1) {
      for (const shard of shards) {
        const outcome = await this.applyTo(scope, shard, entry, "rehearse");
        if (outcome.state === "failed") return this.drop(entry, outcome.error);
      }
    }
    for (const [index, shard] of shards.entries()) {
      const outcome = await this.applyTo(scope, shard, entry, "apply");
      if (outcome.state !== "failed") continue;
      if (index === 0) return this.drop(entry, outcome.error);
      // Other shards have it: it stays pending, and is rolled forward before anything else happens.
      return internal(`shard ${shard} could not follow: ${outcome.error.message}`);
    }
    this.commit(entry);
    return { state: "committed", version: entry.version };
  }

  private drop(entry: LogEntry, error: ErrorBody): ChangeOutcome {
    this.#log.drop(entry);
    return { state: "failed", error };
  }

  private async applyTo(
    scope: Scope,
    shard: string,
    entry: LogEntry,
    mode: ApplyMode,
  ): Promise<ApplyOutcome> {
    const stub = this.shardStub(scope, shard);
    const newest = shardEntry(entry, shard);
    const outcome = await stub.applySchema([newest], mode);
    if (outcome.state !== "behind") return outcome;
    const missing = this.#log.entriesSince(outcome.version).map((one) => shardEntry(one, shard));
    const caughtUp = await stub.applySchema(missing, "apply");
    return caughtUp.state === "failed" ? caughtUp : await stub.applySchema([newest], mode);
  }

  /** After this no change is pending, or the shards could not be reached. */
  private async settled(scope: Scope): Promise<void> {
    if (this.#log.pending !== undefined) {
      await this.inTurn(() => this.settlePending(scope));
    }
  }

  /** Rolls a pending entry forward when a shard has it, drops it when none has. */
  private async settlePending(scope: Scope): Promise<void> {
    const entry = this.#log.pending;
    if (entry === undefined) return;
    const shards = Object.keys(entry.change.shards);
    if (!(await this.anyHas(scope, shards, entry))) {
      for (const shard of shards) await this.shardStub(scope, shard).fenceSchema(entry.id);
      // Asked again: the entry may have been on its way while the fences went up.
      if (!(await this.anyHas(scope, shards, entry))) {
        this.#log.drop(entry);
        return;
      }
    }
    for (const shard of shards) {
      const outcome = await this.applyTo(scope, shard, entry, "roll-forward");
      if (outcome.state === "failed") return;
    }
    this.commit(entry);
    await this.#mirrors.changed(scope);
  }

  private async anyHas(scope: Scope, shards: string[], entry: LogEntry): Promise<boolean> {
    for (const shard of shards) {
      if (await this.shardStub(scope, shard).hasSchema(entry.version, entry.id)) return true;
    }
    return false;
  }

  private shardStub(scope: Scope, shard: string): ShardSchemaPort {
    const { SHARD } = this.env;
    return SHARD.get(SHARD.idFromName(objectName(scope, shard)));
  }

  private inTurn<T>(task: () => Promise<T>): Promise<T> {
    const result = this.#turn.then(task);
    this.#turn = result.catch(() => undefined);
    return result;
  }
}

/** What control calls on a shard. */
interface ShardSchemaPort {
  applySchema(entries: ShardEntry[], mode: ApplyMode): Promise<ApplyOutcome>;
  hasSchema(version: number, id: string): Promise<boolean>;
  fenceSchema(id: string): Promise<void>;
}

function shardEntry(entry: LogEntry, shard: string): ShardEntry {
  const { shards, flags } = entry.change;
  return { version: entry.version, id: entry.id, steps: shards[shard] ?? [], flags };
}

function internal(message: string): ChangeOutcome {
  return { state: "failed", error: errorBody(new Error(message)) };
}
