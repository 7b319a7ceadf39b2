import { Edge, nowSeconds, token } from "./support/edge";
import type { Reply, ShardSocket } from "./support/shard-socket";

type Body = Record<string, unknown>;

let edge: Edge;
let a: ShardSocket;
let b: ShardSocket;
let names = 0;
let table = "";

beforeAll(async () => {
  edge = await Edge.start({ EDGESQL_LOCK_LEASE_SECONDS: "1", EDGESQL_MAX_LOCKS: "50" });
});

afterAll(() => edge.stop());

beforeEach(async () => {
  table = `t_${String(++names)}`;
  [a, b] = await Promise.all([edge.socket(), edge.socket()]);
});

afterEach(() => Promise.all([a.close(), b.close()]));

const X = (key?: string): Body => ({ table, mode: "X", ...(key === undefined ? {} : { key }) });
const S = (key?: string): Body => ({ ...X(key), mode: "S" });
const tx = (id: string): { id: string } => ({ id: `${table}-${id}` });
const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

/** Takes locks for a transaction. */
const take = (socket: ShardSocket, id: string, locks: Body[], lockWaitMs = 5000): Promise<Reply> =>
  socket.run({ steps: [], tx: tx(id), locks, lockWaitMs });

const end = (socket: ShardSocket, id: string): Promise<Reply> =>
  socket.run({ steps: [], tx: tx(id), release: true });

const code = (reply: Reply): string => reply.error?.code ?? "ok";

/** What the promise has come to so far. */
async function soFar(promise: Promise<Reply>): Promise<string> {
  return Promise.race([promise.then(code), pause(60).then(() => "waiting")]);
}

describe("modes", () => {
  test.each<[string, Body, Body, string]>([
    ["S beside S on a key", S("1"), S("1"), "ok"],
    ["X beside S on a key", S("1"), X("1"), "LOCK_NOWAIT"],
    ["S beside X on a key", X("1"), S("1"), "LOCK_NOWAIT"],
    ["X beside X on a key", X("1"), X("1"), "LOCK_NOWAIT"],
    ["X beside X on other keys", X("1"), X("2"), "ok"],
    ["S beside S on a table", S(), S(), "ok"],
    ["a key's S beside a table's S", S(), S("1"), "ok"],
    ["a key's X beside a table's S", S(), X("1"), "LOCK_NOWAIT"],
    ["a table's S beside a key's X", X("1"), S(), "LOCK_NOWAIT"],
    ["a table's S beside a key's S", S("1"), S(), "ok"],
    ["a table's X beside a key's S", S("1"), X(), "LOCK_NOWAIT"],
    ["a key's S beside a table's X", X(), S("1"), "LOCK_NOWAIT"],
  ])("%s", async (_name, first, second, outcome) => {
    const [locks, others] = [first, second].map((lock) => [{ ...lock, table }]);
    await take(a, "1", locks ?? []);
    expect(code(await take(b, "2", others ?? [], 0))).toBe(outcome);
  });

  test("a key null is the table", async () => {
    await take(a, "1", [{ ...X(), key: null }]);
    expect(code(await take(b, "2", [X("9")], 0))).toBe("LOCK_NOWAIT");
  });

  test("a transaction is not in its own way", async () => {
    await take(a, "1", [S("1"), X("2")]);
    expect(code(await take(a, "1", [X("1"), S(), X()], 0))).toBe("ok");
  });

  test("LOCK_NOWAIT leaves what was held before and nothing more", async () => {
    await take(a, "1", [X("1")]);
    await take(b, "2", [S("2")]);
    expect(code(await take(b, "2", [X("2"), X("3"), X("1")], 0))).toBe("LOCK_NOWAIT");
    expect(code(await take(a, "1", [S("2"), X("3")], 0))).toBe("ok");
    expect(code(await take(a, "1", [X("2")], 0))).toBe("LOCK_NOWAIT");
  });
});

