import * as z from "zod";
import type { Env } from "../env";
import { EdgeError } from "../wire/codes";
import { objectName, type Grant } from "../wire/grant";
import type { MirrorStatus } from "../wire/mirror";
import { jsonBody } from "./body";

const MAX_BODY_BYTES = 1_000_000;

const rebuild = z.object({ tables: z.array(z.string().min(1).max(256)).max(10_000).optional() });

/** `GET /v1/shards/<shard>/mirror`. */
export async function readMirror(env: Env, grant: Grant, shard: string): Promise<Response> {
  const scope = { tenant: grant.tenant, project: grant.project, shard };
  const name = objectName(grant, shard);
  const lags = await env.SHARD.get(env.SHARD.idFromName(name)).mirrorLags();
  const known = lags.length === 0 ? [] : await env.MIRRORS.get(env.MIRRORS.idFromName(name)).status(scope);
  const byName = new Map(known.map((table) => [table.name, table]));
  const tables = lags.map((lag): MirrorStatus => {
    const { view, generation, state, copied, error } = byName.get(lag.name) ?? UNKNOWN;
    // A definition that the mirror has not begun to follow yet.
    const now = generation === lag.generation ? state : "waiting";
    const { name, rowsBehind, lagMs } = lag;
    return { name, view, state: now, copied, rowsBehind, lagMs, error };
  });
  return Response.json({ tables });
}

const UNKNOWN = { view: null, generation: 0, state: "waiting", copied: 0, error: null } as const;

/** `POST /v1/shards/<shard>/mirror/rebuild`. */
export async function rebuildMirror(
  request: Request,
  env: Env,
  grant: Grant,
  shard: string,
): Promise<Response> {
  const parsed = rebuild.safeParse(await jsonBody(request, MAX_BODY_BYTES));
  if (!parsed.success) throw new EdgeError("BAD_REQUEST", "the body is {tables: [...]} or {}");
  const stub = env.SHARD.get(env.SHARD.idFromName(objectName(grant, shard)));
  return Response.json({ rebuilding: await stub.mirrorRebuild(parsed.data.tables) });
}
