#!/usr/bin/env node
// Runs the edge on this machine: the bundled worker on the real runtime, state on disk, no account, no network.
//
//   edge.mjs --data DIR [--port 0] [--host 127.0.0.1] [--worker BUNDLE]
//
// EDGESQL_HMAC_SECRET must be set; every other EDGESQL_* variable is handed to the worker as it is. Prints exactly one
// line of JSON on stdout: {"ready":true,"url":...,"workerdPid":...,"pid":...}, or {"ready":false,"error":...} and
// exits with 1. Ends on SIGTERM, on SIGINT, and when stdin closes, because the process that started it is gone.
import { readFileSync } from "node:fs";
import * as nodeModule from "node:module";
import { fileURLToPath } from "node:url";
import { claimFolder } from "./data-lock.mjs";
import { edgeOptions, requireFreePort, requireWritable, workerOptions } from "./edge-options.mjs";
import { trackRuntime } from "./runtime-process.mjs";

// Miniflare is 4 MB of CommonJS: required, not imported, it is read once, and compiled code is kept for the next start.
nodeModule.enableCompileCache?.(fileURLToPath(new URL("../dist/.compiled", import.meta.url)));
const { Log, LogLevel, Miniflare } = nodeModule.createRequire(import.meta.url)("miniflare");

/** How long the runtime may take to come up, and to go, before it is ended. */
const START_TIMEOUT_MS = 30_000;
const STOP_TIMEOUT_MS = 5_000;

const runtime = trackRuntime();
let miniflare;
let releaseFolder = () => undefined;
let isStopping = false;

async function start() {
  const options = edgeOptions(process.argv.slice(2), process.env);
  requireWritable(options.data);
  await requireFreePort(options.host, options.port);
  releaseFolder = claimFolder(options.data);
  const bundle = readFileSync(options.worker, "utf8");
  miniflare = new Miniflare({
    ...workerOptions(options, bundle),
    log: new Log(LogLevel.NONE),
    // The runtime's own words go to stderr: stdout holds one line of JSON.
    handleRuntimeStdio: (stdout, stderr) => {
      stdout.pipe(process.stderr);
      stderr.pipe(process.stderr);
    },
  });
  ownSignals();
  await within(START_TIMEOUT_MS, miniflare.ready, "the runtime did not come up in time");
  const url = await miniflare.unsafeGetDirectURL();
  const health = await fetch(new URL("/v1/health", url));
  if (!health.ok) throw new Error(`the gateway does not answer: ${await health.text()}`);
  // Without its runtime the edge is of no use; whoever started it may start it again.
  runtime.onExit(() => void stop(1));
  say({ ready: true, url: url.origin, workerdPid: runtime.pid(), pid: process.pid });
}

/** Signals end us in order. Miniflare's own handlers would end this process at once, with another exit code. */
function ownSignals() {
  for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"]) {
    process.removeAllListeners(signal);
    process.on(signal, () => void stop(0));
  }
}

/** Ends the runtime, whatever state it is in, and this process. */
async function stop(exitCode) {
  if (isStopping) return;
  isStopping = true;
  if (miniflare !== undefined) {
    const disposed = miniflare.dispose().catch(() => undefined);
    await within(STOP_TIMEOUT_MS, disposed, "").catch(() => undefined);
  }
  runtime.kill();
  releaseFolder();
  process.exit(exitCode);
}

function within(milliseconds, promise, message) {
  let timer;
  const expiry = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(message)), milliseconds);
  });
  return Promise.race([promise, expiry]).finally(() => clearTimeout(timer));
}

/** One sentence; the runtime's own failures come with a stack of addresses. */
function reason(error) {
  const text = error instanceof Error ? error.message : String(error);
  const damage = /SQLITE_(NOTADB|CORRUPT)/.exec(text);
  return damage === null ? text.split("\n")[0] : `a database in the data folder is damaged (${damage[0]})`;
}

function say(line) {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

process.stdin.on("end", () => void stop(0));
process.stdin.on("error", () => void stop(0));
process.stdin.resume();
// A parent that is gone cannot read our words; that must not end us before the runtime has ended.
process.stdout.on("error", () => void stop(0));
process.stderr.on("error", () => undefined);

start().catch(async (error) => {
  if (isStopping) return;
  say({ ready: false, error: reason(error) });
  await stop(1);
});
