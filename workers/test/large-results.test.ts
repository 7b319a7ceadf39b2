import { Edge } from "./support/edge";
import type { Reply, ShardSocket } from "./support/shard-socket";

const MIB = 1024 * 1024;

/** Rows of about 100 bytes. */
const rowsOf = (count: number): string =>
  `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${String(count)}) SELECT i, printf('%090d', i) FROM n`;

let edge: Edge;
let shard: ShardSocket;

beforeAll(async () => {
  edge = await Edge.start({ EDGESQL_MAX_RESULT_BYTES: String(20 * MIB) });
  shard = await edge.socket();
});

afterAll(async () => {
  await shard.close();
  await edge.stop();
});

/** All rows of a step, in the order in which they came. */
function gathered(reply: Reply, step: number): unknown[][] {
  const parts = (shard.parts.get(reply.id) ?? []).filter((part) => part.step === step);
  return [...parts.flatMap((part) => part.rows ?? []), ...(reply.results?.[step]?.rows ?? [])];
}

test("come in parts of about a megabyte, in order and whole", async () => {
  shard.frames.length = 0;
  const reply = await shard.run({ steps: [{ sql: rowsOf(100_000), rows: true }] });
  const rows = gathered(reply, 0);
  expect(rows).toHaveLength(100_000);
  expect(rows.every((row, index) => row[0] === index + 1)).toBe(true);
  expect(reply.results?.[0]?.columns).toHaveLength(2);
  expect(shard.frames.length).toBeGreaterThan(8);
  expect(Math.max(...shard.frames.map((frame) => frame.length))).toBeLessThan(1.5 * MIB);
});

test("parts name their step", async () => {
  const step = { sql: rowsOf(8000), rows: true };
  const reply = await shard.run({ steps: [step, { sql: "SELECT 1", rows: true }, step, step] });
  expect([0, 1, 2, 3].map((index) => gathered(reply, index).length)).toEqual([8000, 1, 8000, 8000]);
  expect(JSON.stringify(reply).length).toBeLessThan(1.5 * MIB);
});

test("small replies of one frame are put together, large ones are not", async () => {
  shard.frames.length = 0;
  await shard.runAll(Array.from({ length: 50 }, () => ({ steps: [{ sql: "SELECT 1", rows: true }] })));
  expect(shard.frames).toHaveLength(1);
  shard.frames.length = 0;
  await shard.runAll(Array.from({ length: 4 }, () => ({ steps: [{ sql: rowsOf(6000), rows: true }] })));
  expect(shard.frames.length).toBeGreaterThanOrEqual(3);
});

test("a few very wide rows come in parts too", async () => {
  const sql =
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10) SELECT zeroblob(900000) FROM n";
  const reply = await shard.run({ steps: [{ sql, rows: true }] });
  expect(gathered(reply, 0)).toHaveLength(10);
  expect(gathered(reply, 0)[9]?.[0]).toEqual({ $b: Buffer.alloc(900_000).toString("base64") });
});

test("beyond the bound are refused, and the shard goes on", async () => {
  const sql = rowsOf(400_000);
  for (let attempt = 0; attempt < 2; attempt++) {
    expect(await shard.fail([{ sql, rows: true }])).toMatchObject({ code: "RESULT_TOO_LARGE", step: 0 });
  }
  expect(await shard.query("SELECT 1")).toEqual([[1]]);
});

test("over HTTP are not split", async () => {
  const answer = await edge.http("POST", "/v1/shards/main/run", {
    id: 1,
    steps: [{ sql: rowsOf(50_000), rows: true }],
  });
  expect((answer.body as Reply).results?.[0]?.rows).toHaveLength(50_000);
});
