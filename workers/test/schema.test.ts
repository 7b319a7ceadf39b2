import { Edge, token, type HttpAnswer } from "./support/edge";

let edge: Edge;
let projects = 0;
let project = "";

beforeAll(async () => {
  edge = await Edge.start();
});

afterAll(() => edge.stop());

beforeEach(() => {
  project = `schema${String(++projects)}`;
});

const bearer = (): string => token({ project });
const get = async (since?: number): Promise<unknown> => {
  const query = since === undefined ? "" : `?since=${String(since)}`;
  return (await edge.http("GET", `/v1/schema${query}`, undefined, bearer())).body;
};
const post = (change: Record<string, unknown>): Promise<HttpAnswer> =>
  edge.http("POST", "/v1/schema", change, bearer());
const main = (...statements: string[]): Record<string, unknown> => ({
  main: statements.map((sql) => ({ sql })),
});

async function tables(shard: string): Promise<unknown[]> {
  const socket = await edge.socket(shard, bearer());
  const rows = await socket.query(
    "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '\\_%' ESCAPE '\\' ORDER BY name",
  );
  await socket.close();
  return rows.flat();
}

test("a change is applied by its shard and read by everybody", async () => {
  const change = { base: 0, sql: "CREATE TABLE t", put: { "table/app/t": { columns: [1] } } };
  expect(await post({ ...change, shards: main("CREATE TABLE t_1 (a)") })).toEqual({
    status: 200,
    body: { version: 1 },
  });
  expect(await tables("main")).toEqual(["t_1"]);
  expect(await get()).toEqual({ version: 1, full: true, objects: { "table/app/t": { columns: [1] } } });
});

test("what changed is folded", async () => {
  await post({ base: 0, put: { a: 1, b: 1 } });
  await post({ base: 1, put: { b: 2, c: 2 }, drop: ["a"] });
  await post({ base: 2, put: { d: null }, drop: ["c"] });
  expect(await get(0)).toEqual({ version: 3, full: true, objects: { b: 2, d: null } });
  expect(await get(1)).toEqual({ version: 3, full: false, put: { b: 2, d: null }, drop: ["a", "c"] });
  expect(await get(2)).toEqual({ version: 3, full: false, put: { d: null }, drop: ["c"] });
  expect(await get(3)).toEqual({ version: 3, full: false, put: {}, drop: [] });
  expect(await get(9)).toMatchObject({ full: true });
});

test("a change on another base is stale", async () => {
  await post({ base: 0, put: { a: 1 } });
  const answer = await post({ base: 0, put: { a: 2 }, shards: main("CREATE TABLE no (a)") });
  expect(answer).toMatchObject({ status: 409, body: { error: { code: "SCHEMA_STALE", version: 1 } } });
  expect(await tables("main")).toEqual([]);
});

test("of concurrent changes on one base one wins", async () => {
  const answers = await Promise.all(
    [1, 2, 3, 4].map((n) => post({ base: 0, shards: main(`CREATE TABLE t${String(n)} (a)`) })),
  );
  expect(answers.map((answer) => answer.status).sort()).toEqual([200, 409, 409, 409]);
  expect(await tables("main")).toHaveLength(1);
});

test("a failing step undoes the change and nothing is logged", async () => {
  await post({ base: 0, shards: main("CREATE TABLE t (a)", "INSERT INTO t VALUES (1), (1)") });
  const answer = await post({
    base: 1,
    put: { k: 1 },
    shards: main("CREATE TABLE u (a)", "CREATE UNIQUE INDEX t_a ON t (a)"),
  });
  expect(answer).toEqual({
    status: 422,
    body: {
      error: {
        code: "CONSTRAINT_UNIQUE",
        message: "UNIQUE constraint failed: t.a",
        retryable: false,
        step: 1,
      },
    },
  });
  expect(await tables("main")).toEqual(["t"]);
  expect(await get()).toEqual({ version: 1, full: true, objects: {} });
  expect(await post({ base: 1, shards: main("CREATE TABLE u (a)") })).toMatchObject({ body: { version: 2 } });
});

test("when one of two shards cannot follow, neither does", async () => {
  const create = [{ sql: "CREATE TABLE t (a)" }];
  await post({
    base: 0,
    shards: { one: create, two: [...create, { sql: "INSERT INTO t VALUES (1), (1)" }] },
  });
  const index = [{ sql: "CREATE UNIQUE INDEX t_a ON t (a)" }];
  expect(await post({ base: 1, shards: { one: index, two: index } })).toMatchObject({ status: 422 });
  const more = [{ sql: "CREATE TABLE u (a)" }];
  expect(await post({ base: 1, shards: { one: more, two: more } })).toMatchObject({ status: 200 });
  expect(await tables("one")).toEqual(["t", "u"]);
  expect(await tables("two")).toEqual(["t", "u"]);
});

test("steps take parameters, and flags are set for them alone", async () => {
  const steps = [
    { sql: "CREATE TABLE t (a, b)" },
    { sql: "INSERT INTO t SELECT ?, min(value) FROM _edge_flags", params: [{ $b: "AQ==" }] },
  ];
  await post({ base: 0, shards: { main: steps }, flags: { foreignKeys: false } });
  const socket = await edge.socket("main", bearer());
  expect(await socket.query("SELECT * FROM t")).toEqual([[{ $b: "AQ==" }, 0]]);
  expect(await socket.query("SELECT min(value) FROM _edge_flags")).toEqual([[1]]);
  await socket.close();
});

