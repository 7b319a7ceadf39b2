import type { Env, Settings } from "../env";
import type { CachedRead } from "../wire/cached-read";
import {
  copyKey,
  copyOf,
  digestOf,
  floorKey,
  isBelow,
  type Copy,
  type CopyHead,
  type FloorName,
  type ShardScope,
  type Version,
} from "../wire/copies";
import type { Grant } from "../wire/grant";
import { fill, type Fill, type Stored } from "./fill";
import { rowOf } from "./read-body";

/** Why the answer came from where it came; §7. */
type Verdict = "hit" | "stale" | "absent" | "old" | "outdated" | "behind" | "joined";

/** Reads of the shard that are under way in this isolate, by the key of their copy. */
const flights = new Map<string, Promise<Fill>>();

interface Look {
  copy?: Copy;
  verdict: Verdict;
  floors: Version[];
}

/** Keeps work alive after the answer has left. */
export type Background = (work: Promise<unknown>) => void;

/** Reads one result for §7: from a copy that is good enough, else from the shard. */
export class CopyReader {
  readonly #scope: ShardScope;

  constructor(
    private readonly env: Env,
    private readonly settings: Settings,
    private readonly grant: Grant,
    private readonly shard: string,
    private readonly background: Background,
  ) {
    this.#scope = { tenant: grant.tenant, project: grant.project, shard };
  }

  /**
   * JSON text of the answer.
   *
   * @throws ShardFailure
   */
  async read(read: CachedRead): Promise<string> {
    const key = await copyKey(this.#scope, read.key, await requestDigest(read));
    const { copy, verdict, floors } = await this.look(key, read);
    if (copy !== undefined) {
      if (verdict === "stale") this.refresh(key, read);
      return answerText("kv", verdict, copy);
    }
    const underway = flights.get(key);
    if (underway !== undefined) {
      const joined = await this.join(underway, read, floors);
      if (joined !== undefined) return answerText("shard", "joined", joined.copy, joined.stored);
    }
    const { copy: own, stored } = await this.launch(key, read);
    return answerText("shard", verdict, own, stored);
  }

  /** The copy when it may be served, else why not; and the floors that no copy may be below. */
  private async look(key: string, read: CachedRead): Promise<Look> {
    const names = await Promise.all(floorsOf(read).map((name) => floorKey(this.#scope, name)));
    const values = await this.env.CACHE.get([key, ...names], "text");
    const floors = names.flatMap((name) => {
      const value = values.get(name);
      return typeof value === "string" ? [JSON.parse(value) as Version] : [];
    });
    const text = values.get(key);
    if (typeof text !== "string") return { verdict: "absent", floors };
    const copy = copyOf(text);
    const { head } = copy;
    if (floors.some((floor) => isBelow(head, floor))) return { verdict: "outdated", floors };
    if (head.ver < (read.minVer ?? 0)) return { verdict: "behind", floors };
    const now = Date.now();
    if (!this.isYoungEnough(head, read, now)) return { verdict: "old", floors };
    return { copy, verdict: now > head.freshUntil ? "stale" : "hit", floors };
  }

  private isYoungEnough(head: CopyHead, read: CachedRead, now: number): boolean {
    const margin = this.settings.EDGESQL_CLOCK_MARGIN_MS;
    // Read in the future: the clocks differ by more than they may, and its age is not known.
    if (head.readAt > now + margin) return false;
    return read.maxAgeMs === undefined || read.mode === "cached"
      ? now <= head.swrUntil
      : now + margin <= head.readAt + read.maxAgeMs;
  }

  /**
   * Waits for another request's read of the same, so that a hot key that has no copy is read once; undefined when it
   * failed, took too long or does not satisfy this reader.
   */
  private async join(
    underway: Promise<Fill>,
    read: CachedRead,
    floors: readonly Version[],
  ): Promise<Fill | undefined> {
    let timer: number | null = null;
    const expiry = new Promise<undefined>((done) => {
      timer = setTimeout(() => {
        done(undefined);
      }, this.settings.EDGESQL_JOIN_MS);
    });
    const joined = await Promise.race([underway.catch(() => undefined), expiry]);
    clearTimeout(timer);
    if (joined === undefined) return undefined;
    const { head } = joined.copy;
    if (floors.some((floor) => isBelow(head, floor)) || head.ver < (read.minVer ?? 0)) return undefined;
    return this.isYoungEnough(head, read, Date.now()) ? joined : undefined;
  }

  private refresh(key: string, read: CachedRead): void {
    if (flights.has(key)) return;
    this.background(
      this.launch(key, read).catch((failure: unknown) => {
        // The next reader meets the stale copy, or asks the shard and is told.
        console.warn(`a copy was not read anew: ${String(failure)}`);
      }),
    );
  }

  /** Reads the shard; others may join until KV has the copy. */
  private launch(key: string, read: CachedRead): Promise<Fill> {
    const flight = fill(this.env, this.settings, this.grant, this.shard, read, key);
    flights.set(key, flight);
    const landed = flight
      .then(
        ({ kept }) => kept,
        () => undefined,
      )
      .then(() => {
        if (flights.get(key) === flight) flights.delete(key);
      });
    this.background(landed);
    return flight;
  }
}

/** Floors that a copy must not be below. */
export function floorsOf(read: CachedRead): FloorName[] {
  const row = rowOf(read.key, read.tables);
  if (row === undefined) return read.tables.map((table) => ({ kind: "any", table }));
  return [
    { kind: "all", table: row.table },
    { kind: "row", table: row.table, key: row.key },
  ];
}

/** Tells requests apart: their statements, parameters and schema version. */
function requestDigest({ request }: CachedRead): Promise<string> {
  const steps = request.steps.map(({ sql, params, rows }) => [sql, params ?? [], rows === true]);
  return digestOf(JSON.stringify([request.schema ?? 0, steps]));
}

function answerText(source: "kv" | "shard", verdict: Verdict, copy: Copy, stored?: Stored): string {
  const { epoch, ver, readAt, freshUntil, swrUntil } = copy.head;
  const ageMs = Math.max(0, Date.now() - readAt);
  const head = { source, verdict, ver, epoch, readAt, ageMs, freshUntil, swrUntil, stored };
  return `${JSON.stringify(head).slice(0, -1)},"results":${copy.results}}`;
}

/** For the cache worker: reads anew what was read with this body. */
export async function refreshCopy(
  env: Env,
  settings: Settings,
  scope: ShardScope,
  read: CachedRead,
): Promise<void> {
  const exp = Math.floor(Date.now() / 1000) + 60;
  const grant: Grant = { tenant: scope.tenant, project: scope.project, rights: ["read"], exp };
  const key = await copyKey(scope, read.key, await requestDigest(read));
  const { kept } = await fill(env, settings, grant, scope.shard, read, key);
  await kept;
}
