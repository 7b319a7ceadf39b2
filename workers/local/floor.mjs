#!/usr/bin/env node
// What the runtime itself costs, with none of Edge SQL in it: a Durable Object that answers WebSocket messages, bare, with
// one SELECT by key, with one UPDATE by key, and with a commit that is done at most once (a transaction of one UPDATE and
// one record of it), to one client that waits for each answer, to sixteen, and to four that put sixteen of them into a message.
//
//   floor.mjs [SECONDS]      a Markdown table on stdout; SECONDS a line (default 4)
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { performance } from "node:perf_hooks";
import { tmpdir } from "node:os";
import { join } from "node:path";

const require = createRequire(import.meta.url);
const { Miniflare } = require("miniflare");
const WebSocket = require("ws");

const WORKER = `
import { DurableObject } from "cloudflare:workers";
export class Floor extends DurableObject {
  constructor(ctx, env) {
    super(ctx, env);
    this.sql = ctx.storage.sql;
    this.sql.exec("CREATE TABLE IF NOT EXISTS item (id INTEGER PRIMARY KEY, v TEXT, n INTEGER)");
    this.sql.exec("CREATE TABLE IF NOT EXISTS record (session TEXT PRIMARY KEY, seq INTEGER, reply TEXT) WITHOUT ROWID");
    this.seq = 0;
    this.sql.exec("WITH RECURSIVE s (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM s WHERE i < 10000) INSERT OR IGNORE INTO item SELECT i, 'value ' || i, 0 FROM s");
  }
  fetch() {
    const { 0: client, 1: server } = new WebSocketPair();
    this.ctx.acceptWebSocket(server);
    return new Response(null, { status: 101, webSocket: client });
  }
  webSocketMessage(socket, message) {
    const { kind, ids } = JSON.parse(message);
    const rows = ids.map((id) => this[kind](id));
    socket.send(JSON.stringify({ rows }));
  }
  echo() {
    return null;
  }
  read(id) {
    return [...this.sql.exec("SELECT v FROM item WHERE id = ?", id).raw()];
  }
  write(id) {
    this.sql.exec("UPDATE item SET n = n + 1 WHERE id = ?", id);
  }
  commit(id) {
    this.ctx.storage.transactionSync(() => {
      this.write(id);
      this.sql.exec("INSERT INTO record VALUES (?, ?, '') ON CONFLICT DO UPDATE SET seq = excluded.seq", "session " + (id % 64), ++this.seq);
    });
  }
}
export default { fetch: (request, env) => env.FLOOR.get(env.FLOOR.idFromName("one")).fetch(request) };
`;
const WARM_UP_MS = 1500;
/** Clients, and what each puts into a message. */
const LOADS = [
  { clients: 1, perMessage: 1 },
  { clients: 16, perMessage: 1 },
  { clients: 4, perMessage: 16 },
];
const KINDS = ["echo", "read", "write", "commit"];

const lastMs = Number(process.argv[2] ?? 4) * 1000;
const data = mkdtempSync(join(tmpdir(), "edgesql-floor-"));
const miniflare = new Miniflare({
  modules: true,
  script: WORKER,
  compatibilityDate: "2025-11-01",
  durableObjects: { FLOOR: { className: "Floor", useSQLite: true } },
  durableObjectsPersist: data,
});

/** CPU time of the runtime, in microseconds; Linux counts it in hundredths of a second. */
function cpuMicros(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1].split(" ");
  return (Number(fields[11]) + Number(fields[12])) * 10_000;
}

async function socketOf(url) {
  const socket = new WebSocket(url);
  await new Promise((resolve, reject) => socket.once("open", resolve).once("error", reject));
  return socket;
}

/** One client: asks, waits, asks again. Gives the time of each answer in milliseconds. */
async function ask(socket, kind, perMessage, untilMs) {
  const times = [];
  while (performance.now() < untilMs) {
    const start = performance.now();
    const answer = new Promise((resolve) => socket.once("message", resolve));
    const ids = Array.from({ length: perMessage }, () => 1 + Math.floor(Math.random() * 10_000));
    socket.send(JSON.stringify({ kind, ids }));
    await answer;
    times.push(performance.now() - start);
  }
  return times;
}

async function measure(sockets, kind, perMessage, pid) {
  const all = (ms) =>
    Promise.all(sockets.map((socket) => ask(socket, kind, perMessage, performance.now() + ms)));
  await all(WARM_UP_MS);
  const before = cpuMicros(pid);
  const start = performance.now();
  const times = (await all(lastMs)).flat().sort((a, b) => a - b);
  const seconds = (performance.now() - start) / 1000;
  const at = (share) => times[Math.floor(times.length * share)].toFixed(3);
  const count = times.length * perMessage;
  const perSecond = Math.round(count / seconds);
  const cpu = Math.round((cpuMicros(pid) - before) / count);
  console.log(
    `| ${kind} | ${perMessage} | ${sockets.length} | ${at(0.5)} | ${at(0.99)} | ${perSecond} | ${cpu} |`,
  );
}

try {
  const url = new URL("/", await miniflare.ready);
  url.protocol = "ws:";
  const children = execFileSync("pgrep", ["-P", String(process.pid), "workerd"], { encoding: "utf8" });
  const pid = Number(children.trim().split("\n")[0]);
  console.log("| What | In a message | Clients | p50 ms | p99 ms | A second | µs CPU of the runtime |");
  console.log("| - | -: | -: | -: | -: | -: | -: |");
  for (const { clients, perMessage } of LOADS) {
    const sockets = await Promise.all(Array.from({ length: clients }, () => socketOf(url)));
    for (const kind of KINDS) await measure(sockets, kind, perMessage, pid);
    for (const socket of sockets) socket.close();
  }
} finally {
  await miniflare.dispose();
  rmSync(data, { recursive: true, force: true });
}
