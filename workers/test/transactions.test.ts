import { Edge } from "./support/edge";
import type { Reply, ShardSocket } from "./support/shard-socket";
import { Tx } from "./support/tx";

const OBJECT = "acme/shop/main";

let edge: Edge;
let a: ShardSocket;
let b: ShardSocket;
let seqs = 0;

beforeAll(async () => {
  edge = await Edge.start({ EDGESQL_MAX_TRANSACTION_CHARS: "200000", EDGESQL_MAX_LOG_ROWS: "2000" });
  await edge.define([
    "CREATE TABLE t (id INTEGER PRIMARY KEY, v TEXT, u TEXT, n INTEGER)",
    'CREATE UNIQUE INDEX "t.u" ON t (u COLLATE NOCASE)',
    "CREATE TABLE other (id INTEGER PRIMARY KEY, v)",
    "CREATE TABLE keyless (v)",
    "CREATE TABLE plain (id INTEGER PRIMARY KEY, v TEXT, r REAL) STRICT",
    "CREATE TABLE named (name TEXT COLLATE NOCASE, v, PRIMARY KEY (name)) WITHOUT ROWID",
    "CREATE TABLE audit (line TEXT)",
    "CREATE TABLE watched (id INTEGER PRIMARY KEY, v)",
    "CREATE TRIGGER watched_audit AFTER UPDATE ON watched WHEN NEW.v <> 'silent' BEGIN INSERT INTO audit VALUES (OLD.v || '>' || NEW.v); END",
    "CREATE TABLE parent (id INTEGER PRIMARY KEY)",
    "CREATE TABLE child (id INTEGER PRIMARY KEY, parent INTEGER)",
    "CREATE TRIGGER \"child.fk.p.insert\" AFTER INSERT ON child WHEN (SELECT value FROM _edge_flags WHERE name = 'foreign_keys') = 1 AND NOT EXISTS (SELECT 1 FROM `parent` AS p WHERE `p`.`id` = `NEW`.`parent`) BEGIN SELECT RAISE(ABORT, 'CHILD:p'); END",
  ]);
  a = await edge.socket();
  b = await edge.socket();
});

afterAll(async () => {
  await a.close();
  await b.close();
  await edge.stop();
});

afterEach(async () => {
  await a.steps(
    ["t", "other", "keyless", "named", "audit", "watched", "child", "parent"].map((table) => ({
      sql: `DELETE FROM ${table}`,
    })),
  );
});

const all = (sql: string): Promise<unknown[][]> => b.query(sql);
const T = "SELECT id, v FROM t ORDER BY id";
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

async function isPending(promise: Promise<unknown>): Promise<boolean> {
  return (await Promise.race([promise.then(() => "done"), pause(150).then(() => "pending")])) === "pending";
}

