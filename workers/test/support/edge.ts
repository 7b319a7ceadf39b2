import { createHmac } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { Log, LogLevel, Miniflare } from "miniflare";
import { ShardSocket } from "./shard-socket";

export const SECRET = "a secret that only the tests know";

export type Claims = Record<string, unknown>;

export function nowSeconds(): number {
  return Math.floor(Date.now() / 1000);
}

export function base64url(text: string): string {
  return Buffer.from(text).toString("base64url");
}

/** A token with sound claims, except for those given. */
export function token(
  claims: Claims = {},
  secret = SECRET,
  head: Claims = { alg: "HS256", typ: "JWT" },
): string {
  const all = { tenant: "acme", project: "shop", rights: ["admin"], exp: nowSeconds() + 600, ...claims };
  const signed = `${base64url(JSON.stringify(head))}.${base64url(JSON.stringify(all))}`;
  return `${signed}.${createHmac("sha256", secret).update(signed).digest("base64url")}`;
}

export interface CopyStatus {
  ver: number;
  epoch: number;
  newest: number;
  sent: number;
  acknowledged: number;
  lagMs: number;
}

/** Asks again until there is an answer; the deadline is for machines that are very busy. */
export async function eventually<T>(ask: () => Promise<T | undefined>, deadlineMs = 40_000): Promise<T> {
  const end = Date.now() + deadlineMs;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (Date.now() > end) throw new Error("nothing came of it in time");
    await new Promise((done) => setTimeout(done, 20));
  }
}

export interface HttpAnswer {
  status: number;
  body: unknown;
}

/** What the worker is bound to. */
interface Parts {
  mirror?: boolean;
}

/** A real runtime with the worker in it, and a folder for its state. */
export class Edge {
  private constructor(
    private miniflare: Miniflare,
    private url: URL,
    /** Folder of its state. */
    readonly data: string,
    private readonly variables: Record<string, string>,
    private readonly parts: Parts,
  ) {}

  static async start(variables: Record<string, string> = {}, parts: Parts = {}): Promise<Edge> {
    const data = mkdtempSync(join(tmpdir(), "edgesql-test-"));
    const all = { EDGESQL_HMAC_SECRET: SECRET, ...variables };
    const miniflare = runtime(data, all, parts);
    return new Edge(miniflare, await miniflare.ready, data, all, parts);
  }

  /** Stops the runtime and starts another one over the same data. */
  async restart(): Promise<void> {
    await this.miniflare.dispose();
    this.miniflare = runtime(this.data, this.variables, this.parts);
    this.url = await this.miniflare.ready;
  }

  async stop(): Promise<void> {
    await this.miniflare.dispose();
    rmSync(this.data, { recursive: true, force: true });
  }

  /** The namespace of copies and floors. */
  kv(): ReturnType<Miniflare["getKVNamespace"]> {
    return this.miniflare.getKVNamespace("CACHE");
  }

  /** The database of mirrored tables. */
  mirror(): ReturnType<Miniflare["getD1Database"]> {
    return this.miniflare.getD1Database("MIRROR");
  }

  /** Asks the worker for one of its faults. */
  async provoke(path: string): Promise<string> {
    return await (await fetch(new URL(`/test/${path}`, this.url))).text();
  }

  /** Gives a message to the queue, as a shard does. */
  async enqueue(message: object): Promise<void> {
    const queue = await this.miniflare.getQueueProducer("CHANGES");
    await queue.send(message);
  }

  /** Makes the next so many attempts of the cache worker to raise floors fail. */
  async failFloors(count: number): Promise<void> {
    await fetch(new URL(`/test/fail-floors?count=${String(count)}`, this.url));
  }

  /** Waits until the copies have followed the shard. */
  async drained(shard = "main", bearer = token()): Promise<CopyStatus> {
    return eventually(async () => {
      const { body } = await this.http("GET", `/v1/shards/${shard}/cache`, undefined, bearer);
      const status = body as CopyStatus;
      return status.acknowledged === status.newest ? status : undefined;
    });
  }

