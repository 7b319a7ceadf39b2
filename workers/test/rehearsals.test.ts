import { createHash } from "node:crypto";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { Edge } from "./support/edge";
import type { Reply, ShardSocket } from "./support/shard-socket";

/**
 * Two tables alike, but for a trigger that does nothing on one of them: its statements are run and undone, those of the
 * other are found out by reading. Nobody may notice.
 */
const RUN = "run_and_undone";
const READ = "only_read";

const LIMITS =
  "CONSTRAINT `RANGE:n` CHECK (`n` BETWEEN -100 AND 100), s TEXT COLLATE NOCASE CONSTRAINT `LENGTH:s` CHECK (length(`s`) <= 5), " +
  "m INTEGER NOT NULL CONSTRAINT `MEMBER:m` CHECK (`m` BETWEEN 0 AND 3), r REAL, b BLOB, u TEXT";
const SHAPES: Readonly<Record<string, readonly string[]>> = {
  rowid: [
    `CREATE TABLE @ (id INTEGER PRIMARY KEY, n INTEGER ${LIMITS})`,
    "CREATE UNIQUE INDEX `@.u` ON @ (u COLLATE NOCASE, m)",
  ],
  named: [`CREATE TABLE @ (id TEXT COLLATE NOCASE, n INTEGER ${LIMITS}, PRIMARY KEY (id)) WITHOUT ROWID`],
  keyless: [`CREATE TABLE @ (id INTEGER, n INTEGER ${LIMITS})`, "CREATE UNIQUE INDEX `@.u` ON @ (u)"],
  strict: [`CREATE TABLE @ (id INTEGER PRIMARY KEY, n INTEGER ${LIMITS}) STRICT`],
};

let edge: Edge;
let socket: ShardSocket;
let transactions = 0;

beforeAll(async () => {
  edge = await Edge.start();
  socket = await edge.socket();
});

afterAll(async () => {
  await socket.close();
  await edge.stop();
});

class Tx {
  readonly id = `t${String(++transactions)}`;
  at = 0;
  private n = 0;

  async run(
    sql: string,
    params: unknown[] = [],
    more: Record<string, unknown> = {},
    keys?: Record<string, string[]>,
  ): Promise<Reply> {
    const n = ++this.n;
    const steps = [{ sql, params, ...more }];
    const reply = await socket.run({ steps, keys, end: "rollback", tx: { id: this.id, at: this.at, n } });
    if (reply.error === undefined) this.at = n;
    return reply;
  }

  async end(isCommit: boolean): Promise<void> {
    const tx = { id: this.id, at: this.at };
    const write = { session: this.id, seq: 1 };
    const end = isCommit ? { tx, write } : { tx, end: "rollback" };
    const reply = await socket.run({ steps: [], release: true, ...end });
    expect(reply.error).toBeUndefined();
  }
}

/** Numbers that a seed gives: the same in every run. */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const VALUES = [
  "NULL",
  "1",
  "2",
  "3",
  "-7",
  "101",
  "2.5",
  "2.0",
  "'a'",
  "'A'",
  "'zz'",
  "'longer'",
  "'3'",
  "x'00ff'",
  "9007199254740993",
];
const EXPRESSIONS = [
  ...VALUES,
  "n + 1",
  "n * 60",
  "upper(s)",
  "s || 'x'",
  "m + 1",
  "coalesce(u, 'u')",
  "r / 2",
  "json_extract('{}', s)",
];
const CONDITIONS = [
  "id = 1",
  "id = 2",
  "id IN (1, 3)",
  "n > 1",
  "s = 'A'",
  "u IS NULL",
  "m < 2",
  "1",
  "id = 99",
];
/** The rows that a condition can mean, where they are known. */
const KEYS: Readonly<Record<string, string[]>> = {
  "id = 1": ["[1]"],
  "id = 2": ["[2]"],
  "id IN (1, 3)": ["[1]", "[3]"],
  "id = 99": ["[99]"],
};
const COLUMNS = ["n", "s", "m", "r", "b", "u", "id"];