describe("what a transaction has written", () => {
  test("is seen by itself alone until COMMIT, and then by all", async () => {
    await a.steps([{ sql: "INSERT INTO t VALUES (1, 'a', 'ua', 1), (2, 'b', 'ub', 2)" }]);
    const tx = new Tx(a);
    await tx.done("UPDATE t SET v = 'A' WHERE id = 1");
    await tx.done("INSERT INTO t VALUES (3, 'c', 'uc', 9007199254740993)");
    await tx.done("DELETE FROM t WHERE id = 2");
    const own = [
      [1, "A"],
      [3, "c"],
    ];
    expect(await tx.read(T)).toEqual(own);
    expect(await all(T)).toEqual([
      [1, "a"],
      [2, "b"],
    ]);
    expect((await tx.commit()).error).toBeUndefined();
    expect(await all(T)).toEqual(own);
    expect(await all("SELECT CAST(n AS TEXT) FROM t WHERE id = 3")).toEqual([["9007199254740993"]]);
  });

  test("is gone after ROLLBACK, and from a savepoint on after ROLLBACK TO", async () => {
    const tx = new Tx(a);
    await tx.done("INSERT INTO t VALUES (1, 'a', 'ua', 1)");
    const savepoint = tx.at;
    await tx.done("UPDATE t SET v = 'b'");
    await tx.done("INSERT INTO t VALUES (2, 'x', 'ux', 1)");
    tx.at = savepoint;
    expect(await tx.read(T)).toEqual([[1, "a"]]);
    await tx.done("INSERT INTO t VALUES (3, 'c', 'uc', 1)");
    expect(await tx.read(T)).toEqual([
      [1, "a"],
      [3, "c"],
    ]);
    await tx.rollback();
    expect(await all(T)).toEqual([]);
  });

  test("is what the client was shown, whatever was random in it", async () => {
    await a.steps([{ sql: "INSERT INTO t SELECT value, 'v', 'u' || value, 0 FROM json_each('[1,2,3,4]')" }]);
    const tx = new Tx(a);
    await tx.done("UPDATE t SET v = hex(randomblob(8))");
    await tx.done("INSERT INTO other SELECT id, random() FROM t");
    const shown = await tx.read("SELECT t.v, CAST(other.v AS TEXT) FROM t JOIN other USING (id) ORDER BY id");
    expect(new Set(shown.map(([v]) => v)).size).toBe(4);
    await tx.commit();
    expect(await all("SELECT t.v, CAST(other.v AS TEXT) FROM t JOIN other USING (id) ORDER BY id")).toEqual(
      shown,
    );
  });

  test("does not fire triggers a second time", async () => {
    await a.steps([{ sql: "INSERT INTO watched VALUES (1, 'a')" }]);
    const tx = new Tx(a);
    await tx.done("UPDATE watched SET v = 'b'");
    await tx.done("UPDATE watched SET v = 'c'");
    await tx.done("UPDATE watched SET v = 'silent'");
    expect(await tx.read("SELECT line FROM audit ORDER BY rowid")).toEqual([["a>b"], ["b>c"]]);
    await tx.commit();
    expect(await all("SELECT line FROM audit ORDER BY rowid")).toEqual([["a>b"], ["b>c"]]);
    await a.steps([{ sql: "UPDATE watched SET v = 'd'" }]);
    expect(await all("SELECT count(*) FROM audit")).toEqual([[3]]);
  });

  test("sees its own rows through foreign keys", async () => {
    const tx = new Tx(a);
    expect((await tx.write("INSERT INTO child VALUES (1, 7)")).error?.message).toBe("CHILD:p");
    await tx.done("INSERT INTO parent VALUES (7)");
    await tx.done("INSERT INTO child VALUES (1, 7)");
    await tx.commit();
    expect(await all("SELECT * FROM child")).toEqual([[1, 7]]);
  });

  test("keeps rows without a key apart, though two transactions insert at once", async () => {
    const one = new Tx(a);
    const two = new Tx(b);
    await one.done("INSERT INTO keyless VALUES ('one'), ('uno')");
    await two.done("INSERT INTO keyless VALUES ('two')");
    await one.done("UPDATE keyless SET v = v || '!'");
    await one.done("INSERT INTO keyless VALUES ('last')");
    await a.steps([{ sql: "INSERT INTO keyless VALUES ('alone')" }]);
    expect(await one.read("SELECT v FROM keyless ORDER BY v")).toEqual([
      ["alone"],
      ["last"],
      ["one!"],
      ["uno!"],
    ]);
    await one.commit();
    await two.commit();
    expect(await all("SELECT v FROM keyless ORDER BY v")).toEqual([
      ["alone"],
      ["last"],
      ["one!"],
      ["two"],
      ["uno!"],
    ]);
    expect(await all("SELECT max(rowid) < 100 FROM keyless")).toEqual([[1]]);
  });

  test("meets its own duplicates, and not those that it has deleted", async () => {
    await a.steps([{ sql: "INSERT INTO t VALUES (1, 'a', 'ua', 1)" }]);
    const tx = new Tx(a);
    await tx.done("INSERT INTO t VALUES (2, 'b', 'ub', 1)");
    expect((await tx.write("INSERT INTO t VALUES (2, 'x', 'ux', 1)")).error?.code).toBe(
      "CONSTRAINT_PRIMARYKEY",
    );
    expect((await tx.write("INSERT INTO t VALUES (3, 'x', 'UB', 1)")).error?.code).toBe("CONSTRAINT_UNIQUE");
    await tx.done("DELETE FROM t WHERE id = 1");
    await tx.done("INSERT INTO t VALUES (1, 'again', 'UA', 1)");
    await tx.done("UPDATE t SET u = 'free' WHERE id = 2");
    await tx.done("INSERT INTO t VALUES (4, 'd', 'ub', 1)");
    await tx.commit();
    expect(await all(T)).toEqual([
      [1, "again"],
      [2, "b"],
      [4, "d"],
    ]);
  });

  test("survives swaps of unique values and keys in other cases of letters", async () => {
    await a.steps([
      { sql: "INSERT INTO t VALUES (1, 'a', 'x', 1), (2, 'b', 'y', 1)" },
      { sql: "INSERT INTO named VALUES ('Ann', 1)" },
    ]);
    const tx = new Tx(a);
    await tx.done("UPDATE t SET u = 'z' WHERE id = 1");
    await tx.done("UPDATE t SET u = 'x' WHERE id = 2");
    await tx.done("UPDATE t SET u = 'y' WHERE id = 1");
    await tx.done("UPDATE named SET name = 'ANN' WHERE name = 'ann'");
    await tx.done("UPDATE named SET v = 2 WHERE name = 'ann'");
    await tx.done("INSERT INTO named VALUES ('Bob', 1)");
    expect((await tx.write("INSERT INTO named VALUES ('BOB', 1)")).error?.code).toBe("CONSTRAINT_PRIMARYKEY");
    await tx.commit();
    expect(await all("SELECT id, u FROM t ORDER BY id")).toEqual([
      [1, "y"],
      [2, "x"],
    ]);
    expect(await all("SELECT name, v FROM named ORDER BY name")).toEqual([
      ["ANN", 2],
      ["Bob", 1],
    ]);
  });

  test("is bounded, and refused before anything is lost", async () => {
    const tx = new Tx(a);
    await tx.done("INSERT INTO other VALUES (1, 'small')");
    const refused = await tx.write("INSERT INTO other (id, v) VALUES (2, ?)", {
      params: ["x".repeat(300_000)],
    });
    expect(refused.error?.code).toBe("TRANSACTION_TOO_LARGE");
    await tx.commit();
    expect(await all("SELECT id, v FROM other")).toEqual([[1, "small"]]);
  });

  test("is committed once, though the reply was lost", async () => {
    const tx = new Tx(a);
    await tx.done("INSERT INTO t VALUES (1, 'a', 'ua', 1)");
    const write = { session: tx.id, seq: ++seqs };
    const request = { steps: [], tx: { id: tx.id, at: tx.at }, write, release: true };
    expect((await a.run({ ...request })).error).toBeUndefined();
    expect(await b.run({ ...request, tx: { id: tx.id, at: tx.at, boot: "another" } })).toMatchObject({
      replayed: true,
    });
    expect(await all(T)).toEqual([[1, "a"]]);
  });

  test("is done again when a statement's reply was lost, not twice", async () => {
    await a.steps([{ sql: "INSERT INTO t VALUES (1, 'a', 'ua', 0)" }]);
    const tx = new Tx(a);
    await tx.done("UPDATE t SET n = n + 1");
    const again = {
      steps: [{ sql: "UPDATE t SET n = n + 10" }],
      end: "rollback",
      tx: { id: tx.id, at: tx.at, n: 9 },
    };
    await a.run({ ...again });
    await a.run({ ...again });
    tx.at = 9;
    await tx.commit();
    expect(await all("SELECT n FROM t")).toEqual([[11]]);
  });

  test("is lost with the object's memory, and said to be", async () => {
    const tx = new Tx(a);
    await tx.done("INSERT INTO t VALUES (1, 'a', 'ua', 1)");
    await edge.evict(OBJECT);
    a = await edge.socket();
    b = await edge.socket();
    const commit = await a.run({
      steps: [],
      tx: { id: tx.id, at: tx.at },
      write: { session: tx.id, seq: ++seqs },
      release: true,
    });
    expect(commit.error?.code).toBe("LOCKS_LOST");
    expect(await all(T)).toEqual([]);
  });
});

