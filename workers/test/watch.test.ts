import { Edge, token } from "./support/edge";
import type { ShardSocket } from "./support/shard-socket";

interface Changed {
  t: string;
  ver: number;
  schema?: number;
  changes: { table: string; keys: string[] | null }[];
}

let edge: Edge;

beforeAll(async () => {
  edge = await Edge.start({ EDGESQL_MAX_CHANGED_KEYS: "3" });
});

afterAll(() => edge.stop());

const watched = async (project: string): Promise<{ watcher: ShardSocket; writer: ShardSocket }> => {
  await edge.define(
    ["CREATE TABLE a_1 (id INTEGER PRIMARY KEY, v TEXT)", "CREATE TABLE b_1 (id INTEGER PRIMARY KEY)"],
    "main",
    { project },
  );
  const watcher = await edge.socket("main", token({ project, rights: ["read"] }));
  const writer = await edge.socket("main", token({ project }));
  const watching = watcher.nextFrame();
  watcher.send({ t: "watch", tables: ["a_1"] });
  expect(await watching).toEqual({ t: "watching", ver: 1, epoch: expect.any(Number) as number });
  return { watcher, writer };
};

const changed = (socket: ShardSocket): Promise<Changed> => socket.nextFrame() as unknown as Promise<Changed>;

test("a change of a watched table is told to the sockets that watch it, and to no other", async () => {
  const { watcher, writer } = await watched("told");
  const frame = changed(watcher);
  await writer.steps([{ sql: "INSERT INTO b_1 VALUES (1)" }]);
  await writer.steps([{ sql: "INSERT INTO a_1 VALUES (1, 'x'), (2, 'y')" }]);
  expect(await frame).toEqual({ t: "changed", ver: 3, changes: [{ table: "a_1", keys: ["[1]", "[2]"] }] });
  const moved = changed(watcher);
  await writer.steps([{ sql: "UPDATE a_1 SET id = 7 WHERE id = 2" }]);
  expect((await moved).changes).toEqual([{ table: "a_1", keys: ["[2]", "[7]"] }]);
  expect(writer.frames.every((text) => !text.includes("changed"))).toBe(true);
});

test("the change comes before the replies of its turn", async () => {
  const { watcher } = await watched("order").then(async ({ watcher, writer }) => {
    await writer.close();
    return { watcher };
  });
  const own = await edge.socket("main", token({ project: "order" }));
  const watching = own.nextFrame();
  own.send({ t: "watch", tables: ["a_1"] });
  await watching;
  await own.runAll([
    { steps: [{ sql: "SELECT 1", rows: true }] },
    { steps: [{ sql: "INSERT INTO a_1 VALUES (1, 'x')" }] },
  ]);
  const kinds = own.frames.map((text) => (JSON.parse(text) as { t: string }).t);
  expect(kinds).toEqual(["watching", "changed", "replies"]);
  await watcher.close();
});

test("what is undone is not told", async () => {
  const { watcher, writer } = await watched("undone");
  const frame = changed(watcher);
  await writer.run({ steps: [{ sql: "INSERT INTO a_1 VALUES (1, 'x')" }], end: "rollback" });
  await writer.fail([{ sql: "INSERT INTO a_1 VALUES (2, 'x')" }, { sql: "INSERT INTO a_1 VALUES (2, 'x')" }]);
  await writer.steps([{ sql: "INSERT INTO a_1 VALUES (3, 'x')" }]);
  expect((await frame).changes).toEqual([{ table: "a_1", keys: ["[3]"] }]);
});

test("many keys become the whole table", async () => {
  const { watcher, writer } = await watched("many");
  const frame = changed(watcher);
  await writer.steps([{ sql: "INSERT INTO a_1 VALUES (1, ''), (2, ''), (3, ''), (4, '')" }]);
  expect((await frame).changes).toEqual([{ table: "a_1", keys: null }]);
});

test("a schema change names every watched table and the new version", async () => {
  const { watcher } = await watched("schema");
  const frame = changed(watcher);
  await edge.define(["UPDATE a_1 SET v = 'z'"], "main", { project: "schema" });
  expect(await frame).toMatchObject({ schema: 2, changes: [{ table: "a_1", keys: null }] });
});

test("a watch is replaced, ended, refused when it is too large, and ends with its socket", async () => {
  const { watcher, writer } = await watched("replaced");
  const watch = async (tables: string[]): Promise<unknown> => {
    const answer = watcher.nextFrame();
    watcher.send({ t: "watch", tables });
    return await answer;
  };
  await watch(["b_1"]);
  const frame = changed(watcher);
  await writer.steps([{ sql: "INSERT INTO a_1 VALUES (1, '')" }, { sql: "INSERT INTO b_1 VALUES (1)" }]);
  expect((await frame).changes).toEqual([{ table: "b_1", keys: ["[1]"] }]);
  await watch([]);
  await writer.steps([{ sql: "INSERT INTO b_1 VALUES (2)" }]);
  expect(await watch(Array.from({ length: 501 }, (_, index) => `t_${String(index)}`))).toMatchObject({
    t: "error",
    error: { code: "TOO_LARGE" },
  });
  const long = Array.from({ length: 500 }, (_, index) => `${"t".repeat(60)}_${String(index)}`);
  expect(await watch(long)).toMatchObject({ t: "error", error: { code: "TOO_LARGE" } });
  await watch(Array.from({ length: 500 }, (_, index) => `table_${String(index)}`));
  await watcher.close();
  await writer.steps([{ sql: "INSERT INTO b_1 VALUES (3)" }]);
  expect(await writer.query("SELECT count(*) FROM _edge_wanted")).toEqual([[0]]);
});

test("a watch survives hibernation", async () => {
  const { watcher, writer } = await watched("asleep");
  await writer.close();
  const before = await watcher.hello();
  await new Promise((done) => setTimeout(done, 13_000));
  const other = await edge.socket("main", token({ project: "asleep" }));
  const frame = changed(watcher);
  await other.steps([{ sql: "INSERT INTO a_1 VALUES (5, '')" }]);
  expect((await frame).changes).toEqual([{ table: "a_1", keys: ["[5]"] }]);
  expect((await watcher.hello()).boot).not.toBe(before.boot);
}, 40_000);
