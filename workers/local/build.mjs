// Bundles the worker into dist/worker.js, which the local edge and the tests run.
import { build } from "esbuild";
import { fileURLToPath } from "node:url";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

await build({
  entryPoints: [here("../src/index.ts")],
  outfile: here("../dist/worker.js"),
  bundle: true,
  format: "esm",
  target: "es2024",
  platform: "neutral",
  mainFields: ["module", "main"],
  conditions: ["workerd", "worker", "import"],
  external: ["cloudflare:*"],
  sourcemap: true,
  logLevel: "warning",
});