describe("waiting", () => {
  test("ends when the lock is freed, and the steps run then", async () => {
    await take(a, "1", [X("1")]);
    const waiting = b.run({ steps: [{ sql: "SELECT 7", rows: true }], tx: tx("2"), locks: [X("1")] });
    expect(await soFar(waiting)).toBe("waiting");
    await end(a, "1");
    expect((await waiting).results?.[0]?.rows).toEqual([[7]]);
  });

  test("is first come, first served", async () => {
    await take(a, "1", [X("1")]);
    const order: string[] = [];
    const waits = ["2", "3", "4", "5"].map((id) =>
      take(b, id, [X("1")]).then(async () => {
        order.push(id);
        await end(b, id);
      }),
    );
    await b.hello();
    await end(a, "1");
    await Promise.all(waits);
    expect(order).toEqual(["2", "3", "4", "5"]);
  });

  test("a reader does not overtake a writer that waits", async () => {
    await take(a, "1", [S("1")]);
    const writer = take(b, "2", [X("1")]);
    expect(await soFar(writer)).toBe("waiting");
    const reader = take(a, "3", [S("1")]);
    expect(await soFar(reader)).toBe("waiting");
    await end(a, "1");
    expect(code(await writer)).toBe("ok");
    await end(b, "2");
    expect(code(await reader)).toBe("ok");
  });

  test("an upgrade comes before those that wait", async () => {
    await take(a, "1", [S("1")]);
    const other = take(b, "2", [X("1")]);
    expect(await soFar(other)).toBe("waiting");
    expect(code(await take(a, "1", [X("1")]))).toBe("ok");
    await end(a, "1");
    expect(code(await other)).toBe("ok");
  });

  test("ends with LOCK_TIMEOUT, and what was held before stays held", async () => {
    await take(a, "1", [X("1")]);
    await take(b, "2", [X("2")]);
    expect(code(await take(b, "2", [X("1")], 100))).toBe("LOCK_TIMEOUT");
    expect(code(await take(a, "1", [X("2")], 0))).toBe("LOCK_NOWAIT");
  });

  test("a wait that timed out is not in the way of others", async () => {
    await take(a, "1", [S("1")]);
    const writer = take(b, "2", [X("1")], 150);
    const reader = take(a, "3", [S("1")]);
    expect(code(await writer)).toBe("LOCK_TIMEOUT");
    expect(code(await reader)).toBe("ok");
  });

  test("requests without locks never wait", async () => {
    await take(a, "1", [X()]);
    expect(code(await b.run({ steps: [{ sql: "SELECT 1" }] }))).toBe("ok");
    expect(code(await b.run({ steps: [{ sql: "SELECT 1" }], tx: tx("2") }))).toBe("ok");
  });

  test("a request without a transaction holds its locks for its own run alone", async () => {
    await take(a, "1", [X("1")]);
    const alone = b.run({ steps: [], locks: [X("1")], lockWaitMs: 5000 });
    expect(await soFar(alone)).toBe("waiting");
    await end(a, "1");
    expect(code(await alone)).toBe("ok");
    expect(code(await take(a, "2", [X("1")], 0))).toBe("ok");
  });

  test("over HTTP works without a transaction, and not with one", async () => {
    const url = "/v1/shards/main/run";
    await take(a, "1", [X("1")]);
    const waiting = edge.http("POST", url, { id: 1, steps: [], locks: [X("1")] });
    await pause(30);
    await end(a, "1");
    expect(await waiting).toMatchObject({ body: { results: [] } });
    const refused = await edge.http("POST", url, { id: 1, steps: [], tx: tx("2"), locks: [X("1")] });
    expect(refused).toMatchObject({ body: { error: { code: "BAD_REQUEST" } } });
  });
});

describe("deadlocks", () => {
  test("the transaction that holds fewer locks is the victim, and all its locks are freed", async () => {
    await take(a, "1", [X("1"), X("2"), X("3")]);
    await take(b, "2", [X("9")]);
    const victim = take(b, "2", [X("1")]);
    expect(await soFar(victim)).toBe("waiting");
    expect(code(await take(a, "1", [X("9")]))).toBe("ok");
    expect((await victim).error).toMatchObject({ code: "DEADLOCK", retryable: true });
  });

  test("the one that closes the cycle is the victim when it holds fewer", async () => {
    await take(a, "1", [X("1"), X("2"), X("3")]);
    await take(b, "2", [X("9")]);
    const first = take(a, "1", [X("9")]);
    expect(await soFar(first)).toBe("waiting");
    expect(code(await take(b, "2", [X("1")]))).toBe("DEADLOCK");
    expect(code(await first)).toBe("ok");
  });

  test("two that upgrade the same lock", async () => {
    await take(a, "1", [S("1")]);
    await take(b, "2", [S("1")]);
    const first = take(a, "1", [X("1")]);
    expect(await soFar(first)).toBe("waiting");
    const second = take(b, "2", [X("1")]);
    const outcomes = (await Promise.all([first, second])).map(code).sort();
    expect(outcomes).toEqual(["DEADLOCK", "ok"]);
  });

  test("a cycle of three", async () => {
    for (const id of ["1", "2", "3"]) await take(a, id, [X(id)]);
    const waits = [take(a, "1", [X("2")]), take(a, "2", [X("3")]), take(a, "3", [X("1")])];
    const outcomes = new Map<string, number>();
    await Promise.all(
      waits.map(async (wait, index) => {
        const outcome = code(await wait);
        outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
        await end(a, String(index + 1));
      }),
    );
    expect(outcomes).toEqual(
      new Map([
        ["DEADLOCK", 1],
        ["ok", 2],
      ]),
    );
  });

  test("the victim may start anew", async () => {
    await take(a, "1", [X("1"), X("2")]);
    await take(b, "2", [X("9")]);
    const victim = take(b, "2", [X("1")]);
    await b.hello();
    await take(a, "1", [X("9")]);
    expect(code(await victim)).toBe("DEADLOCK");
    await end(a, "1");
    expect(code(await take(b, "2", [X("1")]))).toBe("ok");
  });
});

