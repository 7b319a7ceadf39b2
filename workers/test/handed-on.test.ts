import { Edge } from "./support/edge";
import type { Reply, ShardSocket } from "./support/shard-socket";

let edge: Edge;
let a: ShardSocket;
let b: ShardSocket;
let c: ShardSocket;
let ids = 0;
let seqs = 0;

beforeAll(async () => {
  edge = await Edge.start();
  await edge.define(["CREATE TABLE t (id INTEGER PRIMARY KEY, n INTEGER)"]);
  a = await edge.socket();
  b = await edge.socket();
  c = await edge.socket();
});

afterAll(async () => {
  await Promise.all([a.close(), b.close(), c.close()]);
  await edge.stop();
});

beforeEach(async () => {
  await c.steps([{ sql: "DELETE FROM t" }, { sql: "INSERT INTO t VALUES (1, 10)" }]);
});

const ROW = { table: "t", key: "1", mode: "X" };
const READ = "SELECT n FROM t WHERE id = 1";

const newId = (): string => `h${String(++ids)}`;
const value = async (): Promise<unknown> => (await c.query(READ))[0]?.[0];

/** A locking read, with the row that its peer has told already. */
function assumed(tx: string, n: number): Record<string, unknown> {
  return {
    steps: [{ sql: READ, rows: true, assume: [[n]] }],
    end: "rollback",
    tx: { id: tx, at: 0, n: 1 },
    locks: [ROW],
    lockWaitMs: 5000,
  };
}

function locking(tx: string): Record<string, unknown> {
  return {
    steps: [{ sql: READ, rows: true }],
    end: "rollback",
    tx: { id: tx, at: 0 },
    locks: [ROW],
    lockWaitMs: 5000,
  };
}

function update(tx: string, at: number, n: number): Record<string, unknown> {
  return {
    steps: [{ sql: "UPDATE t SET n = ? WHERE id = 1", params: [n], expect: 1 }],
    end: "rollback",
    tx: { id: tx, at, n: at + 1 },
    locks: [ROW],
    lockWaitMs: 5000,
  };
}

function commit(tx: string, at: number, next?: string): Record<string, unknown> {
  return {
    steps: [],
    tx: { id: tx, at },
    write: { session: tx, seq: ++seqs },
    release: true,
    ...(next === undefined ? {} : { next: { tx: next, locks: [ROW] } }),
  };
}

function rollback(tx: string): Record<string, unknown> {
  return { steps: [], end: "rollback", tx: { id: tx }, release: true };
}

const codes = (replies: Reply[]): (string | undefined)[] => replies.map((reply) => reply.error?.code);

describe("a row that is assumed", () => {
  test("lets a chain of transactions go through in one frame, each seeing what the one before wrote", async () => {
    const [first, second, third] = [newId(), newId(), newId()];
    await a.run(locking(first));
    const replies = await a.runAll([
      update(first, 0, 11),
      commit(first, 1, second),
      assumed(second, 11),
      update(second, 1, 12),
      commit(second, 2, third),
      assumed(third, 12),
      update(third, 1, 13),
      commit(third, 2),
    ]);
    expect(codes(replies)).toEqual(replies.map(() => undefined));
    expect(replies[2]?.results?.[0]?.rows).toEqual([[11]]);
    expect(await value()).toBe(13);
  });

  test("that is another one lets nothing of its transaction be committed", async () => {
    const tx = newId();
    const replies = await a.runAll([assumed(tx, 11), update(tx, 1, 12), commit(tx, 2)]);
    expect(codes(replies)).toEqual(["CONFLICT", "LOCKS_LOST", "LOCKS_LOST"]);
    expect(await value()).toBe(10);
    const other = newId();
    expect((await b.run({ ...locking(other), lockWaitMs: 0 })).error).toBeUndefined();
    await b.run(rollback(other));
  });

  test("must have been confirmed before a transaction that has only read can commit", async () => {
    const [wrong, right] = [newId(), newId()];
    expect(codes(await a.runAll([assumed(wrong, 11), commit(wrong, 1)]))).toEqual(["CONFLICT", "LOCKS_LOST"]);
    expect(codes(await a.runAll([assumed(right, 10), commit(right, 1)]))).toEqual([undefined, undefined]);
  });

  test("that is gone is another one", async () => {
    await c.steps([{ sql: "DELETE FROM t" }]);
    const tx = newId();
    expect(codes(await a.runAll([assumed(tx, 10), commit(tx, 1)]))).toEqual(["CONFLICT", "LOCKS_LOST"]);
  });
});

