import { settingsOf, type Env, type Settings } from "../env";
import { EdgeError, errorBody, type ErrorBody, type ErrorCode } from "../wire/codes";
import { SUBPROTOCOL, PROTOCOL_VERSION } from "../wire/frame";
import { GRANT_HEADER, holds, objectName, type Grant, type Right } from "../wire/grant";
import { boundedText, jsonBody } from "./body";
import { readDeadLetters, replayDeadLetters } from "./dead-letters";
import { ShardFailure } from "./fill";
import { grantOf } from "./jwt";
import { readMirror, rebuildMirror } from "./mirror";
import { putPolicies, readPolicies } from "./policies";
import { CopyReader, type Background } from "./read";
import { cachedReadOf } from "./read-body";
import { schemaChangeOf } from "./schema-body";

const SHARD_ROUTE = /^\/v1\/shards\/([a-z0-9-]{1,64})\/(socket|run|read|cache|mirror|mirror\/rebuild)$/;
const CONTROL_NAME = "control";

/** Answers one HTTP request: health, sockets, one-off runs, cached reads and the schema. Never throws. */
export async function answer(request: Request, env: Env, background: Background): Promise<Response> {
  try {
    const url = new URL(request.url);
    const settings = settingsOf(env);
    if (url.pathname === "/v1/health") {
      requireMethod(request, "GET");
      return Response.json({ ok: true, protocol: PROTOCOL_VERSION });
    }
    const grant = await grantOf(
      request,
      env,
      settings.EDGESQL_MAX_TOKEN_SECONDS,
      Math.floor(Date.now() / 1000),
    );
    if (url.pathname === "/v1/schema") {
      return await schema(request, url, env, grant, settings);
    }
    if (url.pathname === "/v1/policies") {
      return await policies(request, url, env, grant, settings);
    }
    if (url.pathname === "/v1/dead-letters" || url.pathname === "/v1/dead-letters/replay") {
      return await deadLetters(request, url, env, grant);
    }
    const route = SHARD_ROUTE.exec(url.pathname);
    const shard = route?.[1];
    if (shard === undefined || shard === CONTROL_NAME) {
      throw new EdgeError("NOT_FOUND", "no such route");
    }
    const verb = route?.[2];
    if (verb === "socket") return await socket(request, env, grant, shard);
    if (verb === "read") return await read(request, env, grant, shard, settings, background);
    if (verb === "cache") return await cacheStatus(request, env, grant, shard);
    if (verb === "mirror") return await mirrorStatus(request, env, grant, shard);
    if (verb === "mirror/rebuild") return await mirrorRebuild(request, env, grant, shard);
    return await run(request, env, grant, shard, settings);
  } catch (failure) {
    if (failure instanceof ShardFailure) {
      return errorResponse(failure.body, STATUS[failure.body.code] ?? SHARD_FAILED);
    }
    return errorResponse(errorBody(failure));
  }
}

async function socket(request: Request, env: Env, grant: Grant, shard: string): Promise<Response> {
  requireMethod(request, "GET");
  require(grant, "read");
  if (request.headers.get("upgrade")?.toLowerCase() !== "websocket") {
    throw new EdgeError("BAD_REQUEST", "a WebSocket upgrade is expected");
  }
  const offered = (request.headers.get("sec-websocket-protocol") ?? "").split(",");
  if (!offered.some((name) => name.trim() === SUBPROTOCOL)) {
    throw new EdgeError("BAD_REQUEST", `the sub-protocol ${SUBPROTOCOL} must be offered`);
  }
  const headers = { upgrade: "websocket", [GRANT_HEADER]: JSON.stringify(grant) };
  return shardStub(env, grant, shard).fetch("https://shard/socket", { headers });
}

async function run(
  request: Request,
  env: Env,
  grant: Grant,
  shard: string,
  settings: Settings,
): Promise<Response> {
  requireMethod(request, "POST");
  require(grant, "read");
  const body = await boundedText(request, settings.EDGESQL_MAX_BODY_BYTES);
  const headers = { [GRANT_HEADER]: JSON.stringify(grant) };
  return shardStub(env, grant, shard).fetch("https://shard/run", { method: "POST", headers, body });
}