describe("leases", () => {
  test("a silent transaction loses its locks, and is told so", async () => {
    await take(a, "1", [X("1")]);
    expect(code(await take(b, "2", [X("1")]))).toBe("ok");
    expect((await a.run({ steps: [], tx: tx("1") })).error).toMatchObject({
      code: "LOCKS_LOST",
      retryable: true,
    });
  });

  test("keep renews the lease", async () => {
    await take(a, "1", [X("1")]);
    const other = take(b, "2", [X("1")], 1800);
    for (let n = 0; n < 6; n++) {
      await pause(400);
      a.send({ t: "keep", tx: [tx("1").id, "unknown"] });
    }
    expect(code(await other)).toBe("LOCK_TIMEOUT");
    expect(code(await end(a, "1"))).toBe("ok");
  });

  test("a transaction that waits keeps what it holds", async () => {
    await take(a, "1", [X("1")]);
    await take(b, "2", [X("2")]);
    const waiting = take(b, "2", [X("1")]);
    for (let n = 0; n < 6; n++) {
      await pause(300);
      a.send({ t: "keep", tx: [tx("1").id] });
    }
    expect(code(await take(a, "3", [X("2")], 0))).toBe("LOCK_NOWAIT");
    await end(a, "1");
    expect(code(await waiting)).toBe("ok");
  });

  test("locks fall when the socket closes", async () => {
    await take(a, "1", [X("1")]);
    const other = take(b, "2", [X("1")]);
    const doomed = take(a, "3", [X("1")]);
    expect(await soFar(other)).toBe("waiting");
    await a.close();
    expect(code(await other)).toBe("ok");
    await end(b, "2");
    expect(code(await take(b, "4", [X("1")]))).toBe("ok");
    expect(code(await take(b, "1", [X("1")], 0))).toBe("LOCKS_LOST");
    expect(await soFar(doomed)).toBe("waiting");
  });

  test("the end of a lost transaction is told once, and its id may be used again", async () => {
    await take(a, "1", [X("1")]);
    await pause(1300);
    expect(code(await end(a, "1"))).toBe("LOCKS_LOST");
    expect(code(await take(a, "1", [X("1")]))).toBe("ok");
  });
});

describe("ends", () => {
  test("release frees after a failed run too", async () => {
    await take(a, "1", [X("1")]);
    const failed = await a.run({ steps: [{ sql: "nonsense" }], tx: tx("1"), release: true });
    expect(code(failed)).toBe("SQL");
    expect(code(await take(b, "2", [X("1")], 0))).toBe("ok");
  });

  test("release does not free when nothing was run", async () => {
    await take(a, "1", [X("1")]);
    const stale = await a.run({ steps: [], tx: tx("1"), release: true, schema: 99 });
    expect(code(stale)).toBe("SCHEMA_STALE");
    expect(code(await take(b, "2", [X("1")], 0))).toBe("LOCK_NOWAIT");
  });

  test("locks have a bound", async () => {
    const many = Array.from({ length: 60 }, (_, n) => X(String(n)));
    expect(code(await take(a, "1", many))).toBe("OVERLOADED");
    await end(a, "1");
    expect(code(await take(a, "2", many.slice(0, 40)))).toBe("ok");
  });
});

test("after an eviction the boot id is another one and the locks are lost", async () => {
  const { boot } = await a.hello();
  await a.run({ steps: [], tx: { ...tx("1"), boot }, locks: [X("1")] });
  await edge.evict("acme/shop/main");
  // Not awaited: the runtime may leave sockets open, and dead, when it resets an object.
  for (const socket of [a, b]) socket.socket.terminate();
  a = await edge.socket();
  b = await edge.socket();
  const now = (await a.hello()).boot;
  expect(now).not.toBe(boot);
  const lost = await a.run({ steps: [{ sql: "SELECT 1" }], tx: { ...tx("1"), boot }, release: true });
  expect(lost.error).toMatchObject({ code: "LOCKS_LOST", boot: now });
  expect(code(await a.run({ steps: [], tx: { ...tx("2"), boot: now }, locks: [X("1")] }))).toBe("ok");
});

test("a request that waited past its token's expiry is not run", async () => {
  await take(a, "1", [X("1")]);
  const short = await edge.socket("main", token({ exp: nowSeconds() + 2 }));
  const waiting = short.run({ steps: [{ sql: "SELECT 1" }], locks: [X("1")], lockWaitMs: 10_000 });
  for (let n = 0; n < 6; n++) {
    await pause(400);
    a.send({ t: "keep", tx: [tx("1").id] });
  }
  await end(a, "1");
  expect(code(await waiting)).toBe("UNAUTHENTICATED");
  await short.close();
});
