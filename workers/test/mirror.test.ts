import { Edge, eventually, token } from "./support/edge";

interface Table {
  name: string;
  view: string | null;
  state: string;
  copied: number;
  rowsBehind: number;
  lagMs: number;
  error: string | null;
}

interface Message {
  project: string;
  seq: number;
  d1Ops: { images: string[] }[];
  mirror: { isWhole: boolean };
}

let edge: Edge;

beforeAll(async () => {
  edge = await Edge.start({
    EDGESQL_OUTBOX_RESEND_SECONDS: "1",
    EDGESQL_MAX_RETRY_SECONDS: "0.1",
    EDGESQL_MIRROR_ROWS: "20",
    EDGESQL_MIRROR_ROW_BYTES: "5000",
    EDGESQL_MIRROR_ROUNDS: "3",
  });
});

afterAll(() => edge.stop());

const TABLE =
  "CREATE TABLE `t_1` (`id` INTEGER PRIMARY KEY, `v` INTEGER, `s` TEXT CHECK (length(`s`) < 9000), `b` BLOB, `r` REAL)";

/** A project with a table that is mirrored. */
class Project {
  readonly bearer: string;

  private constructor(readonly name: string) {
    this.bearer = token({ project: name });
  }

  static async make(name: string, more: string[] = []): Promise<Project> {
    const project = new Project(name);
    await project.define([TABLE, ...more]);
    await project.mirror(["app.t"]);
    await project.equal();
    return project;
  }

  define(statements: string[], physical = "t_1"): Promise<number> {
    const put = { "table/app/t": { database: "app", name: "t", physical } };
    return edge.define(statements, "main", { project: this.name }, { put });
  }

  async mirror(names: string[]): Promise<void> {
    const { body } = await edge.http("GET", "/v1/policies", undefined, this.bearer);
    const tables = Object.fromEntries(names.map((name) => [name, { mirror: true }]));
    const change = { base: (body as { version: number }).version, tables };
    const answer = await edge.http("PUT", "/v1/policies", change, this.bearer);
    expect(answer.status).toBe(200);
  }

  async write(...sql: string[]): Promise<void> {
    const body = { id: 1, steps: sql.map((one) => ({ sql: one })) };
    const answer = await edge.http("POST", "/v1/shards/main/run", body, this.bearer);
    if (!JSON.stringify(answer.body).includes("results")) throw new Error(JSON.stringify(answer.body));
  }

  async rows(columns = "*", table = "t_1"): Promise<string> {
    const sql = `SELECT json_group_array(r) AS j FROM (SELECT ${rowText(columns)} AS r FROM ${table} ORDER BY id)`;
    const body = { id: 1, steps: [{ sql, rows: true }] };
    const { body: answer } = await edge.http("POST", "/v1/shards/main/run", body, this.bearer);
    return String((answer as { results: { rows: unknown[][] }[] }).results[0]?.rows[0]?.[0]);
  }

  async mirrored(columns = "*"): Promise<string> {
    const database = await edge.mirror();
    const sql = `SELECT json_group_array(r) AS j FROM (SELECT ${rowText(columns)} AS r FROM "acme/${this.name}/main/app.t" ORDER BY id)`;
    return String(await database.prepare(sql).first("j"));
  }

  async status(): Promise<Table[]> {
    const { body } = await edge.http("GET", "/v1/shards/main/mirror", undefined, this.bearer);
    return (body as { tables: Table[] }).tables;
  }

  /** Waits until the mirror has followed, and compares. */
  async equal(columns = "*", table = "t_1"): Promise<void> {
    await eventually(async () => {
      const tables = await this.status();
      return tables.length > 0 && tables.every((one) => one.state === "following" && one.rowsBehind === 0)
        ? tables
        : undefined;
    });
    expect(await this.mirrored(columns)).toBe(await this.rows(columns, table));
  }

  rebuild(): Promise<unknown> {
    return edge.http("POST", "/v1/shards/main/mirror/rebuild", { tables: ["app.t"] }, this.bearer);
  }

  async messages(): Promise<Message[]> {
    const all = JSON.parse(await edge.provoke("mirror-messages")) as Message[];
    return all.filter(({ project }) => project === this.name);
  }
}

function rowText(columns: string): string {
  return columns === "*" ? "json_array(id, v, s, hex(b), quote(r))" : `json_array(${columns})`;
}

const MANY = (from: number, to: number, v: string): string =>
  `WITH RECURSIVE n(i) AS (SELECT ${String(from)} UNION ALL SELECT i + 1 FROM n WHERE i < ${String(to)}) ` +
  `INSERT INTO t_1 SELECT i, ${v}, 'row ' || i, x'00ff', i / 3.0 FROM n`;

