import { Edge, eventually } from "./support/edge";
import type { ShardSocket } from "./support/shard-socket";

const NAME = "`temporary:p1-17:1:t`";

let edge: Edge;
let shard: ShardSocket;

beforeAll(async () => {
  edge = await Edge.start({ EDGESQL_WRITE_RECORD_SECONDS: "2" });
  await edge.define(["CREATE TABLE t (id INTEGER PRIMARY KEY, v TEXT)"]);
  shard = await edge.socket();
});

afterAll(async () => {
  await shard.close();
  await edge.stop();
});

const temporaries = (): Promise<unknown[][]> =>
  shard.query("SELECT name FROM sqlite_master WHERE type = 'table' AND name GLOB 'temporary:*'");

test("a temporary table goes when its session wrote nothing for long", async () => {
  await shard.run({
    steps: [{ sql: `CREATE TABLE ${NAME} (a INTEGER)` }, { sql: `INSERT INTO ${NAME} VALUES (1)` }],
    write: { session: "p1-17", seq: 1 },
  });
  expect(await temporaries()).toHaveLength(1);
  const left = await eventually(async () => {
    const names = await temporaries();
    return names.length === 0 ? names : undefined;
  });
  expect(left).toEqual([]);
  expect(await shard.query("SELECT count(*) FROM t")).toEqual([[0]]);
});

test("a temporary table stays while its session writes", async () => {
  await shard.run({
    steps: [{ sql: "CREATE TABLE `temporary:p1-18:1:t` (a INTEGER)" }],
    write: { session: "p1-18", seq: 1 },
  });
  for (let seq = 2; seq < 12; seq++) {
    await new Promise((done) => setTimeout(done, 400));
    await shard.run({ steps: [], write: { session: "p1-18", seq } });
  }
  expect(await temporaries()).toEqual([["temporary:p1-18:1:t"]]);
  await shard.steps([{ sql: "DROP TABLE IF EXISTS `temporary:p1-18:1:t`" }]);
});

test("making one is no change of the schema to those who watch", async () => {
  shard.send({ t: "watch", tables: ["t"] });
  const before = shard.frames.length;
  await shard.run({
    steps: [{ sql: "CREATE TABLE `temporary:p1-19:1:t` (a INTEGER)" }],
    write: { session: "p1-19", seq: 1 },
  });
  expect(shard.frames.slice(before).filter((frame) => frame.includes('"changed"'))).toEqual([]);
});

test("one that was written and dropped in a transaction does not stand in the way of its commit", async () => {
  const tx = { id: "p1-20-1" };
  const table = "`temporary:p1-20:1:t`";
  await shard.run({
    steps: [{ sql: `CREATE TABLE ${table} (a INTEGER)` }],
    write: { session: "p1-20", seq: 1 },
  });
  await shard.run({
    steps: [{ sql: `INSERT INTO ${table} VALUES (1)` }],
    end: "rollback",
    tx: { ...tx, at: 0, n: 1 },
  });
  await shard.run({
    steps: [{ sql: "INSERT INTO t VALUES (1, 'kept')" }],
    end: "rollback",
    tx: { ...tx, at: 1, n: 2 },
  });
  await shard.run({ steps: [{ sql: `DROP TABLE IF EXISTS ${table}` }], write: { session: "p1-20", seq: 2 } });
  const reply = await shard.run({
    steps: [],
    write: { session: "p1-20", seq: 3 },
    tx: { ...tx, at: 2 },
    release: true,
  });
  expect(reply.error).toBeUndefined();
  expect(await shard.query("SELECT v FROM t")).toEqual([["kept"]]);
});
