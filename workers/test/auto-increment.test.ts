import { Edge } from "./support/edge";
import type { ReplyError, ShardSocket, StepResult } from "./support/shard-socket";

type Id = null | number | string;

const INSERT =
  "INSERT INTO t (id, v) SELECT CAST(i.value AS INTEGER), 'x' || i.key FROM json_each(?) AS i WHERE true";

let edge: Edge;
let shard: ShardSocket;
let table = 0;

beforeAll(async () => {
  edge = await Edge.start();
  await edge.define(["CREATE TABLE t (id INTEGER PRIMARY KEY, v TEXT NOT NULL)", "CREATE TABLE src (a)"]);
  shard = await edge.socket();
});

afterAll(async () => {
  await shard.close();
  await edge.stop();
});

beforeEach(async () => {
  table++;
  await shard.steps([{ sql: "DELETE FROM t" }, { sql: "DELETE FROM src" }]);
});

const name = (): string => `t_${String(table)}`;

const step = (ids: Id[], more: Record<string, unknown> = {}): Record<string, unknown> => ({
  sql: INSERT,
  params: [""],
  auto: { table: name(), ids, param: 0, ...more },
});

async function insert(ids: Id[], more: Record<string, unknown> = {}): Promise<StepResult> {
  const [result] = await shard.steps([step(ids, more)]);
  return result as StepResult;
}

async function next(): Promise<string | undefined> {
  const rows = await shard.query("SELECT CAST(next AS TEXT) FROM _edge_auto WHERE tbl = ?", name());
  return rows[0]?.[0] as string | undefined;
}

test("generated values are consecutive and start at 1", async () => {
  expect(await insert([null, null])).toMatchObject({ changes: 2, firstId: "1", ids: ["1", "2"] });
  expect(await insert([null])).toMatchObject({ firstId: "3", ids: ["3"] });
  expect(await shard.query("SELECT id, v FROM t ORDER BY id")).toEqual([
    [1, "x0"],
    [2, "x1"],
    [3, "x0"],
  ]);
});

test.each<[string, Id[], string[], string | undefined, string]>([
  ["an explicit value raises next for later rows", [null, 10, null], ["1", "10", "11"], "1", "12"],
  ["an explicit value first", [10, null, null], ["10", "11", "12"], "11", "13"],
  ["an explicit value below next does not", [null, null, null, 2, null], ["1", "2", "3", "2", "4"], "1", "5"],
  ["a negative value does not", [-5, null], ["-5", "1"], "1", "2"],
  ["zero does not", [0, null], ["0", "1"], "1", "2"],
  ["explicit values alone generate nothing", [7, "8"], ["7", "8"], undefined, "9"],
  [
    "decimal strings beyond 2^53 are exact",
    ["9007199254740993", null],
    ["9007199254740993", "9007199254740994"],
    "9007199254740994",
    "9007199254740995",
  ],
])("%s", async (_name, ids, all, firstId, after) => {
  const bind = { sql: "SELECT ?", params: [""], rows: true, auto: { table: name(), ids, param: 0 } };
  const [result] = await shard.steps([bind]);
  expect(result?.ids).toEqual(all);
  expect(result?.firstId).toBe(firstId);
  expect(result?.rows).toEqual([[JSON.stringify(all)]]);
  expect(await next()).toBe(after);
});

test("next rests at SQLite's largest integer", async () => {
  await insert(["9223372036854775807"]);
  expect(await next()).toBe("9223372036854775807");
  expect(await shard.fail([step([null])])).toMatchObject({ code: "CONSTRAINT_PRIMARYKEY" });
});

test("increment and offset make the series", async () => {
  expect((await insert([null, null], { increment: 10, offset: 5 })).ids).toEqual(["5", "15"]);
  expect((await insert([20, null], { increment: 10, offset: 5 })).ids).toEqual(["20", "25"]);
});

test("a rollback does not give values back", async () => {
  await shard.steps([step([null, null])], { end: "rollback" });
  expect(await shard.query("SELECT * FROM t")).toEqual([]);
  expect(await insert([null])).toMatchObject({ firstId: "3" });
});

