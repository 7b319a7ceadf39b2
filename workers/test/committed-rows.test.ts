import { Edge } from "./support/edge";
import type { ShardSocket } from "./support/shard-socket";

/** What SQLite can store, ends of ranges included. */
const VALUES = [
  "NULL",
  "0",
  "-9007199254740991",
  "9007199254740993",
  "9223372036854775807",
  "-9223372036854775807 - 1",
  "0.0",
  "2.0",
  "-2.5",
  "0.1",
  "1e15 / 3",
  "5e-324",
  "-1.7976931348623157e308",
  "''",
  "'t'",
  "'größer 😀'",
  "'a' || char(0) || 'b'",
  "'12'",
  "x''",
  "x'00ff74'",
];

let edge: Edge;
let socket: ShardSocket;
let transactions = 0;

beforeAll(async () => {
  edge = await Edge.start();
  const names = Array.from({ length: 40 }, (_, index) => `c${String(index)}`);
  await edge.define([
    "CREATE TABLE here (id INTEGER PRIMARY KEY, v, w, c1, c2)",
    "CREATE TABLE keyless (id, v, w)",
    `CREATE TABLE wide (id INTEGER PRIMARY KEY, v, w, ${names.join(", ")})`,
  ]);
  socket = await edge.socket();
});

afterAll(async () => {
  await socket.close();
  await edge.stop();
});

/** Runs the statements as one transaction that keeps what they changed as images until COMMIT. */
async function commit(...statements: string[]): Promise<void> {
  const id = `t${String(++transactions)}`;
  for (const [index, sql] of statements.entries()) {
    const tx = { id, at: index, n: index + 1 };
    expect((await socket.run({ steps: [{ sql }], end: "rollback", tx })).error).toBeUndefined();
  }
  const tx = { id, at: statements.length };
  const reply = await socket.run({ steps: [], tx, write: { session: id, seq: 1 }, release: true });
  expect(reply.error).toBeUndefined();
}

const EXACTLY =
  "typeof(v) || '|' || CASE typeof(v) WHEN 'real' THEN printf('%!.26g', v) ELSE quote(v) END || '|' || hex(v)";

test.each(["here", "keyless", "wide"])(
  "a transaction's rows are committed value by value: %s",
  async (table) => {
    const rows = VALUES.map((value, index) => `(${String(index)}, ${value}, ${String(index % 3)})`);
    const expected = await socket.query(
      `SELECT ${EXACTLY} FROM (SELECT column1 AS v FROM (VALUES ${VALUES.map((value) => `(${value})`).join(", ")}))`,
    );
    const found = (): Promise<unknown[][]> => socket.query(`SELECT ${EXACTLY} FROM ${table} ORDER BY id`);
    await commit(`INSERT INTO ${table} (id, v, w) VALUES ${rows.join(", ")}`);
    expect(await found()).toEqual(expected);

    await commit(`UPDATE ${table} SET w = w + 1`, `DELETE FROM ${table} WHERE id = 3`);
    expect(await found()).toEqual(expected.filter((_, index) => index !== 3));
    await commit(`UPDATE ${table} SET v = 'new' WHERE id > 5`);
    expect(await socket.query(`SELECT count(*), count(DISTINCT v) FROM ${table} WHERE id > 5`)).toEqual([
      [VALUES.length - 6, 1],
    ]);
  },
);
