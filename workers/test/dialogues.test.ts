import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { Edge, eventually, token } from "./support/edge";

interface Call {
  method: string;
  path: string;
  body?: unknown;
  status: number;
  answer: unknown;
  vary?: string[];
}

interface Frames {
  to?: unknown;
  from?: unknown;
  vary?: string[];
}

interface Dialogue {
  setup: string[];
  needs?: string;
  calls?: Call[];
  dialogue?: Frames[];
}

const FOLDER = join(__dirname, "../../docs/gateway-protocol/examples");

/** The examples of a kind that are served already. */
const examples = (kind: string): [string, Dialogue][] =>
  readdirSync(join(FOLDER, kind))
    .map((name): [string, Dialogue] => [
      name,
      JSON.parse(readFileSync(join(FOLDER, kind, name), "utf8")) as Dialogue,
    ])
    .filter(([, { needs }]) => needs === undefined);

/** The value with the members that vary replaced by the names of their types. */
function comparable(value: unknown, vary: readonly string[]): unknown {
  const text = JSON.stringify(value, (key, member: unknown) => (vary.includes(key) ? typeof member : member));
  return JSON.parse(text) as unknown;
}

let edge: Edge;

beforeAll(async () => {
  edge = await Edge.start();
});

afterAll(() => edge.stop());

test.each(examples("http"))("http/%s", async (file, { setup, calls }) => {
  const claims = { project: `http-${file.replace(".json", "")}` };
  await edge.define(setup, "main", claims);
  for (const { method, path, body, status, answer, vary = [] } of calls ?? []) {
    const expected = JSON.stringify({ status, body: comparable(answer, vary) });
    let last = "";
    // A copy arrives in KV behind the answer: what an example shows as the next answer may take a moment.
    await eventually(async () => {
      const given = await edge.http(method, path, body, token(claims));
      last = JSON.stringify({ status: given.status, body: comparable(given.body, vary) });
      return last === expected || method === "PUT" ? last : undefined;
    }, 5000).catch(() => undefined);
    expect(JSON.parse(last)).toEqual(JSON.parse(expected));
  }
});

test.each(examples("frames"))("frames/%s", async (file, { setup, dialogue }) => {
  const claims = { project: `frames-${file.replace(".json", "")}` };
  await edge.define(setup, "main", claims);
  const socket = await edge.socket("main", token(claims));
  let seen = 0;
  for (const { to, from, vary = [] } of dialogue ?? []) {
    if (to !== undefined) socket.send(to);
    if (from === undefined) continue;
    const index = seen++;
    const text = await eventually(() => Promise.resolve(socket.frames[index]));
    expect(comparable(JSON.parse(text), vary)).toEqual(comparable(from, vary));
  }
  await socket.close();
});