describe("a snapshot", () => {
  beforeEach(async () => {
    await a.steps([{ sql: "INSERT INTO t VALUES (1, 'a', 'ua', 1), (2, 'b', 'ub', 2), (3, 'c', 'uc', 3)" }]);
  });

  const before = [
    [1, "a"],
    [2, "b"],
    [3, "c"],
  ];

  test("begins with the first read and stays the same whatever others commit", async () => {
    const tx = new Tx(a);
    await b.steps([{ sql: "UPDATE other SET v = 1" }]);
    expect(await tx.read(T)).toEqual(before);
    await b.steps([{ sql: "UPDATE t SET v = 'B' WHERE id = 2" }, { sql: "DELETE FROM t WHERE id = 1" }]);
    await b.steps([{ sql: "INSERT INTO t VALUES (4, 'd', 'ud', 4), (1, 'new', 'UA', 1)" }]);
    await b.steps([{ sql: "INSERT OR REPLACE INTO t VALUES (9, 'nine', 'UC', 9)" }]);
    expect(await tx.read(T)).toEqual(before);
    expect(await tx.read(T, { keys: { t: ["[2]"] } })).toContainEqual([2, "b"]);
    expect(await tx.read("SELECT count(*), max(u) FROM t")).toEqual([[3, "uc"]]);
    await tx.rollback();
    const later = new Tx(a);
    expect(await later.read(T)).toEqual([
      [1, "new"],
      [2, "B"],
      [4, "d"],
      [9, "nine"],
    ]);
    await later.rollback();
  });

  test("is told apart from the current state, which writes and locking reads see", async () => {
    const tx = new Tx(a);
    await tx.read(T);
    await b.steps([{ sql: "UPDATE t SET v = 'theirs', n = 10 WHERE id = 1" }]);
    await tx.done("UPDATE t SET n = n + 1 WHERE id = 1");
    await tx.done("INSERT INTO t VALUES (5, 'mine', 'um', 5)");
    expect(await tx.read("SELECT id, v, n FROM t WHERE id IN (1, 2, 5) ORDER BY id")).toEqual([
      [1, "theirs", 11],
      [2, "b", 2],
      [5, "mine", 5],
    ]);
    await b.steps([{ sql: "UPDATE t SET v = 'later' WHERE id = 2" }]);
    expect(await tx.read("SELECT v FROM t WHERE id = 2")).toEqual([["b"]]);
    expect(
      await tx.read("SELECT v FROM t WHERE id = 2", { tx: { id: tx.id, at: tx.at, view: "current" } }),
    ).toEqual([["later"]]);
    await tx.commit();
    expect(await all("SELECT v, n FROM t WHERE id = 1")).toEqual([["theirs", 11]]);
  });

  test("of one transaction is not disturbed by another one's end", async () => {
    const one = new Tx(a);
    const two = new Tx(b);
    await one.read(T);
    await b.steps([{ sql: "UPDATE t SET v = 'B' WHERE id = 2" }]);
    const middle = await two.read(T);
    await b.steps([{ sql: "UPDATE t SET v = 'BB' WHERE id = 2" }]);
    await one.rollback();
    expect(await two.read(T)).toEqual(middle);
    await two.rollback();
  });

  test("does not see what a commit of another transaction brings, nor fires triggers", async () => {
    await a.steps([{ sql: "INSERT INTO watched VALUES (1, 'a')" }]);
    const reader = new Tx(a);
    await reader.read("SELECT * FROM watched");
    const writer = new Tx(b);
    await writer.done("UPDATE watched SET v = 'b'");
    await writer.commit();
    expect(await reader.read("SELECT v, (SELECT count(*) FROM audit) FROM watched")).toEqual([["a", 0]]);
    await reader.rollback();
    expect(await all("SELECT v, (SELECT count(*) FROM audit) FROM watched")).toEqual([["b", 1]]);
  });

  test("that is too old ends with an error that says so", async () => {
    const tx = new Tx(a);
    await tx.read(T);
    await b.steps([
      {
        sql: "INSERT INTO other WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000) SELECT i, 0 FROM n",
      },
    ]);
    await b.steps([{ sql: "UPDATE other SET v = 1" }]);
    const reply = await tx.readReply(T);
    expect(reply.error).toMatchObject({ code: "SNAPSHOT_TOO_OLD", retryable: true });
    await tx.rollback();
  });

  test("does not show a table whose definition has changed", async () => {
    const tx = new Tx(a);
    await tx.read(T);
    await edge.define(["CREATE TABLE elsewhere (id INTEGER PRIMARY KEY)", "ALTER TABLE other ADD COLUMN w"]);
    expect(await tx.read(T)).toEqual(before);
    expect((await tx.readReply("SELECT * FROM other")).error?.code).toBe("SNAPSHOT_TOO_OLD");
    await tx.rollback();
  });
});

