import { Edge } from "./support/edge";
import type { Reply, ShardSocket } from "./support/shard-socket";

let edge: Edge;
let socket: ShardSocket;

beforeAll(async () => {
  edge = await Edge.start({ EDGESQL_SOCKET_TEXTS: "4" });
  socket = await edge.socket();
});

afterAll(async () => {
  await socket.close();
  await edge.stop();
});

const run = (step: Record<string, unknown>, on = socket): Promise<Reply> =>
  on.run({ steps: [{ rows: true, ...step }] });

async function value(step: Record<string, unknown>): Promise<unknown> {
  const { results, error } = await run(step);
  return error ?? results?.[0]?.rows?.[0]?.[0];
}

test("the shard says how many texts it remembers", async () => {
  expect(await socket.hello()).toMatchObject({ t: "hello", texts: 4 });
});

test("a text that came with a number need not come again", async () => {
  expect(await value({ sql: "SELECT 'one ' || ?1", text: 1, params: ["a"] })).toBe("one a");
  expect(await value({ sql: "SELECT 'two ' || ?1", text: 2, params: ["a"] })).toBe("two a");
  expect(await value({ text: 1, params: ["b"] })).toBe("one b");
  expect(await value({ text: 2, params: ["c"] })).toBe("two c");
});

test("a number that comes with another text means that one from then on, within a request too", async () => {
  const { results } = await socket.run({
    steps: [
      { sql: "SELECT 'old'", text: 1, rows: true },
      { text: 1, rows: true },
      { sql: "SELECT 'new'", text: 1, rows: true },
      { text: 1, rows: true },
    ],
  });
  expect(results?.map(({ rows }) => rows?.[0]?.[0])).toEqual(["old", "old", "new", "new"]);
});

test("a number of which nothing is known refuses its request alone; nothing of it is run", async () => {
  const { error } = await socket.run({
    steps: [{ sql: "CREATE TABLE never (a)" }, { text: 3 }, { sql: "SELECT 'three'", text: 0 }],
  });
  expect(error).toMatchObject({ code: "TEXT_UNKNOWN", retryable: true });
  expect(await socket.query("SELECT name FROM sqlite_master WHERE name = 'never'")).toEqual([]);
  // What came with it is remembered all the same.
  expect(await value({ text: 0 })).toBe("three");
});

test("another socket knows nothing of it", async () => {
  expect(await value({ sql: "SELECT 'mine'", text: 1 })).toBe("mine");
  const other = await edge.socket();
  expect((await run({ text: 1 }, other)).error).toMatchObject({ code: "TEXT_UNKNOWN" });
  await other.close();
});

test.each([
  ["a number beyond the bound", { sql: "SELECT 1", text: 4 }],
  ["a negative number", { sql: "SELECT 1", text: -1 }],
  ["a word", { sql: "SELECT 1", text: "one" }],
  ["a text too long to be remembered", { sql: `SELECT '${"x".repeat(9000)}'`, text: 1 }],
])("%s is refused", async (_, step) => {
  expect((await run(step)).error).toMatchObject({ code: "BAD_REQUEST" });
});
