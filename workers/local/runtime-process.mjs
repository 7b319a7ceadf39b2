// Knows the runtime's process, so that it ends with us: Miniflare ends it on dispose, but not when this process is
// killed.
import { spawn } from "node:child_process";
import { subscribe } from "node:diagnostics_channel";

/** Waits for its stdin to close, which happens however its parent ends, and then ends the runtime. */
const WATCH = `
cat >/dev/null
if [ -r "/proc/$1/comm" ]; then name=$(cat "/proc/$1/comm"); else name=$(ps -p "$1" -o comm=); fi
case "$name" in *workerd*) kill -9 "$1" ;; esac
`;

/** Follows every runtime process that Miniflare starts from now on. */
export function trackRuntime() {
  let current;
  subscribe("child_process", ({ process: child }) => {
    child.once("spawn", () => {
      if (!/workerd[^/]*$/.test(child.spawnfile)) return;
      current = child;
      watch(child.pid);
    });
  });
  return {
    pid: () => current?.pid,
    onExit: (listener) => current?.once("exit", listener),
    kill: () => {
      if (current !== undefined && current.exitCode === null && current.signalCode === null) {
        current.kill("SIGKILL");
      }
    },
  };
}

function watch(pid) {
  const watcher = spawn("/bin/sh", ["-c", WATCH, "edge-watch", String(pid)], {
    stdio: ["pipe", "ignore", "ignore"],
    detached: true,
  });
  watcher.on("error", () => undefined);
  watcher.stdin.on("error", () => undefined);
  watcher.unref();
  watcher.stdin.unref?.();
}
