import type { ShardRequest, SkipLocked, Step } from "../wire/request";
import { rowResource } from "./captured-rows";
import type { ChangeLog } from "./change-log";
import { IS, IX, S, X, type Claim } from "./lock-modes";
import type { LockOwner, LockTable } from "./locks";

/** A key that equals none: whatever is compared with it is unknown. */
const NO_KEY = "[[null]]";

interface Reply {
  results: { rows?: unknown[][]; columns?: string[] }[];
}

/** Whether a request leaves out locked rows. */
export function skipsLocked(request: ShardRequest): boolean {
  return request.steps.some(({ skip }) => skip !== undefined && skip !== null);
}

/** The request with the keys of the rows that it has to leave out. */
export function withLockedRows(request: ShardRequest, owner: LockOwner, locks: LockTable): ShardRequest {
  const steps = request.steps.map((step) => {
    if (!step.skip) return step;
    const params = [...(step.params ?? [])];
    for (const { table, mode, param } of step.skip) {
      const rows = locks.lockedRows(owner, table, mode === "X" ? X : S);
      params[param] = rows === "all" ? NO_KEY : `[${rows.join(",")}]`;
    }
    return { ...step, params };
  });
  return { ...request, steps };
}

/** The locks on the rows that a request has found, and its reply without their keys. */
export function foundRows(
  request: ShardRequest,
  body: string,
  log: ChangeLog,
): { claims: Claim[]; body: string } {
  const reply = JSON.parse(`{${body}}`) as Reply;
  const claims: Claim[] = [];
  request.steps.forEach((step: Step, index) => {
    const result = reply.results[index];
    const skips = step.skip ?? [];
    if (result?.rows === undefined || skips.length === 0) return;
    if (result.rows.length > 0) {
      for (const { table, mode } of skips) claims.push({ resource: table, mode: mode === "X" ? IX : IS });
    }
    for (const row of result.rows) {
      for (const { table, mode, column } of skips) {
        const resource = rowResource(log.shape(table), table, row[column] as string);
        claims.push({ resource, mode: mode === "X" ? X : S });
      }
    }
    const isKept = (_: unknown, at: number): boolean =>
      !skips.some(({ column }: SkipLocked) => column === at);
    result.rows = result.rows.map((row) => row.filter(isKept));
    if (result.columns !== undefined) result.columns = result.columns.filter(isKept);
  });
  return { claims, body: JSON.stringify(reply).slice(1, -1) };
}
