import { Edge } from "./support/edge";
import type { ShardSocket } from "./support/shard-socket";

let edge: Edge;
let shard: ShardSocket;

beforeAll(async () => {
  edge = await Edge.start();
  await edge.define(["CREATE TABLE t (id INTEGER PRIMARY KEY, v TEXT)"]);
  shard = await edge.socket();
});

afterAll(async () => {
  await shard.close();
  await edge.stop();
});

beforeEach(() => shard.steps([{ sql: "DELETE FROM t" }]));

let sessions = 0;
const session = (): string => `p1-${String(++sessions)}`;

const insert = {
  sql: "INSERT INTO t (id) SELECT CAST(value AS INTEGER) FROM json_each(?) RETURNING id",
  params: [""],
  rows: true,
  auto: { table: "t", ids: [null], param: 0 },
};

test("the same sequence again gives the recorded reply and writes nothing", async () => {
  const request = { steps: [insert], write: { session: session(), seq: 4 } };
  const first = await shard.run({ ...request, steps: [{ ...insert, params: [""] }] });
  const again = await shard.run({ ...request });
  expect(again).toEqual({ ...first, id: again.id, replayed: true });
  expect(first.replayed).toBeUndefined();
  expect(await shard.query("SELECT count(*) FROM t")).toEqual([[1]]);
});

test("a retry gives out no new AUTO_INCREMENT values", async () => {
  const request = { steps: [insert], write: { session: session(), seq: 1 } };
  await shard.run({ ...request });
  const before = await shard.query("SELECT next FROM _edge_auto WHERE tbl = 't'");
  await shard.run({ ...request });
  expect(await shard.query("SELECT next FROM _edge_auto WHERE tbl = 't'")).toEqual(before);
});

test("a lower sequence is stale, a higher one is new", async () => {
  const name = session();
  await shard.run({ steps: [insert], write: { session: name, seq: 5 } });
  expect(await shard.fail([insert], { write: { session: name, seq: 4 } })).toMatchObject({
    code: "SEQUENCE_STALE",
  });
  expect((await shard.run({ steps: [insert], write: { session: name, seq: 9 } })).replayed).toBeUndefined();
  expect(await shard.query("SELECT count(*) FROM t")).toEqual([[2]]);
});

test("a write that failed is not recorded", async () => {
  const write = { session: session(), seq: 1 };
  await shard.fail([insert, { sql: "nonsense" }], { write });
  expect((await shard.run({ steps: [insert], write })).replayed).toBeUndefined();
});

test("a large reply is recorded without its rows", async () => {
  const request = {
    steps: [{ sql: "INSERT INTO t (v) VALUES (?) RETURNING v", params: ["x".repeat(70_000)], rows: true }],
    write: { session: session(), seq: 1 },
  };
  const first = await shard.run({ ...request });
  const again = await shard.run({ ...request });
  expect(first.results?.[0]?.rows).toHaveLength(1);
  expect(again).toMatchObject({ replayed: true, ver: first.ver, results: [{ columns: ["v"], changes: 1 }] });
  expect(again.results?.[0]?.rows).toBeUndefined();
});

test("a duplicate in the same frame is replayed", async () => {
  const request = { steps: [insert], write: { session: session(), seq: 1 } };
  const replies = await shard.runAll([{ ...request }, { ...request }]);
  expect(replies.map((reply) => reply.replayed)).toEqual([undefined, true]);
});

test("several writes of a turn are recorded, and only what is committed with its record stands", async () => {
  const frames = Array.from({ length: 30 }, () => ({
    steps: [insert],
    write: { session: session(), seq: 1 },
  }));
  await shard.runAll(frames.map((request) => ({ ...request })));
  const again = await shard.runAll(frames.map((request) => ({ ...request })));
  expect(again.every(({ replayed }) => replayed === true)).toBe(true);
  await edge.define([
    "CREATE TRIGGER unrecorded BEFORE INSERT ON _edge_writes WHEN NEW.session = 'unrecorded' BEGIN SELECT RAISE(ABORT, 'no'); END",
  ]);
  const socket = await edge.socket();
  const reply = socket.run({ steps: [insert], write: { session: "unrecorded", seq: 1 } });
  await Promise.race([socket.closed, reply]);
  shard.socket.terminate();
  shard = await edge.socket();
  expect(await shard.query("SELECT count(*) FROM t")).toEqual([[30]]);
  await edge.define(["DROP TRIGGER unrecorded"]);
});

test("records outlive the object's memory and a restart", async () => {
  const request = { steps: [insert], write: { session: session(), seq: 1 } };
  const first = await shard.run({ ...request });
  await edge.evict("acme/shop/main");
  shard.socket.terminate();
  shard = await edge.socket();
  expect(await shard.run({ ...request })).toMatchObject({ replayed: true, ver: first.ver });
  await edge.restart();
  shard = await edge.socket();
  expect(await shard.run({ ...request })).toMatchObject({ replayed: true, ver: first.ver });
  expect(await shard.query("SELECT count(*) FROM t")).toEqual([[1]]);
});

test("the change sequence outlives the object's memory", async () => {
  const { ver } = await shard.run({ steps: [insert] });
  await edge.evict("acme/shop/main");
  shard.socket.terminate();
  shard = await edge.socket();
  expect((await shard.run({ steps: [] })).ver).toBe(ver);
});

test("old records are swept by alarm", async () => {
  const other = await Edge.start({ EDGESQL_WRITE_RECORD_SECONDS: "1" });
  const socket = await other.socket();
  await socket.run({ steps: [], write: { session: session(), seq: 1 } });
  const count = async (): Promise<unknown> =>
    (await socket.query("SELECT count(*) FROM _edge_writes"))[0]?.[0];
  for (let waited = 0; waited < 100 && (await count()) !== 0; waited++) {
    await new Promise((done) => setTimeout(done, 100));
  }
  expect(await count()).toBe(0);
  await other.stop();
});