describe("with a transaction idle on uncommitted writes", () => {
  let idle: Tx;

  beforeEach(async () => {
    await a.steps([{ sql: "INSERT INTO t VALUES (1, 'a', 'ua', 1), (2, 'b', 'ub', 2)" }]);
    idle = new Tx(a);
    await idle.done("UPDATE t SET v = 'mine' WHERE id = 1");
  });

  afterEach(() => idle.rollback());

  test("others read, and write other rows", async () => {
    expect(await all(T)).toEqual([
      [1, "a"],
      [2, "b"],
    ]);
    await b.steps([
      { sql: "UPDATE t SET v = 'B' WHERE id = 2" },
      { sql: "INSERT INTO t VALUES (3, 'c', 'uc', 3)" },
    ]);
    expect(await idle.read(T)).toContainEqual([3, "c"]);
  });

  test("a write of the same row waits, then goes through", async () => {
    const write = b.run({ steps: [{ sql: "UPDATE t SET v = v || '!' WHERE id = 1" }], lockWaitMs: 5000 });
    expect(await isPending(write)).toBe(true);
    await idle.commit();
    expect((await write).error).toBeUndefined();
    expect(await all("SELECT v FROM t WHERE id = 1")).toEqual([["mine!"]]);
  });

  test("a write of the same row ends when its patience does", async () => {
    const reply = await b.run({ steps: [{ sql: "DELETE FROM t" }], lockWaitMs: 200 });
    expect(reply.error?.code).toBe("LOCK_TIMEOUT");
    expect(await all("SELECT count(*) FROM t")).toEqual([[2]]);
  });

  test("an insert of a value that may come or go waits for the outcome", async () => {
    await idle.done("INSERT INTO t VALUES (5, 'five', 'fresh', 5)");
    await idle.done("DELETE FROM t WHERE id = 2");
    const key = b.run({ steps: [{ sql: "INSERT INTO t VALUES (5, 'x', 'k5', 5)" }], lockWaitMs: 5000 });
    const value = b.run({ steps: [{ sql: "INSERT INTO t VALUES (6, 'x', 'FRESH', 5)" }], lockWaitMs: 5000 });
    const freed = b.run({ steps: [{ sql: "INSERT INTO t VALUES (7, 'x', 'UB', 5)" }], lockWaitMs: 5000 });
    expect(await isPending(Promise.race([key, value, freed]))).toBe(true);
    await idle.commit();
    expect((await key).error?.code).toBe("CONSTRAINT_PRIMARYKEY");
    expect((await value).error?.code).toBe("CONSTRAINT_UNIQUE");
    expect((await freed).error).toBeUndefined();
  });

  test("two transactions that want each other's rows do not wait for ever", async () => {
    const two = new Tx(b);
    await two.done("UPDATE t SET v = 'two' WHERE id = 2");
    await idle.done("UPDATE t SET n = 5 WHERE id = 1");
    await idle.done("INSERT INTO other (id, v) VALUES (1, 1), (2, 2)");
    const first = idle.write("UPDATE t SET v = 'one' WHERE id = 2");
    expect(await isPending(first)).toBe(true);
    const second = await two.write("UPDATE t SET v = 'two' WHERE id = 1");
    expect(second.error?.code).toBe("DEADLOCK");
    expect((await first).error).toBeUndefined();
    await idle.commit();
    expect(await all(T)).toEqual([
      [1, "mine"],
      [2, "one"],
    ]);
  });

  test("nobody takes away the row that a new row refers to, nor refers to one that may go", async () => {
    await a.steps([{ sql: "INSERT INTO parent VALUES (7), (8)" }]);
    await idle.done("INSERT INTO child VALUES (1, 7)");
    await idle.done("DELETE FROM parent WHERE id = 8");
    const away = await b.run({ steps: [{ sql: "DELETE FROM parent WHERE id = 7" }], lockWaitMs: 200 });
    expect(away.error?.code).toBe("LOCK_TIMEOUT");
    const late = b.run({ steps: [{ sql: "INSERT INTO child VALUES (2, 8)" }], lockWaitMs: 5000 });
    await b.steps([{ sql: "INSERT INTO child VALUES (3, 7)" }]);
    expect(await isPending(late)).toBe(true);
    await idle.commit();
    expect((await late).error?.message).toBe("CHILD:p");
  });

  test("a wait can be cancelled, and ends with its transaction", async () => {
    const alone = b.run({ id: 700_001, steps: [{ sql: "DELETE FROM t WHERE id = 1" }], lockWaitMs: 50_000 });
    expect(await isPending(alone)).toBe(true);
    b.send({ t: "cancel", ids: [700_001] });
    expect((await alone).error?.code).toBe("CANCELLED");
    const two = new Tx(b);
    const waiting = two.write("DELETE FROM t WHERE id = 1");
    expect(await isPending(waiting)).toBe(true);
    await two.rollback();
    expect((await waiting).error?.code).toBe("CANCELLED");
    expect(await all("SELECT count(*) FROM t")).toEqual([[2]]);
  });
});

