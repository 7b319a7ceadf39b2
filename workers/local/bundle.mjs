import { build } from "esbuild";
import { fileURLToPath } from "node:url";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

/** Bundles a worker; both paths are relative to this folder. */
export function bundle(entry, outfile) {
  return build({
    entryPoints: [here(entry)],
    outfile: here(outfile),
    bundle: true,
    format: "esm",
    target: "es2024",
    platform: "neutral",
    mainFields: ["module", "main"],
    conditions: ["workerd", "worker", "import"],
    loader: { ".txt": "text" },
    external: ["cloudflare:*"],
    sourcemap: true,
    logLevel: "warning",
  });
}
