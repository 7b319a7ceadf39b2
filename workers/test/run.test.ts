import { Edge, token } from "./support/edge";
import type { ShardSocket } from "./support/shard-socket";

let edge: Edge;
let shard: ShardSocket;

beforeAll(async () => {
  edge = await Edge.start();
  await edge.define([
    "CREATE TABLE t (id INTEGER PRIMARY KEY, v TEXT UNIQUE, n INTEGER NOT NULL DEFAULT 0 CHECK (n >= 0))",
    "CREATE TABLE child (id INTEGER PRIMARY KEY, t INTEGER REFERENCES t(id))",
    "CREATE TABLE loose (a, b)",
    "CREATE TABLE strict_one (a INT) STRICT",
    "CREATE TRIGGER t_bad BEFORE INSERT ON t WHEN NEW.v = 'bad' BEGIN SELECT RAISE(ABORT, 'edge: v (bad) refused'); END",
    "CREATE TRIGGER t_fk BEFORE INSERT ON t WHEN NEW.v = 'fk' AND (SELECT value FROM _edge_flags WHERE name = 'foreign_keys') BEGIN SELECT RAISE(ABORT, 'fk is on'); END",
  ]);
  shard = await edge.socket();
});

afterAll(async () => {
  await shard.close();
  await edge.stop();
});

beforeEach(async () => {
  await shard.steps([
    { sql: "DELETE FROM child" },
    { sql: "DELETE FROM t" },
    { sql: "DELETE FROM loose" },
    { sql: "INSERT INTO t (id, v) VALUES (1, 'a'), (2, 'b'), (3, 'c')" },
  ]);
});

const rowsOfT = (): Promise<unknown[][]> => shard.query("SELECT id, v FROM t ORDER BY id");
const UNTOUCHED = [
  [1, "a"],
  [2, "b"],
  [3, "c"],
];

describe("results", () => {
  test("hold columns and rows when asked, duplicates of names kept", async () => {
    const [result] = await shard.steps([
      { sql: "SELECT id, v, id FROM t WHERE id < ?", params: [3], rows: true },
    ]);
    expect(result).toEqual({
      columns: ["id", "v", "id"],
      rows: [
        [1, "a", 1],
        [2, "b", 2],
      ],
      changes: 0,
      read: 3,
      written: 0,
    });
  });

  test("hold counts only when no rows are asked for", async () => {
    const [result] = await shard.steps([{ sql: "SELECT * FROM t" }]);
    expect(result).toEqual({ changes: 0, read: 3, written: 0 });
  });

  test("count the rows changed, not the index entries written", async () => {
    const [result] = await shard.steps([{ sql: "UPDATE t SET v = v || 'x' WHERE id > 1" }]);
    expect(result).toMatchObject({ changes: 2 });
    expect(result?.written).toBeGreaterThan(2);
  });

  test("count a delete of everything", async () => {
    const [result] = await shard.steps([{ sql: "DELETE FROM t" }]);
    expect(result).toMatchObject({ changes: 3 });
  });

  test("hold the rows of RETURNING and count its changes", async () => {
    const [result] = await shard.steps([{ sql: "UPDATE t SET n = id RETURNING n", rows: true }]);
    expect(result).toMatchObject({ rows: [[1], [2], [3]], changes: 3 });
  });

  test("run a write to its end though its rows are not asked for", async () => {
    await shard.steps([{ sql: "INSERT INTO loose SELECT id, v FROM t RETURNING a" }]);
    expect(await shard.query("SELECT count(*) FROM loose")).toEqual([[3]]);
  });

  test("carry a change sequence that grows with committed writes alone", async () => {
    const read = { steps: [{ sql: "SELECT 1" }] };
    const write = { steps: [{ sql: "UPDATE t SET n = n + 1" }] };
    const before = (await shard.run({ ...read })).ver ?? 0;
    expect((await shard.run({ ...write })).ver).toBe(before + 1);
    expect((await shard.run({ ...write, end: "rollback" })).ver).toBe(before + 1);
    expect((await shard.run({ steps: [{ sql: "UPDATE t SET n = 1 WHERE id = 99" }] })).ver).toBe(before + 1);
    expect((await shard.run({ ...read })).ver).toBe(before + 1);
  });
});

