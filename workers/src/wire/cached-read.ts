import type { ShardRequest } from "./request";

/** Body of `POST /v1/shards/<shard>/read`, checked. Times in milliseconds. */
export interface CachedRead {
  key: string;
  tables: string[];
  mode: "bounded" | "cached";
  maxAgeMs?: number | undefined;
  ttlMs: number;
  swrMs: number;
  minVer?: number | undefined;
  prewarm?: boolean | undefined;
  request: ShardRequest;
}

/** What the gateway asks a shard for in order to keep a copy. */
export interface CopyWanted {
  tables: string[];
  /** The copy may be served until then, milliseconds since the epoch. */
  untilMs: number;
  isPrewarmed: boolean;
  request: ShardRequest;
}

/** Header of the shard's answer to {@link CopyWanted}: its epoch. */
export const EPOCH_HEADER = "x-edgesql-epoch";
