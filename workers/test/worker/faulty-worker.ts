// The worker with objects that can be made to fail, for the tests of crashes. The faults live in the isolate's memory,
// which outlives the objects.
import worker, {
  CacheObject as Cache,
  ControlObject as Control,
  MirrorObject as Mirror,
  TableShard as Shard,
} from "../../src/index";
import type { Env } from "../../src/env";
import type { ChangeMessage } from "../../src/wire/changes";
import { RowImages } from "../../src/shard/row-images";

type LogEntry = Parameters<Control["commit"]>[0];

const crashed = new Set<string>();

export class ControlObject extends Control {
  /** Crashes once for each change whose text asks for it, after the shards have applied it. */
  override commit(entry: LogEntry): void {
    if (entry.change.sql.includes("crash before commit") && !crashed.has(entry.id)) {
      crashed.add(entry.id);
      this.ctx.abort("crashed before commit");
      throw new Error("crashed before commit");
    }
    super.commit(entry);
  }
}

export class TableShard extends Shard {
  /** Crashes once for each entry whose first step asks for it, before anything is applied. */
  override applySchema(
    ...[entries, mode]: Parameters<Shard["applySchema"]>
  ): ReturnType<Shard["applySchema"]> {
    const entry = entries.at(-1);
    if (entry?.steps[0]?.sql.includes("crash before apply") === true && !crashed.has(entry.id)) {
      crashed.add(entry.id);
      this.ctx.abort("crashed before apply");
      throw new Error("crashed before apply");
    }
    return super.applySchema(entries, mode);
  }

  /** Wants changes of tables, or of all. */
  wantChanges(reason: string, tables: string[] | undefined, what: "keys" | "images"): void {
    this.log.want(reason, tables, what);
  }

  unwantChanges(reason: string): void {
    this.log.unwant(reason);
  }

  /** Puts rows back from images of the change log. */
  restoreImages(table: string, images: string[]): void {
    const shape = this.log.shape(table);
    if (shape) new RowImages(this.ctx.storage.sql).put(shape, images);
  }

  /** Loses the object's memory and its sockets, as an eviction does. */
  evict(): void {
    this.ctx.abort("evicted");
  }
}

/** Attempts to raise floors that are still to fail. */
let floorFailures = 0;

export class CacheObject extends Cache {
  override raise(...[scope, messages]: Parameters<Cache["raise"]>): ReturnType<Cache["raise"]> {
    if (floorFailures > 0) {
      floorFailures--;
      return Promise.reject(new Error("the floors are made to fail"));
    }
    return super.raise(scope, messages);
  }
}

/** Pieces that D1 still takes before the mirror's object ends, unheard; undefined: it does not end. */
let mirrorPieces: number | undefined;

export class MirrorObject extends Mirror {
  protected override applied(): void {
    if (mirrorPieces !== undefined && --mirrorPieces < 0) {
      mirrorPieces = undefined;
      this.ctx.abort("crashed after D1 took a piece");
      throw new Error("crashed after D1 took a piece");
    }
    super.applied();
  }
}

/** Messages of the mirror that get lost. */
let mirrorLosses = 0;
/** Messages of the mirror as they were first delivered. */
const mirrored: ChangeMessage[] = [];

/** How long the consumer waits before it handles a batch. */
let consumerDelayMs = 0;
/** Messages as they were first delivered; the oldest are delivered again. */
const delivered: ChangeMessage[] = [];
/** Copies as they were first seen in KV. */
const firstFills = new Map<string, string>();
const MAX_REMEMBERED = 200;

/** The first fills land again, as late as can be. Gives how many. */
async function fillLate(env: Env): Promise<number> {
  let late = 0;
  const { keys } = await env.CACHE.list({ prefix: "c/", limit: 100 });
  for (const { name } of keys) {
    const first = firstFills.get(name);
    if (first !== undefined) {
      await env.CACHE.put(name, first);
      late++;
    } else if (firstFills.size < MAX_REMEMBERED) {
      firstFills.set(name, (await env.CACHE.get(name, "text")) ?? "");
    }
  }
  return late;
}