/** A statement of the table `@`, which means no other rows than those with these keys, if any are given. */
function statement(next: (below: number) => number): { sql: string; keys?: string[] | undefined } {
  const one = <T>(list: readonly T[]): T => list[next(list.length)] as T;
  const columns = COLUMNS.filter(() => next(3) === 0);
  switch (next(4)) {
    case 0:
    case 1: {
      const changed = columns.length === 0 ? ["n"] : columns.slice(0, 2);
      const sets = changed.map((column) => `${column} = ${one(EXPRESSIONS)}`);
      const condition = one(CONDITIONS);
      const keys = changed.includes("id") ? undefined : KEYS[condition];
      return { sql: `UPDATE @ AS t0 SET ${sets.join(", ")} WHERE ${condition}`, keys };
    }
    case 2: {
      const rows = Array.from({ length: 1 + next(2) }, () => {
        const usual = [
          one(["1", "4", "5", "'a'", "'b'", "NULL", "7", "8"]),
          one(["1", "5", "200"]),
          one(VALUES),
          one(["1", "2", "NULL"]),
        ];
        return `(${[...usual, one(VALUES), one(VALUES), one(VALUES)].join(", ")})`;
      });
      return { sql: `INSERT INTO @ (id, n, s, m, r, b, u) VALUES ${rows.join(", ")}` };
    }
    default: {
      const condition = one(CONDITIONS);
      return { sql: `DELETE FROM @ AS t0 WHERE ${condition}`, keys: KEYS[condition] };
    }
  }
}

/** What a client can see of a reply, with the tables' names made one. */
function seen({ results, error }: Reply): unknown {
  const plain = (text: string): string => text.replaceAll(RUN, "@").replaceAll(READ, "@");
  if (error) return { code: error.code, message: plain(error.message), step: error.step };
  return results?.map(({ changes, rows, firstId, ids }) => ({ changes, rows, firstId, ids }));
}

const CONTENT =
  "SELECT id, n, s, m, quote(r), quote(b), u, typeof(n), typeof(s), typeof(m) FROM @ ORDER BY id, n, s, m, u";

async function content(table: string): Promise<unknown[][]> {
  return await socket.query(CONTENT.replaceAll("@", table));
}

async function make(shape: string, prefix: string): Promise<[string, string]> {
  const tables: [string, string] = [`${prefix}${READ}`, `${prefix}${RUN}`];
  const texts = SHAPES[shape] ?? [];
  await edge.define([
    ...tables.flatMap((table) => texts.map((text) => text.replaceAll("@", table))),
    `CREATE TRIGGER ${prefix}nothing AFTER UPDATE ON ${tables[1]} WHEN 0 BEGIN SELECT 1; END`,
  ]);
  return tables;
}

describe.each(Object.keys(SHAPES))("a table %s", (shape) => {
  let tables: [string, string];
  const hasIntegerKey = (SHAPES[shape] ?? []).some((text) => text.includes("id INTEGER PRIMARY KEY"));

  beforeAll(async () => {
    tables = await make(shape, `${shape}_`);
  });

  test.each([1, 2, 3, 4, 5, 6, 7, 8, 109, 118])(
    "random transactions of seed %d: what is read is what is run",
    async (seed) => {
      const next = numbers(seed);
      const plain = (text: string): string => text.replaceAll(tables[0], "@").replaceAll(tables[1], "@");
      for (let round = 0; round < 6; round++) {
        for (const table of tables) {
          await socket.steps([
            { sql: `DELETE FROM ${table}` },
            {
              sql: `INSERT INTO ${table} VALUES (1, 1, 'a', 1, 1.5, x'01', 'one'), (2, 2, 'B', 2, NULL, NULL, NULL), (3, 3, NULL, 0, 2e300, x'', 'three')`,
            },
          ]);
        }
        const isCommit = next(4) > 0;
        const open: [Tx, Tx] = [new Tx(), new Tx()];
        for (let count = 1 + next(4); count > 0; count--) {
          const { sql, keys } = statement(next);
          const replies = [];
          for (const [index, tx] of open.entries()) {
            const table = tables[index] as string;
            const hinted = hasIntegerKey ? keys && { [table]: keys } : undefined;
            replies.push(await tx.run(sql.replaceAll("@", table), [], {}, hinted));
          }
          const [one, other] = replies.map((reply) => plain(JSON.stringify(seen(reply))));
          expect({ sql, reply: one }).toEqual({ sql, reply: other });
        }
        for (const tx of open) await tx.end(isCommit);
        expect(await content(tables[0])).toEqual(await content(tables[1]));
      }
    },
  );
});

