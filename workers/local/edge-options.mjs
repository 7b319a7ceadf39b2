// What the local edge is told on its command line, and what it tells Miniflare.
import { accessSync, constants, mkdirSync } from "node:fs";
import { createServer } from "node:net";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const MIN_SECRET_CHARS = 16;

/** The worker, where the build puts it. */
const BUNDLE = fileURLToPath(new URL("../dist/worker.js", import.meta.url));

/** Reads the command line; throws an Error that says what is wrong. */
export function edgeOptions(args, env) {
  const { values } = parseArgs({
    args,
    options: {
      port: { type: "string", default: "0" },
      host: { type: "string", default: "127.0.0.1" },
      data: { type: "string" },
      worker: { type: "string" },
    },
  });
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 0 || port > 65535) {
    throw new Error(`--port must be between 0 and 65535, not ${values.port}`);
  }
  if (values.data === undefined) {
    throw new Error("--data DIR is required");
  }
  if ((env.EDGESQL_HMAC_SECRET ?? "").length < MIN_SECRET_CHARS) {
    throw new Error(`EDGESQL_HMAC_SECRET must be set to at least ${MIN_SECRET_CHARS} characters`);
  }
  const variables = Object.fromEntries(Object.entries(env).filter(([name]) => name.startsWith("EDGESQL_")));
  const worker = values.worker === undefined ? BUNDLE : resolve(values.worker);
  return { port, host: values.host, data: resolve(values.data), worker, variables };
}

export function requireWritable(folder) {
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    throw new Error(`the data folder ${folder} cannot be written: ${error.code ?? error.message}`, {
      cause: error,
    });
  }
}

/** Miniflare does not say in one line that a port is taken; this does. */
export function requireFreePort(host, port) {
  return new Promise((done, fail) => {
    const server = createServer();
    server.once("error", (error) => {
      const why = error.code === "EADDRINUSE" ? "is taken" : `cannot be used: ${error.code ?? error.message}`;
      fail(new Error(`${host}:${port} ${why}`));
    });
    server.listen(port, host, () => server.close(() => done()));
  });
}

/** KV, D1, and the queues as wrangler.toml has them, only that changes wait less to be gathered. */
export function queueOptions() {
  return {
    kvNamespaces: ["CACHE"],
    d1Databases: ["MIRROR"],
    queueProducers: { CHANGES: { queueName: "edgesql-changes" } },
    queueConsumers: {
      "edgesql-changes": {
        maxBatchSize: 100,
        maxBatchTimeout: 0.05,
        maxRetries: 8,
        deadLetterQueue: "edgesql-dead-letters",
      },
      "edgesql-dead-letters": { maxBatchSize: 10, maxBatchTimeout: 1, maxRetries: 100 },
    },
  };
}

/** Options for Miniflare: the same worker, offline and quiet, with a socket of the gateway's own. */
export function workerOptions(options, bundle) {
  return {
    name: "edgesql",
    // A list of modules, because Miniflare would parse a script to look for imports. There are none: it is a bundle.
    modules: [{ type: "ESModule", path: "worker.js", contents: bundle }],
    compatibilityDate: "2026-07-30",
    bindings: options.variables,
    durableObjects: {
      SHARD: { className: "TableShard", useSQLite: true },
      CONTROL: { className: "ControlObject", useSQLite: true },
      FLOORS: { className: "CacheObject", useSQLite: true },
      MIRRORS: { className: "MirrorObject", useSQLite: true },
    },
    ...queueOptions(),
    defaultPersistRoot: options.data,
    unsafeDirectSockets: [{ host: options.host, port: options.port }],
    host: "127.0.0.1",
    port: 0,
    cf: false,
    telemetry: { enabled: false },
  };
}
