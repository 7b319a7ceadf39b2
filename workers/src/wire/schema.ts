import type { ErrorBody } from "./codes";
import type { Flags, Step } from "./request";

/** A statement of a schema change. Its rows are never returned. */
export type SchemaStep = Pick<Step, "sql" | "params">;

/** What one schema version means to one shard. No steps: only the version number moves. */
export interface ShardEntry {
  version: number;
  /** Identity of the log entry: a version that was dropped is never taken for the one that replaced it. */
  id: string;
  steps: SchemaStep[];
  flags: Flags;
}

/** A rehearsal undoes what it applied; rolling forward passes the fence of {@link ShardEntry.id}. */
export type ApplyMode = "rehearse" | "apply" | "roll-forward";

/** Answer of a shard that was told to apply entries. */
export type ApplyOutcome =
  { state: "applied" } | { state: "behind"; version: number } | { state: "failed"; error: ErrorBody };

/** Body of `POST /v1/schema`, checked. */
export interface SchemaChange {
  base: number;
  sql: string;
  put: Record<string, unknown>;
  drop: string[];
  shards: Record<string, SchemaStep[]>;
  flags: Flags;
}

export type ChangeOutcome =
  | { state: "committed"; version: number }
  | { state: "stale"; version: number }
  | { state: "failed"; error: ErrorBody };

/** Who asks control, so that it can name the tenant's shards. */
export interface Scope {
  tenant: string;
  project: string;
}
