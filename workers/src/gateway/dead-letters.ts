import * as z from "zod";
import type { Env } from "../env";
import { EdgeError } from "../wire/codes";
import { objectName, type Grant } from "../wire/grant";
import type { DeadLetter } from "../wire/policies";
import { jsonBody } from "./body";

const DEFAULT_LETTERS = 100;
const MAX_LETTERS = 1000;
const MAX_BODY_BYTES = 65_536;

const replay = z.union([
  z.object({ ids: z.array(z.int().min(1)).max(MAX_LETTERS) }),
  z.object({ all: z.literal(true) }),
]);

/** `GET /v1/dead-letters`. */
export async function readDeadLetters(url: URL, env: Env, grant: Grant): Promise<Response> {
  const after = count(url, "after", 0);
  const limit = Math.min(MAX_LETTERS, count(url, "limit", DEFAULT_LETTERS));
  const control = env.CONTROL.get(env.CONTROL.idFromName(objectName(grant, "control")));
  const letters = JSON.parse(await control.deadLetters(after, limit)) as DeadLetter[];
  const next = letters.length < limit ? null : (letters.at(-1)?.id ?? null);
  return Response.json({ letters, next });
}

/** `POST /v1/dead-letters/replay`. */
export async function replayDeadLetters(request: Request, env: Env, grant: Grant): Promise<Response> {
  const parsed = replay.safeParse(await jsonBody(request, MAX_BODY_BYTES));
  if (!parsed.success) throw new EdgeError("BAD_REQUEST", "the body is {ids: [...]} or {all: true}");
  const control = env.CONTROL.get(env.CONTROL.idFromName(objectName(grant, "control")));
  const ids = "ids" in parsed.data ? parsed.data.ids : undefined;
  return Response.json({ replayed: await control.replayLetters(ids) });
}

function count(url: URL, name: string, fallback: number): number {
  const value = Number(url.searchParams.get(name) ?? fallback);
  if (!Number.isSafeInteger(value) || value < 0) {
    throw new EdgeError("BAD_REQUEST", `${name} must be a non-negative integer`);
  }
  return value;
}