test("a shard that was not named catches up when it is asked for the version", async () => {
  const other = { other: [{ sql: "CREATE TABLE o (a)" }] };
  await post({ base: 0, shards: { ...main("CREATE TABLE m (a)"), ...other } });
  await post({ base: 1, shards: main("CREATE TABLE n (a)") });
  await post({ base: 2, put: { x: 1 } });
  const socket = await edge.socket("other", bearer());
  expect(await socket.hello()).toMatchObject({ schema: 1 });
  const replies = await socket.runAll(
    [1, 2, 3].map(() => ({ steps: [{ sql: "SELECT 1 FROM o" }], schema: 3 })),
  );
  expect(replies.every((reply) => reply.results?.length === 1)).toBe(true);
  expect(await socket.hello()).toMatchObject({ schema: 3 });
  await socket.close();
});

test("a shard that is behind is caught up before a change is applied to it", async () => {
  await post({ base: 0, put: { x: 1 } });
  await post({ base: 1, put: { x: 2 } });
  expect(await post({ base: 2, shards: main("CREATE TABLE t (a)") })).toMatchObject({ status: 200 });
  const socket = await edge.socket("main", bearer());
  expect(await socket.hello()).toMatchObject({ schema: 3 });
  await socket.close();
});

test("a request for another version is stale and nothing is run", async () => {
  await post({ base: 0, shards: main("CREATE TABLE t (a)") });
  await post({ base: 1, shards: main("CREATE TABLE u (a)") });
  const socket = await edge.socket("main", bearer());
  const insert = { sql: "INSERT INTO t VALUES (1)" };
  for (const schema of [1, 3]) {
    expect(await socket.fail([insert], { schema })).toMatchObject({
      code: "SCHEMA_STALE",
      schema: 2,
      retryable: true,
    });
  }
  await socket.steps([insert], { schema: 2 });
  await socket.steps([insert], { schema: 0 });
  expect(await socket.query("SELECT count(*) FROM t")).toEqual([[2]]);
  await socket.close();
});

describe("a crash", () => {
  test("after the shards have applied is rolled forward", async () => {
    const change = { base: 0, sql: "crash before commit", put: { k: 1 }, shards: main("CREATE TABLE t (a)") };
    expect(await post(change)).toMatchObject({ status: 500, body: { error: { code: "INTERNAL" } } });
    expect(await get()).toEqual({ version: 1, full: true, objects: { k: 1 } });
    expect(await tables("main")).toEqual(["t"]);
  });

  test("after the shards have applied is rolled forward before the next change", async () => {
    await post({ base: 0, sql: "crash before commit", shards: main("CREATE TABLE t (a)") });
    expect(await post({ base: 0 })).toMatchObject({ status: 409, body: { error: { version: 1 } } });
  });

  test("after the shards have applied is rolled forward for a shard that asks", async () => {
    await post({ base: 0, sql: "crash before commit", put: { k: 1 }, shards: main("CREATE TABLE t (a)") });
    const socket = await edge.socket("other", bearer());
    expect(await socket.steps([], { schema: 1 })).toEqual([]);
    await socket.close();
  });

  test("before a shard has applied drops the change", async () => {
    const change = { base: 0, put: { k: 1 }, shards: main("CREATE TABLE t (a) -- crash before apply") };
    expect(await post(change)).toMatchObject({ status: 500 });
    expect(await get()).toEqual({ version: 0, full: true, objects: {} });
    expect(await tables("main")).toEqual([]);
    expect(await post({ base: 0, shards: main("CREATE TABLE u (a)") })).toMatchObject({ status: 200 });
  });

  test("between two shards rolls the second forward", async () => {
    const two = [{ sql: "CREATE TABLE t (a)" }];
    await post({ base: 0, sql: "crash before commit", shards: { one: two, two } });
    expect(await get()).toMatchObject({ version: 1 });
    expect(await tables("one")).toEqual(["t"]);
    expect(await tables("two")).toEqual(["t"]);
  });
});

test("the log outlives a restart", async () => {
  await post({ base: 0, put: { k: 1 }, shards: main("CREATE TABLE t (a)") });
  await edge.restart();
  expect(await get()).toMatchObject({ version: 1, objects: { k: 1 } });
  expect(await tables("main")).toEqual(["t"]);
});

test.each([
  ["no base", {}],
  ["a negative base", { base: -1 }],
  ["put as an array", { base: 0, put: [] }],
  ["a shard with a bad name", { base: 0, shards: { Main: [] } }],
  ["the control object as a shard", { base: 0, shards: { control: [] } }],
  ["a step without sql", { base: 0, shards: { main: [{}] } }],
  ["a boolean parameter", { base: 0, shards: { main: [{ sql: "SELECT ?", params: [true] }] } }],
])("%s is a bad request", async (_name, change) => {
  expect(await post(change)).toMatchObject({ status: 400, body: { error: { code: "BAD_REQUEST" } } });
});

test("a body that is too large is refused", async () => {
  expect(await post({ base: 0, put: { k: "x".repeat(2_000_000) } })).toMatchObject({ status: 413 });
});
