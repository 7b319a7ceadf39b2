import { Edge, nowSeconds, token } from "./support/edge";

/** The runtime hibernates an object after about 10 seconds without events. */
const IDLE_MS = 13_000;

const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

let edge: Edge;

beforeAll(async () => {
  edge = await Edge.start();
  await edge.define(["CREATE TABLE t (id INTEGER PRIMARY KEY)"]);
});

afterAll(() => edge.stop());

test("the memory goes, the sockets, their grants and the data stay", async () => {
  const writer = await edge.socket();
  const reader = await edge.socket("main", token({ rights: ["read"] }));
  const expiring = await edge.socket("main", token({ exp: nowSeconds() + 5 }));
  const locker = await edge.socket("awake");
  const before = await writer.hello();
  const awake = await locker.hello();
  const { ver } = await writer.run({ steps: [{ sql: "INSERT INTO t VALUES (1)" }] });
  await locker.run({ steps: [], tx: { id: "1" }, locks: [{ table: "t", mode: "X" }] });
  await pause(IDLE_MS);

  const pong = writer.nextFrame();
  writer.send("ping");
  expect(await pong).toEqual({ t: "pong" });
  const after = await writer.hello();
  expect(after).toMatchObject({ schema: before.schema });
  expect(after.boot).not.toBe(before.boot);
  expect((await writer.run({ steps: [] })).ver).toBe(ver);
  expect(await reader.query("SELECT id FROM t")).toEqual([[1]]);
  expect(await reader.fail([{ sql: "DELETE FROM t" }])).toMatchObject({ code: "FORBIDDEN" });
  expiring.send({ t: "hello" });
  expect(await expiring.closed).toBe(4401);
  // A held lock keeps its object awake.
  expect(await locker.hello()).toEqual(awake);
  await Promise.all([writer.close(), reader.close(), locker.close()]);
}, 40_000);