test("a failure does not give values back, and names the row with its own id", async () => {
  await insert([5]);
  const rowsParam = { ...step([null, 5, null]), rowsParam: 0 };
  const error: ReplyError = await shard.fail([rowsParam]);
  expect(error).toMatchObject({ code: "CONSTRAINT_PRIMARYKEY", row: 1 });
  expect(await insert([null])).toMatchObject({ firstId: "8" });
});

test("a later step sees what an earlier one was given", async () => {
  const results = await shard.steps([step([null]), step([null, 9]), step([null])]);
  expect(results.map((result) => result.ids)).toEqual([["1"], ["2", "9"], ["10"]]);
});

test("a reset of next in the same request is seen by later steps", async () => {
  await insert([50]);
  const reset = { sql: "UPDATE _edge_auto SET next = 1 WHERE tbl = ?", params: [name()] };
  const results = await shard.steps([{ sql: "DELETE FROM t" }, reset, step([null])]);
  expect(results[2]).toMatchObject({ firstId: "1" });
  expect(await next()).toBe("2");
});

describe("countSql", () => {
  const counted = (): Record<string, unknown> => ({
    sql: "INSERT INTO t (id, v) SELECT CAST(? AS INTEGER) + row_number() OVER (ORDER BY a) - 1, a FROM src WHERE a > ?",
    params: ["", "b"],
    auto: { table: name(), countSql: "SELECT count(*) FROM src WHERE a > ?", countParams: ["b"], param: 0 },
  });

  test("reserves as many values as it counts, after the steps before it", async () => {
    const fill = { sql: "INSERT INTO src VALUES ('a'), ('b'), ('c'), ('d')" };
    const results = await shard.steps([fill, counted()]);
    expect(results[1]).toMatchObject({ changes: 2, firstId: "1" });
    expect(results[1]?.ids).toBeUndefined();
    expect(await shard.query("SELECT * FROM t")).toEqual([
      [1, "c"],
      [2, "d"],
    ]);
    expect(await next()).toBe("3");
  });

  test("gives no first id for no rows", async () => {
    const [result] = await shard.steps([counted()]);
    expect(result?.firstId).toBeUndefined();
    expect(await next()).toBeUndefined();
  });
});

describe("maxSql", () => {
  const raise = (): Record<string, unknown> => ({
    auto: { table: name(), maxSql: "SELECT max(id) FROM t;" },
  });

  test("raises next after the step", async () => {
    await shard.steps([{ sql: "INSERT INTO t VALUES (41, 'x')", ...raise() }]);
    expect(await insert([null])).toMatchObject({ firstId: "42" });
  });

  test("does nothing for an empty table", async () => {
    await shard.steps([{ sql: "DELETE FROM t", ...raise() }]);
    expect(await next()).toBeUndefined();
  });

  test("combines with ids", async () => {
    await shard.steps([
      { sql: "INSERT INTO t VALUES (100, 'x')" },
      step([null], { maxSql: "SELECT max(id) FROM t" }),
    ]);
    expect(await next()).toBe("101");
  });
});

test("values survive a restart", async () => {
  await shard.steps([step([null, null])], { end: "rollback" });
  await shard.close();
  await edge.restart();
  shard = await edge.socket();
  expect(await insert([null])).toMatchObject({ firstId: "3" });
});

test("after a crash no value of a committed row is given out again, though other transactions were open", async () => {
  const run = async (
    socket: ShardSocket,
    id: string,
    request: Record<string, unknown>,
  ): Promise<StepResult> => {
    const reply = await socket.run({ tx: { id, at: 0 }, ...request });
    expect(reply.error).toBeUndefined();
    return reply.results?.[0] as StepResult;
  };
  const one = await run(shard, "one", {
    steps: [step([null])],
    end: "rollback",
    tx: { id: "one", at: 0, n: 1 },
  });
  const other = await run(shard, "other", {
    steps: [step([null])],
    end: "rollback",
    tx: { id: "other", at: 0, n: 1 },
  });
  expect([one.firstId, other.firstId]).toEqual(["1", "2"]);
  await run(shard, "other", {
    steps: [],
    tx: { id: "other", at: 1 },
    write: { session: "other", seq: 1 },
    release: true,
  });
  await edge.restart();
  shard = await edge.socket();
  expect(await insert([null])).toMatchObject({ firstId: "3" });
});
