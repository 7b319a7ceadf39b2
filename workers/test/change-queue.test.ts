import { Edge, eventually, token } from "./support/edge";

interface Answer {
  source: string;
  verdict: string;
  results: { rows: unknown[][] }[];
}

interface Letter {
  id: number;
  attempts: number;
  error: string;
  message: { seq: number; invalidateKeys: unknown[] };
}

let edge: Edge;

beforeAll(async () => {
  edge = await Edge.start({
    EDGESQL_KV_WRITE_INTERVAL_MS: "1",
    EDGESQL_OUTBOX_RESEND_SECONDS: "1",
    EDGESQL_MAX_RETRY_SECONDS: "0.1",
    EDGESQL_MAX_FLOOR_KEYS: "3",
    EDGESQL_ROW_FLOORS_PER_SECOND: "0.001",
    EDGESQL_ROW_FLOORS_BURST: "4",
  });
});

afterAll(() => edge.stop());

/** A project with one table and a copy of its first row. */
class Project {
  readonly bearer: string;

  private constructor(private readonly name: string) {
    this.bearer = token({ project: name });
  }

  static async make(name: string): Promise<Project> {
    const project = new Project(name);
    await edge.define(
      ["CREATE TABLE t_1 (id INTEGER PRIMARY KEY, v INTEGER)", "INSERT INTO t_1 VALUES (1, 0)"],
      "main",
      { project: name },
    );
    await project.copied();
    return project;
  }

  async read(id = 1, more: object = {}): Promise<Answer> {
    const body = {
      key: `t:t_1:id:[${String(id)}]`,
      tables: ["t_1"],
      mode: "cached",
      ttlMs: 3_600_000,
      swrMs: 0,
      request: { steps: [{ sql: `SELECT v FROM t_1 WHERE id = ${String(id)}`, rows: true }] },
      ...more,
    };
    return (await edge.http("POST", "/v1/shards/main/read", body, this.bearer)).body as Answer;
  }

  copied(id = 1, more: object = {}): Promise<Answer> {
    return eventually(async () => {
      const answer = await this.read(id, more);
      return answer.source === "kv" ? answer : undefined;
    });
  }

  async value(id = 1): Promise<unknown> {
    return (await this.read(id)).results[0]?.rows[0]?.[0];
  }

  async write(sql: string): Promise<void> {
    const body = { id: 1, steps: [{ sql }] };
    const answer = await edge.http("POST", "/v1/shards/main/run", body, this.bearer);
    if (!JSON.stringify(answer.body).includes("results")) throw new Error(JSON.stringify(answer.body));
  }

  async letters(): Promise<Letter[]> {
    const { body } = await edge.http("GET", "/v1/dead-letters", undefined, this.bearer);
    return (body as { letters: Letter[] }).letters;
  }

  drained(): ReturnType<Edge["drained"]> {
    return edge.drained("main", this.bearer);
  }

  evict(): Promise<void> {
    return edge.evict(`acme/${this.name}/main`);
  }
}

test("a message that fails is tried again, and the copy falls then", async () => {
  const project = await Project.make("retried");
  await edge.failFloors(1);
  await project.write("UPDATE t_1 SET v = 1");
  await project.drained();
  expect(await project.value()).toBe(1);
  expect(await project.letters()).toEqual([]);
});

test("what keeps failing becomes a dead letter that can be read and replayed", async () => {
  const project = await Project.make("parked");
  await edge.failFloors(1000);
  await project.write("UPDATE t_1 SET v = 2");
  const [letter] = await eventually(async () => {
    const letters = await project.letters();
    return letters.length > 0 ? letters : undefined;
  });
  expect(letter).toMatchObject({
    error: "the floors are made to fail",
    message: { project: "parked", invalidateKeys: [{ table: "t_1", keys: ["[1]"] }] },
  });
  // The shard goes on; the copy is as old as its policy lets it be.
  await project.drained();
  expect(await project.value()).toBe(0);

  await edge.failFloors(0);
  const replay = { ids: [letter?.id] };
  expect(await edge.http("POST", "/v1/dead-letters/replay", replay, project.bearer)).toEqual({
    status: 200,
    body: { replayed: 1 },
  });
  expect(await eventually(async () => ((await project.value()) === 2 ? 2 : undefined))).toBe(2);
  expect(await project.letters()).toEqual([]);
  const reader = token({ project: "parked", rights: ["read", "write", "schema"] });
  expect((await edge.http("GET", "/v1/dead-letters", undefined, reader)).status).toBe(403);
});

