import { Edge } from "./support/edge";
import type { ShardSocket } from "./support/shard-socket";
import { Tx } from "./support/tx";

/** Statements of transactions that are certain are run at COMMIT, as they were sent; nobody may notice. */
let edge: Edge;
let a: ShardSocket;
let b: ShardSocket;

beforeAll(async () => {
  edge = await Edge.start({ EDGESQL_MAX_TRANSACTION_CHARS: "200000" });
  await edge.define([
    "CREATE TABLE t (id INTEGER PRIMARY KEY, n INTEGER, v TEXT)",
    "CREATE TABLE u (id INTEGER PRIMARY KEY, n INTEGER, code TEXT)",
    "CREATE UNIQUE INDEX `u.code` ON u (code)",
  ]);
  a = await edge.socket();
  b = await edge.socket();
});

afterAll(async () => {
  await a.close();
  await b.close();
  await edge.stop();
});

beforeEach(async () => {
  await a.steps([
    { sql: "DELETE FROM t" },
    { sql: "DELETE FROM u" },
    { sql: "INSERT INTO t VALUES (1, 10, 'one'), (2, 20, 'two'), (3, 30, 'three')" },
    { sql: "INSERT INTO u VALUES (1, 10, 'one'), (2, 20, 'two')" },
  ]);
});

const T = "SELECT id, n FROM t ORDER BY id";
const U = "SELECT id, n, code FROM u ORDER BY id";
const of = (table: string, ...ids: number[]): Record<string, unknown> => ({
  keys: { [table]: ids.map((id) => `[${String(id)}]`) },
});

/** Two transactions do the same, one of which looks at its rows before its COMMIT. */
test.each([false, true])(
  "several statements are committed together, looked at before: %s",
  async (isLookedAt) => {
    const tx = new Tx(a);
    await tx.done("UPDATE t SET n = n + ? WHERE id = 1", { params: [5], ...of("t", 1) });
    await tx.done("INSERT INTO t (id, n) VALUES (4, 40), (5, 50)");
    await tx.done("DELETE FROM t WHERE id = 3", of("t", 3));
    await tx.done("INSERT INTO u (id, n, code) VALUES (3, 30, 'three')");
    const rows = [
      [1, 15],
      [2, 20],
      [4, 40],
      [5, 50],
    ];
    if (isLookedAt) expect(await tx.read(T)).toEqual(rows);
    expect((await tx.commit()).error).toBeUndefined();
    expect(await b.query(T)).toEqual(rows);
    expect(await b.query(U)).toEqual([
      [1, 10, "one"],
      [2, 20, "two"],
      [3, 30, "three"],
    ]);
  },
);

test("rows are changed twice, inserted and deleted, and inserted in the place of deleted ones", async () => {
  const tx = new Tx(a);
  await tx.done("UPDATE t SET n = n + 1 WHERE id = 1", of("t", 1));
  await tx.done("UPDATE t SET n = n * 2 WHERE id = 1", of("t", 1));
  await tx.done("INSERT INTO t (id, n) VALUES (4, 40)");
  await tx.done("DELETE FROM t WHERE id = 4", of("t", 4));
  await tx.done("DELETE FROM t WHERE id = 2", of("t", 2));
  await tx.done("INSERT INTO t (id, n) VALUES (2, 99)");
  await tx.done("DELETE FROM u WHERE id = 1", of("u", 1));
  await tx.done("INSERT INTO u (id, n, code) VALUES (7, 70, 'one')");
  expect((await tx.write("INSERT INTO u (id, n, code) VALUES (8, 80, 'one')")).error?.code).toBe(
    "CONSTRAINT_UNIQUE",
  );
  expect((await tx.commit()).error).toBeUndefined();
  expect(await b.query(T)).toEqual([
    [1, 22],
    [2, 99],
    [3, 30],
  ]);
  expect(await b.query(U)).toEqual([
    [2, 20, "two"],
    [7, 70, "one"],
  ]);
});

test("ROLLBACK TO takes them back, whether they have been looked at or not", async () => {
  const tx = new Tx(a);
  await tx.done("UPDATE t SET n = 11 WHERE id = 1", of("t", 1));
  const first = tx.at;
  await tx.done("UPDATE t SET n = 21 WHERE id = 2", of("t", 2));
  tx.at = first;
  expect(await tx.read(T)).toEqual([
    [1, 11],
    [2, 20],
    [3, 30],
  ]);
  await tx.done("UPDATE t SET n = 31 WHERE id = 3", of("t", 3));
  tx.at = 0;
  await tx.done("INSERT INTO t (id, n) VALUES (4, 40)");
  expect((await tx.commit()).error).toBeUndefined();
  expect(await b.query(T)).toEqual([
    [1, 10],
    [2, 20],
    [3, 30],
    [4, 40],
  ]);
});

