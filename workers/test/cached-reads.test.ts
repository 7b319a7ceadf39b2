import { copyText } from "../src/wire/copies";
import { Edge, eventually, token, type HttpAnswer } from "./support/edge";
import type { ShardSocket } from "./support/shard-socket";

interface Answer {
  source: string;
  verdict: string;
  ver: number;
  epoch: number;
  readAt: number;
  ageMs: number;
  freshUntil: number;
  swrUntil: number;
  stored?: string;
  results: { rows: unknown[][] }[];
}

let edge: Edge;
let writer: ShardSocket;

beforeAll(async () => {
  edge = await Edge.start({ EDGESQL_KV_WRITE_INTERVAL_MS: "1", EDGESQL_MAX_COPY_BYTES: "5000" });
  await edge.define([
    "CREATE TABLE users_1 (id INTEGER PRIMARY KEY, name TEXT)",
    "CREATE TABLE orders_1 (id INTEGER PRIMARY KEY, name TEXT)",
    "INSERT INTO users_1 VALUES (1, 'ann'), (2, 'bob')",
  ]);
  writer = await edge.socket();
});

afterAll(() => edge.stop());

const bySql = (sql: string, ...params: unknown[]): object => ({ steps: [{ sql, params, rows: true }] });

const row = (id: number, more: object = {}): object => ({
  key: `t:users_1:id:[${String(id)}]`,
  tables: ["users_1"],
  mode: "cached",
  ttlMs: 60_000,
  swrMs: 60_000,
  request: bySql("SELECT name FROM users_1 WHERE id = CAST(? AS INTEGER)", String(id)),
  ...more,
});

const query = (name: string, more: object = {}): object => ({
  key: `q:users_1:${name}`,
  tables: ["users_1", "orders_1"],
  mode: "cached",
  ttlMs: 60_000,
  swrMs: 60_000,
  request: bySql("SELECT name FROM users_1 UNION ALL SELECT name FROM orders_1 ORDER BY 1"),
  ...more,
});

const post = (body: object, bearer = token()): Promise<HttpAnswer> =>
  edge.http("POST", "/v1/shards/main/read", body, bearer);

const read = async (body: object, bearer = token()): Promise<Answer> => {
  const answer = await post(body, bearer);
  if (answer.status !== 200) throw new Error(JSON.stringify(answer.body));
  return answer.body as Answer;
};

const names = (answer: Answer): unknown[] => answer.results[0]?.rows.map(([name]) => name) ?? [];

/** Reads until there is a copy to read from. */
const copied = (body: object): Promise<Answer> =>
  eventually(async () => {
    const answer = await read(body);
    return answer.source === "kv" ? answer : undefined;
  });

const write = (sql: string): Promise<unknown> => writer.steps([{ sql }]);

test("the second read comes from the copy, until the row changes", async () => {
  const first = await read(row(1));
  expect(first).toMatchObject({ source: "shard", verdict: "absent", stored: "yes" });
  expect(names(first)).toEqual(["ann"]);
  const second = await copied(row(1));
  expect(second).toMatchObject({ verdict: "hit", ver: first.ver, readAt: first.readAt });
  expect(second.freshUntil - second.readAt).toBe(60_000);
  expect(second.swrUntil - second.readAt).toBe(120_000);
  await copied(row(2));

  await write("UPDATE users_1 SET name = 'anna' WHERE id = 1");
  await edge.drained();
  const third = await read(row(1));
  expect(third).toMatchObject({ source: "shard", verdict: "outdated" });
  expect(names(third)).toEqual(["anna"]);
  // Another row's copy stays.
  expect(await read(row(2))).toMatchObject({ source: "kv", verdict: "hit" });
});

test("a row that does not exist is copied, until it is made", async () => {
  expect(names(await copied(row(50)))).toEqual([]);
  await write("INSERT INTO users_1 VALUES (50, 'zoe')");
  await edge.drained();
  expect(names(await read(row(50)))).toEqual(["zoe"]);
  await write("DELETE FROM users_1 WHERE id = 50");
  await edge.drained();
  expect(names(await read(row(50)))).toEqual([]);
});

