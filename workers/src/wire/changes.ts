import type { ShardScope } from "./copies";

/** Rows of one table that changed. */
export interface ChangedTable {
  table: string;
  /** JSON arrays of the stored values of primary keys; null: the whole table. */
  keys: string[] | null;
  /** The newest of the changes. */
  ver: number;
}

/** One operation of the mirror: a row's stored values by column, or that it is gone. */
export interface MirrorOperation {
  /** Physical name in the shard. */
  table: string;
  key: string;
  row: Record<string, unknown> | null;
}

/** What a shard tells the cache worker. */
export interface ChangeMessage extends ShardScope {
  epoch: number;
  ver: number;
  /** Entries of the change log after this one … */
  after: number;
  /** … up to this one are told. */
  seq: number;
  invalidateKeys: ChangedTable[];
  /** Beginnings of the names of copies that are to be read anew. */
  prewarms: string[];
  d1Ops: MirrorOperation[];
}
