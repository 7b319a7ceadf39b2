import * as z from "zod";
import type { CachedRead } from "../wire/cached-read";
import { EdgeError } from "../wire/codes";
import { requestOf, type Step } from "../wire/request";
import { statementKind } from "../wire/statement-kind";

const milliseconds = z.int().min(0);
const table = z.string().regex(/^[^/\0]{1,128}$/);

const cachedRead = z.object({
  key: z.string().min(1).max(1024),
  tables: z.array(table).min(1).max(64),
  mode: z.enum(["bounded", "cached"]),
  maxAgeMs: milliseconds.nullish(),
  ttlMs: milliseconds,
  swrMs: milliseconds.nullish(),
  minVer: milliseconds.nullish(),
  prewarm: z.boolean().nullish(),
  request: z.record(z.string(), z.unknown()),
});

/** Members of a request that a plain read does not have. */
const NOT_PLAIN = ["write", "tx", "locks", "lockWaitMs", "release", "end", "flags"];
const NOT_PLAIN_STEP = ["auto", "when", "expect", "rowsParam"] as const;

/**
 * Checks the body of `POST /v1/shards/<shard>/read`.
 *
 * @throws EdgeError BAD_REQUEST naming the member that is wrong, NOT_CACHEABLE with the reason
 */
export function cachedReadOf(body: unknown, maxCacheMs: number): CachedRead {
  const parsed = cachedRead.safeParse(body);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new EdgeError("BAD_REQUEST", `${issue?.path.join(".") ?? ""}: ${issue?.message ?? "malformed"}`);
  }
  const { data } = parsed;
  const swrMs = data.swrMs ?? 0;
  if (data.ttlMs + swrMs > maxCacheMs) {
    throw new EdgeError("BAD_REQUEST", `ttlMs and swrMs together are at most ${String(maxCacheMs)}`);
  }
  if (data.mode === "bounded" && typeof data.maxAgeMs !== "number") {
    throw new EdgeError("BAD_REQUEST", "maxAgeMs: required with bounded");
  }
  for (const member of NOT_PLAIN) {
    if (data.request[member] !== undefined && data.request[member] !== null) {
      refuse(`a request with ${member} is not a plain read`);
    }
  }
  const request = requestOf({ ...data.request, id: 0 });
  if (request.steps.length === 0) refuse("a request without steps reads nothing");
  for (const step of request.steps) checkPlain(step);
  return {
    ...data,
    maxAgeMs: data.maxAgeMs ?? undefined,
    minVer: data.minVer ?? undefined,
    prewarm: data.prewarm ?? undefined,
    tables: rowOf(data.key, data.tables)?.tables ?? data.tables,
    swrMs,
    request,
  };
}

/**
 * The row that a key `t:<table>:id:<pk>` names; undefined for other keys.
 *
 * @throws EdgeError BAD_REQUEST when the tables are not that one
 */
export function rowOf(
  key: string,
  tables: string[],
): { tables: string[]; table: string; key: string } | undefined {
  if (!key.startsWith("t:")) return undefined;
  const match = /^t:([^/:]+):id:(\[.*\])$/s.exec(key);
  const named = match?.[1];
  const row = match?.[2];
  if (named === undefined || row === undefined) {
    throw new EdgeError("BAD_REQUEST", "key: a row's key is t:<table>:id:<JSON array>");
  }
  if (tables.some((one) => one !== named)) {
    throw new EdgeError("BAD_REQUEST", "tables: a row's key depends on its own table alone");
  }
  return { tables: [named], table: named, key: row };
}

function checkPlain(step: Step): void {
  for (const member of NOT_PLAIN_STEP) {
    if (step[member] !== undefined && step[member] !== null) {
      refuse(`a step with ${member} is not a plain read`);
    }
  }
  if (statementKind(step.sql) !== "query") refuse("a step that is not a single query");
}

function refuse(reason: string): never {
  throw new EdgeError("NOT_CACHEABLE", reason);
}