  /** Loses the memory of a shard object. */
  async evict(objectName: string): Promise<void> {
    await fetch(new URL(`/test/evict/${objectName}`, this.url));
  }

  /** Wants the changes of tables, or of all when none are named, as a reader of the change log does. */
  async want(objectName: string, reason: string, what: "keys" | "images", tables?: string[]): Promise<void> {
    const query = new URLSearchParams({ reason, what, ...(tables ? { tables: tables.join(",") } : {}) });
    await fetch(new URL(`/test/want/${objectName}?${query.toString()}`, this.url));
  }

  async unwant(objectName: string, reason: string): Promise<void> {
    await fetch(new URL(`/test/unwant/${objectName}?reason=${reason}`, this.url));
  }

  /** Puts rows back from images of the change log. */
  async restoreImages(objectName: string, table: string, images: string[]): Promise<void> {
    const url = new URL(`/test/restore/${objectName}?tables=${table}`, this.url);
    await fetch(url, { method: "POST", body: JSON.stringify(images) });
  }

  async http(
    method: string,
    path: string,
    body?: unknown,
    bearer: string | null = token(),
    more: Record<string, string> = {},
  ): Promise<HttpAnswer> {
    const headers = bearer === null ? more : { ...more, authorization: `Bearer ${bearer}` };
    const text = typeof body === "string" ? body : JSON.stringify(body);
    const response = await fetch(new URL(path, this.url), { method, headers, body: text });
    return { status: response.status, body: await response.json() };
  }

  /** Opens a socket to a shard. */
  async socket(shard = "main", bearer = token(), protocol = "edgesql.v1"): Promise<ShardSocket> {
    const url = new URL(`/v1/shards/${shard}/socket`, this.url);
    url.protocol = "ws:";
    return ShardSocket.open(url, bearer, protocol);
  }

  /** Changes the schema of a project so that the shard has run the statements. */
  async define(
    statements: string[],
    shard = "main",
    claims: Claims = {},
    objects: { put?: Record<string, unknown>; drop?: string[] } = {},
  ): Promise<number> {
    const bearer = token(claims);
    const current = (await this.http("GET", "/v1/schema", undefined, bearer)).body as { version: number };
    const steps = statements.map((sql) => ({ sql }));
    const change = {
      base: current.version,
      sql: statements.join(";"),
      shards: { [shard]: steps },
      ...objects,
    };
    const answer = await this.http("POST", "/v1/schema", change, bearer);
    if (answer.status !== 200) throw new Error(JSON.stringify(answer.body));
    return (answer.body as { version: number }).version;
  }
}

/** As the local edge has them, with fewer retries. */
const QUEUES = {
  kvNamespaces: ["CACHE"],
  queueProducers: { CHANGES: { queueName: "edgesql-changes" } },
  queueConsumers: {
    "edgesql-changes": {
      maxBatchSize: 100,
      maxBatchTimeout: 0.05,
      maxRetries: 1,
      deadLetterQueue: "edgesql-dead-letters",
    },
    "edgesql-dead-letters": { maxBatchSize: 10, maxBatchTimeout: 0.05, maxRetries: 10 },
  },
};

function runtime(data: string, variables: Record<string, string>, parts: Parts): Miniflare {
  return new Miniflare({
    modules: true,
    script: readFileSync(join(__dirname, "../../dist/faulty-worker.js"), "utf8"),
    compatibilityDate: "2026-07-30",
    bindings: variables,
    durableObjects: {
      SHARD: { className: "TableShard", useSQLite: true },
      CONTROL: { className: "ControlObject", useSQLite: true },
      FLOORS: { className: "CacheObject", useSQLite: true },
      MIRRORS: { className: "MirrorObject", useSQLite: true },
    },
    ...QUEUES,
    d1Databases: parts.mirror === false ? [] : ["MIRROR"],
    defaultPersistRoot: data,
    cf: false,
    telemetry: { enabled: false },
    log: new Log(LogLevel.NONE),
    handleRuntimeStdio: (stdout: Readable, stderr: Readable) => {
      stdout.resume();
      stderr.resume();
    },
  });
}