test("rows that are there are copied, and changes ride through the queue in order", async () => {
  const project = await Project.make("followed", [MANY(1, 50, "i")]);
  await project.write("UPDATE t_1 SET v = v + 100 WHERE id <= 5", "DELETE FROM t_1 WHERE id = 9");
  await project.write("INSERT INTO t_1 VALUES (900, -1, 'nul' || char(0) || 'ä', x'00', 1e300)");
  await project.write("UPDATE t_1 SET id = 1000 WHERE id = 2");
  await project.equal();
  const ridden = (await project.messages()).filter(({ mirror }) => mirror.isWhole);
  expect(ridden.length).toBeGreaterThan(0);
  expect(ridden.some(({ d1Ops }) => d1Ops.some(({ images }) => images.length > 0))).toBe(true);
});

test("more than fits into a message is fetched from the shard piece by piece", async () => {
  const project = await Project.make("bulk");
  await project.write(MANY(1, 500, "i"));
  await project.equal();
  await project.write("UPDATE t_1 SET v = v + 1");
  await project.equal();
});

test("what is delivered again and late changes nothing", async () => {
  const project = await Project.make("again", [MANY(1, 5, "i")]);
  await project.write("UPDATE t_1 SET v = 10 WHERE id = 1");
  await project.equal();
  await project.write("UPDATE t_1 SET v = 11 WHERE id = 1");
  await project.equal();
  await project.write("DELETE FROM t_1 WHERE id = 1");
  await project.equal();
  for (const message of [...(await project.messages())].reverse()) await edge.enqueue(message);
  // One that is newer comes through, so those before it have been handled.
  await project.write("UPDATE t_1 SET v = 12 WHERE id = 3");
  await project.equal();
});

test("a message that was lost leaves a gap, and the mirror fetches what is missing before it goes on", async () => {
  const project = await Project.make("gap", [MANY(1, 5, "i")]);
  await edge.provoke("mirror-lose?count=1");
  await project.write("UPDATE t_1 SET v = 10 WHERE id = 1");
  await eventually(async () => ((await project.messages()).some((m) => m.mirror.isWhole) ? 1 : undefined));
  await project.write("UPDATE t_1 SET v = 10 WHERE id = 2");
  await project.equal();
});

test("a mirror that ends after D1 took a piece goes on behind it", async () => {
  const project = await Project.make("crashed", [MANY(1, 100, "i")]);
  for (const after of [0, 1, 2]) {
    await edge.provoke(`mirror-crash?after=${String(after)}`);
    await project.write(`UPDATE t_1 SET v = v + ${String(after + 1)}`);
    await project.equal();
  }
});

test("a queue that loses everything in a restart delays the mirror and no more", async () => {
  const project = await Project.make("restarted", [MANY(1, 30, "i")]);
  await project.write("UPDATE t_1 SET v = 7 WHERE id < 10");
  await edge.restart();
  await project.equal();
  await project.write("UPDATE t_1 SET v = 8 WHERE id > 20");
  await project.equal();
});

test("a definition that changes is followed, and the old rows are shown until the new ones are all there", async () => {
  const project = await Project.make("defined", [MANY(1, 60, "i")]);
  await project.write("UPDATE t_1 SET v = 1 WHERE id = 1");
  await project.define([
    "ALTER TABLE `t_1` ADD COLUMN `more` TEXT DEFAULT 'x'",
    "CREATE UNIQUE INDEX `t_1.u` ON `t_1` (`s`)",
  ]);
  expect(JSON.parse(await project.mirrored())).toHaveLength(60);
  await project.write("UPDATE t_1 SET s = 'row 1' WHERE id = 0", "UPDATE t_1 SET more = 'y' WHERE id < 4");
  await project.equal("id, v, s, more");
  // Values of a unique key change places.
  await project.write(
    "UPDATE t_1 SET s = 'z' WHERE id = 1",
    "UPDATE t_1 SET s = 'row 1' WHERE id = 2",
    "UPDATE t_1 SET s = 'row 2' WHERE id = 1",
  );
  await project.equal("id, v, s, more");
  // Rows that the change itself changed stand in no log.
  await project.define(["UPDATE t_1 SET v = -v"]);
  await project.equal("id, v, s, more");
  const names = await (
    await edge.mirror()
  )
    .prepare("SELECT count(*) AS n FROM sqlite_master WHERE type = 'table' AND name GLOB 'acme/defined/*'")
    .first("n");
  expect(names).toBe(1);
});

