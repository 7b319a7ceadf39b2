import { DurableObject } from "cloudflare:workers";
import { settingsOf, type Env, type Settings } from "../env";
import type { ChangeMessage } from "../wire/changes";
import type { ShardScope } from "../wire/copies";
import { objectName } from "../wire/grant";
import type { MirrorCopying, MirrorKnown, MirrorNotice, MirrorPull, MirrorStatus } from "../wire/mirror";
import { MirrorDatabase, viewOf, type MirrorMark } from "./mirror-database";

const SCOPE = "scope";

/** What the mirror calls on a shard. */
interface MirroredShard {
  mirrorPull(known: MirrorKnown): Promise<MirrorPull>;
  mirrorFollowed(epoch: number, seq: number, structure: number | null): Promise<void>;
}

/** What the mirror knows of one table. */
export interface MirrorTableStatus extends Omit<MirrorStatus, "rowsBehind" | "lagMs"> {
  generation: number;
}

/**
 * Writes the mirror of one shard, one piece of its change log after the other. What it has stands in D1 alone, so it
 * may end at any moment. Tables are copied behind an alarm, piece by piece, while the shard goes on.
 */
export class MirrorObject extends DurableObject<Env> {
  readonly #settings: Settings;
  /** Ends when the last work in line has ended. */
  #turn: Promise<unknown> = Promise.resolve();
  #database: MirrorDatabase | undefined;
  /** Why the last try failed; null since one went well. */
  #failure: string | null = null;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    this.#settings = settingsOf(env);
  }

  /** When this returns, D1 has what the messages told, or an alarm is set to go on. */
  follow(scope: ShardScope, messages: ChangeMessage[]): Promise<void> {
    return this.inTurn(async () => {
      await this.ctx.storage.put(SCOPE, scope);
      const sorted = [...messages].sort((a, b) => a.epoch - b.epoch || a.seq - b.seq);
      let lacks = false;
      for (const message of sorted)
        if (message.mirror) lacks = !(await this.took(scope, message, message.mirror));
      if (lacks) await this.catchUp(scope);
    });
  }

  /** State of every table, as D1 has it. */
  async status(scope: ShardScope): Promise<MirrorTableStatus[]> {
    const shard = objectName(scope, scope.shard);
    const { tables } = await this.database(shard).mark();
    return [...tables.values()].map(({ name, generation, state, shown, copied, error }) => ({
      name,
      generation,
      view: shown === null ? null : viewOf(shard, name),
      state,
      copied,
      error: error ?? this.#failure,
    }));
  }

  override async alarm(): Promise<void> {
    const scope = await this.ctx.storage.get<ShardScope>(SCOPE);
    if (scope !== undefined) await this.inTurn(() => this.catchUp(scope));
  }

  /** Whether the mirror has what the message tells; when not, the shard must be asked. */
  private async took(scope: ShardScope, message: ChangeMessage, notice: MirrorNotice): Promise<boolean> {
    const mark = await this.database(objectName(scope, scope.shard)).mark();
    const { epoch, seq, after } = message;
    if (epoch < mark.epoch) return true;
    const isSame =
      epoch === mark.epoch &&
      notice.tables.length === mark.tables.size &&
      notice.tables.every(({ name, generation }) => mark.tables.get(name)?.generation === generation);
    if (!isSame) return false;
    if (seq > mark.seq) {
      if (after !== mark.seq || !notice.isWhole) return false;
      const told = { epoch, seq, tables: notice.tables, definitions: [], rows: message.d1Ops, failures: {} };
      await this.apply(scope, mark, told);
      mark.seq = seq;
    }
    await this.acknowledge(scope, mark, notice.structure);
    // A notice without rows may be a repeated one: what was lost may be the alarm, or the acknowledgement.
    return notice.isWhole || copyingOf(mark) === undefined;
  }

  /** Asks the shard piece by piece until nothing is left; beyond the bound an alarm goes on. */
  private async catchUp(scope: ShardScope): Promise<void> {
    const shard = this.shard(scope);
    const database = this.database(objectName(scope, scope.shard));
    for (let round = 0; round < this.#settings.EDGESQL_MIRROR_ROUNDS; round++) {
      const mark = await database.mark();
      const { epoch, seq } = mark;
      const generations = Object.fromEntries(
        [...mark.tables].map(([name, table]) => [name, table.generation]),
      );
      const pull = await shard.mirrorPull({ epoch, seq, generations, copying: copyingOf(mark) });
      await this.apply(scope, mark, pull);
      const now = await database.mark();
      await this.acknowledge(scope, now, pull.structure);
      if (pull.isCurrent && copyingOf(now) === undefined) return;
    }
    await this.ctx.storage.setAlarm(Date.now());
  }

  private async apply(
    scope: ShardScope,
    mark: MirrorMark,
    told: Omit<MirrorPull, "isCurrent" | "ver" | "structure">,
  ): Promise<void> {
    await this.database(objectName(scope, scope.shard)).apply(mark, told);
    this.applied();
  }

  /** D1 has taken a piece, and nobody knows yet. For tests of crashes. */
  protected applied(): void {
    this.#failure = null;
  }

  private async acknowledge(scope: ShardScope, mark: MirrorMark, structure: number): Promise<void> {
    const isCopied = copyingOf(mark) === undefined;
    await this.shard(scope).mirrorFollowed(mark.epoch, mark.seq, isCopied ? structure : null);
  }

  private shard(scope: ShardScope): MirroredShard {
    return this.env.SHARD.get(this.env.SHARD.idFromName(objectName(scope, scope.shard)));
  }

  private database(shard: string): MirrorDatabase {
    if (this.env.MIRROR === undefined) throw new Error("the worker has no D1 binding named MIRROR");
    this.#database ??= new MirrorDatabase(this.env.MIRROR, shard, this.#settings.EDGESQL_MIRROR_ROW_BYTES);
    return this.#database;
  }

  private inTurn<T>(task: () => Promise<T>): Promise<T> {
    const result = this.#turn.then(task);
    this.#turn = result.catch((failure: unknown) => {
      this.#failure = failure instanceof Error ? failure.message : String(failure);
    });
    return result;
  }
}

/** The table that is being copied; one at a time. */
function copyingOf({ tables }: MirrorMark): MirrorCopying | undefined {
  for (const { name, generation, state, after } of tables.values()) {
    if (state === "copying") return { name, generation, after };
  }
  return undefined;
}
