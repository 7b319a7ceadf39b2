import type { CacheObject } from "./cache/cache-object";
import type { ControlObject } from "./control/control-object";
import type { MirrorObject } from "./mirror/mirror-object";
import type { TableShard } from "./shard/table-shard";
import type { ChangeMessage } from "./wire/changes";

/** Bindings and variables of the worker. Variables are text; {@link settingsOf} reads them. */
export interface Env {
  SHARD: DurableObjectNamespace<TableShard>;
  CONTROL: DurableObjectNamespace<ControlObject>;
  FLOORS: DurableObjectNamespace<CacheObject>;
  MIRRORS: DurableObjectNamespace<MirrorObject>;
  /** Holds the mirrored tables. Without it no table can be mirrored. */
  MIRROR?: D1Database;
  /** Copies of results, and the version floors below which they are outdated. */
  CACHE: KVNamespace;
  /** From the shards' change logs to the cache worker. */
  CHANGES: Queue<ChangeMessage>;
  EDGESQL_HMAC_SECRET?: string;
  /** Ed25519 public key: a JWK (JSON text) or base64url of the raw 32 bytes. */
  EDGESQL_ED25519_PUBLIC_KEY?: string;
  /** When set, a token that carries a `kid` must carry this one. */
  EDGESQL_KEY_ID?: string;
  EDGESQL_MAX_TOKEN_SECONDS?: string;
  EDGESQL_MAX_BODY_BYTES?: string;
  EDGESQL_MAX_SCHEMA_BYTES?: string;
  EDGESQL_MAX_INBOX?: string;
  EDGESQL_MAX_INBOX_CHARS?: string;
  EDGESQL_SOCKET_TEXTS?: string;
  EDGESQL_MAX_RESULT_BYTES?: string;
  EDGESQL_PART_BYTES?: string;
  EDGESQL_STREAM_PART_BYTES?: string;
  EDGESQL_MAX_LOCKS?: string;
  EDGESQL_LOCK_LEASE_SECONDS?: string;
  EDGESQL_MAX_TRANSACTION_CHARS?: string;
  EDGESQL_SNAPSHOT_LINGER_SECONDS?: string;
  EDGESQL_MAX_LOG_ROWS?: string;
  EDGESQL_WRITE_RECORD_SECONDS?: string;
  EDGESQL_WRITE_RECORD_BYTES?: string;
  EDGESQL_CLOCK_MARGIN_MS?: string;
  EDGESQL_MAX_CACHE_SECONDS?: string;
  EDGESQL_MAX_COPY_BYTES?: string;
  EDGESQL_JOIN_MS?: string;
  EDGESQL_KV_WRITE_INTERVAL_MS?: string;
  EDGESQL_MAX_FLOOR_KEYS?: string;
  EDGESQL_ROW_FLOORS_PER_SECOND?: string;
  EDGESQL_ROW_FLOORS_BURST?: string;
  EDGESQL_MAX_PREWARMS?: string;
  EDGESQL_OUTBOX_CHANGES?: string;
  EDGESQL_OUTBOX_DELAY_MS?: string;
  EDGESQL_OUTBOX_MAX_DELAY_MS?: string;
  EDGESQL_OUTBOX_RESEND_SECONDS?: string;
  EDGESQL_MAX_RETRY_SECONDS?: string;
  EDGESQL_MIRROR_ROWS?: string;
  EDGESQL_MIRROR_BATCH_BYTES?: string;
  EDGESQL_MIRROR_ROW_BYTES?: string;
  EDGESQL_MIRROR_ROUNDS?: string;
  EDGESQL_MAX_CHANGED_KEYS?: string;
  EDGESQL_MAX_WATCHED_TABLES?: string;
}

const MIB = 1024 * 1024;

