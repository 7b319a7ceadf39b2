import type { ControlObject } from "./control/control-object";
import type { TableShard } from "./shard/table-shard";

/** Bindings and variables of the worker. Variables are text; {@link settingsOf} reads them. */
export interface Env {
  SHARD: DurableObjectNamespace<TableShard>;
  CONTROL: DurableObjectNamespace<ControlObject>;
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
  EDGESQL_MAX_RESULT_BYTES?: string;
  EDGESQL_PART_BYTES?: string;
  EDGESQL_MAX_LOCKS?: string;
  EDGESQL_LOCK_LEASE_SECONDS?: string;
  EDGESQL_MAX_TRANSACTION_CHARS?: string;
  EDGESQL_SNAPSHOT_LINGER_SECONDS?: string;
  EDGESQL_MAX_LOG_ROWS?: string;
  EDGESQL_WRITE_RECORD_SECONDS?: string;
  EDGESQL_WRITE_RECORD_BYTES?: string;
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
  /** JSON text of the result of one request. */
  EDGESQL_MAX_RESULT_BYTES: 256 * MIB,
  /** JSON text above which a reply is split into parts. */
  EDGESQL_PART_BYTES: MIB,
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
