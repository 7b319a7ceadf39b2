// Validates wrangler.toml, its bindings and its migrations, without an account. A warning is a failure: a missing
// migration is no more than that.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const out = mkdtempSync(join(tmpdir(), "edgesql-deploy-"));
try {
  const wrangler = here("../node_modules/wrangler/bin/wrangler.js");
  const args = [wrangler, "deploy", "--dry-run", "--outdir", out, "--config", here("../../wrangler.toml")];
  const env = {
    ...process.env,
    WRANGLER_SEND_METRICS: "false",
    WRANGLER_LOG_PATH: out,
    CI: "true",
    NO_COLOR: "1",
  };
  const run = spawnSync(process.execPath, args, { encoding: "utf8", env, timeout: 60_000 });
  const text = `${run.stdout}${run.stderr}`;
  if (run.status !== 0 || /warning/i.test(text)) {
    console.error(text);
    console.error("wrangler deploy --dry-run has failed or warned");
    process.exitCode = 1;
  } else {
    console.log("wrangler deploy --dry-run: no warning");
  }
} finally {
  rmSync(out, { recursive: true, force: true });
}