describe("values", () => {
  test("come out as null, text, number and base64", async () => {
    const [row] = await shard.query("SELECT NULL, 'ö\u{1F600}', 5, 2.5, x'00ff10', x''");
    expect(row).toEqual([null, "ö\u{1F600}", 5, 2.5, { $b: "AP8Q" }, { $b: "" }]);
  });

  test("go in as null, text, REAL and BLOB", async () => {
    const params = [null, "7", 7, { $b: "AP8Q" }];
    const kinds = await shard.query("SELECT typeof(?), typeof(?), typeof(?), typeof(?)", ...params);
    expect(kinds).toEqual([["null", "text", "real", "blob"]]);
    expect(await shard.query("SELECT hex(?)", { $b: "AP8Q" })).toEqual([["00FF10"]]);
  });

  test("beyond 2^53 are exact as text", async () => {
    const big = "9223372036854775807";
    await shard.steps([{ sql: "INSERT INTO loose (a) VALUES (CAST(? AS INTEGER))", params: [big] }]);
    expect(await shard.query("SELECT CAST(a AS TEXT) FROM loose")).toEqual([[big]]);
  });

  test("may be blobs of a megabyte", async () => {
    const base64 = Buffer.alloc(1_000_000, 7).toString("base64");
    await shard.steps([{ sql: "INSERT INTO loose (a) VALUES (?)", params: [{ $b: base64 }] }]);
    expect(await shard.query("SELECT a, length(a) FROM loose")).toEqual([[{ $b: base64 }, 1_000_000]]);
  });

  test.each([[true], [[1]], [{ b: "x" }], [{ $b: 5 }], [{ $b: "***" }]])("%j is refused", async (value) => {
    expect(await shard.fail([{ sql: "SELECT ?", params: [value] }])).toMatchObject({
      code: "BAD_REQUEST",
      step: 0,
    });
  });
});

describe("transactions", () => {
  test("a failing step undoes the whole request", async () => {
    const error = await shard.fail([
      { sql: "UPDATE t SET n = 5" },
      { sql: "INSERT INTO t (v) VALUES ('new')" },
      { sql: "INSERT INTO t (id) VALUES (1)" },
    ]);
    expect(error).toMatchObject({
      code: "CONSTRAINT_PRIMARYKEY",
      message: "UNIQUE constraint failed: t.id",
      step: 2,
    });
    expect(await rowsOfT()).toEqual(UNTOUCHED);
  });

  test("end=rollback computes everything and undoes it, DDL too", async () => {
    const results = await shard.steps(
      [
        { sql: "CREATE TABLE gone (a)" },
        { sql: "DELETE FROM t WHERE id = 1" },
        { sql: "SELECT id FROM t", rows: true },
      ],
      { end: "rollback" },
    );
    expect(results[2]?.rows).toEqual([[2], [3]]);
    expect(await rowsOfT()).toEqual(UNTOUCHED);
    expect((await shard.fail([{ sql: "SELECT * FROM gone" }])).message).toContain("no such table");
  });

  test("one failing request does not touch the others of its frame", async () => {
    const replies = await shard.runAll([
      { steps: [{ sql: "UPDATE t SET n = 1 WHERE id = 1" }] },
      { steps: [{ sql: "UPDATE t SET n = -1 WHERE id = 2" }] },
      { steps: [{ sql: "UPDATE t SET n = 3 WHERE id = 3" }] },
    ]);
    expect(replies.map((reply) => reply.error?.code)).toEqual([undefined, "CONSTRAINT_CHECK", undefined]);
    expect(await shard.query("SELECT n FROM t ORDER BY id")).toEqual([[1], [0], [3]]);
  });

  test.each(["BEGIN", "COMMIT", "SAVEPOINT a"])("%s is refused", async (sql) => {
    expect((await shard.fail([{ sql }])).code).toBe("SQL");
  });

  test("a request without steps is answered", async () => {
    expect(await shard.steps([])).toEqual([]);
  });
});