describe("a transaction whose first request waits for a lock", () => {
  test("has its later ones done after that, whatever arrives first", async () => {
    const [first, second] = [newId(), newId()];
    await a.run(locking(first));
    const early = b.runAll([assumed(second, 11), update(second, 1, 12), commit(second, 2)]);
    await b.query("SELECT 1");
    await a.runAll([update(first, 0, 11), commit(first, 1)]);
    expect(codes(await early)).toEqual([undefined, undefined, undefined]);
    expect(await value()).toBe(12);
  });

  test("can be ended while it waits, with all that stands behind it", async () => {
    const [first, second] = [newId(), newId()];
    await a.run(locking(first));
    const waiting = b.runAll([assumed(second, 10), update(second, 1, 12), commit(second, 2)]);
    await b.query("SELECT 1");
    await b.run(rollback(second));
    expect(codes(await waiting)).toEqual(["CANCELLED", "LOCKS_LOST", "LOCKS_LOST"]);
    await a.run(rollback(first));
    expect(await value()).toBe(10);
  });
});

describe("locks that are handed on", () => {
  test("go to the one that is named, before those who waited for longer", async () => {
    const [first, heir, other] = [newId(), newId(), newId()];
    await a.run(locking(first));
    const waiting = b.run(locking(other));
    await b.query("SELECT 1");
    await a.runAll([update(first, 0, 11), commit(first, 1, heir)]);
    const replies = await a.runAll([assumed(heir, 11), update(heir, 1, 12), commit(heir, 2)]);
    expect(codes(replies)).toEqual([undefined, undefined, undefined]);
    expect((await waiting).results?.[0]?.rows).toEqual([[12]]);
    await b.run(rollback(other));
  });

  test("go to the one that is named when it waits already, too", async () => {
    const [first, other, heir] = [newId(), newId(), newId()];
    await a.run(locking(first));
    const waiting = b.run(locking(other));
    await b.query("SELECT 1");
    const inherited = c.run(locking(heir));
    await c.query("SELECT 1");
    await a.runAll([update(first, 0, 11), commit(first, 1, heir)]);
    expect((await inherited).results?.[0]?.rows).toEqual([[11]]);
    await c.run(rollback(heir));
    expect((await waiting).results?.[0]?.rows).toEqual([[11]]);
    await b.run(rollback(other));
  });

  test("are free when the one that is named has ended before", async () => {
    const [first, gone, other] = [newId(), newId(), newId()];
    await a.run(locking(first));
    await b.run(rollback(gone));
    await a.runAll([update(first, 0, 11), commit(first, 1, gone)]);
    expect((await b.run({ ...locking(other), lockWaitMs: 0 })).error).toBeUndefined();
    await b.run(rollback(other));
  });

  test("are free when the socket of a silent heir is lost", async () => {
    const [first, silent, other] = [newId(), newId(), newId()];
    const lost = await edge.socket();
    await lost.run(locking(first));
    await lost.runAll([update(first, 0, 11), commit(first, 1, silent)]);
    const waiting = b.run(locking(other));
    await b.query("SELECT 1");
    await lost.close();
    expect((await waiting).results?.[0]?.rows).toEqual([[11]]);
    await b.run(rollback(other));
  });

  test("stand only with an end, and with locks", async () => {
    const tx = newId();
    const next = { tx: newId(), locks: [ROW] };
    expect((await a.run({ ...locking(tx), next })).error?.code).toBe("BAD_REQUEST");
    expect((await a.run({ ...rollback(tx), next: { tx: "x" } })).error?.code).toBe("BAD_REQUEST");
  });
});