test("what the queue loses is sent again after a restart", async () => {
  const project = await Project.make("restarted");
  await edge.failFloors(1000);
  await project.write("UPDATE t_1 SET v = 3");
  await edge.restart();
  await project.drained();
  expect(await project.value()).toBe(3);
});

test("a shard that is evicted before it sends sends when it is back", async () => {
  const project = await Project.make("evicted");
  await project.write("UPDATE t_1 SET v = 4");
  await project.evict();
  await project.drained();
  expect(await project.value()).toBe(4);
});

test("a floor never falls, whatever is delivered again and late", async () => {
  const project = await Project.make("again");
  const kv = await edge.kv();
  await project.write("UPDATE t_1 SET v = 5");
  await project.drained();
  const name = "f/acme/again/main/row/t_1/[1]";
  const floor = (await kv.get(name, "json")) as { epoch: number; ver: number };
  const shard = { tenant: "acme", project: "again", shard: "main" };
  const late = (epoch: number, ver: number): object => ({
    ...shard,
    epoch,
    ver,
    after: 0,
    seq: 0,
    invalidateKeys: [{ table: "t_1", keys: ["[1]"], ver }],
    prewarms: [],
    d1Ops: [],
  });
  for (const message of [late(floor.epoch, floor.ver - 1), late(floor.epoch - 1, floor.ver + 100)]) {
    await edge.enqueue(message);
  }
  // One that is newer comes through, so those before it have been handled.
  await edge.enqueue(late(floor.epoch, floor.ver + 1));
  const newest = await eventually(async () => {
    const now = (await kv.get(name, "json")) as { epoch: number; ver: number };
    return now.ver === floor.ver ? undefined : now;
  });
  expect(newest).toEqual({ epoch: floor.epoch, ver: floor.ver + 1 });
  await project.write("UPDATE t_1 SET v = 6 WHERE id = 1");
  await project.drained();
  expect(await project.value()).toBe(6);
});

test("a change of many rows raises the floor of the table", async () => {
  const project = await Project.make("many");
  await project.write("INSERT INTO t_1 VALUES (2, 0), (3, 0), (4, 0), (5, 0)");
  await project.drained();
  expect(await project.value()).toBe(0);
  const copy = await project.copied(4);
  expect(copy.verdict).toBe("hit");
  await project.write("UPDATE t_1 SET v = 7");
  await project.drained();
  expect(await project.value(4)).toBe(7);
});

test("rows that change oftener than floors may be written raise the floor of the table", async () => {
  const project = await Project.make("often");
  await project.write("INSERT INTO t_1 VALUES (2, 0), (3, 0)");
  await project.drained();
  const kv = await edge.kv();
  const floorOfAll = (): Promise<string | null> => kv.get("f/acme/often/main/all/t_1");
  await project.write("UPDATE t_1 SET v = 1 WHERE id = 2");
  await project.drained();
  expect(await floorOfAll()).toBeNull();
  expect((await project.read()).source).toBe("kv");
  await project.write("UPDATE t_1 SET v = 2 WHERE id > 1");
  await project.drained();
  expect(await floorOfAll()).not.toBeNull();
  expect(await project.read()).toMatchObject({ source: "shard", verdict: "outdated" });
});

test("a schema change outdates the copies of every table", async () => {
  const project = await Project.make("defined");
  await edge.define(["UPDATE t_1 SET v = 8"], "main", { project: "defined" });
  expect(await eventually(async () => ((await project.value()) === 8 ? 8 : undefined))).toBe(8);
});

test("a copy that is kept warm is read anew when its row changes", async () => {
  const project = await Project.make("warm");
  await project.copied(1, { prewarm: true, key: "t:t_1:id:[1]", request: warmRequest });
  await project.write("UPDATE t_1 SET v = 9");
  const answer = await eventually(async () => {
    const { body } = await edge.http("GET", "/v1/shards/main/cache", undefined, project.bearer);
    if ((body as { acknowledged: number; newest: number }).acknowledged === 0) return undefined;
    const kv = await edge.kv();
    const { keys } = await kv.list({ prefix: "c/acme/warm/main/t:t_1:id:[1]/" });
    for (const { name } of keys) {
      const text = (await kv.get(name)) ?? "";
      if (text.endsWith('"rows":[[9,1]],"changes":0,"read":1,"written":0}]')) return text;
    }
    return undefined;
  });
  expect(answer).toContain("prewarm");
  expect(await project.read(1, { prewarm: true, request: warmRequest })).toMatchObject({ source: "kv" });
});

const warmRequest = { steps: [{ sql: "SELECT v, id FROM t_1 WHERE id = 1", rows: true }] };
