import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { Edge, token } from "./support/edge";

interface Example {
  name: string;
  setup: string[];
  request: Record<string, unknown>;
  reply: Record<string, unknown>;
}

const FOLDER = join(__dirname, "../../docs/gateway-protocol/examples");
const files = readdirSync(FOLDER).filter((name) => name.endsWith(".json"));

let edge: Edge;

beforeAll(async () => {
  edge = await Edge.start();
});

afterAll(() => edge.stop());

test("there are examples", () => {
  expect(files.length).toBeGreaterThan(20);
});

test.each(files)("%s", async (file) => {
  const example = JSON.parse(readFileSync(join(FOLDER, file), "utf8")) as Example;
  const claims = { project: file.replace(".json", "") };
  if (example.setup.length > 0) await edge.define(example.setup, "main", claims);
  const socket = await edge.socket("main", token(claims));
  expect(await socket.run(example.request)).toEqual(example.reply);
  await socket.close();
});
