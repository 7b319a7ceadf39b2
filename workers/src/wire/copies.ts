/** Place of a read in a shard's history: `epoch` is the incarnation of its data, `ver` its change sequence. */
export interface Version {
  epoch: number;
  ver: number;
}

export function isBelow(version: Version, floor: Version): boolean {
  return version.epoch < floor.epoch || (version.epoch === floor.epoch && version.ver < floor.ver);
}

/** Which shard of which tenant: the name space of its copies. */
export interface ShardScope {
  tenant: string;
  project: string;
  shard: string;
}

/** What is kept beside the results of a read. Times are milliseconds since the epoch, on the gateway's clock. */
export interface CopyHead extends Version {
  readAt: number;
  freshUntil: number;
  swrUntil: number;
  /** JSON text of the body that the read was asked for with, when changes make it be read anew. */
  prewarm?: string;
}

/** A copy: its head, and the JSON text of its results, which nobody needs to parse. */
export interface Copy {
  head: CopyHead;
  results: string;
}

/** Text of a copy in KV: the head on the first line, the results on the second. */
export function copyText({ head, results }: Copy): string {
  return `${JSON.stringify(head)}\n${results}`;
}

export function copyOf(text: string): Copy {
  const end = text.indexOf("\n");
  return { head: JSON.parse(text.slice(0, end)) as CopyHead, results: text.slice(end + 1) };
}

/** KV's bound. */
const MAX_KEY_BYTES = 512;

/** Copies whose name begins with `prefix`, all requests. */
export function copyPrefix(scope: ShardScope, prefix: string): string {
  return `c/${scope.tenant}/${scope.project}/${scope.shard}/${prefix}`;
}

/** Key of the copy of one request under the sender's name for it. */
export function copyKey(scope: ShardScope, name: string, digest: string): Promise<string> {
  return fitted(`${copyPrefix(scope, name)}/${digest}`);
}

/**
 * Names of floors. `any`: the newest change of a table. `all`: the newest change of a table that may have touched
 * every row. `row`: the newest change of one row.
 */
export type FloorName = { kind: "any" | "all"; table: string } | { kind: "row"; table: string; key: string };

export function floorKey(scope: ShardScope, name: FloorName): Promise<string> {
  const row = name.kind === "row" ? `/${name.key}` : "";
  return fitted(`f/${scope.tenant}/${scope.project}/${scope.shard}/${name.kind}/${name.table}${row}`);
}

/** The key itself, or a digest of it when it is too long for KV. */
async function fitted(key: string): Promise<string> {
  const bytes = new TextEncoder().encode(key);
  return bytes.length <= MAX_KEY_BYTES ? key : `h/${await digestOf(key)}`;
}

/** 132 bits of the SHA-256 of a text, as base64url. */
export async function digestOf(text: string): Promise<string> {
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)));
  return hash.toBase64({ alphabet: "base64url" }).slice(0, 22);
}
