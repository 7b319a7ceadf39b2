// Writers and readers at once, with faults: no bounded answer is older than its bound, no session misses its own
// write, no copy stays outdated once the queue has drained. EDGESQL_STALENESS_SECONDS lengthens it (default 4).
import { Edge, eventually } from "./support/edge";

interface Answer {
  source: string;
  verdict: string;
  ver: number;
  ageMs: number;
  results: { rows: [number][] }[];
}

const SECONDS = Number(process.env.EDGESQL_STALENESS_SECONDS ?? "4");
const WRITERS = 16;
const READERS = 64;
const ROWS = 4;
const BOUND_MS = 700;
/** One round of faults in so many has an eviction. */
const EVICT_EVERY = 10;
const SHARD = "acme/shop/main";

let edge: Edge;

beforeAll(async () => {
  edge = await Edge.start({
    EDGESQL_KV_WRITE_INTERVAL_MS: "1",
    EDGESQL_OUTBOX_RESEND_SECONDS: "1",
    EDGESQL_MAX_RETRY_SECONDS: "1",
  });
  const rows = Array.from({ length: ROWS }, (_, id) => `(${String(id)}, 0)`).join();
  await edge.define([
    "CREATE TABLE t_1 (id INTEGER PRIMARY KEY, v INTEGER)",
    `INSERT INTO t_1 VALUES ${rows}`,
  ]);
});

afterAll(() => edge.stop());

const steps = (id: number): object[] => [{ sql: `SELECT v FROM t_1 WHERE id = ${String(id)}`, rows: true }];

/** A call whose connection an eviction, or too much at once, may cut; undefined when it failed. */
async function call(path: string, body: object): Promise<unknown> {
  const answer = await edge.http("POST", path, body).catch(() => undefined);
  return answer?.status === 200 ? answer.body : undefined;
}

/** Rows by their keys and by queries: both kinds of floors. */
const keyOf = (id: number, isQuery: boolean): string =>
  isQuery ? `q:t_1:${String(id)}` : `t:t_1:id:[${String(id)}]`;

async function read(id: number, isQuery: boolean, more: object): Promise<Answer | undefined> {
  const body = {
    key: keyOf(id, isQuery),
    tables: ["t_1"],
    ttlMs: 600_000,
    swrMs: 0,
    request: { steps: steps(id) },
  };
  return (await call("/v1/shards/main/read", { ...body, ...more })) as Answer | undefined;
}

/** A fault that could not be made is none. */
const ignored = (): undefined => undefined;

const valueOf = (answer: Answer): number => answer.results[0]?.rows[0]?.[0] ?? -1;

/** What is known to be committed: values rise, so a reader that sees less sees the past. */
class Commits {
  readonly #known: { value: number; atMs: number }[] = [{ value: 0, atMs: 0 }];

  add(value: number): void {
    this.#known.push({ value, atMs: Date.now() });
  }

  /** The largest value that was known to be committed at this time. */
  at(timeMs: number): number {
    return Math.max(...this.#known.filter(({ atMs }) => atMs <= timeMs).map(({ value }) => value));
  }
}

test(
  "bounds hold, sessions read their writes, and no copy stays outdated",
  async () => {
    const commits = Array.from({ length: ROWS }, () => new Commits());
    const end = Date.now() + SECONDS * 1000;
    const isOver = (): boolean => Date.now() >= end;
    const violations: string[] = [];
    const counts = { writes: 0, reads: 0, copies: 0, faults: 0, restarts: 0 };

    const write = async (writer: number): Promise<void> => {
      const id = writer % ROWS;
      const session = `w${String(writer)}`;
      for (let seq = 1; !isOver(); seq++) {
        const request = {
          id: 1,
          steps: [{ sql: `UPDATE t_1 SET v = v + 1 WHERE id = ${String(id)}` }, ...steps(id)],
          write: { session, seq },
        };
        const reply = await eventually(async () => {
          const body = await call("/v1/shards/main/run", request);
          return body as { ver: number; results: Answer["results"] } | undefined;
        });
        const value = reply.results[1]?.rows[0]?.[0] ?? -1;
        commits[id]?.add(value);
        counts.writes++;
        const own = await read(id, seq % 2 === 0, { mode: "cached", minVer: reply.ver });
        if (own !== undefined && valueOf(own) < value) {
          violations.push(`${session} wrote ${String(value)} and read ${JSON.stringify(own)}`);
        }
      }
    };

    const follow = async (reader: number): Promise<void> => {
      const id = reader % ROWS;
      while (!isOver()) {
        const askedAt = Date.now();
        const answer = await read(id, reader % 8 < 4, { mode: "bounded", maxAgeMs: BOUND_MS });
        if (answer === undefined) continue;
        counts.reads++;
        if (answer.source === "kv") counts.copies++;
        // Whatever was known to be committed this long before the question must be in the answer.
        const least = commits[id]?.at(askedAt - BOUND_MS) ?? 0;
        if (valueOf(answer) < least) violations.push(`${String(least)} was known: ${JSON.stringify(answer)}`);
        if (answer.source === "kv" && answer.ageMs > BOUND_MS) violations.push(JSON.stringify(answer));
      }
    };

    const firstFills = new Map<string, string>();
    const disturbOnce = async (): Promise<void> => {
      const kv = await edge.kv();
      await edge.failFloors(2);
      for (const { name } of (await kv.list({ prefix: `c/${SHARD}/` })).keys) {
        const text = firstFills.get(name);
        // The first fill lands again, as late as can be.
        if (text !== undefined) await kv.put(name, text);
        else firstFills.set(name, (await kv.get(name)) ?? "");
      }
      const { epoch } = (await edge.http("GET", "/v1/shards/main/cache")).body as { epoch: number };
      await edge.enqueue({
        tenant: "acme",
        project: "shop",
        shard: "main",
        epoch,
        ver: 1,
        after: 0,
        seq: 0,
        invalidateKeys: [{ table: "t_1", keys: ["[0]"], ver: 1 }],
        prewarms: [],
        d1Ops: [],
      });
      if (counts.faults++ % EVICT_EVERY === 0) await edge.evict(SHARD).catch(ignored);
    };

    const disturb = async (): Promise<void> => {
      while (!isOver()) {
        // The runtime is known to end by itself when objects are aborted often: one fault more.
        await disturbOnce().catch(async () => {
          await edge.restart();
          counts.restarts++;
        });
        await new Promise((done) => setTimeout(done, 300));
      }
      await edge.failFloors(0);
    };

    await Promise.all([
      ...Array.from({ length: WRITERS }, (_, writer) => write(writer)),
      ...Array.from({ length: READERS }, (_, reader) => follow(reader)),
      disturb(),
    ]);
    expect(violations).toEqual([]);
    expect(counts.writes).toBeGreaterThan(WRITERS - 1);
    expect(counts.faults).toBeGreaterThan(0);

    await edge.drained();
    for (let id = 0; id < ROWS; id++) {
      for (const isQuery of [false, true]) {
        const answer = await read(id, isQuery, { mode: "cached" });
        expect({ id, isQuery, value: answer && valueOf(answer) }).toEqual({
          id,
          isQuery,
          value: commits[id]?.at(Infinity),
        });
      }
    }
    console.info(JSON.stringify(counts));
  },
  180_000 + SECONDS * 2000,
);