async function read(
  request: Request,
  env: Env,
  grant: Grant,
  shard: string,
  settings: Settings,
  background: Background,
): Promise<Response> {
  requireMethod(request, "POST");
  require(grant, "read");
  const body = await jsonBody(request, settings.EDGESQL_MAX_BODY_BYTES);
  const wanted = cachedReadOf(body, settings.EDGESQL_MAX_CACHE_SECONDS * 1000);
  const text = await new CopyReader(env, settings, grant, shard, background).read(wanted);
  return new Response(text, { headers: { "content-type": "application/json" } });
}

async function cacheStatus(request: Request, env: Env, grant: Grant, shard: string): Promise<Response> {
  requireMethod(request, "GET");
  require(grant, "read");
  const stub = env.SHARD.get(env.SHARD.idFromName(objectName(grant, shard)));
  return Response.json(await stub.copyStatus());
}

async function mirrorStatus(request: Request, env: Env, grant: Grant, shard: string): Promise<Response> {
  requireMethod(request, "GET");
  require(grant, "read");
  return await readMirror(env, grant, shard);
}

async function mirrorRebuild(request: Request, env: Env, grant: Grant, shard: string): Promise<Response> {
  requireMethod(request, "POST");
  require(grant, "schema");
  return await rebuildMirror(request, env, grant, shard);
}

async function schema(
  request: Request,
  url: URL,
  env: Env,
  grant: Grant,
  settings: Settings,
): Promise<Response> {
  const scope = { tenant: grant.tenant, project: grant.project };
  const control = env.CONTROL.get(env.CONTROL.idFromName(objectName(grant, CONTROL_NAME)));
  if (request.method === "GET") {
    require(grant, "read");
    const since = Number(url.searchParams.get("since") ?? "0");
    if (!Number.isSafeInteger(since) || since < 0) {
      throw new EdgeError("BAD_REQUEST", "since must be a schema version");
    }
    const text = await control.readSchema(scope, since);
    return new Response(text, { headers: { "content-type": "application/json" } });
  }
  requireMethod(request, "POST");
  require(grant, "schema");
  const change = schemaChangeOf(await jsonBody(request, settings.EDGESQL_MAX_SCHEMA_BYTES));
  const outcome = await control.changeSchema(scope, JSON.stringify(change));
  switch (outcome.state) {
    case "committed":
      return Response.json({ version: outcome.version });
    case "stale": {
      const stale = new EdgeError("SCHEMA_STALE", "the schema has changed", {
        version: outcome.version,
      });
      return errorResponse(errorBody(stale));
    }
    case "failed":
      return errorResponse(outcome.error, outcome.error.code === "INTERNAL" ? 500 : 422);
  }
}

async function policies(
  request: Request,
  url: URL,
  env: Env,
  grant: Grant,
  settings: Settings,
): Promise<Response> {
  if (request.method === "GET") {
    require(grant, "read");
    return await readPolicies(url, env, grant);
  }
  requireMethod(request, "PUT");
  require(grant, "schema");
  return await putPolicies(request, env, grant, settings);
}

async function deadLetters(request: Request, url: URL, env: Env, grant: Grant): Promise<Response> {
  const isReplay = url.pathname.endsWith("/replay");
  requireMethod(request, isReplay ? "POST" : "GET");
  require(grant, "admin");
  return isReplay ? await replayDeadLetters(request, env, grant) : await readDeadLetters(url, env, grant);
}

function shardStub(env: Env, grant: Grant, shard: string): { fetch: typeof fetch } {
  return env.SHARD.get(env.SHARD.idFromName(objectName(grant, shard)));
}

function require(grant: Grant, right: Right): void {
  if (!holds(grant, right)) {
    throw new EdgeError("FORBIDDEN", `the token does not hold the right ${right}`);
  }
}

function requireMethod(request: Request, method: string): void {
  if (request.method !== method) {
    throw new EdgeError("BAD_REQUEST", `the method must be ${method}`);
  }
}

const STATUS: Partial<Record<ErrorCode, number>> = {
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  BAD_REQUEST: 400,
  NOT_FOUND: 404,
  TOO_LARGE: 413,
  SCHEMA_STALE: 409,
  OVERLOADED: 503,
  NOT_CACHEABLE: 400,
};
/** A shard's own errors, to a cached read. */
const SHARD_FAILED = 422;

function errorResponse(error: ErrorBody, status = STATUS[error.code] ?? 500): Response {
  return Response.json({ error }, { status });
}
