import { Edge } from "./support/edge";
import type { ShardSocket } from "./support/shard-socket";

const OBJECT = "acme/shop/main";

let edge: Edge;
let shard: ShardSocket;

beforeAll(async () => {
  edge = await Edge.start();
  await edge.define([
    "CREATE TABLE t (id INTEGER PRIMARY KEY, v TEXT, u TEXT)",
    'CREATE UNIQUE INDEX "t.u" ON t (substr(u, 1, 3) COLLATE NOCASE, v)',
    "CREATE TABLE pair (a TEXT, b INTEGER, v, PRIMARY KEY (a, b)) WITHOUT ROWID",
    "CREATE TABLE keyless (v)",
    "CREATE TABLE bin (id BLOB PRIMARY KEY, r REAL) WITHOUT ROWID",
    "CREATE TABLE exact (id INTEGER PRIMARY KEY, v, g AS (v || '!') STORED, w INTEGER)",
    `CREATE TABLE wide (id INTEGER PRIMARY KEY, ${Array.from({ length: 90 }, (_, i) => `c${String(i)}`).join(", ")})`,
    "CREATE TABLE audit (t INTEGER)",
    "CREATE TRIGGER t_audit AFTER UPDATE ON t BEGIN INSERT INTO audit VALUES (NEW.id); END",
  ]);
  shard = await edge.socket();
});

afterAll(async () => {
  await shard.close();
  await edge.stop();
});

let reasons = 0;
let since = 0;

const run = async (...statements: string[]): Promise<void> => {
  await shard.steps(statements.map((sql) => ({ sql })));
};
const newest = async (): Promise<number> => {
  const [row] = await shard.query("SELECT coalesce(max(seq), 0) FROM _edge_log");
  return Number(row?.[0]);
};
const logged = (columns: string): Promise<unknown[][]> =>
  shard.query(`SELECT ${columns} FROM _edge_log WHERE seq > ${String(since)} ORDER BY seq`);

async function want(what: "keys" | "images", tables?: string[]): Promise<void> {
  await edge.want(OBJECT, `r${String(reasons++)}`, what, tables);
  since = await newest();
}

afterEach(async () => {
  for (let i = 0; i < reasons; i++) await edge.unwant(OBJECT, `r${String(i)}`);
  await run(
    "DELETE FROM t",
    "DELETE FROM audit",
    "DELETE FROM pair",
    "DELETE FROM keyless",
    "DELETE FROM bin",
    "DELETE FROM exact",
  );
});

test("nothing is written while nobody wants it, and no trigger is made", async () => {
  since = await newest();
  await run("INSERT INTO t VALUES (1, 'a', 'u')", "UPDATE t SET v = 'b'", "DELETE FROM t");
  expect(await logged("*")).toEqual([]);
});

test("inserts, updates, deletes and changes of keys are told with the commit's ver", async () => {
  await want("keys", ["t", "pair"]);
  await run("INSERT INTO t VALUES (1, 'a', 'u'), (2, 'b', 'u')");
  await run(
    "UPDATE t SET v = 'c' WHERE id = 1",
    "UPDATE t SET id = 9 WHERE id = 2",
    "DELETE FROM t WHERE id = 1",
  );
  await run("INSERT INTO pair VALUES ('it''s', 9007199254740993, 1)");
  const rows = await logged("tbl, key, op, before");
  expect(rows).toEqual([
    ["t", "[1]", "I", null],
    ["t", "[2]", "I", null],
    ["t", "[1]", "U", null],
    ["t", "[2]", "D", null],
    ["t", "[9]", "I", null],
    ["t", "[1]", "D", null],
    ["pair", '["it\'s",9007199254740993]', "I", null],
  ]);
  const vers = (await logged("ver")).flat() as number[];
  expect(new Set(vers.slice(2, 6)).size).toBe(1);
  expect(vers[2]).toBe((vers[0] as number) + 1);
  expect(vers[6]).toBe((vers[0] as number) + 2);
});

test("a table that nobody wants stays silent beside one that is wanted", async () => {
  await want("keys", ["pair"]);
  await run("INSERT INTO t VALUES (1, 'a', 'u')", "INSERT INTO pair VALUES ('a', 1, 1)");
  expect(await logged("tbl")).toEqual([["pair"]]);
});

test("what is undone leaves nothing", async () => {
  await want("keys");
  await shard.steps([{ sql: "INSERT INTO t VALUES (1, 'a', 'u')" }], { end: "rollback" });
  await shard.fail([
    { sql: "INSERT INTO t VALUES (1, 'a', 'u')" },
    { sql: "INSERT INTO t VALUES (1, 'a', 'u')" },
  ]);
  expect(await logged("*")).toEqual([]);
});

