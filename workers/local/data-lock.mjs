// One edge per data folder: two runtimes over the same files would lose each other's writes.
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Claims the folder for this process; throws an Error when another edge that is alive holds it. */
export function claimFolder(folder) {
  const path = join(folder, "edge.pid");
  const holder = Number(readQuietly(path));
  if (holder > 0 && holder !== process.pid && isEdge(holder)) {
    throw new Error(`the data folder ${folder} is in use by process ${holder}`);
  }
  writeFileSync(path, `${process.pid}\n`);
  return () => rmSync(path, { force: true });
}

/** A number left behind by a killed edge may belong to any other process by now; /proc tells, where there is one. */
function isEdge(pid) {
  const command = readQuietly(`/proc/${pid}/cmdline`);
  if (command !== "") return command.includes("edge.mjs");
  try {
    process.kill(pid, 0);
    return process.platform !== "linux";
  } catch {
    return false;
  }
}

function readQuietly(path) {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
