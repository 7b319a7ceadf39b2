import { DurableObject } from "cloudflare:workers";
import { settingsOf, type Env, type Settings } from "../env";
import type { ChangeMessage, ChangedTable } from "../wire/changes";
import { floorKey, type FloorName, type ShardScope } from "../wire/copies";
import { Allowance } from "./allowance";
import { FloorTable, type OwedFloor } from "./floor-table";

/** Rows' floors outlive the longest copy by this. */
const SLACK_SECONDS = 600;
/** KV operations under way at once; a Worker may have six connections open. */
const MAX_PUTS = 6;

/**
 * Raises the version floors of one shard in KV, one message batch after the other. Idempotent: what is older than what
 * it has seen changes nothing, and KV is never given a floor below one that it had. Where more rows change than single
 * floors may be written for, the floor of the whole table is raised: two writes then, however many rows.
 */
export class CacheObject extends DurableObject<Env> {
  readonly #floors: FloorTable;
  readonly #settings: Settings;
  readonly #rows: Allowance;
  /** Messages that came while a batch was under way: the next one. */
  #waiting: ChangeMessage[] = [];
  /** Ends when what waits has been done. */
  #next: Promise<void> | undefined;
  /** Ends when the batch under way has ended. */
  #turn: Promise<unknown> = Promise.resolve();
  #forgotAt = 0;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    this.#settings = settingsOf(env);
    this.#floors = new FloorTable(ctx.storage.sql);
    const { EDGESQL_ROW_FLOORS_PER_SECOND: rate, EDGESQL_ROW_FLOORS_BURST: burst } = this.#settings;
    this.#rows = new Allowance(rate, burst, Date.now());
  }

  /** Raises the floors that the messages tell; when this returns KV has them. */
  raise(scope: ShardScope, messages: ChangeMessage[]): Promise<void> {
    this.#waiting.push(...messages);
    this.#next ??= this.#turn.then(() => {
      const batch = this.#waiting;
      this.#waiting = [];
      const own = this.raiseInTurn(scope, batch);
      this.#turn = own.catch(() => undefined);
      this.#next = undefined;
      return own;
    });
    return this.#next;
  }

  private async raiseInTurn(scope: ShardScope, messages: ChangeMessage[]): Promise<void> {
    this.ctx.storage.transactionSync(() => {
      for (const { epoch, changed } of joined(messages)) {
        for (const name of this.floorsOf(changed)) this.#floors.raise(name, { epoch, ver: changed.ver });
      }
    });
    const owed = this.#floors.owed();
    for (let at = 0; at < owed.length; at += MAX_PUTS) {
      await Promise.all(owed.slice(at, at + MAX_PUTS).map((floor) => this.put(scope, floor)));
    }
    this.forgetRows();
  }

  /** The floors that a change raises. A table's `any` stands above every change; `all` above those that name no rows. */
  private floorsOf({ table, keys }: ChangedTable): FloorName[] {
    const any: FloorName = { kind: "any", table };
    if (keys === null || !this.#rows.take(keys.length, Date.now())) return [any, { kind: "all", table }];
    return [any, ...keys.map((key): FloorName => ({ kind: "row", table, key }))];
  }

  private async put(scope: ShardScope, floor: OwedFloor): Promise<void> {
    const pause = floor.putAt + this.#settings.EDGESQL_KV_WRITE_INTERVAL_MS - Date.now();
    if (pause > 0) await new Promise((done) => setTimeout(done, pause));
    const { name, epoch, ver } = floor;
    const value = JSON.stringify({ epoch, ver });
    const life = this.#settings.EDGESQL_MAX_CACHE_SECONDS + SLACK_SECONDS;
    const expiry = name.kind === "row" ? { expirationTtl: Math.max(60, life) } : {};
    await this.env.CACHE.put(await floorKey(scope, name), value, expiry);
    this.#floors.put(floor, Date.now());
  }

  private forgetRows(): void {
    const now = Date.now();
    if (now - this.#forgotAt < SLACK_SECONDS * 1000) return;
    this.#forgotAt = now;
    this.#floors.forgetRows(now - this.#settings.EDGESQL_MAX_CACHE_SECONDS * 1000);
  }
}

interface EpochChange {
  epoch: number;
  changed: ChangedTable;
}

/** What the messages say, each table named once an epoch, with the newest version that any of them tells. */
function joined(messages: readonly ChangeMessage[]): EpochChange[] {
  const tables = new Map<string, EpochChange>();
  for (const { epoch, invalidateKeys } of messages) {
    for (const changed of invalidateKeys) {
      const name = `${String(epoch)} ${changed.table}`;
      const before = tables.get(name)?.changed;
      tables.set(name, { epoch, changed: before === undefined ? changed : both(before, changed) });
    }
  }
  return [...tables.values()];
}

function both(one: ChangedTable, other: ChangedTable): ChangedTable {
  const keys = one.keys === null || other.keys === null ? null : [...new Set([...one.keys, ...other.keys])];
  return { table: one.table, keys, ver: Math.max(one.ver, other.ver) };
}