describe("expect and when", () => {
  test("expect passes when the count is right and undoes everything otherwise", async () => {
    await shard.steps([{ sql: "UPDATE t SET n = 1", expect: 3 }]);
    const error = await shard.fail([
      { sql: "UPDATE t SET n = 2" },
      { sql: "DELETE FROM t WHERE id > 1", expect: 1 },
    ]);
    expect(error).toMatchObject({ code: "CONFLICT", step: 1, retryable: false });
    expect(await shard.query("SELECT DISTINCT n FROM t")).toEqual([[1]]);
  });

  test("when runs a step only after that many changes", async () => {
    const results = await shard.steps([
      { sql: "UPDATE t SET n = 7 WHERE id = 50" },
      { sql: "INSERT INTO t (id, n) VALUES (50, 7)", when: { step: 0, changes: 0 } },
      { sql: "DELETE FROM t", when: { step: 0, changes: 1 } },
      { sql: "SELECT count(*) FROM t", rows: true, when: { step: 2, changes: 0 } },
    ]);
    expect(results[1]).toMatchObject({ changes: 1 });
    expect(results[2]).toEqual({ changes: 0, read: 0, written: 0, skipped: true });
    expect(results[3]?.rows).toEqual([[4]]);
  });
});

describe("flags", () => {
  const insert = { sql: "INSERT INTO t (v) VALUES ('fk')" };

  test("are read by triggers and reset at the end of the request", async () => {
    await shard.steps([insert], { flags: { foreignKeys: false } });
    await shard.steps([{ sql: "DELETE FROM t WHERE v = 'fk'" }]);
    expect(await shard.fail([insert])).toMatchObject({ code: "CONSTRAINT_TRIGGER", message: "fk is on" });
  });

  test.each(["rollback", "a failure"])("are reset after %s", async (how) => {
    const steps = how === "rollback" ? [insert] : [insert, { sql: "nonsense" }];
    await shard.run({ steps, end: "rollback", flags: { foreignKeys: false, uniqueChecks: false } });
    expect(await shard.query("SELECT min(value) FROM _edge_flags")).toEqual([[1]]);
  });
});

describe("errors", () => {
  test.each([
    ["INSERT INTO t (v) VALUES ('a')", "CONSTRAINT_UNIQUE", "UNIQUE constraint failed: t.v"],
    ["INSERT INTO t (id) VALUES (1)", "CONSTRAINT_PRIMARYKEY", "UNIQUE constraint failed: t.id"],
    ["INSERT INTO t (n) VALUES (NULL)", "CONSTRAINT_NOTNULL", "NOT NULL constraint failed: t.n"],
    ["INSERT INTO t (n) VALUES (-1)", "CONSTRAINT_CHECK", "CHECK constraint failed: n >= 0"],
    ["INSERT INTO t (v) VALUES ('bad')", "CONSTRAINT_TRIGGER", "edge: v (bad) refused"],
    ["INSERT INTO child (t) VALUES (77)", "CONSTRAINT_FOREIGNKEY", "FOREIGN KEY constraint failed"],
    [
      "INSERT INTO strict_one VALUES ('x')",
      "CONSTRAINT_OTHER",
      "cannot store TEXT value in INT column strict_one.a",
    ],
    ["SELECT * FROM nowhere", "SQL", "no such table: nowhere"],
    ["SELEC 1", "SQL", 'near "SELEC": syntax error at offset 0'],
    ["SELECT ?", "SQL", "Wrong number of parameter bindings for SQL query."],
  ])("%s gives %s", async (sql, code, message) => {
    expect(await shard.fail([{ sql }])).toEqual({ code, message, retryable: false, step: 0 });
  });
});