/** Tells whether the shards have written to their logs, which are begun anew now and then. */
function logs(): string {
  const files = readdirSync(edge.data, { recursive: true, encoding: "utf8" });
  const digest = createHash("sha256");
  for (const file of files.filter((name) => name.includes("TableShard") && name.endsWith("-wal"))) {
    digest.update(readFileSync(join(edge.data, file)));
  }
  return digest.digest("hex");
}

test("statements of an open transaction write nothing to the disk, where reading tells what they do", async () => {
  const [read, run] = await make("rowid", "disk_");
  for (const table of [read, run]) {
    await socket.steps([{ sql: `INSERT INTO ${table} (id, n, m) VALUES (1, 1, 1), (2, 2, 1)` }]);
  }
  const writes = async (table: string): Promise<boolean> => {
    const tx = new Tx();
    const before = logs();
    expect((await tx.run(`DELETE FROM ${table} WHERE id = 99`)).error).toBeUndefined();
    expect((await tx.run(`UPDATE ${table} AS t0 SET n = n + 1 WHERE id = 2`)).error).toBeUndefined();
    for (let id = 10; id < 20; id++) {
      const auto = { table, ids: [null], param: 0 };
      const insert = `INSERT INTO ${table} (id, n, m) SELECT value + 100, 1, 1 FROM json_each(?1)`;
      expect((await tx.run(insert, [""], { auto })).error).toBeUndefined();
    }
    return logs() !== before;
  };
  expect(await writes(run)).toBe(true);
  expect(await writes(read)).toBe(false);
});

test("a table of which too much would have to be checked can be dropped, too", async () => {
  await edge.define(["CREATE TABLE computed (id INTEGER PRIMARY KEY, n INTEGER, m AS (n + 1), u TEXT)"]);
  const tx = new Tx();
  expect((await tx.run("UPDATE computed AS t0 SET n = 5 WHERE id = 99")).error).toBeUndefined();
  await tx.end(true);
  expect((await socket.run({ steps: [{ sql: "DROP TABLE computed" }] })).error).toBeUndefined();
});

test.each([
  ["changes nothing", "UPDATE @ AS t0 SET n = 5 WHERE id = 99"],
  ["changes one row", "UPDATE @ AS t0 SET n = 5 WHERE id = 1"],
  ["would fail", "UPDATE @ AS t0 SET n = 500 WHERE id > 0"],
  ["would fail at its first row of several", "INSERT INTO @ (id, n, m) VALUES (1, 1, 1), (7, 1, 1)"],
  ["deletes", "DELETE FROM @ WHERE id > 0"],
])("a statement that %s leaves its table free to be dropped", async (_, sql) => {
  const table = `dropped_${String(transactions)}`;
  await make("rowid", `${table}_`);
  const name = `${table}_${READ}`;
  await socket.steps([{ sql: `INSERT INTO ${name} (id, n, m) VALUES (1, 1, 1), (2, 2, 1)` }]);
  const tx = new Tx();
  await tx.run(sql.replaceAll("@", name));
  await tx.end(true);
  const { error } = await socket.run({ steps: [{ sql: `DROP TABLE ${name}` }] });
  expect(error).toBeUndefined();
});