test("a query's copy falls with any change of any of its tables", async () => {
  await copied(query("all"));
  await write("INSERT INTO orders_1 VALUES (1, 'cup')");
  await edge.drained();
  const answer = await read(query("all"));
  expect(answer.verdict).toBe("outdated");
  expect(names(answer)).toContain("cup");
});

test("a late fill of an older version is never served", async () => {
  await copied(query("late"));
  const kv = await edge.kv();
  const old = await kv.list({ prefix: "c/acme/shop/main/q:users_1:late" });
  const key = old.keys[0]?.name ?? "";
  const text = await kv.get(key);
  await write("INSERT INTO orders_1 VALUES (2, 'mug')");
  await edge.drained();
  expect(names(await read(query("late")))).toContain("mug");
  expect(await copied(query("late"))).toMatchObject({ verdict: "hit" });
  await kv.put(key, text ?? "");
  const answer = await read(query("late"));
  expect(answer).toMatchObject({ source: "shard", verdict: "outdated" });
  expect(names(answer)).toContain("mug");
});

test("bounded serves nothing older than its bound and the clock margin", async () => {
  const body = query("bounded", { mode: "bounded", maxAgeMs: 600_000 });
  await copied(body);
  // Copies of any age: what their head says is what counts.
  const kv = await edge.kv();
  const { keys } = await kv.list({ prefix: "c/acme/shop/main/q:users_1:bounded" });
  const [head, results] = ((await kv.get(keys[0]?.name ?? "")) ?? "").split("\n");
  const aged = async (ageMs: number, maxAgeMs: number): Promise<string> => {
    const readAt = Date.now() - ageMs;
    const copy = { ...(JSON.parse(head ?? "") as Answer), readAt, swrUntil: readAt + 9e6 };
    await kv.put(keys[0]?.name ?? "", copyText({ head: copy, results: results ?? "" }));
    const answer = await read({ ...body, maxAgeMs });
    if (answer.source === "kv") expect(answer.ageMs).toBeLessThanOrEqual(maxAgeMs);
    return answer.verdict;
  };
  expect(await aged(1000, 60_000)).toBe("hit");
  expect(await aged(60_000, 60_000)).toBe("old");
  // Within the margin it may be too old on another clock.
  expect(await aged(59_950, 60_000)).toBe("old");
  expect(await aged(-5000, 60_000)).toBe("old");
});

test("after freshUntil a cached read is answered at once and read anew behind", async () => {
  const body = row(2, { ttlMs: 1, swrMs: 60_000, key: "q:users_1:swr" });
  await read(body);
  const first = await copied(body);
  expect(first.verdict).toBe("stale");
  const renewed = await eventually(async () => {
    const answer = await read(body);
    return answer.readAt > first.readAt ? answer : undefined;
  });
  expect(renewed.source).toBe("kv");
});

test("a session reads its own writes", async () => {
  await copied(row(2));
  const reply = await writer.run({ steps: [{ sql: "UPDATE users_1 SET name = 'bobby' WHERE id = 2" }] });
  const answer = await read(row(2, { minVer: reply.ver }));
  expect(names(answer)).toEqual(["bobby"]);
  expect(answer.source).toBe("shard");
});

test("many readers of a key without a copy are one read of the shard", async () => {
  const answers = await Promise.all(Array.from({ length: 40 }, () => read(row(1, { key: "q:users_1:hot" }))));
  const own = answers.filter(({ verdict }) => verdict === "absent");
  expect(own.length).toBeLessThan(40);
  expect(new Set(answers.map((answer) => names(answer).join()))).toEqual(new Set(["anna"]));
});

