import { IS, IX, S, X, conflicts, type Claim } from "./lock-modes";
import type { LockOwner } from "./locks";
import type { Transactions } from "./transactions";

/** One lock that is held or waited for: who, what, how, since when, and for whom it waits. */
type Line = [
  owner: string,
  table: string,
  key: string | null,
  mode: string,
  state: "GRANTED" | "WAITING",
  sinceMs: number | null,
  waitsFor: string,
  rowsWritten: number,
];

const NAMES: readonly (readonly [number, string])[] = [
  [IS, "IS"],
  [IX, "IX"],
  [S, "S"],
  [X, "X"],
];

/** Locks that are told at most: the others are counted in none of the lines. */
const MAX_LINES = 10_000;

/** The locks of a shard, each resource's holders first and then those who wait, in their order. */
export function lockList(transactions: Transactions): Line[] {
  const lines: Line[] = [];
  for (const { resource, granted, queue } of transactions.locks.entries()) {
    const [table, key] = split(resource);
    const line = (owner: LockOwner, mode: number, since: number | undefined, waitsFor?: string): void => {
      const state = waitsFor === undefined ? "GRANTED" : "WAITING";
      lines.push([
        owner.id,
        table,
        key,
        modeText(mode),
        state,
        since ?? null,
        waitsFor ?? "",
        owner.rowsWritten,
      ]);
    };
    for (const [owner, mode] of granted) line(owner, mode, transactions.since(owner));
    queue.forEach((wait, index) => {
      const { mode } = wait.claims[wait.at] as Claim;
      const blockers = [...granted].filter(([other, held]) => other !== wait.owner && conflicts(mode, held));
      const ahead = queue
        .slice(0, index)
        .filter(
          (other) => other.owner !== wait.owner && conflicts(mode, (other.claims[other.at] as Claim).mode),
        );
      const owners = [...blockers.map(([owner]) => owner.id), ...ahead.map(({ owner }) => owner.id)];
      line(wait.owner, mode, transactions.since(wait.owner, wait), owners.join(","));
    });
    if (lines.length >= MAX_LINES) break;
  }
  return lines.slice(0, MAX_LINES);
}

/** Table and key of a resource; the key of a unique value is told with its index's name. */
function split(resource: string): [string, string | null] {
  const at = resource.indexOf("\u0000");
  if (at < 0) return [resource, null];
  const key = resource.slice(at + 1);
  return [resource.slice(0, at), key.startsWith("u\u0000") ? key.slice(2).replace("\u0000", " ") : key];
}

function modeText(mode: number): string {
  return NAMES.filter(([bit]) => (mode & bit) !== 0)
    .map(([, name]) => name)
    .join(",");
}
