import { Edge } from "./support/edge";
import type { ShardSocket } from "./support/shard-socket";

let edge: Edge;
let shard: ShardSocket;

beforeAll(async () => {
  edge = await Edge.start({ EDGESQL_MAX_INBOX: "300", EDGESQL_MAX_INBOX_CHARS: "2000000" });
  shard = await edge.socket();
});

afterAll(async () => {
  await shard.close();
  await edge.stop();
});

test("ping is answered pong", async () => {
  const answer = shard.nextFrame();
  shard.send("ping");
  expect(await answer).toEqual({ t: "pong" });
});

test("hello tells the protocol, the boot id and the schema version", async () => {
  const hello = await shard.hello();
  expect(hello).toMatchObject({ t: "hello", protocol: 1, schema: 0 });
  expect(typeof hello.boot).toBe("string");
  expect(await shard.hello()).toEqual(hello);
});

test.each([
  ["not JSON", "{"],
  ["an empty text", ""],
  ["null", "null"],
  ["an array", "[]"],
  ["no type", "{}"],
  ["an unknown type", '{"t":"shutdown"}'],
  ["run without requests", '{"t":"run"}'],
  ["run with no requests", '{"t":"run","reqs":[]}'],
  ["run with requests that are no array", '{"t":"run","reqs":{}}'],
  ["a request that is no object", '{"t":"run","reqs":[5]}'],
  ["a request without an id", '{"t":"run","reqs":[{"steps":[]}]}'],
  ["an id as text", '{"t":"run","reqs":[{"id":"1","steps":[]}]}'],
  ["keep without ids", '{"t":"keep"}'],
  ["keep with numbers", '{"t":"keep","tx":[1]}'],
])("%s is answered with an error frame", async (_name, text) => {
  const answer = shard.nextFrame();
  shard.send(text);
  expect(await answer).toMatchObject({ t: "error", error: { code: "BAD_REQUEST", retryable: false } });
  expect(await shard.query("SELECT 1")).toEqual([[1]]);
});

test("a binary frame is answered with an error frame", async () => {
  const answer = shard.nextFrame();
  shard.socket.send(Buffer.from('{"t":"hello"}'), { binary: true });
  expect(await answer).toMatchObject({ t: "error", error: { code: "BAD_REQUEST" } });
});

const step = { sql: "SELECT ?", params: ["x"] };

test.each([
  ["steps that are no array", { steps: {} }],
  ["a step that is no object", { steps: [null] }],
  ["a step without sql", { steps: [{}] }],
  ["params that are no array", { steps: [{ ...step, params: "x" }] }],
  ["rows as text", { steps: [{ ...step, rows: "yes" }] }],
  ["a negative expectation", { steps: [{ ...step, expect: -1 }] }],
  ["when about itself", { steps: [{ ...step, when: { step: 0, changes: 0 } }] }],
  ["when about a later step", { steps: [{ ...step, when: { step: 1, changes: 0 } }, step] }],
  ["rowsParam past the parameters", { steps: [{ ...step, rowsParam: 1 }] }],
  ["auto without a table", { steps: [{ ...step, auto: {} }] }],
  ["auto without a parameter", { steps: [{ ...step, auto: { table: "t", ids: [null] } }] }],
  ["auto with a parameter too far", { steps: [{ ...step, auto: { table: "t", ids: [null], param: 1 } }] }],
  [
    "auto with two sources",
    { steps: [{ ...step, auto: { table: "t", ids: [], countSql: "SELECT 1", param: 0 } }] },
  ],
  [
    "auto with an id that is no integer",
    { steps: [{ ...step, auto: { table: "t", ids: ["1.5"], param: 0 } }] },
  ],
  ["auto with an increment of 0", { steps: [{ ...step, auto: { table: "t", increment: 0 } }] }],
  ["an unknown end", { steps: [], end: "maybe" }],
  ["a write without seq", { steps: [], write: { session: "s" } }],
  ["a write that is rolled back", { steps: [], end: "rollback", write: { session: "s", seq: 1 } }],
  ["a transaction without an id", { steps: [], tx: {} }],
  ["a lock without a mode", { steps: [], locks: [{ table: "t" }] }],
  ["a lock with a key that is no text", { steps: [], locks: [{ table: "t", key: 5, mode: "X" }] }],
  ["flags as text", { steps: [], flags: "none" }],
  ["a schema version as text", { steps: [], schema: "1" }],
])("%s is answered with BAD_REQUEST", async (_name, request) => {
  const [bad, good] = await shard.runAll([request, { steps: [{ ...step, rows: true }] }]);
  expect(bad?.error).toMatchObject({ code: "BAD_REQUEST" });
  expect(good?.results?.[0]?.rows).toEqual([["x"]]);
});

test("null stands for a member that is absent", async () => {
  const nothing = { end: null, write: null, tx: null, locks: null, release: null, flags: null, schema: null };
  const bare = { ...step, rows: null, expect: null, when: null, auto: null, rowsParam: null };
  expect(await shard.steps([bare], nothing)).toHaveLength(1);
});

test("256 requests fit in a frame, 257 do not", async () => {
  const some = (count: number): Record<string, unknown>[] =>
    Array.from({ length: count }, () => ({ steps: [step] }));
  expect((await shard.runAll(some(256))).every((reply) => reply.results !== undefined)).toBe(true);
  expect((await shard.runAll(some(257))).every((reply) => reply.error?.code === "TOO_LARGE")).toBe(true);
});

test("requests beyond the inbox's bound are answered with OVERLOADED", async () => {
  const locked = { steps: [], locks: [{ table: "t", mode: "X" }] };
  await shard.steps([], { ...locked, tx: { id: "holder" } });
  const some = (): Record<string, unknown>[] => Array.from({ length: 200 }, () => ({ ...locked }));
  const replies = Promise.all([shard.runAll(some()), shard.runAll(some())]);
  await shard.steps([], { tx: { id: "holder" }, release: true });
  const codes = (await replies).flat().map((reply) => reply.error?.code);
  expect(codes.filter((code) => code === "OVERLOADED")).toHaveLength(100);
  expect(codes.filter((code) => code === undefined)).toHaveLength(300);
});

test("requests beyond the inbox's bound on text are answered with OVERLOADED", async () => {
  const error = await shard.fail([{ sql: "SELECT ?", params: ["x".repeat(2_100_000)] }]);
  expect(error).toMatchObject({ code: "OVERLOADED", retryable: true });
});