test("a row that comes to meet the condition meanwhile is left alone", async () => {
  const tx = new Tx(a);
  await tx.done("UPDATE t SET n = 0 WHERE n > 25");
  await tx.done("UPDATE t SET n = 1 WHERE id IN (1, 2) AND n > 15", of("t", 1, 2));
  await b.steps([{ sql: "UPDATE t SET n = 100 WHERE id = 1" }]);
  expect((await tx.commit()).error).toBeUndefined();
  expect(await b.query(T)).toEqual([
    [1, 100],
    [2, 1],
    [3, 0],
  ]);
});

test("a row is locked from the statement on, not from its COMMIT on", async () => {
  const tx = new Tx(a);
  await tx.done("UPDATE t SET n = n + 1 WHERE id = 1", of("t", 1));
  const other = new Tx(b);
  const waiting = await other.write("UPDATE t SET n = n + 1 WHERE id = 1", {
    ...of("t", 1),
    lockWaitMs: 200,
  });
  expect(waiting.error?.code).toBe("LOCK_TIMEOUT");
  await tx.commit();
  await other.done("UPDATE t SET n = n + 1 WHERE id = 1", of("t", 1));
  await other.commit();
  expect(await b.query("SELECT n FROM t WHERE id = 1")).toEqual([[12]]);
});

test("what a random function gives is the same whenever the transaction looks at it, and after COMMIT", async () => {
  const tx = new Tx(a);
  await tx.done("UPDATE t SET n = random() WHERE id = 1", of("t", 1));
  const [first] = await tx.read("SELECT CAST(n AS TEXT) FROM t WHERE id = 1");
  expect(await tx.read("SELECT CAST(n AS TEXT) FROM t WHERE id = 1")).toEqual([first]);
  await tx.commit();
  expect(await b.query("SELECT CAST(n AS TEXT) FROM t WHERE id = 1")).toEqual([first]);
});

test("rows that would be too many to be held can be committed, though not looked at before", async () => {
  const tx = new Tx(a);
  for (const id of [1, 2, 3]) {
    await tx.done(`UPDATE t SET v = hex(zeroblob(40000)) WHERE id = ${String(id)}`, of("t", id));
  }
  expect((await tx.readReply("SELECT count(*) FROM t")).error?.code).toBe("TRANSACTION_TOO_LARGE");
  expect((await tx.commit()).error).toBeUndefined();
  expect(await b.query("SELECT id, length(v) FROM t ORDER BY id")).toEqual([
    [1, 80_000],
    [2, 80_000],
    [3, 80_000],
  ]);
});

test("AUTO_INCREMENT values that COMMIT brings outlive the object's memory", async () => {
  const insert = "INSERT INTO t (id, n) SELECT CAST(?1 ->> key AS INTEGER), value FROM json_each(?2)";
  const give = { params: ["", "[1,2]"], auto: { table: "t", ids: [null, null], param: 0 } };
  const next = async (): Promise<unknown> => {
    const reply = await b.run({ steps: [{ sql: insert, ...give, params: ["", "[0,0]"] }] });
    return reply.results?.[0]?.ids?.[0];
  };
  await b.steps([{ sql: "DELETE FROM t" }]);
  const tx = new Tx(a);
  const reply = await a.run({
    steps: [{ sql: insert, ...give }],
    end: "rollback",
    tx: { id: tx.id, at: 0, n: 1 },
  });
  expect(reply.error).toBeUndefined();
  const last = Number(reply.results?.[0]?.ids?.[1]);
  tx.at = 1;
  expect((await tx.commit()).error).toBeUndefined();
  await edge.evict("acme/shop/main");
  a.socket.terminate();
  b.socket.terminate();
  a = await edge.socket();
  b = await edge.socket();
  expect(Number(await next())).toBe(last + 1);
});

test("a table that is changed meanwhile takes them, or loses the transaction", async () => {
  await edge.define(["CREATE TABLE altered (id INTEGER PRIMARY KEY, n INTEGER)"]);
  const tx = new Tx(a);
  await tx.done("INSERT INTO altered (id, n) VALUES (1, 1)");
  await edge.define(["ALTER TABLE altered ADD COLUMN more TEXT"]);
  expect((await tx.commit()).error).toBeUndefined();
  expect(await b.query("SELECT * FROM altered")).toEqual([[1, 1, null]]);
  const lost = new Tx(a);
  await lost.done("INSERT INTO altered (id, n) VALUES (2, 2)");
  await edge.define(["DROP TABLE altered"]);
  expect((await lost.commit()).error?.code).toBe("LOCKS_LOST");
});
