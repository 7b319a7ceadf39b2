import * as z from "zod";
import type { Env, Settings } from "../env";
import { EdgeError, errorBody } from "../wire/codes";
import { objectName, type Grant } from "../wire/grant";
import type { PolicyChange } from "../wire/policies";
import { jsonBody } from "./body";

const column = z.string().min(1).max(64);
const MAX_TABLES = 10_000;

const cache = (maxMs: number): z.ZodType<PolicyChange["tables"][string]["cache"]> =>
  z
    .strictObject({
      mode: z.enum(["strong", "bounded", "cached"]).default("strong"),
      ttl_ms: z.int().min(0).default(30_000),
      swr_ms: z.int().min(0).default(0),
      prewarm: z.boolean().default(false),
      always_strong_columns: z.array(column).max(4096).default([]),
    })
    .refine(({ ttl_ms, swr_ms }) => ttl_ms + swr_ms <= maxMs, {
      path: ["ttl_ms"],
      message: `ttl_ms and swr_ms together are at most ${String(maxMs)}`,
    });

/** Whether D1 keeps a copy of the table. */
const mirror = (hasMirror: boolean): z.ZodType<boolean> =>
  z
    .boolean()
    .refine((wanted) => !wanted || hasMirror, "the worker has no D1 binding named MIRROR")
    .default(false);

const policyChange = (maxMs: number, hasMirror: boolean): z.ZodType<PolicyChange> =>
  z.strictObject({
    base: z.int().min(0),
    tables: z
      .record(
        z.string().min(1).max(256),
        z.strictObject({
          pk: z
            .union([column, z.array(column).min(1).max(16)])
            .transform((pk) => (typeof pk === "string" ? [pk] : pk))
            .optional(),
          shard_by: column.optional(),
          cache: cache(maxMs).prefault({}),
          mirror: mirror(hasMirror),
        }),
      )
      .refine((tables) => Object.keys(tables).length <= MAX_TABLES, `more than ${String(MAX_TABLES)} tables`),
  });

/** `GET /v1/policies`. */
export async function readPolicies(url: URL, env: Env, grant: Grant): Promise<Response> {
  const since = url.searchParams.get("since");
  const version = since === null ? undefined : Number(since);
  if (version !== undefined && (!Number.isSafeInteger(version) || version < 0)) {
    throw new EdgeError("BAD_REQUEST", "since must be a policy version");
  }
  const control = env.CONTROL.get(env.CONTROL.idFromName(objectName(grant, "control")));
  const text = await control.readPolicies(version);
  return new Response(text, { headers: { "content-type": "application/json" } });
}

/**
 * `PUT /v1/policies`.
 *
 * @throws EdgeError BAD_REQUEST naming the first member that is wrong
 */
export async function putPolicies(
  request: Request,
  env: Env,
  grant: Grant,
  settings: Settings,
): Promise<Response> {
  const body = await jsonBody(request, settings.EDGESQL_MAX_SCHEMA_BYTES);
  const hasMirror = env.MIRROR !== undefined;
  const parsed = policyChange(settings.EDGESQL_MAX_CACHE_SECONDS * 1000, hasMirror).safeParse(body);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new EdgeError("BAD_REQUEST", `${issue?.path.join(".") ?? ""}: ${issue?.message ?? "malformed"}`);
  }
  const { base, tables } = parsed.data;
  const control = env.CONTROL.get(env.CONTROL.idFromName(objectName(grant, "control")));
  const { isStored, version } = await control.putPolicies(
    { tenant: grant.tenant, project: grant.project },
    base,
    JSON.stringify(tables),
  );
  if (isStored) return Response.json({ version });
  const stale = new EdgeError("SCHEMA_STALE", "the policies have changed", { version });
  return Response.json({ error: errorBody(stale) }, { status: 409 });
}
