import { Edge, eventually } from "./support/edge";
import type { Reply, ShardSocket } from "./support/shard-socket";

let edge: Edge;
let reader: ShardSocket;
let writer: ShardSocket;

beforeAll(async () => {
  edge = await Edge.start();
  writer = await edge.socket();
  reader = await edge.socket();
});

afterAll(async () => {
  await Promise.all([reader.close(), writer.close()]);
  await edge.stop();
});

let nextId = 1;

/** The step of a scan of a table (id INTEGER PRIMARY KEY, n INTEGER, v TEXT). */
function scanOf(table: string, condition = "true"): object {
  return {
    sql: `SELECT id AS k, id AS c1, CAST(n AS TEXT) AS c2, v AS c3 FROM ${table}
      WHERE id >= CAST(?1 AS INTEGER) AND ${condition} ORDER BY id LIMIT CAST(?2 AS INTEGER)`,
    params: [null, null],
    rows: true,
    scan: { columns: 3, from: 0, limit: 1 },
  };
}

const plainOf = (table: string): object => ({
  sql: `SELECT id, CAST(n AS TEXT), v FROM ${table} ORDER BY id`,
  rows: true,
});

async function rowsOf(step: object, window?: number): Promise<unknown[][]> {
  const id = nextId++;
  const reply = await reader.run({ id, steps: [step], ...(window === undefined ? {} : { window }) });
  expect(reply.error).toBeUndefined();
  const parts = (reader.parts.get(id) ?? []).flatMap((part) => part.rows ?? []);
  return [...parts, ...(reply.results?.[0]?.rows ?? [])];
}

async function fill(table: string, insert: string): Promise<void> {
  await writer.steps([
    { sql: `CREATE TABLE ${table} (id INTEGER PRIMARY KEY, n INTEGER, v TEXT)` },
    { sql: `INSERT INTO ${table} ${insert}` },
  ]);
}

const counted = (count: number, select: string): string =>
  `WITH RECURSIVE s(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM s WHERE i < ${String(count)}) SELECT ${select} FROM s`;

test("a scan tells what the plain query tells", async () => {
  await fill(
    "told",
    `VALUES (-5, NULL, NULL), (0, 9007199254740993, ''), (1, -9223372036854775808, '"quoted" \\ and / back'),
      (2, 2, char(9, 10, 13, 1, 31, 127)), (3, 3, 'a' || char(0) || 'b'), (7, 7, 'Größe 🎉 ''[]{},'), (8, 8, '[1]')`,
  );
  expect(await rowsOf(scanOf("told"))).toEqual(await rowsOf(plainOf("told")));
});

test("a scan of an empty table gives no rows", async () => {
  await fill("emptied", "SELECT 1, 1, 'x' WHERE false");
  expect(await rowsOf(scanOf("emptied"))).toEqual([]);
});

test("a scan reaches the least and the greatest rowid", async () => {
  await fill("ends", "VALUES (-9223372036854775807 - 1, 1, 'least'), (9223372036854775807, 2, 'greatest')");
  const found = await rowsOf(scanOf("ends"));
  expect(found.map((row) => row[2])).toEqual(["least", "greatest"]);
});

test("a condition leaves rows out and ends nothing early", async () => {
  await fill("sparse", counted(5000, "i, i, 'row ' || i"));
  const found = await rowsOf(scanOf("sparse", "n % 1000 = 0"));
  expect(found.map((row) => row[0])).toEqual([1000, 2000, 3000, 4000, 5000]);
});

test("rows that grow longer than SQLite's texts may be are read in smaller pieces", async () => {
  await fill("grown", counted(3000, "i, i, 'short'"));
  await writer.steps([
    { sql: `INSERT INTO grown ${counted(40, "3000 + i, i, hex(zeroblob(100000))")}` },
    { sql: "INSERT INTO grown SELECT 4000, 1, replace(hex(zeroblob(750000)), '0', char(10))" },
    { sql: "INSERT INTO grown SELECT 9007199254740993, 1, v FROM grown WHERE id = 4000" },
    { sql: "INSERT INTO grown VALUES (9007199254740995, 1, 'behind')" },
  ]);
  const found = await rowsOf(scanOf("grown"), 100);
  expect(found).toHaveLength(3043);
  expect(found.slice(0, 3041).map((row) => row[0])).toEqual(
    [...Array(3040).keys()].map((i) => i + 1).concat(4000),
  );
  expect(found[3042]?.[2]).toBe("behind");
  expect(found[3040]?.[2] === "\n".repeat(1_500_000)).toBe(true);
  expect((found[3000]?.[2] as string).length).toBe(200_000);
});

test("a scan is read in parts, and tells the rows of the moment when it began", async () => {
  await fill("parted", counted(40_000, "i, i, printf('%090d', i)"));
  const id = nextId++;
  let last: Reply | undefined;
  void reader.run({ id, steps: [scanOf("parted")], window: 1 }).then((reply) => (last = reply));
  const parts = (): Reply[] => reader.parts.get(id) ?? [];
  await eventually(() => Promise.resolve(parts().length > 0 ? true : undefined));
  await writer.steps([{ sql: "UPDATE parted SET v = 'changed'" }]);
  let asked = 0;
  await eventually(() => {
    if (last !== undefined) return Promise.resolve(true);
    const unasked = parts().length - asked;
    asked += unasked;
    if (unasked > 0) reader.send({ t: "more", ids: Array<number>(unasked).fill(id) });
    return Promise.resolve(undefined);
  });
  const found = [...parts().flatMap((part) => part.rows ?? []), ...(last?.results?.[0]?.rows ?? [])];
  expect(found).toHaveLength(40_000);
  expect(found.some((row) => row[2] === "changed")).toBe(false);
});

test.each([
  ["too many columns", { columns: 33, from: 0, limit: 1 }],
  ["no column", { columns: 0, from: 0, limit: 1 }],
  ["a parameter that is not there", { columns: 3, from: 0, limit: 2 }],
  ["one parameter for both", { columns: 3, from: 0, limit: 0 }],
])("a scan with %s is refused", async (_, scan) => {
  await fill(`refused${String(nextId)}`, "VALUES (1, 1, 'x')");
  const reply = await reader.run({
    id: nextId++,
    steps: [{ ...scanOf("told"), scan }],
  });
  expect(reply.error?.code).toBe("BAD_REQUEST");
});
