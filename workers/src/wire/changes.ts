import type { ShardScope } from "./copies";
import type { MirrorNotice, MirrorRows } from "./mirror";

/** Rows of one table that changed. */
export interface ChangedTable {
  table: string;
  /** JSON arrays of the stored values of primary keys; null: the whole table. */
  keys: string[] | null;
  /** The newest of the changes. */
  ver: number;
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
  /** Rows for the mirror, with {@link mirror} only. */
  d1Ops: MirrorRows[];
  /** The message is the mirror's, and tells the copies nothing. */
  mirror?: MirrorNotice | undefined;
}