describe("A change by key", () => {
  beforeEach(async () => {
    await a.steps([
      { sql: "DELETE FROM plain" },
      { sql: "INSERT INTO plain VALUES (1, 'a', 0.1), (2, 'b', -1e300), (3, 'c', NULL)" },
    ]);
  });

  test("is kept whatever it does to the key", async () => {
    const tx = new Tx(a);
    await tx.done("UPDATE plain AS t0 SET v = 'A' WHERE t0.id = 1", { keys: { plain: ["[1]"] } });
    await tx.done("UPDATE plain AS t0 SET id = 20 WHERE t0.id = 2", { keys: { plain: ["[2]"] } });
    await tx.done("DELETE FROM plain AS t0 WHERE t0.id = 3", { keys: { plain: ["[3]"] } });
    await tx.done("UPDATE plain AS t0 SET v = v || '!' WHERE t0.id = 1", { keys: { plain: ["[1]"] } });
    expect(await tx.read("SELECT v FROM plain WHERE id = 20", { keys: { plain: ["[20]"] } })).toEqual([
      ["b"],
    ]);
    expect(await all("SELECT id, v FROM plain ORDER BY id")).toEqual([
      [1, "a"],
      [2, "b"],
      [3, "c"],
    ]);
    await tx.commit();
    expect(await all("SELECT id, v, r FROM plain ORDER BY id")).toEqual([
      [1, "A!", 0.1],
      [20, "b", -1e300],
    ]);
  });

  test("that changes nothing writes nothing", async () => {
    const tx = new Tx(a);
    await tx.done("UPDATE plain AS t0 SET v = 'z' WHERE t0.id = 9", { keys: { plain: ["[9]"] } });
    const { ver } = await tx.commit();
    expect((await a.run({ steps: [] })).ver).toBe(ver);
    expect(await all("SELECT count(*) FROM plain WHERE v = 'z'")).toEqual([[0]]);
  });
});