describe("rowsParam", () => {
  const insert = "INSERT INTO t (id, v) SELECT value->>0, value->>1 FROM json_each(?)";
  const rows = (...all: [string, string][]): string =>
    `[${all.map(([id, v]) => `[${id},"${v}"]`).join(" , ")}]`;

  test("tells the first row that fails", async () => {
    const params = [rows(["10", "x"], ["11", "b"], ["1", "y"])];
    const error = await shard.fail([{ sql: insert, params, rowsParam: 0 }]);
    expect(error).toMatchObject({
      code: "CONSTRAINT_UNIQUE",
      message: "UNIQUE constraint failed: t.v",
      row: 1,
    });
    expect(await rowsOfT()).toEqual(UNTOUCHED);
  });

  test("tells a row that doubles another of the same statement, and counts earlier steps", async () => {
    const params = [rows(["10", "x"], ["11", "new"], ["12", "x"])];
    const first = { sql: "INSERT INTO t (v) VALUES ('new')" };
    expect(await shard.fail([first, { sql: insert, params, rowsParam: 0 }])).toMatchObject({
      step: 1,
      row: 1,
    });
    expect(await shard.fail([{ sql: insert, params, rowsParam: 0 }])).toMatchObject({ step: 0, row: 2 });
  });

  test("keeps integers beyond 2^53 and awkward strings as they are", async () => {
    const params = ['[[9007199254740993, "],[\\"{"], [9007199254740993, "z"]]'];
    const error = await shard.fail([{ sql: insert, params, rowsParam: 0 }]);
    expect(error).toMatchObject({ code: "CONSTRAINT_PRIMARYKEY", row: 1 });
  });

  test("is silent for other errors", async () => {
    const error = await shard.fail([{ sql: `${insert} WHERE nothing`, params: ["[[1]]"], rowsParam: 0 }]);
    expect(error).toMatchObject({ code: "SQL" });
    expect(error.row).toBeUndefined();
  });
});

describe("rights", () => {
  const open = (...rights: string[]): Promise<ShardSocket> => edge.socket("main", token({ rights }));

  test("read may read", async () => {
    const reader = await open("read");
    expect(await reader.query("WITH x AS (SELECT id FROM t) SELECT count(*) FROM x")).toEqual([[3]]);
  });

  test.each([
    "DELETE FROM t",
    "WITH x AS (SELECT 1) UPDATE t SET n = 1",
    "SELECT 1; DELETE FROM t",
    "/* SELECT */ INSERT INTO t (v) VALUES ('w')",
    "DROP TABLE t",
    "-- \nDROP TABLE t",
    "SELECT 1; ; DROP TABLE t",
    "CREATE TABLE stolen (a)",
  ])("read may not: %s", async (sql) => {
    const reader = await open("read");
    for (const end of ["commit", "rollback"]) {
      // A text of its own: the runtime refuses to run the first of several statements of one text twice.
      const text = `${sql}
-- ${end}`;
      expect(await reader.fail([{ sql: text.replace("1;", `'${end}';`) }], { end })).toMatchObject({
        code: "FORBIDDEN",
        step: 0,
      });
    }
    expect(await rowsOfT()).toEqual(UNTOUCHED);
  });

  test("write may write but not define", async () => {
    const writer = await open("read", "write");
    await writer.steps([{ sql: "UPDATE t SET n = 1" }]);
    expect(await writer.fail([{ sql: "DROP TABLE t" }])).toMatchObject({ code: "FORBIDDEN" });
  });

  test("read may not give out AUTO_INCREMENT values nor record writes", async () => {
    const reader = await open("read");
    const step = { sql: "SELECT ?", params: [""], auto: { table: "stolen", ids: [null], param: 0 } };
    expect(await reader.fail([step])).toMatchObject({ code: "FORBIDDEN" });
    expect(await reader.fail([], { write: { session: "r", seq: 1 } })).toMatchObject({ code: "FORBIDDEN" });
    expect(await shard.query("SELECT * FROM _edge_auto WHERE tbl = 'stolen'")).toEqual([]);
  });
});

test("one request over HTTP is answered like one on a socket", async () => {
  const request = { id: 5, steps: [{ sql: "SELECT v FROM t WHERE id = 2", rows: true }] };
  const answer = await edge.http("POST", "/v1/shards/main/run", request);
  expect(answer).toMatchObject({
    status: 200,
    body: { id: 5, results: [{ columns: ["v"], rows: [["b"]] }] },
  });
});

test("64 requests a frame from many sockets are all answered", async () => {
  const sockets = await Promise.all(Array.from({ length: 8 }, () => edge.socket()));
  const step = { sql: "UPDATE t SET n = n + 1 WHERE id = 1" };
  const frames = sockets.map((one) => one.runAll(Array.from({ length: 64 }, () => ({ steps: [step] }))));
  const replies = (await Promise.all(frames)).flat();
  expect(new Set(replies.map((reply) => reply.ver)).size).toBe(8 * 64);
  expect(await shard.query("SELECT n FROM t WHERE id = 1")).toEqual([[8 * 64]]);
});
