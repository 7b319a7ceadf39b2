import type { Env, Settings } from "../env";
import { EPOCH_HEADER, type CachedRead, type CopyWanted } from "../wire/cached-read";
import { EdgeError, type ErrorBody } from "../wire/codes";
import { copyText, type Copy } from "../wire/copies";
import { GRANT_HEADER, objectName, type Grant } from "../wire/grant";

/** What became of a copy: it is being kept, or why not. */
export type Stored = "yes" | "too-large" | "too-often";

/** One reading of the shard, and what will be kept of it. */
export interface Fill {
  copy: Copy;
  stored: Stored;
  /** Settles when KV has the copy; never fails. */
  kept: Promise<void>;
}

/** A shard's error, on its way to the sender as it is. */
export class ShardFailure extends Error {
  constructor(readonly body: ErrorBody) {
    super(body.message);
  }
}

const REPLY_HEAD = '{"id":0,"results":';
const REPLY_TAIL = ',"ver":';
/** Shortest time after which KV may forget a value. */
const MIN_EXPIRATION_SECONDS = 60;
/** Keys whose last write is remembered. */
const MAX_REMEMBERED = 10_000;

/** When this isolate last wrote a key, milliseconds since the epoch: KV takes one write a second. */
const lastWrites = new Map<string, number>();

/**
 * Reads from the shard and keeps a copy. The time of the copy is taken before the shard is asked, so that it is never
 * younger than what it says; the shard logs the changes of its tables before it reads.
 *
 * @param kvKey where the copy goes
 * @throws ShardFailure
 */
export async function fill(
  env: Env,
  settings: Settings,
  grant: Grant,
  shard: string,
  read: CachedRead,
  kvKey: string,
): Promise<Fill> {
  const readAt = Date.now();
  const freshUntil = readAt + read.ttlMs;
  const swrUntil = freshUntil + read.swrMs;
  const wanted: CopyWanted = {
    tables: read.tables,
    untilMs: swrUntil,
    isPrewarmed: read.prewarm === true,
    request: read.request,
  };
  const stub = env.SHARD.get(env.SHARD.idFromName(objectName(grant, shard)));
  // Whatever the bearer may do besides, this request may read.
  const reader: Grant = { ...grant, rights: ["read"] };
  const response = await stub.fetch("https://shard/read", {
    method: "POST",
    headers: { [GRANT_HEADER]: JSON.stringify(reader) },
    body: JSON.stringify(wanted),
  });
  const { results, ver } = replyOf(await response.text());
  const epoch = Number(response.headers.get(EPOCH_HEADER));
  const prewarm = read.prewarm === true ? { prewarm: JSON.stringify(read) } : {};
  const copy = { head: { epoch, ver, readAt, freshUntil, swrUntil, ...prewarm }, results };
  const stored = storable(settings, kvKey, results);
  const kept = stored === "yes" ? keep(env, kvKey, copy) : Promise.resolve();
  return { copy, stored, kept };
}

function replyOf(text: string): { results: string; ver: number } {
  const at = text.lastIndexOf(REPLY_TAIL);
  if (!text.startsWith(REPLY_HEAD) || at < 0) {
    const { error } = JSON.parse(text) as { error?: ErrorBody };
    if (error === undefined) throw new EdgeError("INTERNAL", "the shard's reply cannot be understood");
    throw new ShardFailure(error);
  }
  return {
    results: text.slice(REPLY_HEAD.length, at),
    ver: Number.parseInt(text.slice(at + REPLY_TAIL.length), 10),
  };
}

function storable(settings: Settings, kvKey: string, results: string): Stored {
  // Three bytes are the most that a UTF-16 code unit takes in UTF-8; measuring is left for the large ones.
  const max = settings.EDGESQL_MAX_COPY_BYTES;
  if (results.length * 3 > max && new TextEncoder().encode(results).length > max) return "too-large";
  const now = Date.now();
  if (now - (lastWrites.get(kvKey) ?? 0) < settings.EDGESQL_KV_WRITE_INTERVAL_MS) return "too-often";
  if (lastWrites.size >= MAX_REMEMBERED) lastWrites.clear();
  lastWrites.set(kvKey, now);
  return "yes";
}

/** A copy that KV does not take costs a later reader a trip, and nobody a wrong answer: it is only told. */
async function keep(env: Env, kvKey: string, copy: Copy): Promise<void> {
  const seconds = Math.ceil((copy.head.swrUntil - Date.now()) / 1000);
  const expirationTtl = Math.max(MIN_EXPIRATION_SECONDS, seconds);
  try {
    await env.CACHE.put(kvKey, copyText(copy), { expirationTtl });
  } catch (failure) {
    console.warn(`a copy was not kept: ${String(failure)}`);
  }
}
