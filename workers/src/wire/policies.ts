/** Policy of one table, §9; `pk` is always an array here. */
export interface TablePolicy {
  pk?: string[] | undefined;
  shard_by?: string | undefined;
  cache: {
    mode: "strong" | "bounded" | "cached";
    ttl_ms: number;
    swr_ms: number;
    prewarm: boolean;
    always_strong_columns: string[];
  };
  mirror: boolean;
}

/** Body of `PUT /v1/policies`, checked. */
export interface PolicyChange {
  base: number;
  tables: Record<string, TablePolicy>;
}

export interface DeadLetter {
  id: number;
  /** When it was parked, milliseconds since the epoch. */
  at: number;
  attempts: number;
  error: string;
  message: unknown;
}

/** A message of the queue that could not be handled. */
export interface ParkedMessage {
  /** The queue's id of it: a letter that is delivered twice is stored once. */
  key: string;
  attempts: number;
  error: string;
  /** JSON text. */
  message: string;
}
