import { Edge, eventually } from "./support/edge";
import type { Reply, ShardSocket } from "./support/shard-socket";

const COUNT = 40_000;
const ALL = { sql: "SELECT id, text FROM big ORDER BY id", rows: true };

let edge: Edge;
let reader: ShardSocket;
let writer: ShardSocket;

beforeAll(async () => {
  edge = await Edge.start();
  writer = await edge.socket();
  reader = await edge.socket();
  await writer.steps([
    { sql: "CREATE TABLE big (id INTEGER PRIMARY KEY, text TEXT NOT NULL)" },
    {
      sql: `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${String(COUNT)})
        INSERT INTO big SELECT i, printf('%090d', i) FROM n`,
    },
  ]);
});

beforeEach(async () => {
  await writer.steps([{ sql: "UPDATE big SET text = printf('%090d', id)" }]);
});

afterAll(async () => {
  await Promise.all([reader.close(), writer.close()]);
  await edge.stop();
});

const partsOf = (id: number): Reply[] => reader.parts.get(id) ?? [];

/** A read whose parts are asked for one by one. */
class Streamed {
  readonly end: Promise<Reply>;

  constructor(
    readonly id: number,
    window: number,
  ) {
    this.end = reader.run({ id, steps: [ALL], window });
  }

  async partsReach(count: number): Promise<void> {
    await eventually(() => Promise.resolve(partsOf(this.id).length >= count ? true : undefined));
  }

  /** Asks for parts until the last reply is there. */
  async finish(): Promise<unknown[][]> {
    let last: Reply | undefined;
    void this.end.then((reply) => (last = reply));
    let asked = 0;
    await eventually(() => {
      if (last !== undefined) return Promise.resolve(last);
      const unasked = partsOf(this.id).length - asked;
      asked += unasked;
      if (unasked > 0) reader.send({ t: "more", ids: Array<number>(unasked).fill(this.id) });
      return Promise.resolve(undefined);
    });
    const rows = partsOf(this.id).flatMap((part) => part.rows ?? []);
    return [...rows, ...((await this.end).results?.[0]?.rows ?? [])];
  }
}

test("no more parts leave than the window allows, and all rows come in order", async () => {
  const read = new Streamed(1001, 2);
  await read.partsReach(2);
  expect(await reader.query("SELECT 1")).toEqual([[1]]);
  expect(partsOf(read.id)).toHaveLength(2);
  expect(partsOf(read.id)[0]).toMatchObject({ open: true, step: 0 });
  const rows = await read.finish();
  expect(rows).toHaveLength(COUNT);
  expect(rows.every((row, index) => row[0] === index + 1)).toBe(true);
  expect((await read.end).results?.[0]).toMatchObject({ columns: ["id", "text"], changes: 0, read: COUNT });
});

test("what is written meanwhile is not in the rows, and the writer does not wait for the reader", async () => {
  const read = new Streamed(1002, 1);
  await read.partsReach(1);
  const [written] = await writer.steps([{ sql: "UPDATE big SET text = 'new'" }]);
  expect(written?.changes).toBe(COUNT);
  await writer.steps([{ sql: "UPDATE big SET text = 'newer'" }], { end: "rollback" });
  const rows = await read.finish();
  expect(rows).toHaveLength(COUNT);
  expect(rows.filter((row) => String(row[1]).startsWith("new"))).toEqual([]);
  expect(await writer.query("SELECT DISTINCT text FROM big")).toEqual([["new"]]);
});

test("a table that is dropped meanwhile is still read to its end", async () => {
  await writer.steps([
    { sql: "CREATE TABLE doomed (id INTEGER PRIMARY KEY, text TEXT)" },
    { sql: "INSERT INTO doomed SELECT id, text FROM big" },
  ]);
  const end = reader.run({
    id: 1003,
    window: 1,
    steps: [{ sql: "SELECT id, text FROM doomed", rows: true }],
  });
  await eventually(() => Promise.resolve(partsOf(1003).length > 0 ? true : undefined));
  await writer.steps([{ sql: "DROP TABLE doomed" }]);
  reader.send({ t: "more", ids: Array<number>(100).fill(1003) });
  const reply = await end;
  const rows = partsOf(1003).reduce((sum, part) => sum + (part.rows?.length ?? 0), 0);
  expect(rows + (reply.results?.[0]?.rows?.length ?? 0)).toBe(COUNT);
});

test("others are served between the parts of a read whose peer takes all it can get", async () => {
  const big = reader.run({ id: 1004, steps: [ALL], window: 1000 });
  const quick = await reader.run({ steps: [{ sql: "SELECT 1", rows: true }] });
  expect(partsOf(1004).length).toBeLessThan(8);
  expect(quick.results?.[0]?.rows).toEqual([[1]]);
  expect((await big).results).toHaveLength(1);
});

test("a cancelled read ends with an error, and nothing comes after it", async () => {
  const read = new Streamed(1005, 1);
  await read.partsReach(1);
  reader.send({ t: "cancel", ids: [1005] });
  expect((await read.end).error).toMatchObject({ code: "CANCELLED" });
  reader.send({ t: "more", ids: [1005] });
  expect(await reader.query("SELECT 1")).toEqual([[1]]);
  expect(partsOf(1005)).toHaveLength(1);
});

test("a read whose peer has gone holds nobody up", async () => {
  const other = await edge.socket();
  void other.run({ id: 1, steps: [ALL], window: 1 });
  await eventually(() => Promise.resolve((other.parts.get(1)?.length ?? 0) > 0 ? true : undefined));
  await other.close();
  expect((await writer.steps([{ sql: "UPDATE big SET text = 'x' WHERE id = 5" }]))[0]?.changes).toBe(1);
});

test("more of a read that is not open is answered with an error", async () => {
  const before = reader.frames.length;
  reader.send({ t: "more", ids: [424_242] });
  const frame = await eventually(() => Promise.resolve(reader.frames[before]));
  expect(JSON.parse(frame)).toMatchObject({ replies: [{ id: 424_242, error: { code: "CANCELLED" } }] });
});

test("a small result and a write take no notice of a window", async () => {
  const small = await reader.run({ steps: [{ sql: "SELECT 1", rows: true }], window: 1 });
  expect(small.results?.[0]?.rows).toEqual([[1]]);
  const write = await writer.run({ steps: [{ sql: "UPDATE big SET text = 'y' WHERE id = 6" }], window: 1 });
  expect(write.results?.[0]?.changes).toBe(1);
  expect(await writer.fail([{ sql: "SELECT nope", rows: true }], { window: 1 })).toMatchObject({
    code: "SQL",
    step: 0,
  });
  expect(await writer.fail([{ sql: "SELECT 1", rows: true }], { window: 0 })).toMatchObject({
    code: "BAD_REQUEST",
  });
});
