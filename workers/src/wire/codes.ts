/** Error codes of the gateway protocol, §5. */
export type ErrorCode =
  | "UNAUTHENTICATED"
  | "FORBIDDEN"
  | "BAD_REQUEST"
  | "NOT_FOUND"
  | "TOO_LARGE"
  | "CONSTRAINT_UNIQUE"
  | "CONSTRAINT_PRIMARYKEY"
  | "CONSTRAINT_NOTNULL"
  | "CONSTRAINT_CHECK"
  | "CONSTRAINT_TRIGGER"
  | "CONSTRAINT_FOREIGNKEY"
  | "CONSTRAINT_OTHER"
  | "SQL"
  | "SCHEMA_STALE"
  | "TEXT_UNKNOWN"
  | "CONFLICT"
  | "LOCK_TIMEOUT"
  | "LOCK_NOWAIT"
  | "DEADLOCK"
  | "LOCKS_LOST"
  | "CANCELLED"
  | "SNAPSHOT_TOO_OLD"
  | "TRANSACTION_TOO_LARGE"
  | "SEQUENCE_STALE"
  | "RESULT_TOO_LARGE"
  | "OVERLOADED"
  | "NOT_CACHEABLE"
  | "INTERNAL";

const RETRYABLE: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  "SCHEMA_STALE",
  "TEXT_UNKNOWN",
  "LOCK_TIMEOUT",
  "LOCK_NOWAIT",
  "DEADLOCK",
  "LOCKS_LOST",
  "SNAPSHOT_TOO_OLD",
  "OVERLOADED",
]);

/** Where an error happened and what the peer needs to go on. */
export interface ErrorDetail {
  /** Zero-based index of the failing step. */
  step?: number;
  /** Zero-based index of the failing element of the step's `rowsParam`. */
  row?: number;
  /** The shard's schema version, with SCHEMA_STALE. */
  schema?: number;
  /** The control object's schema version, with SCHEMA_STALE over HTTP. */
  version?: number;
  /** The object's boot id, with LOCKS_LOST. */
  boot?: string;
}

/** The `error` member of a reply and of an HTTP error body. */
export interface ErrorBody extends ErrorDetail {
  code: ErrorCode;
  message: string;
  retryable: boolean;
}

/** A failure that the peer is told about as it stands. */
export class EdgeError extends Error {
  constructor(
    readonly code: ErrorCode,
    message: string,
    readonly detail: ErrorDetail = {},
  ) {
    super(message);
    this.name = "EdgeError";
  }
}

/** Error body for any failure; what is not an {@link EdgeError} becomes INTERNAL, without a stack. */
export function errorBody(failure: unknown): ErrorBody {
  if (failure instanceof EdgeError) {
    return {
      code: failure.code,
      message: failure.message,
      retryable: RETRYABLE.has(failure.code),
      ...failure.detail,
    };
  }
  const message = failure instanceof Error ? failure.message : "unknown failure";
  return { code: "INTERNAL", message, retryable: false };
}