/** Every bound, with its default. The unit stands in the name; sizes of text count UTF-16 code units. */
const DEFAULTS = {
  /** How far ahead a token's `exp` may lie. */
  EDGESQL_MAX_TOKEN_SECONDS: 86_400 * 366,
  /** Body of `POST /v1/shards/<shard>/run`. */
  EDGESQL_MAX_BODY_BYTES: 31 * MIB,
  /** Body of `POST /v1/schema`; a stored row holds at most 2 MB in production. */
  EDGESQL_MAX_SCHEMA_BYTES: 1_900_000,
  /** Requests that one shard holds unanswered. */
  EDGESQL_MAX_INBOX: 10_000,
  /** Text of the requests that one shard holds unanswered. */
  EDGESQL_MAX_INBOX_CHARS: 64 * MIB,
  /** Statements that one socket may have remembered under numbers, of at most 8192 characters each. */
  EDGESQL_SOCKET_TEXTS: 1024,
  /** JSON text of the result of one request. */
  EDGESQL_MAX_RESULT_BYTES: 256 * MIB,
  /** JSON text above which a reply is split into parts. */
  EDGESQL_PART_BYTES: MIB,
  /** The same for a result that is read in slices. */
  EDGESQL_STREAM_PART_BYTES: 256 * 1024,
  /** Locks that one shard holds, over all transactions. */
  EDGESQL_MAX_LOCKS: 200_000,
  EDGESQL_LOCK_LEASE_SECONDS: 60,
  /** Images of the rows that the open transactions of one shard have written, together. */
  EDGESQL_MAX_TRANSACTION_CHARS: 32 * MIB,
  /** How long before-images are kept on after the last snapshot ended. */
  EDGESQL_SNAPSHOT_LINGER_SECONDS: 5,
  /** Changes that the change log keeps for a reader that lags behind; an older snapshot ends. */
  EDGESQL_MAX_LOG_ROWS: 500_000,
  EDGESQL_WRITE_RECORD_SECONDS: 3600,
  /** JSON text above which a write is recorded without its rows. */
  EDGESQL_WRITE_RECORD_BYTES: 64 * 1024,
  /** How far the clocks of two gateways may differ. */
  EDGESQL_CLOCK_MARGIN_MS: 100,
  /** Longest life of a copy, from the moment it was read. */
  EDGESQL_MAX_CACHE_SECONDS: 86_400,
  /** JSON text above which a result is not kept as a copy; KV holds 25 MiB. */
  EDGESQL_MAX_COPY_BYTES: 4 * MIB,
  /** How long a read waits for another request's read of the same before it asks the shard itself. */
  EDGESQL_JOIN_MS: 5000,
  /** Time between two writes of one KV key; KV takes one a second. */
  EDGESQL_KV_WRITE_INTERVAL_MS: 1000,
  /** Rows of one table, changed at once, above which the floor of the whole table is raised instead. */
  EDGESQL_MAX_FLOOR_KEYS: 64,
  /** Floors of single rows that one shard writes to KV, over time; the floor of the whole table is raised beyond. */
  EDGESQL_ROW_FLOORS_PER_SECOND: 10,
  /** Floors of single rows that may be written at once after a quiet time. */
  EDGESQL_ROW_FLOORS_BURST: 200,
  /** Copies read anew because of one message. */
  EDGESQL_MAX_PREWARMS: 20,
  /** Entries of the change log in one message. */
  EDGESQL_OUTBOX_CHANGES: 1000,
  /** How long changes gather before they are sent to the queue. */
  EDGESQL_OUTBOX_DELAY_MS: 50,
  /** The same while there are more each time: it doubles up to this. */
  EDGESQL_OUTBOX_MAX_DELAY_MS: 400,
  /** What is not acknowledged after this time is sent again. */
  EDGESQL_OUTBOX_RESEND_SECONDS: 30,
  /** Longest pause before the cache worker tries a message again. */
  EDGESQL_MAX_RETRY_SECONDS: 60,
  /** Changes, or rows of a copy, that the mirror is given at once: one transaction of D1. */
  EDGESQL_MIRROR_ROWS: 1000,
  /** Images of rows, as JSON text, that the mirror is given at once; one more row may pass it. */
  EDGESQL_MIRROR_BATCH_BYTES: MIB,
  /** Image of one row, as JSON text, above which its table is not mirrored; D1 takes 2,000,000 bytes in a parameter. */
  EDGESQL_MIRROR_ROW_BYTES: 1_900_000,
  /** Pieces that the mirror asks its shard for before others have their turn. */
  EDGESQL_MIRROR_ROUNDS: 20,
  /** Keys of one table in a `changed` frame; the whole table is named beyond. */
  EDGESQL_MAX_CHANGED_KEYS: 256,
  /** Tables that one socket watches; the runtime keeps 16 KiB of names with it. */
  EDGESQL_MAX_WATCHED_TABLES: 500,
} as const;

export type Settings = { readonly [name in keyof typeof DEFAULTS]: number };

/**
 * Reads the bounds from the worker's variables.
 *
 * @throws Error naming the variable when one is not a positive number
 */
export function settingsOf(env: Env): Settings {
  const settings: Record<string, number> = {};
  for (const [name, fallback] of Object.entries(DEFAULTS)) {
    const text = env[name as keyof typeof DEFAULTS];
    const value = text === undefined || text === "" ? fallback : Number(text);
    if (!Number.isFinite(value) || value <= 0) {
      throw new Error(`${name} must be a positive number`);
    }
    settings[name] = value;
  }
  return settings as Settings;
}