test("rows changed by triggers are told, and rows without a key by their rowid", async () => {
  await want("keys");
  await run("INSERT INTO t VALUES (5, 'a', 'u')", "UPDATE t SET v = 'b'", "INSERT INTO keyless VALUES ('x')");
  const rows = await logged("tbl, op, key");
  expect(rows).toContainEqual(["audit", "I", "[1]"]);
  expect(rows).toContainEqual(["t", "U", "[5]"]);
  expect(rows).toContainEqual(["keyless", "I", "[1]"]);
});

test("rows that REPLACE deletes are told, by whatever unique key they stood in the way", async () => {
  await run("INSERT INTO t VALUES (1, 'a', 'abcd'), (2, 'b', 'efgh'), (3, 'c', 'ijkl')");
  await want("keys", ["t"]);
  await run("INSERT OR REPLACE INTO t VALUES (1, 'b', 'EFGx')");
  expect((await logged("key")).flat().sort()).toEqual(["[1]", "[1]", "[2]"]);
});

test("images hold every value exactly", async () => {
  const values = [
    "NULL",
    "9223372036854775807",
    "-9223372036854775808",
    "0.1",
    "1.7976931348623157e308",
    "5e-324",
    "-1e300",
    "1e22",
    "0.0",
    "''",
    "'it''s'",
    "'a' || char(0) || 'b'",
    "'12'",
    "x''",
    "x'00ff'",
    "'é😀'",
    "'t'",
  ];
  await run(
    ...values.map(
      (value, i) => `INSERT INTO exact (id, v, w) VALUES (${String(i + 1)}, ${value}, 9007199254740993)`,
    ),
  );
  const before = await shard.query(
    "SELECT id, quote(v), typeof(v), hex(v), CAST(w AS TEXT) FROM exact ORDER BY id",
  );
  await want("images", ["exact"]);
  await run("UPDATE exact SET v = 1, w = 2", "DELETE FROM exact");
  await edge.unwant(OBJECT, `r${String(reasons - 1)}`);
  const images = await logged("before, op");
  expect(images.length).toBe(2 * values.length);
  const firsts = images.filter(([, op]) => op === "U").map(([image]) => image);
  await edge.restoreImages(OBJECT, "exact", firsts as string[]);
  expect(
    await shard.query("SELECT id, quote(v), typeof(v), hex(v), CAST(w AS TEXT) FROM exact ORDER BY id"),
  ).toEqual(before);
});

test("a wide row and a BLOB key are written down", async () => {
  await want("images", ["wide", "bin"]);
  await run("INSERT INTO wide (id, c0, c89) VALUES (1, 'first', 'last')", "DELETE FROM wide");
  await run("INSERT INTO bin VALUES (x'00ff', 1.5)", "DELETE FROM bin");
  const rows = await logged("key, op, before");
  const image = JSON.parse(rows[1]?.[2] as string) as unknown[][];
  expect(image[2]?.[26]).toBe("tlast");
  expect(rows.slice(2)).toEqual([
    ['[{"x":"00FF"}]', "I", null],
    ['[{"x":"00FF"}]', "D", '["x00FF","r1.5"]'],
  ]);
});

test("the log follows tables that are altered, renamed and dropped", async () => {
  await edge.define([
    "CREATE TABLE moving (id INTEGER PRIMARY KEY, gone, v)",
    "CREATE TABLE dying (id INTEGER PRIMARY KEY)",
  ]);
  await want("images");
  await run("INSERT INTO moving VALUES (1, 'g', 'v')", "INSERT INTO dying VALUES (1)");
  await edge.define([
    "ALTER TABLE moving DROP COLUMN gone",
    "ALTER TABLE moving ADD COLUMN extra",
    "ALTER TABLE moving RENAME TO moved",
    "DROP TABLE dying",
  ]);
  since = await newest();
  await run("UPDATE moved SET extra = 7");
  expect(await logged("tbl, key, op, before")).toEqual([["moved", "[1]", "U", '[1,"tv",null]']]);
});

test("wants end with the object's memory, and an old level is taken back with the next write", async () => {
  await want("keys", ["t"]);
  await run("INSERT INTO t VALUES (1, 'a', 'u')");
  await edge.evict(OBJECT);
  shard = await edge.socket();
  await run("INSERT INTO t VALUES (2, 'b', 'u')");
  since = await newest();
  await run("INSERT INTO t VALUES (3, 'c', 'u')");
  expect(await logged("*")).toEqual([]);
});