describe("SKIP LOCKED", () => {
  const skip = (limit: number): Record<string, unknown> => ({
    steps: [
      {
        sql:
          "SELECT t0.id, json_array(t0.id) FROM t AS t0 WHERE NOT (t0.id IN (SELECT json_extract(k.value, '$[0]') " +
          `FROM json_each(?1) AS k)) ORDER BY t0.id LIMIT ${String(limit)}`,
        params: [null],
        rows: true,
        skip: [{ table: "t", mode: "X", param: 0, column: 1 }],
      },
    ],
    end: "rollback",
  });
  const rows = (reply: Reply): unknown => reply.results?.[0]?.rows;

  beforeEach(async () => {
    await a.steps([
      { sql: "INSERT INTO t VALUES (1, 'a', 'A', 1), (2, 'b', 'B', 2), (3, 'c', 'C', 3), (4, 'd', 'D', 4)" },
    ]);
  });

  test("gives each of many workers rows of its own, and locks no others", async () => {
    const [one, two, three] = [new Tx(a), new Tx(b), new Tx(b)];
    const found = [];
    for (const [tx, socket] of [
      [one, a],
      [two, b],
      [three, b],
    ] as const) {
      found.push(rows(await socket.run({ ...skip(2), tx: { id: tx.id, at: 0 } })));
    }
    expect(found).toEqual([[[1], [2]], [[3], [4]], []]);
    await one.rollback();
    expect(rows(await b.run({ ...skip(9), tx: { id: three.id, at: 0 } }))).toEqual([[1], [2]]);
    const writer = new Tx(a);
    expect((await writer.write("UPDATE t SET v = 'x' WHERE id = 1", { lockWaitMs: 0 })).error?.code).toBe(
      "LOCK_NOWAIT",
    );
    await Promise.all([two.rollback(), three.rollback(), writer.rollback()]);
  });

  test("skips all where the table is locked, and rows that are written but not committed", async () => {
    const writer = new Tx(a);
    await writer.done("DELETE FROM t WHERE id = 1");
    const reader = new Tx(b);
    expect(rows(await b.run({ ...skip(9), tx: { id: reader.id, at: 0 } }))).toEqual([[2], [3], [4]]);
    await writer.rollback();
    await reader.rollback();
    await a.run({ steps: [], tx: { id: "table" }, locks: [{ table: "t", mode: "S" }] });
    expect(rows(await b.run(skip(9)))).toEqual([]);
    await a.run({ steps: [], tx: { id: "table" }, release: true });
    expect(rows(await b.run(skip(9)))).toEqual([[1], [2], [3], [4]]);
  });
});