test("another request under the same key, another schema version and another tenant have copies of their own", async () => {
  await copied(row(1));
  expect(names(await read(row(1, { request: bySql("SELECT 'other'") })))).toEqual(["other"]);
  const { verdict } = await read(row(1, { request: { schema: 1, ...row(1), ...bySql("SELECT 'x'") } }));
  expect(verdict).toBe("absent");

  await edge.define(
    ["CREATE TABLE users_1 (id INTEGER PRIMARY KEY, name TEXT)", "INSERT INTO users_1 VALUES (1, 'theirs')"],
    "main",
    { tenant: "other" },
  );
  expect(names(await read(row(1), token({ tenant: "other" })))).toEqual(["theirs"]);
  expect(
    names(await read(row(1), token({ tenant: "acme", project: "other" })).catch(() => noAnswer)),
  ).toEqual([]);
  expect(names(await copied(row(1)))).toEqual(["anna"]);
});

const noAnswer: Answer = { results: [] } as unknown as Answer;

test("nothing is read without the right, nor with a token that is not sound", async () => {
  await copied(row(1));
  expect((await post(row(1), token({ rights: ["write", "schema"] }))).status).toBe(403);
  expect((await post(row(1), token({}, "another secret"))).status).toBe(401);
  expect((await post(row(1), token({ exp: 1 }))).status).toBe(401);
  expect((await post(row(1), token({ rights: ["read"] }))).status).toBe(200);
});

test.each<[string, object, string]>([
  ["a write", { write: { session: "s", seq: 1 } }, "a request with write is not a plain read"],
  ["a lock", { locks: [{ table: "users_1", mode: "S" }] }, "a request with locks is not a plain read"],
  ["a transaction", { tx: { id: "1" } }, "a request with tx is not a plain read"],
  ["a changing statement", bySql("DELETE FROM users_1"), "a step that is not a single query"],
  ["no step", { steps: [] }, "a request without steps reads nothing"],
  ["a guard", { steps: [{ sql: "SELECT 1", expect: 1 }] }, "a step with expect is not a plain read"],
])("%s is refused with a reason", async (_, request, message) => {
  const answer = await post(row(1, { request: { ...bySql("SELECT 1"), ...request } }));
  expect(answer).toEqual({
    status: 400,
    body: { error: { code: "NOT_CACHEABLE", message, retryable: false } },
  });
});

test.each<[string, object]>([
  ["a mode that is not known", { mode: "strong" }],
  ["bounded without a bound", { mode: "bounded" }],
  ["a life that is too long", { ttlMs: 86_400_000, swrMs: 1 }],
  ["a row's key over other tables", { tables: ["users_1", "orders_1"] }],
  ["a row's key that is none", { key: "t:users_1:5" }],
  ["a table that is no name", { tables: ["a/b"], key: "q" }],
  ["no tables", { tables: [] }],
  ["a long key", { key: "q".repeat(1025) }],
])("%s is a bad request", async (_, more) => {
  expect(await post(row(1, more))).toMatchObject({ status: 400, body: { error: { code: "BAD_REQUEST" } } });
});

test("a shard's own error is told, and nothing is kept", async () => {
  const broken = row(1, { request: bySql("SELECT nothing FROM users_1") });
  expect(await post(broken)).toMatchObject({ status: 422, body: { error: { code: "SQL" } } });
  const stale = row(1, { request: { schema: 99, ...bySql("SELECT 1") } });
  expect(await post(stale)).toMatchObject({ status: 409, body: { error: { code: "SCHEMA_STALE" } } });
});

test("a result that is too large is answered and not kept; a key may be long", async () => {
  const large = row(1, { key: "q:users_1:large", request: bySql("SELECT hex(zeroblob(4000))") });
  expect(await read(large)).toMatchObject({ source: "shard", stored: "too-large" });
  expect(await read(large)).toMatchObject({ source: "shard", verdict: "absent" });
  const long = row(1, { key: `q:users_1:${"ü".repeat(900)}` });
  expect(await copied(long)).toMatchObject({ verdict: "hit" });
});