/** Changes the rows of copies, and nothing else of them. Gives how many. */
async function spoil(env: Env, from: string, to: string): Promise<number> {
  let spoilt = 0;
  const { keys } = await env.CACHE.list({ prefix: "c/", limit: 1000 });
  for (const { name } of keys) {
    const [head, results] = ((await env.CACHE.get(name, "text")) ?? "").split("\n");
    if (results?.includes(from) !== true) continue;
    await env.CACHE.put(name, `${String(head)}\n${results.replaceAll(from, to)}`);
    spoilt++;
  }
  return spoilt;
}

async function disturb(url: URL, env: Env): Promise<Response | undefined> {
  const { searchParams } = url;
  switch (url.pathname) {
    case "/test/fail-floors":
      floorFailures = Number(searchParams.get("count"));
      return new Response("done");
    case "/test/delay-consumer":
      consumerDelayMs = Number(searchParams.get("ms"));
      return new Response("done");
    case "/test/mirror-crash":
      mirrorPieces = Number(searchParams.get("after"));
      return new Response("done");
    case "/test/mirror-lose":
      mirrorLosses = Number(searchParams.get("count"));
      return new Response("done");
    case "/test/mirror-messages":
      return Response.json(mirrored);
    case "/test/redeliver":
      for (const message of delivered) await env.CHANGES.send(message);
      return new Response(String(delivered.length));
    case "/test/late-fills":
      return new Response(String(await fillLate(env)));
    case "/test/spoil":
      return new Response(
        String(await spoil(env, searchParams.get("from") ?? "", searchParams.get("to") ?? "")),
      );
    default:
      return undefined;
  }
}

interface Wanting {
  wantChanges(reason: string, tables: string[] | undefined, what: "keys" | "images"): Promise<void>;
  unwantChanges(reason: string): Promise<void>;
  restoreImages(table: string, images: string[]): Promise<void>;
}

export default {
  async fetch(request: Request, env: Env, context: ExecutionContext): Promise<Response> {
    const url = new URL(request.url);
    const disturbed = await disturb(url, env);
    if (disturbed !== undefined) return disturbed;
    const [, verb, name] = /^\/test\/(want|unwant|restore)\/(.+)$/.exec(url.pathname) ?? [];
    if (name !== undefined) {
      const shard = env.SHARD.get(env.SHARD.idFromName(name)) as unknown as Wanting;
      const reason = url.searchParams.get("reason") ?? "";
      const what = url.searchParams.get("what") === "images" ? "images" : "keys";
      if (verb === "restore") {
        await shard.restoreImages(url.searchParams.get("tables") ?? "", await request.json());
      } else if (verb === "unwant") await shard.unwantChanges(reason);
      else await shard.wantChanges(reason, url.searchParams.get("tables")?.split(","), what);
      return new Response("done");
    }
    const evicted = /^\/test\/evict\/(.+)$/.exec(new URL(request.url).pathname)?.[1];
    if (evicted === undefined) return worker.fetch(request, env, context);
    const stub = env.SHARD.get(env.SHARD.idFromName(evicted)) as unknown as { evict(): Promise<void> };
    await stub.evict().catch(() => undefined);
    return new Response("evicted");
  },
  async queue(batch: MessageBatch<ChangeMessage>, env: Env): Promise<void> {
    if (consumerDelayMs > 0) await new Promise((done) => setTimeout(done, consumerDelayMs));
    for (const { body } of batch.messages) if (delivered.length < 10) delivered.push(body);
    const messages = batch.messages.filter((message) => {
      if (message.body.mirror === undefined) return true;
      mirrored.push(message.body);
      if (mirrorLosses <= 0) return true;
      mirrorLosses--;
      message.ack();
      return false;
    });
    const { queue, metadata } = batch;
    const ackAll = (): void => undefined;
    await worker.queue({ queue, metadata, messages, ackAll, retryAll: ackAll }, env);
  },
};