describe("LOCK TABLES", () => {
  const lock = (id: string, mode: string, more: Record<string, unknown> = {}): Promise<Reply> =>
    a.run({ steps: [], tx: { id }, locks: [{ table: "other", mode, ...more }], lockWaitMs: 0 });
  const free = (id: string): Promise<Reply> => a.run({ steps: [], tx: { id }, release: true });
  const insert = { steps: [{ sql: "INSERT INTO other (id, v) VALUES (1, 'x')" }] };

  test("is not in the way of what runs under it", async () => {
    await lock("l1", "X", { closed: true });
    expect((await b.run({ ...insert, lockWaitMs: 0 })).error?.code).toBe("LOCK_NOWAIT");
    expect((await b.run({ ...insert, under: "l1", lockWaitMs: 0 })).error).toBeUndefined();
    expect((await b.run({ steps: [{ sql: "SELECT 1", rows: true }], under: "nobody" })).error?.code).toBe(
      "LOCKS_LOST",
    );
    await free("l1");
  });

  test("keeps plain reads out when it is for writing, and them alone", async () => {
    const read = (more: Record<string, unknown> = {}): Promise<Reply> =>
      b.run({ steps: [{ sql: "SELECT count(*) FROM other", rows: true }], ...more });
    await lock("l2", "S");
    expect((await read()).error).toBeUndefined();
    await free("l2");
    await lock("l3", "X", { closed: true });
    expect((await read({ under: "l3" })).error).toBeUndefined();
    const waiting = read();
    expect(await isPending(waiting)).toBe(true);
    const list = await b.steps([
      {
        sql: "SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 4, value ->> 6 FROM json_each(?1)",
        params: [null],
        rows: true,
        lockList: 0,
      },
    ]);
    expect(list[0]?.rows).toEqual([
      ["l3", "other", null, "GRANTED", ""],
      ["l3", "other", "reads", "GRANTED", ""],
      [expect.any(String), "other", "reads", "WAITING", "l3"],
    ]);
    await free("l3");
    expect((await waiting).results?.[0]?.rows).toEqual([[0]]);
  });
});

test("a long transaction of single inserts takes linear time", async () => {
  const time = async (rows: number): Promise<number> => {
    const tx = new Tx(a);
    const begin = Date.now();
    for (let i = 1; i <= rows; i++) {
      await tx.done(`INSERT INTO t VALUES (CAST(?1 AS INTEGER), 'v', 'u' || ?1, 1)`, { params: [String(i)] });
    }
    const took = Date.now() - begin;
    await tx.rollback();
    return took;
  };
  await time(200);
  const short = await time(300);
  const long = await time(1500);
  // Five times the rows; the square would be twenty-five times the work.
  expect(long).toBeLessThan(short * 15);
}, 300_000);