test("a table under another physical name takes the place of the old one, and one that is gone is dropped", async () => {
  const project = await Project.make("renamed", [MANY(1, 30, "i")]);
  await project.define(["ALTER TABLE `t_1` RENAME TO `t_2`", "CREATE INDEX `t_2.v` ON `t_2` (`v`)"], "t_2");
  await project.write("UPDATE t_2 SET v = 99 WHERE id = 7");
  await project.equal("*", "t_2");
  await project.mirror([]);
  const left = await eventually(async () => {
    const found = await (
      await edge.mirror()
    )
      .prepare("SELECT count(*) AS n FROM sqlite_master WHERE name GLOB 'acme/renamed/*'")
      .first("n");
    return found === 0 ? { found } : undefined;
  });
  expect(left.found).toBe(0);
  expect(await project.status()).toEqual([]);
});

test("a table is made anew while it is written, and the mirror equals the shard in the end", async () => {
  const project = await Project.make("rebuilt", [MANY(1, 400, "i")]);
  const database = await edge.mirror();
  // Somebody has written into the mirror.
  const [target] = (
    await database
      .prepare("SELECT target FROM edgesql_mirror_tables WHERE shard = 'acme/rebuilt/main'")
      .all<{ target: string }>()
  ).results;
  await database.prepare(`DELETE FROM "${String(target?.target)}" WHERE id > 10`).run();
  expect(await project.rebuild()).toEqual({ status: 200, body: { rebuilding: 1 } });
  for (let round = 0; round < 40; round++) {
    const id = String(1 + ((round * 37) % 400));
    await project.write(
      `UPDATE t_1 SET v = v + 1000 WHERE id % 40 = ${String(round)}`,
      `DELETE FROM t_1 WHERE id = ${id}`,
      `INSERT INTO t_1 VALUES (${String(1000 - round)}, ${id}, 'new', NULL, NULL)`,
    );
    if (round === 10) await edge.provoke("mirror-crash?after=1");
    if (round === 20) await edge.evict("acme/rebuilt/main");
    if (round === 30) await project.rebuild();
  }
  await project.equal();
});

test("a mirror that was lost as a whole is made anew by itself", async () => {
  const project = await Project.make("wiped", [MANY(1, 30, "i")]);
  const database = await edge.mirror();
  await database.batch([
    database.prepare("DELETE FROM edgesql_mirror_tables WHERE shard = 'acme/wiped/main'"),
    database.prepare("DELETE FROM edgesql_mirror WHERE shard = 'acme/wiped/main'"),
    database.prepare('DROP VIEW "acme/wiped/main/app.t"'),
  ]);
  await project.write("UPDATE t_1 SET v = 99 WHERE id = 7");
  await project.equal();
});

test("a row that D1 cannot hold fails its table, and says so until the table is made anew", async () => {
  const project = await Project.make("large", [MANY(1, 3, "i")]);
  await project.write("UPDATE t_1 SET s = replace(hex(zeroblob(3000)), '0', 'x') WHERE id = 2");
  const [failed] = await eventually(async () => {
    const tables = await project.status();
    return tables[0]?.state === "failed" ? tables : undefined;
  });
  expect(failed?.error).toContain("the row [2] is larger than EDGESQL_MIRROR_ROW_BYTES");
  await project.write("UPDATE t_1 SET s = 'short' WHERE id = 2");
  await project.rebuild();
  await project.equal();
});

test("a worker without D1 refuses a policy that mirrors", async () => {
  const bare = await Edge.start({}, { mirror: false });
  try {
    const change = { base: 0, tables: { t: { mirror: true } } };
    expect(await bare.http("PUT", "/v1/policies", change)).toMatchObject({
      status: 400,
      body: { error: { message: "tables.t.mirror: the worker has no D1 binding named MIRROR" } },
    });
  } finally {
    await bare.stop();
  }
});

test("what a table lacks is told", async () => {
  const project = await Project.make("lagging", [MANY(1, 5, "i")]);
  await edge.provoke("mirror-lose?count=1");
  await project.write("UPDATE t_1 SET v = 10");
  const [late] = await eventually(async () => {
    const tables = await project.status();
    return (tables[0]?.rowsBehind ?? 0) > 0 ? tables : undefined;
  });
  expect(late).toMatchObject({ name: "app.t", view: "acme/lagging/main/app.t", rowsBehind: 5 });
  await project.equal();
  const reader = token({ project: "lagging", rights: ["read", "write"] });
  expect((await edge.http("POST", "/v1/shards/main/mirror/rebuild", {}, reader)).status).toBe(403);
});
